package report

import (
	"slices"
	"strings"

	"trunglap/registry"
)

// cardX and cardWidth are the inside of a card, right of its coloured edge.
const (
	cardX     = marginX + 4
	cardWidth = lineWidth - 4
	sideWidth = (cardWidth - 4) / 2
)

func (p *pen) allCards() {
	n := p.most(pdfCases)
	if n == 0 {
		return
	}
	p.page()
	s := fallScale(p.cases, p.Model)
	for i := range n {
		p.cardBlocks(p.document.card(i, s))
	}
}

// cardBlocks draws one card. It may be divided between pages, but its head,
// its sentence and its two sides stay together.
func (p *pen) cardBlocks(c *card) {
	edge := shadeOf(c.Relation)
	if c.Hidden {
		edge = shadeOf("")
	}
	blocks := []block{p.cardHead(c)}
	if c.Hidden {
		blocks = append(blocks, p.paragraph(cardX, cardWidth, plain(ink{"serif", "", 10.5, inkColor}, c.Note), 4))
	} else {
		blocks = append(blocks, p.paragraph(cardX, cardWidth, plain(ink{"serif", "", 10.5, inkColor}, c.Explain.Summary), cellLines))
	}
	if c.Decision != nil {
		blocks = append(blocks, gap(1), p.cardDecision(c.Decision))
	}
	first := stack(append(blocks, gap(1.5), p.cardSides(c), gap(2))...)
	rest := []block{}
	if !c.Hidden {
		rest = append(rest, p.compareHead())
		for i := range c.Rows {
			rest = append(rest, p.compareBlock(&c.Rows[i]))
		}
		rest = append(rest, p.cardWhy(c))
	}
	p.edged(first, edge)
	for _, b := range rest {
		p.edged(b, edge)
	}
	p.y += 6
}

// edged places a block with the card's coloured edge beside it.
func (p *pen) edged(b block, s shade) {
	p.place(block{b.height, func(y float64) {
		p.fill(s.Tone)
		p.pdf.Rect(marginX, y, 1.4, b.height, "F")
		b.draw(y)
	}}, 0)
}

func (p *pen) cardHead(c *card) block {
	return block{7, func(y float64) {
		if link, ok := p.links[c.ID]; ok {
			p.pdf.SetLink(link, y, p.pdf.PageNo())
		}
		x := p.write(cardX, y+4.7, ink{"serif", "B", 12, softColor}, p.num(int64(c.Rank))) + 3
		if c.Hidden {
			p.label(x, y+0.8, shadeOf(""), p.tr("hạn chế", "restricted"))
			return
		}
		x += p.tag(x, y+0.8, c.Relation) + 3
		note := c.Owners.Text().In(p.lang)
		if c.Folded {
			note += " · " + registry.ViaFolded.Text().In(p.lang)
		}
		p.write(x, y+4.5, soft(8.5), note)
		p.writeRight(pageWidth-marginX, y+4.5, bold(9.5), c.Score+" bit"+p.tr("", "s")+" · "+c.Probability)
	}}
}

func (p *pen) cardDecision(v *decisionView) block {
	text := p.tr("Kết luận: ", "Decision: ") + v.Outcome
	rest := ""
	if v.Reason != "" {
		rest += " (" + v.Reason + ")"
	}
	rest += ", " + v.Author + ", " + v.Date + "."
	if v.Text != "" {
		rest += " “" + v.Text + "”"
	}
	b := p.paragraph(cardX+3, cardWidth-6, []fragment{{bold(8.5), text, ""}, {sans(8.5), rest, ""}}, cellLines)
	return block{b.height + 2, func(y float64) {
		p.fill("f2f7f2")
		p.draw("3c6b40", 0.2)
		p.pdf.Rect(cardX, y, cardWidth, b.height+2, "FD")
		b.draw(y + 1)
	}}
}

func (p *pen) cardSides(c *card) block {
	left, right := p.cardSide(&c.A, cardX), p.cardSide(&c.B, cardX+sideWidth+4)
	h := max(left.height, right.height) + 4
	return block{h, func(y float64) {
		p.draw(lineColor, 0.25)
		p.pdf.RoundedRect(cardX, y, sideWidth, h, 1, "1234", "D")
		p.pdf.RoundedRect(cardX+sideWidth+4, y, sideWidth, h, 1, "1234", "D")
		left.draw(y + 2)
		right.draw(y + 2)
	}}
}

