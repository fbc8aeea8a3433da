package report

import (
	"strings"

	"trunglap/registry"
)

// Lines of text in the PDF: words are set one after another and broken at
// spaces; a word wider than its column is broken anywhere.

// A row of fragments is one line of text.
type textLine struct {
	parts []fragment
	width float64
}

// plain makes fragments of one text, marked ones of pieces.
func plain(i ink, s string) []fragment { return []fragment{{ink: i, text: s}} }

func inked(i ink, ps []piece) []fragment {
	var out []fragment
	for _, p := range ps {
		out = append(out, fragment{i, p.Text, p.Via})
	}
	return out
}

// wrap breaks fragments into lines of at most width, and at most limit lines,
// the last of which then ends in an ellipsis.
func (p *pen) wrap(parts []fragment, width float64, limit int) []textLine {
	lines := []textLine{{}}
	for _, word := range p.words(parts) {
		w := p.measure(word)
		last := &lines[len(lines)-1]
		if blank(word) && last.width == 0 {
			continue
		}
		if last.width+w > width && !blank(word) && last.width > 0 {
			if len(lines) == limit {
				p.ellipsis(last, width)
				return lines
			}
			lines = append(lines, textLine{})
			last = &lines[len(lines)-1]
		}
		if w > width {
			if !p.force(&lines, word, width, limit) {
				return lines
			}
			continue
		}
		last.parts, last.width = append(last.parts, word...), last.width+w
	}
	return lines
}

// force sets a word that is wider than the column, rune by rune. It reports
// whether there is room left.
func (p *pen) force(lines *[]textLine, word []fragment, width float64, limit int) bool {
	for _, f := range word {
		for _, r := range f.text {
			one := fragment{f.ink, string(r), f.via}
			w := p.measure([]fragment{one})
			last := &(*lines)[len(*lines)-1]
			if last.width+w > width {
				if len(*lines) == limit {
					p.ellipsis(last, width)
					return false
				}
				*lines = append(*lines, textLine{})
				last = &(*lines)[len(*lines)-1]
			}
			last.parts, last.width = append(last.parts, one), last.width+w
		}
	}
	return true
}

func (p *pen) ellipsis(l *textLine, width float64) {
	p.cutText = true
	if n := len(l.parts); n > 0 {
		end := fragment{ink: l.parts[n-1].ink, text: " […]"}
		for len(l.parts) > 1 && l.width+p.measure([]fragment{end}) > width {
			l.width -= p.measure(l.parts[len(l.parts)-1:])
			l.parts = l.parts[:len(l.parts)-1]
		}
		l.parts = append(l.parts, end)
	}
}

func blank(word []fragment) bool { return len(word) == 1 && word[0].text == " " }

// words cuts fragments at spaces. A word may run over several fragments; a
// space is a word of its own.
func (p *pen) words(parts []fragment) [][]fragment {
	var out [][]fragment
	open := false
	for _, part := range parts {
		for i, s := range strings.Split(p.legible(part.text), " ") {
			if i > 0 {
				if len(out) == 0 || !blank(out[len(out)-1]) {
					out = append(out, []fragment{{part.ink, " ", part.via}})
				}
				open = false
			}
			if s == "" {
				continue
			}
			faces := p.faces(part.ink, s)
			for j := range faces {
				faces[j].via = part.via
			}
			if open {
				out[len(out)-1] = append(out[len(out)-1], faces...)
			} else {
				out = append(out, faces)
			}
			open = true
		}
	}
	return out
}

func (p *pen) measure(parts []fragment) float64 {
	w := 0.0
	for _, f := range parts {
		p.use(f.ink)
		w += p.pdf.GetStringWidth(f.text)
	}
	return w
}

// put draws a line with its base line at y.
func (p *pen) put(l textLine, x, y float64) {
	for i, f := range l.parts {
		p.use(f.ink)
		w := p.pdf.GetStringWidth(f.text)
		if f.via != "" && !(f.text == " " && i == len(l.parts)-1) {
			p.mark(x, y, w, f.size, f.via)
			p.use(f.ink)
		}
		p.pdf.Text(x, y, f.text)
		x += w
	}
}

