package intake

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
)

// encode writes composed Vietnamese in a legacy charset, as windows-1252
// characters; what the charset has no code for stays.
func (c *charset) encode(s string) string {
	to := map[rune]string{}
	for from, letter := range c.single {
		to[letter] = string(from)
	}
	for pair, letter := range c.pairs {
		// The mark has the case of its base, as the keyboards typed it.
		if old, ok := to[letter]; !ok || unicode.IsUpper(pair[0]) == unicode.IsUpper(pair[1]) && len([]rune(old)) == 2 {
			to[letter] = string(pair[:])
		}
	}
	var b strings.Builder
	for _, r := range s {
		if code, ok := to[r]; ok {
			b.WriteString(code)
		} else if small, ok := to[unicode.ToLower(r)]; ok && c.small {
			b.WriteString(small)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// asBytes writes windows-1252 characters as their bytes.
func asBytes(t *testing.T, s string) string {
	t.Helper()
	back := map[rune]byte{}
	for b, r := range western() {
		back[r] = byte(b)
	}
	var out []byte
	for _, r := range s {
		b, ok := back[r]
		if !ok {
			t.Fatalf("windows-1252 has no %q", r)
		}
		out = append(out, b)
	}
	return string(out)
}

// Known spellings, written down from old documents and not from the tables.
func TestLegacySpellings(t *testing.T) {
	for _, tt := range []struct{ charset, in, want string }{
		{"TCVN3", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"TCVN3", "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"},
		{"TCVN3", "HÖ THèNG TH¤NG TIN", "HỆ THỐNG THÔNG TIN"},
		{"TCVN3", "Hµ Néi", "Hà Nội"},
		{"VNI", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"VNI", "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"},
		{"VNI", "HEÄ THOÁNG THOÂNG TIN", "HỆ THỐNG THÔNG TIN"},
		{"VNI", "ngöôøi daân ôû xaõ, kyõ thuaät, quyù, ñòa chæ", "người dân ở xã, kỹ thuật, quý, địa chỉ"},
		{"VPS", "C¶ng hòa xã h¶i chû nghïa ViŒt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"VPS", "ñ¶c lÆp - T¿ do - Hånh phúc", "Độc lập - Tự do - Hạnh phúc"},
	} {
		if got := charsetNamed(tt.charset).text(tt.in); got != tt.want {
			t.Errorf("%s %q: got %q, want %q", tt.charset, tt.in, got, tt.want)
		}
	}
}

// Every Vietnamese letter that a charset can write comes back.
func TestLegacyLetters(t *testing.T) {
	small := "àáảãạâầấẩẫậăằắẳẵặđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
	for _, c := range charsets() {
		if c.name == enc1258 {
			continue // letters and marks: tested with its own encoder
		}
		for _, r := range small {
			if got := c.text(c.encode(string(r))); got != string(r) {
				t.Errorf("%s: %c came back as %q", c.name, r, got)
			}
		}
	}
	for _, r := range strings.ToUpper(small) {
		c := charsetNamed("VNI")
		if got := c.text(c.encode(string(r))); got != string(r) {
			t.Errorf("VNI: %c came back as %q", r, got)
		}
	}
}

// The real list in every legacy encoding, as bytes and as garbled Unicode, is
// the same list, but for the case of letters that an encoding has no capitals for.
func TestFault05_LegacyLists(t *testing.T) {
	path := filepath.Join("..", "testdata", "vn", "platforms-2024.csv")
	data, err := os.ReadFile(path)
	must(t, err)
	want := readNamed(t, "ds.csv", string(data), Options{})
	plain := strings.NewReplacer("–", "-", "—", "-", "’", "'", "“", `'`, "”", `'`, "…", "...").Replace(string(data))
	wantPlain := readNamed(t, "ds.csv", plain, Options{})
	for _, c := range charsets() {
		encoded := c.encode(plain)
		if c.name == enc1258 {
			encoded = fromBytes(encode1258(t, plain))
		}
		for form, s := range map[string]string{"bytes": asBytes(t, encoded), "garbled": encoded} {
			got := readNamed(t, "ds.csv", s, Options{})
			wantText(t, c.name+" "+form, foldedDump(t, got.Platforms), foldedDump(t, wantPlain.Platforms))
			wantText(t, c.name+" "+form+" errors", messages(got.Errors, registry.EN), "")
			if enc := map[string]string{"bytes": c.name, "garbled": "UTF-8 (" + c.name + ")"}[form]; got.Encoding != enc {
				t.Errorf("%s %s: encoding %q", c.name, form, got.Encoding)
			}
		}
	}
	nfd := readNamed(t, "ds.csv", norm.NFD.String(string(data)), Options{})
	wantText(t, "NFD", digests(nfd.Platforms), digests(want.Platforms))
	if want.Encoding != encUTF8 || nfd.Encoding != encUTF8 {
		t.Errorf("encodings %q, %q", want.Encoding, nfd.Encoding)
	}
}

// fromBytes reads bytes as windows-1252 characters.
func fromBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(western()[s[i]])
	}
	return b.String()
}

// foldedDump is all content of platforms without the case of letters.
func foldedDump(t *testing.T, ps []registry.Platform) string {
	t.Helper()
	var b strings.Builder
	for _, p := range ps {
		data, err := json.Marshal(p)
		must(t, err)
		b.WriteString(strings.ToLower(string(data)) + "\n")
	}
	return b.String()
}

// Western and mixed texts are not taken for legacy Vietnamese.
func TestNotLegacy(t *testing.T) {
	french := "id,agency,name_en\nA,BTC,Système français d'état civil à l'étranger\nB,BTC,Données géographiques et cadastrées où déjà créées\nC,BTC,Économie numérique générale\n"
	res := readNamed(t, "ds.csv", french, Options{})
	if res.Encoding != encUTF8 || len(res.Platforms) != 3 || res.Platforms[0].NameEN != "Système français d'état civil à l'étranger" {
		t.Errorf("%q: %s", res.Encoding, dump(res.Platforms))
	}
	if res, err := Read(context.Background(), "ds.csv", strings.NewReader(asBytes(t, french)), Options{}); err == nil {
		t.Errorf("French bytes were read as %s: %s", res.Encoding, dump(res.Platforms))
	}
}
