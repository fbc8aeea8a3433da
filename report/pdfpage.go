package report

import (
	"fmt"
	"strings"

	"trunglap/registry"
)

func sans(size float64) ink { return ink{"sans", "", size, inkColor} }
func bold(size float64) ink { return ink{"sans", "B", size, inkColor} }
func soft(size float64) ink { return ink{"sans", "", size, softColor} }

func (i ink) in(color string) ink {
	i.color = color
	return i
}

// front is the first page: title, headline, who has announced, platforms per agency.
func (p *pen) front() {
	p.fill(sealColor)
	p.pdf.Rect(marginX, p.y, lineWidth, 1.2, "F")
	p.y += 6
	p.text(ink{"sans", "B", 8, sealColor}, strings.ToUpper(p.tr("Rà soát trùng lặp nền tảng số", "Review of overlap between digital platforms")))
	p.y++
	p.place(p.paragraph(marginX, lineWidth, plain(ink{"serif", "B", 21, inkColor}, p.title()), 6), 0)
	p.y += 2
	h := p.headline()
	lead, strong := ink{"serif", "", 11.5, inkColor}, ink{"serif", "B", 11.5, inkColor}
	p.place(p.paragraph(marginX, lineWidth, []fragment{{lead, h.Platforms + " ", ""}, {strong, h.Reported + " ", ""}, {lead, h.Compared + " ", ""}, {strong, h.Found, ""}}, 12), 0)
	p.y += 4
	p.tiles()
	p.y += 3
	meta := fmt.Sprintf("%s %s · %s %.12s · %s %.12s", p.tr("Lượt quét", "Run"), p.RunNumber(), p.tr("Ảnh chụp danh mục", "Snapshot"), p.Snapshot.Digest, p.tr("Cấu hình", "Settings"), p.Run.Settings)
	if p.coverage.AsOf.Known() {
		meta = p.tr("Tình trạng ngày ", "As of ") + p.date(p.coverage.AsOf) + " · " + meta
	}
	p.text(soft(8.5), meta)
	if !p.Generated.IsZero() {
		p.text(soft(8.5), p.tr("Lập lúc ", "Made ")+p.moment(p.Generated))
	}
	for _, warn := range []string{p.restrictedLine(), p.notHolding(), p.leftOut()} {
		if warn != "" {
			p.y++
			p.text(ink{"sans", "B", 9, sealColor}, warn)
		}
	}
	p.y += 2
	p.note(p.tr("Phát hiện là căn cứ để xem xét, không phải kết luận. Kết luận là của cơ quan có thẩm quyền.", "A finding is grounds for review, not a ruling. Rulings belong to the competent authority."))
	p.bodies()
}

func (p *pen) notHolding() string {
	if holds(&p.Run.Certificate) {
		return ""
	}
	return p.tr("Chứng nhận không khớp: đừng dùng báo cáo này.", "The certificate does not add up: do not use this report.")
}

func (p *pen) leftOut() string {
	n := p.most(pdfCases)
	if n == len(p.cases) {
		return ""
	}
	return fmt.Sprintf(p.tr("Báo cáo này trình bày %s / %s phát hiện mạnh nhất; %s phát hiện còn lại có đủ trong tệp XLSX, CSV và JSON của cùng lượt quét.",
		"This report shows the strongest %s of %s findings; the other %s are in the XLSX, CSV and JSON files of the same run."), p.num(int64(n)), p.num(int64(len(p.cases))), p.num(int64(len(p.cases)-n)))
}

func (p *pen) note(s string) {
	b := p.paragraph(marginX+4, lineWidth-8, plain(sans(9), s), 6)
	p.place(block{b.height + 3.6, func(y float64) {
		p.fill("f4f6f8")
		p.pdf.Rect(marginX, y, lineWidth, b.height+3.6, "F")
		p.fill(blueColor)
		p.pdf.Rect(marginX, y, 1, b.height+3.6, "F")
		b.draw(y + 1.8)
	}}, 0)
}

// tiles are the four headline numbers.
func (p *pen) tiles() {
	c := &p.coverage
	all := [4][2]string{
		{p.num(int64(c.Platforms)), p.tr("nền tảng", "platforms")},
		{fmt.Sprintf("%d/%d", c.Reported, c.Required), p.tr("cơ quan đã công bố", "bodies have announced")},
		{p.num(p.Run.Certificate.Expected), p.tr("cặp đã so", "pairs compared")},
		{p.num(int64(len(p.cases))), p.tr("phát hiện", "findings")},
	}
	const w, h = lineWidth / 4, 17.0
	p.place(block{h, func(y float64) {
		p.draw(lineColor, 0.3)
		p.pdf.RoundedRect(marginX, y, lineWidth, h, 1.5, "1234", "D")
		for i, t := range all {
			x := marginX + float64(i)*w
			if i > 0 {
				p.pdf.Line(x, y, x, y+h)
			}
			p.write(x+4, y+8.5, ink{"serif", "B", 19, inkColor}, t[0])
			p.write(x+4, y+13.6, soft(9), t[1])
		}
	}}, 0)
}