// mark puts a highlight behind a word: a tint and, for paper without colour, a
// line of its own kind.
func (p *pen) mark(x, y, w, size float64, via registry.Via) {
	tint, tone := markColors(via)
	em := size * 0.3528
	p.fill(tint)
	p.pdf.Rect(x, y-em*0.85, w, em*1.12, "F")
	p.draw(tone, 0.22)
	under := y + em*0.22
	switch via {
	case registry.ViaFolded:
		p.pdf.SetDashPattern([]float64{0.3, 0.5}, 0)
	case registry.ViaVector:
		p.pdf.SetDashPattern([]float64{1.1, 0.6}, 0)
	case registry.ViaNear:
		p.pdf.SetDashPattern([]float64{0.8, 0.3, 0.2, 0.3}, 0)
	case registry.ViaConcept:
		p.pdf.Line(x, under+0.45, x+w, under+0.45)
	case registry.ViaCode:
		p.pdf.Line(x, y-em*0.85, x+w, y-em*0.85)
	}
	p.pdf.Line(x, under, x+w, under)
	p.pdf.SetDashPattern(nil, 0)
}

// markColors are the tint and the tone of a way of sharing, as on the HTML page.
func markColors(via registry.Via) (tint, tone string) {
	switch via {
	case registry.ViaWords:
		return "fff0b3", "8a6d00"
	case registry.ViaFolded:
		return "ffe3c8", "a04a00"
	case registry.ViaNear:
		return "eef3c4", "5c6b00"
	case registry.ViaConcept:
		return "d9ebfb", "17558f"
	case registry.ViaVector:
		return "e9e2f8", "5b3f9e"
	}
	return "e4eee4", "5c7f5e"
}

// A block is something of known height that can be drawn anywhere.
type block struct {
	height float64
	draw   func(y float64)
}

// paragraph is a block of wrapped text; leading is a share of the type size.
func (p *pen) paragraph(x, width float64, parts []fragment, limit int) block {
	if len(parts) == 0 {
		return block{0, func(float64) {}}
	}
	lines := p.wrap(parts, width, limit)
	step := parts[0].size * 0.3528 * 1.42
	return block{step * float64(len(lines)), func(y float64) {
		for i, l := range lines {
			p.put(l, x, y+step*(float64(i)+0.76))
		}
	}}
}

// stack lays blocks under one another, beside lays them side by side.
func stack(blocks ...block) block {
	h := 0.0
	for _, b := range blocks {
		h += b.height
	}
	return block{h, func(y float64) {
		for _, b := range blocks {
			b.draw(y)
			y += b.height
		}
	}}
}

func beside(blocks ...block) block {
	h := 0.0
	for _, b := range blocks {
		h = max(h, b.height)
	}
	return block{h, func(y float64) {
		for _, b := range blocks {
			b.draw(y)
		}
	}}
}

func gap(h float64) block { return block{h, func(float64) {}} }

// place draws a block, on a new page if it does not fit with what must follow.
func (p *pen) place(b block, follow float64) {
	if p.y+b.height+follow > pageBottom && p.y > marginTop {
		p.page()
	}
	b.draw(p.y)
	p.y += b.height
}

// text places a paragraph over the whole width.
func (p *pen) text(i ink, s string) {
	p.place(p.paragraph(marginX, lineWidth, plain(i, s), 1000), 0)
}

// heading places the title of a section, with room for what follows.
func (p *pen) heading(s string, follow float64) {
	b := p.paragraph(marginX, lineWidth, plain(ink{"serif", "B", 15, inkColor}, s), 3)
	rule := block{b.height + 6, func(y float64) {
		p.draw(lineColor, 0.25)
		p.pdf.Line(marginX, y+3, pageWidth-marginX, y+3)
		b.draw(y + 5)
		p.use(ink{"sans", "", 8, inkColor})
		p.pdf.Bookmark(p.legible(s), 0, y)
	}}
	p.place(rule, follow)
	p.y += 2
}
