package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
)

// drawn is the text of a PDF, line by line as it was written, and its pen.
func drawn(t testing.TB, r *Report, l registry.Lang) (string, *pen) {
	t.Helper()
	d, err := newDocument(r, l)
	if err != nil {
		t.Fatal(err)
	}
	p := newPen(d)
	p.pdf.SetCompression(false)
	p.whole()
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return pdfText(b.Bytes()), p
}

// pdfText is the text of an uncompressed PDF, in the order in which it was written.
func pdfText(data []byte) string {
	var text strings.Builder
	for _, m := range regexp.MustCompile(`(?s)\(((?:[^\\()]|\\.)*)\) ?Tj`).FindAllSubmatch(data, -1) {
		raw := strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(string(m[1]))
		var units []uint16
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		text.WriteString(string(utf16.Decode(units)))
	}
	return text.String()
}

// TestPDFHoldsTheCases: ids, scores and sentences stand in the PDF, the cases
// in the order of the report.
func TestPDFHoldsTheCases(t *testing.T) {
	r := fixture(t)
	for _, l := range []registry.Lang{registry.VI, registry.EN} {
		text, p := drawn(t, r, l)
		if p.lost {
			t.Errorf("%s: a letter of the fixture has no glyph", l)
		}
		at := 0
		for _, f := range r.Findings {
			for _, want := range []string{f.Explain[l].Summary, f.Pair.A, f.Pair.B, p.signed(f.Margin)} {
				next := strings.Index(text[at:], want)
				if next < 0 {
					t.Fatalf("%s %s: %q is missing or out of order", l, f.ID, want)
				}
				at += next
			}
		}
		if !strings.Contains(text, r.Run.Certificate.Digest) {
			t.Errorf("%s: no digest", l)
		}
	}
}

// TestPDFCutsAndSays: very long texts, missing letters and surplus cases are
// cut and the document says so; nothing makes it panic.
func TestPDFCutsAndSays(t *testing.T) {
	r := hostile(t)
	for i := range r.Snapshot.Platforms {
		p := &r.Snapshot.Platforms[i]
		switch p.ID {
		case r.Findings[1].Pair.A:
			p.FunctionVI = strings.Repeat("quản lý ", 20_000)
		case r.Findings[1].Pair.B:
			p.FunctionVI = strings.Repeat("x", 100_000)
		case r.Findings[2].Pair.A:
			p.NameVI = "国家平台 វេទិកា 😀 \U00010000 \x00{nb}\x02nb"
		}
	}
	r.MaxFindings = 6
	text, p := drawn(t, r, registry.VI)
	if !p.cutText || !p.lost {
		t.Errorf("cut %v, lost %v", p.cutText, p.lost)
	}
	for _, want := range []string{"Văn bản kết thúc bằng […] đã được rút ngắn", "Ký tự � đứng thay chữ", "trình bày 6 / 12 phát hiện mạnh nhất; 6 phát hiện còn lại"} {
		if !strings.Contains(text, want) {
			t.Errorf("the document does not say %q", want)
		}
	}
	if n := p.pdf.PageNo(); n > 30 {
		t.Errorf("%d pages", n)
	}
}

// TestFontsCoverVietnamese: every letter with every tone in both cases, the
// punctuation and every relation's symbol can be printed.
func TestFontsCoverVietnamese(t *testing.T) {
	symbols := lettersOf(symbolFont)
	for name, font := range map[string][]byte{"sans": sansFont, "sans bold": sansBoldFont, "serif": serifFont, "serif bold": serifBoldFont} {
		letters := lettersOf(font)
		for _, r := range vowels + strings.ToUpper(vowels) + "đĐ0123456789.,;:!?()[]{}/%&@#*+-–—“”‘’«»…·×÷°§€₫�" {
			if !letters[r] {
				t.Errorf("%s lacks %q", name, r)
			}
		}
		for _, relation := range registry.Relations {
			for _, r := range relation.Symbol() + "−↔→" {
				if !letters[r] && !symbols[r] {
					t.Errorf("%s and symbols lack %q", name, r)
				}
			}
		}
	}
}

// TestComposed agrees with Unicode on every Vietnamese letter and on text.
func TestComposed(t *testing.T) {
	for _, s := range append(strings.Split(vowels+strings.ToUpper(vowels), ""), "Nền tảng định danh và xác thực điện tử", "ƯỜNG ƯỠN ẪM ặ", "cafe\u0301 ngon", "") {
		if got, want := composed(norm.NFD.String(s)), norm.NFC.String(s); got != want {
			t.Errorf("%q composed to %q, want %q", norm.NFD.String(s), got, want)
		}
	}
	if s := "n\u0323 \u0301x"; composed(s) != s {
		t.Errorf("%q became %q", s, composed(s))
	}
}