// bodies says who has announced and who has not, then draws the bars.
func (p *pen) bodies() {
	p.heading(p.tr("Ai đã công bố, công bố bao nhiêu", "Who has announced, and how many"), 30)
	c := &p.coverage
	p.text(sans(9), fmt.Sprintf(p.tr("%d/%d cơ quan phải công bố đã có nền tảng trong danh mục hoặc được danh mục ghi số lượng. Không tính cơ quan lập danh mục (%s).",
		"%d of the %d bodies that have to announce own a platform in a list, or have their count stated by one. Without the body that keeps the list (%s)."), c.Reported, c.Required, p.agency(c.Compiler)))
	p.y++
	if silent := c.Silent(); len(silent) > 0 {
		var names []string
		for _, b := range silent {
			name := p.agency(b.Code)
			if n := b.Platforms(); n > 0 {
				name += fmt.Sprintf(" (%s %s)", p.num(int64(n)), p.tr("đang dùng", "in use"))
			}
			names = append(names, name)
		}
		label := fmt.Sprintf("%s (%d): ", p.tr("Chưa công bố", "Not announced"), len(silent))
		p.place(p.paragraph(marginX, lineWidth, []fragment{{bold(9), label, ""}, {sans(9), strings.Join(names, "; ") + ".", ""}}, 30), 0)
	}
	p.y += 3
	p.barChart()
}

// barChart draws the bars in two columns.
func (p *pen) barChart() {
	bars := p.bars()
	half := (len(bars) + 1) / 2
	const row, column, name = 5.0, lineWidth/2 + 2, 47.0
	unit := (lineWidth/2 - name - 18) / barWidth
	for i := range half {
		p.place(block{row, func(y float64) {
			for j, k := range []int{i, i + half} {
				if k >= len(bars) {
					continue
				}
				b, x := bars[k], marginX+float64(j)*column
				p.write(x, y+3.5, sans(7.5), p.clip(b.Name, sans(7.5), name-1))
				w1, w2 := float64(b.W1)*unit, float64(b.W2)*unit
				p.fill("2c5f8f")
				p.pdf.Rect(x+name, y+1.2, w1, 2.8, "F")
				if w2 > 0 {
					p.draw("2c5f8f", 0.2)
					p.pdf.SetDashPattern([]float64{0.7, 0.5}, 0)
					p.pdf.Rect(x+name+w1, y+1.3, w2, 2.6, "D")
					p.pdf.SetDashPattern(nil, 0)
				}
				p.write(x+name+w1+w2+1.5, y+3.6, bold(7.5), p.num(int64(b.Announced+b.NotAnnounced)))
			}
		}}, 0)
	}
	p.y++
	p.text(soft(8), p.tr("Đặc: cơ quan đã công bố. Nét đứt: đang dùng, chưa công bố.", "Solid: announced by the owner. Dashed: in use, not announced."))
	for _, b := range bars {
		if b.Note != "" {
			p.text(soft(8), b.Name+": "+b.Note+".")
		}
	}
}

// where draws the counts by relation and the matrix.
func (p *pen) where() {
	grid := p.grid(0)
	scale := min(lineWidth/float64(max(grid.Width, 1)), 0.24, 165/float64(max(grid.Height, 1)))
	counts := p.countViews()
	p.heading(p.tr("Chồng lấn ở đâu", "Where the overlap is"), 7*float64(len(counts))+20)
	for _, c := range counts {
		const x = marginX + 88
		meaning := p.paragraph(x, lineWidth-88, plain(soft(8), c.Relation.Meaning().In(p.lang)), 2)
		p.place(block{max(6.4, meaning.height+1), func(y float64) {
			p.tag(marginX, y+0.7, c.Relation)
			p.writeRight(marginX+58, y+4.4, bold(9), p.num(int64(c.Count)))
			p.fill(shadeOf(c.Relation).Tone)
			p.pdf.Rect(marginX+60, y+1.8, float64(c.Width)*0.115, 2.8, "F")
			meaning.draw(y + 1.1)
		}}, 0)
	}
	if len(grid.Cells) == 0 {
		p.text(sans(9), p.tr("Không có phát hiện nào.", "No findings."))
		return
	}
	p.y += 3
	p.text(soft(8), p.tr("Mỗi ô là số phát hiện giữa hai cơ quan, kèm ký hiệu của quan hệ mạnh nhất.", "Each cell counts the findings between two agencies, with the symbol of the strongest relation."))
	p.place(block{float64(grid.Height) * scale, func(y float64) { p.drawGrid(&grid, y, scale) }}, 0)
}

