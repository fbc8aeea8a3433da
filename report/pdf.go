package report

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"

	"trunglap/registry"
)

// The PDF report is the page for the file and the archive: A4, black-and-white
// safe, with embedded fonts (fonts/README.md), bookmarks and links. It shows
// what the HTML page shows, drawn from the same layouts, but for the raw
// columns. Long texts are cut after a stated number of lines; it holds at most
// pdfCases cases and says what is left out.

const (
	pdfCases = 200 // about 150 pages

	pageWidth, pageHeight = 210.0, 297.0 // millimetres
	marginX, marginTop    = 14.0, 14.0
	pageBottom            = pageHeight - 16
	lineWidth             = pageWidth - 2*marginX

	sideLines = 14 // lines of a text on a card before it is cut
	cellLines = 8  // and of a cell of the table of comparisons
)

//go:embed fonts/NotoSans-Regular.ttf
var sansFont []byte

//go:embed fonts/NotoSans-Bold.ttf
var sansBoldFont []byte

//go:embed fonts/NotoSerif-Regular.ttf
var serifFont []byte

//go:embed fonts/NotoSerif-Bold.ttf
var serifBoldFont []byte

//go:embed fonts/DejaVuSans-Symbols.ttf
var symbolFont []byte

// The colours of the page, as on the HTML page.
const (
	inkColor  = "17212b"
	softColor = "51606f"
	lineColor = "d5dce3"
	hairColor = "e8ecf0"
	blueColor = "123f6b"
	sealColor = "9c1c20"
	plusColor = "1c5a33"
)

// pagesAlias stands for the number of pages until it is known. No text of a
// report can contain it: control characters are taken out.
const pagesAlias = "\x02nb"

// A pen draws the document from the top down.
type pen struct {
	*document
	pdf     *fpdf.Fpdf
	letters map[rune]bool // that the text fonts have
	symbols map[rune]bool // that the symbol font has
	y       float64
	links   map[string]int // to the cards, by id
	cutText bool           // a text was cut
	lost    bool           // a letter could not be printed
}

func writePDF(w io.Writer, d *document) error {
	p := newPen(d)
	p.whole()
	if p.pdf.Err() {
		return fmt.Errorf("draw the pages: %w", p.pdf.Error())
	}
	return p.pdf.Output(w)
}

// whole draws the document from its first page to its last.
func (p *pen) whole() {
	p.front()
	p.where()
	p.index()
	p.allCards()
	p.method()
	p.proof()
}

func newPen(d *document) *pen {
	f := fpdf.New("P", "mm", "A4", "")
	p := &pen{document: d, pdf: f, letters: lettersOf(sansFont), symbols: lettersOf(symbolFont), links: map[string]int{}}
	f.AliasNbPages(pagesAlias)
	f.SetCatalogSort(true)
	f.SetCreationDate(d.moment0().UTC())
	f.SetModificationDate(d.moment0().UTC())
	f.SetTitle(d.title(), true)
	f.SetProducer("Trunglap "+d.Run.Engine, true)
	f.SetLang(string(d.lang))
	f.SetAutoPageBreak(false, 0)
	f.SetCellMargin(0)
	f.AddUTF8FontFromBytes("sans", "", sansFont)
	f.AddUTF8FontFromBytes("sans", "B", sansBoldFont)
	f.AddUTF8FontFromBytes("serif", "", serifFont)
	f.AddUTF8FontFromBytes("serif", "B", serifBoldFont)
	f.AddUTF8FontFromBytes("symbols", "", symbolFont)
	f.SetFooterFunc(p.footer)
	p.page()
	return p
}