func (p *pen) cardSide(s *side, x float64) block {
	x, w := x+3, sideWidth-6
	if s.ID == "" {
		return p.paragraph(x, w, plain(soft(8.5), p.tr("Mục hạn chế", "Restricted entry")), 2)
	}
	who := []fragment{{bold(8).in(blueColor), s.Mark + "  ", ""}, {soft(8), s.Agency, ""}}
	if s.Now != "" {
		who = append(who, fragment{ink: soft(8).in(blueColor), text: " → " + p.tr("nay ", "now ") + s.Now})
	}
	function := inked(sans(8.5), s.Function)
	if len(function) == 0 {
		function = plain(soft(8.5), p.tr("Chưa khai chức năng", "No function stated"))
	}
	blocks := []block{
		p.paragraph(x, w, who, 3), gap(0.4), p.paragraph(x, w, inked(bold(9.5), s.Name), 5), gap(0.6),
		p.paragraph(x, w, function, sideLines), gap(1),
	}
	if marked(s.OtherFunc) && !marked(s.Function) {
		blocks = append(blocks, p.paragraph(x, w, inked(sans(8), s.OtherFunc), cellLines), gap(1))
	}
	field := func(label string, parts []fragment) {
		if len(parts) > 0 {
			blocks = append(blocks, beside(p.paragraph(x, 19, plain(soft(7.5), label), 2), p.paragraph(x+20, w-20, parts, cellLines)))
		}
	}
	field(p.tr("Dữ liệu", "Data"), p.joined(s.Domains))
	field(p.tr("Người dùng", "Users"), p.joined(s.Users))
	field(p.tr("Phạm vi", "Scope"), inked(sans(8), s.Scope))
	for _, f := range s.Facts {
		field(f.Label, plain(sans(8), f.Value))
	}
	if s.Link.Text != "" {
		field(p.tr("Địa chỉ", "Address"), plain(sans(8), s.Link.Text))
	}
	field(p.tr("Mã", "Id"), plain(sans(8), s.ID))
	return stack(blocks...)
}

func marked(ps []piece) bool {
	return slices.ContainsFunc(ps, func(p piece) bool { return p.Via != "" })
}

// joined lists marked items, separated by semicolons.
func (p *pen) joined(items [][]piece) []fragment {
	var out []fragment
	for i, item := range items {
		if i > 0 {
			out = append(out, fragment{ink: sans(8), text: "; "})
		}
		out = append(out, inked(sans(8), item)...)
	}
	return out
}

// The columns of the table of comparisons.
const (
	compareShared  = cardX + 26
	compareDiffers = cardX + 96
	compareSimilar = cardX + 160
	compareRight   = pageWidth - marginX
)

func (p *pen) compareHead() block {
	return block{4.6, func(y float64) {
		i := ink{"sans", "B", 7.5, softColor}
		p.write(cardX, y+3.2, i, p.tr("Tiêu chí", "Comparison"))
		p.write(compareShared, y+3.2, i, p.tr("Giống nhau", "Shared"))
		p.write(compareDiffers, y+3.2, i, p.tr("Khác nhau", "Different"))
		p.writeRight(compareSimilar, y+3.2, i, p.tr("Mức giống", "Similarity"))
		p.writeRight(compareRight, y+3.2, i, p.tr("Bit", "Bits"))
		p.draw(lineColor, 0.25)
		p.pdf.Line(cardX, y+4.4, compareRight, y+4.4)
	}}
}

func (p *pen) compareBlock(r *compareRow) block {
	shared := p.sharedParts(r)
	row := beside(p.paragraph(cardX, 25, plain(bold(8), r.Comparison.Text().In(p.lang)), 2),
		p.paragraph(compareShared, compareDiffers-compareShared-4, shared, cellLines), stack(p.differs(r)...))
	return block{row.height + 1.6, func(y float64) {
		row.draw(y + 0.6)
		similar := r.Similarity
		if !r.Present {
			similar = "–"
		}
		p.writeRight(compareSimilar, y+3.7, sans(8), similar)
		p.writeRight(compareRight, y+3.7, bold(8).in(weightColor(r.Class)), r.Weight)
		p.draw(hairColor, 0.2)
		p.pdf.Line(cardX, y+row.height+1.5, compareRight, y+row.height+1.5)
	}}
}

// differs are what only A and only B has, each in a paragraph of its own.
func (p *pen) differs(r *compareRow) []block {
	var out []block
	only := func(mark string, phrases []string) {
		if len(phrases) > 0 {
			out = append(out, p.paragraph(compareDiffers, 50, []fragment{{bold(8).in(blueColor), mark + " ", ""}, {sans(8), strings.Join(phrases, ", "), ""}}, cellLines))
		}
	}
	only("A", r.OnlyA)
	only("B", r.OnlyB)
	if len(out) == 0 {
		out = append(out, p.paragraph(compareDiffers, 50, plain(soft(8), "–"), 1))
	}
	return out
}

func weightColor(class string) string {
	switch class {
	case "plus":
		return plusColor
	case "minus":
		return sealColor
	}
	return inkColor
}

func (p *pen) sharedParts(r *compareRow) []fragment {
	if len(r.Shared) == 0 {
		word := "–"
		if !r.Present {
			word = r.Presence.Text().In(p.lang)
		}
		return plain(soft(8), word)
	}
	var out []fragment
	for i, s := range r.Shared {
		if i > 0 {
			out = append(out, fragment{ink: soft(8), text: "  ·  "})
		}
		out = append(out, fragment{sans(8), s.A, s.Via})
		if s.B != s.A {
			out = append(out, fragment{ink: soft(8), text: " ↔ "}, fragment{sans(8), s.B, s.Via})
		}
		if s.Source != "" {
			out = append(out, fragment{ink: soft(7), text: " " + s.Via.Text().In(p.lang) + ": " + s.Source})
		}
	}
	return out
}