func (p *pen) drawGrid(g *gridView, top, scale float64) {
	x := func(px int) float64 { return marginX + float64(px)*scale }
	y := func(px int) float64 { return top + float64(px)*scale }
	side := float64(g.Side) * scale
	letters := 13 * scale / 0.3528
	p.draw(hairColor, 0.2)
	for i, r := range g.Rows {
		p.pdf.Rect(x(g.X), y(g.Y+i*g.Side), float64(g.Span)*scale, side, "D")
		p.fill("eef1f4")
		p.pdf.Rect(x(g.X+i*g.Side), y(g.Y+i*g.Side), side, side, "F")
		p.writeRight(x(r.X), y(r.Y), sans(letters), r.Label)
	}
	for _, c := range g.Columns {
		p.pdf.TransformBegin()
		p.pdf.TransformRotate(45, x(c.X), y(c.Y))
		p.write(x(c.X), y(c.Y), sans(letters*0.92), c.Label)
		p.pdf.TransformEnd()
	}
	m := matrixOf(p.cases)
	for i, c := range g.Cells {
		s := shadeOf(m.Cells[i].Strongest)
		p.fill(s.Tint)
		p.draw(s.Tone, 0.25)
		p.pdf.RoundedRect(x(c.X+1), y(c.Y+1), side-2*scale, side-2*scale, 0.5, "1234", "FD")
		p.writeMiddle(x(c.TextX), y(c.TextY+5), bold(letters).in(s.Tone), fmt.Sprintf("%s %d", c.Symbol, c.Count))
	}
}

// tag draws a relation's symbol and word in its colours and returns its width.
func (p *pen) tag(x, y float64, r registry.Relation) float64 {
	s := shadeOf(r)
	label := r.Symbol() + " " + r.Text().In(p.lang)
	return p.label(x, y, s, label)
}

func (p *pen) label(x, y float64, s shade, label string) float64 {
	i := bold(8.5).in(s.Tone)
	w := p.width(i, label) + 4
	p.fill(s.Tint)
	p.draw(s.Tone, 0.25)
	p.pdf.RoundedRect(x, y, w, 5, 0.8, "1234", "FD")
	p.write(x+2, y+3.6, i, label)
	return w
}

// index is the table of the strongest cases, with links to their cards.
func (p *pen) index() {
	p.page()
	p.heading(p.tr("Phát hiện, mạnh nhất trước", "Findings, strongest first"), 20)
	rows := p.document.index(p.most(pdfCases))
	if len(rows) < len(p.cases) {
		p.text(soft(8), fmt.Sprintf(p.tr("%d phát hiện đầu trong %s", "first %d of %s"), len(rows), p.num(int64(len(p.cases)))))
	}
	const a, b, width = marginX + 78, marginX + 131, 50.0
	for i, r := range rows {
		p.links[r.ID] = p.pdf.AddLink()
		left := stack(p.paragraph(a, width, plain(sans(8), p.orHidden(r.A)), 3), p.paragraph(a, width, plain(soft(7), r.AgencyA), 2))
		right := stack(p.paragraph(b, width, plain(sans(8), p.orHidden(r.B)), 3), p.paragraph(b, width, plain(soft(7), r.AgencyB), 2))
		row := beside(left, right)
		k := &p.cases[i]
		p.place(block{max(row.height, 5) + 2.4, func(y float64) {
			p.writeRight(marginX+6, y+4.2, bold(8.5).in(blueColor), p.num(int64(r.Rank)))
			if r.Hidden {
				p.label(marginX+9, y+0.7, shadeOf(""), p.tr("hạn chế", "restricted"))
			} else {
				p.tag(marginX+9, y+0.7, k.Relation)
			}
			p.writeRight(marginX+64, y+4.2, sans(8), r.Score)
			p.writeRight(marginX+75, y+4.2, sans(8), r.Probability)
			row.draw(y + 0.8)
			p.draw(hairColor, 0.2)
			p.pdf.Line(marginX, y+max(row.height, 5)+2, pageWidth-marginX, y+max(row.height, 5)+2)
			p.pdf.Link(marginX, y, lineWidth, 6, p.links[r.ID])
		}}, 0)
	}
}

func (p *pen) orHidden(name string) string {
	if name == "" {
		return p.tr("mục hạn chế", "restricted entry")
	}
	return name
}