// lettersOf reads which characters a TrueType font has, from its table cmap,
// format 4 (the one for the basic plane; others are not needed here).
func lettersOf(font []byte) map[rune]bool {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(font[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(font[at:])) }
	out := map[rune]bool{}
	for i := range u16(4) {
		entry := 12 + 16*i
		if string(font[entry:entry+4]) != "cmap" {
			continue
		}
		cmap := u32(entry + 8)
		for j := range u16(cmap + 2) {
			table := cmap + u32(cmap+4+8*j+4)
			if u16(table) != 4 {
				continue
			}
			segments := u16(table+6) / 2
			for s := range segments {
				end, start := u16(table+14+2*s), u16(table+16+2*segments+2*s)
				for r := start; r <= end && r != 0xffff; r++ {
					out[rune(r)] = true
				}
			}
		}
	}
	return out
}

func (p *pen) page() {
	p.pdf.AddPage()
	p.y = marginTop
}

func (p *pen) footer() {
	small := ink{"sans", "", 7.5, softColor}
	p.write(marginX, pageHeight-9, small, p.clip(p.title(), small, 110))
	left := fmt.Sprintf("%.12s · %s %d/%s", p.Snapshot.Digest, p.tr("trang", "page"), p.pdf.PageNo(), pagesAlias)
	p.use(small)
	p.pdf.Text(pageWidth-marginX-42, pageHeight-9, left)
}

// An ink is a type face, its size in points and a colour.
type ink struct {
	family, style string
	size          float64
	color         string
}

func (p *pen) use(i ink) {
	p.pdf.SetFont(i.family, i.style, i.size)
	p.pdf.SetTextColor(rgb(i.color))
}

func (p *pen) fill(color string) { p.pdf.SetFillColor(rgb(color)) }

func (p *pen) draw(color string, width float64) {
	p.pdf.SetDrawColor(rgb(color))
	p.pdf.SetLineWidth(width)
}

// rgb reads six hexadecimal digits.
func rgb(hex string) (r, g, b int) {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		panic("report: bad colour " + hex)
	}
	return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)
}

// legible is a text as it can be printed: composed, without control characters
// and writing-direction overrides, and with letters that no font has replaced.
func (p *pen) legible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u00a0':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case p.letters[r] || p.symbols[r]:
			return r
		}
		p.lost = true
		return '\ufffd'
	}, composed(s))
}

// write prints one line with its base line at y and returns where it ends.
func (p *pen) write(x, y float64, i ink, s string) float64 {
	for _, f := range p.faces(i, p.legible(s)) {
		p.use(f.ink)
		p.pdf.Text(x, y, f.text)
		x += p.pdf.GetStringWidth(f.text)
	}
	return x
}

func (p *pen) writeRight(x, y float64, i ink, s string) { p.write(x-p.width(i, s), y, i, s) }

func (p *pen) writeMiddle(x, y float64, i ink, s string) { p.write(x-p.width(i, s)/2, y, i, s) }

func (p *pen) width(i ink, s string) float64 {
	w := 0.0
	for _, f := range p.faces(i, p.legible(s)) {
		p.use(f.ink)
		w += p.pdf.GetStringWidth(f.text)
	}
	return w
}

// faces cuts a text where it has to change to the font of symbols.
func (p *pen) faces(i ink, s string) []fragment {
	symbolic := i
	symbolic.family, symbolic.style = "symbols", ""
	var out []fragment
	from, face := 0, i
	for at, r := range s {
		want := i
		if !p.letters[r] && p.symbols[r] {
			want = symbolic
		}
		if want != face && at > from {
			out = append(out, fragment{ink: face, text: s[from:at]})
			from = at
		}
		face = want
	}
	if from < len(s) {
		out = append(out, fragment{ink: face, text: s[from:]})
	}
	return out
}

// clip shortens a line to a width.
func (p *pen) clip(s string, i ink, width float64) string {
	if p.width(i, s) <= width {
		return s
	}
	runes := []rune(p.legible(s))
	for len(runes) > 0 && p.width(i, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// A fragment is a stretch of text in one face, marked if via is not empty.
type fragment struct {
	ink
	text string
	via  registry.Via
}