// cardWhy is the waterfall beside the notes.
func (p *pen) cardWhy(c *card) block {
	const scale = 78.0 / fallWidth
	const x, w = cardX + 85, cardWidth - 85
	var notes []block
	add := func(label, text string) {
		if text != "" {
			notes = append(notes, p.paragraph(x, w, []fragment{{bold(8), label + ": ", ""}, {sans(8), text, ""}}, cellLines), gap(0.8))
		}
	}
	add(p.tr("Vì sao là ", "Why ")+c.Relation.Text().In(p.lang), c.Explain.Relation)
	add(p.tr("Vì sao không cao hơn", "Why not higher"), c.Explain.WhyNotHigher)
	add(p.tr("Nếu khác đi", "If it were different"), p.otherwise(c))
	add(p.tr("Khoảng cách tới ngưỡng", "Margin to the threshold"), c.Margin+" bit"+p.tr("", "s")+": "+p.robustWord(c.Robust)+".")
	side := stack(notes...)
	h := max(float64(c.Fall.Height)*scale, side.height) + 3
	return block{h, func(y float64) {
		p.drawFall(&c.Fall, cardX+2, y+2, scale)
		side.draw(y + 2)
	}}
}

// otherwise is the counterfactual, in the finding's own sentence if it has one.
func (d *document) otherwise(c *card) string {
	if c.Explain.Counterfactual != "" || c.Without == "" {
		return c.Explain.Counterfactual
	}
	s := d.tr("Không có phần giống về ", "Without likeness in ") + c.Without + ": " + c.WithoutTo + " bit" + d.tr("", "s")
	if c.StillFound {
		return s + d.tr(", vẫn là phát hiện.", ", still a finding.")
	}
	return s + d.tr(", không còn là phát hiện.", ", no longer a finding.")
}

func (p *pen) drawFall(f *waterfall, left, top, scale float64) {
	x := func(px int) float64 { return left + float64(px)*scale }
	y := func(px int) float64 { return top + float64(px)*scale }
	p.fill("fafbfc")
	p.draw(lineColor, 0.2)
	p.pdf.Rect(x(f.PlotX), y(f.Top), float64(f.PlotW)*scale, float64(f.Bottom-f.Top)*scale, "FD")
	p.draw(hairColor, 0.2)
	for _, t := range f.Shares {
		p.pdf.Line(x(t.X), y(f.Top), x(t.X), y(f.Bottom))
		p.writeMiddle(x(t.X), y(f.Top-5), soft(6), t.Label)
	}
	for _, t := range f.Bits {
		p.writeMiddle(x(t.X), y(f.Bottom+17), soft(6), t.Label)
	}
	p.writeRight(x(f.PlotX-8), y(f.Top-5), soft(6), p.tr("xác suất", "probability"))
	p.writeRight(x(f.PlotX-20), y(f.Bottom+17), soft(6), "bit"+p.tr("", "s"))
	for _, b := range f.Bars {
		p.drawBar(f, &b, x, y, scale)
	}
	p.draw(sealColor, 0.3)
	p.pdf.SetDashPattern([]float64{1, 0.6}, 0)
	p.pdf.Line(x(f.Threshold.X), y(f.Top), x(f.Threshold.X), y(f.Bottom))
	p.pdf.SetDashPattern(nil, 0)
	p.writeMiddle(x(f.Threshold.X), y(f.Top-23), bold(6.5).in(sealColor), f.Threshold.Label)
}

func (p *pen) drawBar(f *waterfall, b *bar, x, y func(int) float64, scale float64) {
	style, label := "F", sans(7)
	switch b.Class {
	case "plus":
		p.fill("2f7d4f")
	case "minus":
		p.fill("ffffff")
		p.draw("a12b33", 0.3)
		p.pdf.SetDashPattern([]float64{0.6, 0.4}, 0)
		style = "FD"
	case "total":
		p.fill(inkColor)
		label = bold(7)
	default:
		p.fill("9aa6b2")
	}
	p.pdf.Rect(x(b.X), y(b.Y), float64(b.W)*scale, float64(b.H)*scale, style)
	p.pdf.SetDashPattern(nil, 0)
	p.writeRight(x(f.PlotX-8), y(b.TextY), label, b.Label)
	p.writeRight(x(f.Width), y(b.TextY), bold(7).in(weightColor(b.Class)), b.Value)
	if !b.Last {
		p.draw("7b8894", 0.2)
		p.pdf.Line(x(b.JoinX), y(b.Y+b.H), x(b.JoinX), y(b.Y+b.H+10))
	}
}