// method explains the score and draws the curves.
func (p *pen) method() {
	p.page()
	p.heading(p.tr("Điểm được tính thế nào", "How the score is made"), 40)
	m := &p.Model
	p.text(sans(9), fmt.Sprintf(p.tr(
		"Mỗi cặp bắt đầu từ điểm khởi đầu %s bit, vì hai nền tảng bất kỳ hiếm khi trùng nhau. Mỗi tiêu chí cộng hoặc trừ một số bit tùy mức giống nhau, theo các đường dưới đây. Tổng từ %s bit trở lên là phát hiện; từ %s bit trở lên mới có thể gọi là trùng lặp. Tổng s bit ứng với xác suất 2^s/(1+2^s). Chưa khai không phải là khác: tiêu chí mà một hoặc cả hai bên chưa khai có trọng số riêng.",
		"Each pair starts from a prior of %s bits, because two platforms drawn at random seldom overlap. Each comparison adds or takes away bits by how alike the two are, along the curves below. From a total of %s bits up a pair is a finding; from %s bits up it may be called duplication. A total of s bits is a probability of 2^s/(1+2^s). Missing is not different: a comparison that one side or both did not state has a weight of its own."),
		p.bits(m.Prior), p.bits(m.Finding), p.bits(m.Duplication)))
	p.y += 3
	curves := p.curves()
	const scale = lineWidth / 2 / (curveWidth + 10)
	for i := 0; i < len(curves); i += 2 {
		p.place(block{curveHeight*scale + 10, func(y float64) {
			for j, c := range curves[i:min(i+2, len(curves))] {
				p.drawCurve(&c, marginX+float64(j)*lineWidth/2, y, scale)
			}
		}}, 0)
	}
	p.text(soft(8), p.tr("Trục ngang: mức giống nhau từ 0 đến 1. Trục đứng: số bit, cùng tỉ lệ ở mọi hình. Cấu hình ", "Across: similarity from 0 to 1. Upwards: bits, on the same scale in every figure. Settings ")+m.Version+", "+m.Hash)
	for _, f := range p.qualityFacts() {
		p.text(sans(9), f.Label+": "+f.Value)
	}
}

func (p *pen) drawCurve(c *curve, left, top, scale float64) {
	x := func(px int) float64 { return left + float64(px)*scale }
	y := func(px int) float64 { return top + float64(px)*scale }
	p.fill("fafbfc")
	p.draw(lineColor, 0.2)
	p.pdf.Rect(x(c.X), y(c.Y), float64(c.W)*scale, float64(c.H)*scale, "FD")
	p.draw("7b8894", 0.2)
	p.pdf.Line(x(c.X), y(c.Zero), x(c.X+c.W), y(c.Zero))
	p.writeRight(x(c.X-6), y(c.Zero+4), soft(7), "0")
	p.draw(blueColor, 0.6)
	for i, k := range c.Knots {
		if i > 0 {
			p.pdf.Line(x(c.Knots[i-1].X), y(c.Knots[i-1].Y), x(k.X), y(k.Y))
		}
	}
	for _, k := range c.Knots {
		p.fill(blueColor)
		p.pdf.Circle(x(k.X), y(k.Y), 0.8, "F")
		at := x(k.X) - p.width(bold(7), k.Value)/2
		switch k.Anchor {
		case "start":
			at = x(k.X)
		case "end":
			at = x(k.X) - p.width(bold(7), k.Value)
		}
		p.write(at, y(k.LabelY), bold(7), k.Value)
		p.writeMiddle(x(k.X), y(c.Y+c.H+14), soft(6.5), k.Similarity)
	}
	end := p.write(x(c.X), y(c.Height)+3, bold(9), c.Label)
	p.write(end+2, y(c.Height)+3, soft(7), p.tr("một bên chưa khai ", "one side missing ")+c.OneMissing+" · "+p.tr("hai bên ", "both ")+c.BothMissing)
}

// proof is the certificate, and what this document could not show.
func (p *pen) proof() {
	p.heading(p.tr("Chứng nhận so đủ", "Certificate of completeness"), 40)
	for _, s := range p.certificateLines() {
		p.text(sans(9), s)
	}
	if at := p.moment(p.Run.Started); at != "" {
		p.text(sans(9), p.tr("Quét lúc ", "Scanned ")+at)
	}
	p.text(soft(8.5), p.tr("Quét lại cùng ảnh chụp và cấu hình, trên máy nào, với thứ tự dòng và số luồng nào, cũng phải ra đúng mã này.",
		"Scanning the same snapshot with the same settings again, on any machine, in any row order and with any number of workers, must give this very digest."))
	p.y += 2
	if p.cutText {
		p.text(soft(8.5), p.tr("Văn bản kết thúc bằng […] đã được rút ngắn; bản đầy đủ ở báo cáo HTML, XLSX hoặc JSON.", "Texts that end in […] were shortened; the HTML, XLSX and JSON reports hold them in full."))
	}
	if p.lost {
		p.text(soft(8.5), p.tr("Ký tự � đứng thay chữ mà phông chữ của tệp này không có.", "The character � stands for letters that the fonts of this file lack."))
	}
}
