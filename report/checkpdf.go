package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"trunglap/registry"
)

// The printed form of a check: one page of A4 for one proposal, to be filed.
// Whatever the texts are, it stays one page: every part begins with the lines
// of tightest and gets one more in turn as long as the page holds them. Texts
// cut end in […]; the JSON file holds them in full. The QR code holds the
// digest of the certificate's file, so that paper and file can be matched.

// A fit is how many lines each part of the page may have.
type fit struct{ name, function, list, remarks, rows, wrap, other, evidence, reuse, statement, grounds int }

var (
	tightest = fit{name: 1, function: 2, list: 1, remarks: 2, rows: 3, wrap: 1, other: 1, evidence: 2, reuse: 1, statement: 2, grounds: 2}
	loosest  = fit{name: 3, function: 14, list: 3, remarks: 5, rows: 5, wrap: 2, other: 5, evidence: 10, reuse: 3, statement: 9, grounds: 6}
)

// parts are the parts in the order in which they are served.
func (f *fit) parts() []*int {
	return []*int{&f.name, &f.remarks, &f.function, &f.rows, &f.wrap, &f.reuse, &f.statement, &f.evidence, &f.other, &f.grounds, &f.list}
}

const qrSide = 27.0 // millimetres

func writeCheckPDF(w io.Writer, r *CheckReport, lang registry.Lang) error {
	var p *pen
	for i := range r.Proposals {
		d := r.document(i, lang)
		d.Run.Started = d.printDay()
		if p == nil {
			p = newPen(d.document)
		} else {
			p.page()
		}
		p.document = d.document
		c := checkPen{p, d}
		p.pdf.SetFooterFunc(c.footer)
		if err := c.whole(); err != nil {
			return err
		}
	}
	if p == nil {
		return registry.Invalid(registry.T("không có đề xuất nào để in", "there is no proposal to print"))
	}
	if p.pdf.Err() {
		return fmt.Errorf("draw the pages: %w", p.pdf.Error())
	}
	return p.pdf.Output(w)
}

// printDay is the day written into the file: of the certificate, else of the
// snapshot, never of the clock.
func (d *checkDocument) printDay() time.Time {
	day := d.AsOf
	if d.Certificate != nil && d.Certificate.Issued.Known() {
		day = d.Certificate.Issued
	}
	if at, err := time.Parse(time.DateOnly, string(day.First())); err == nil {
		return at
	}
	return time.Unix(0, 0)
}

// A checkPen draws one proposal on one page.
type checkPen struct {
	*pen
	d *checkDocument
}

// mostLetters is more than any line of the page holds.
const mostLetters = 400

// lines is a paragraph of at most so many lines; what could never fit is not
// even measured.
func (c checkPen) lines(x, width float64, parts []fragment, limit int) block {
	for i := range parts {
		parts[i].text = beginning(parts[i].text, mostLetters*limit)
	}
	return c.paragraph(x, width, parts, limit)
}

// line is a text cut to one line of a width.
func (c checkPen) line(s string, i ink, width float64) string {
	return c.clip(beginning(s, mostLetters), i, width)
}

// beginning is the first n letters of a text.
func beginning(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func (c checkPen) footer() {
	small := soft(7)
	c.write(marginX, pageHeight-8, small, "Trunglap "+c.d.Engine+" · "+c.d.tr("ảnh chụp danh mục ", "snapshot ")+fmt.Sprintf("%.16s", c.d.Check.Snapshot))
	if c.cutText {
		c.writeRight(pageWidth-marginX, pageHeight-8, small, c.d.tr("[…]: đã rút ngắn, bản đầy đủ ở tệp JSON", "[…]: shortened, in full in the JSON file"))
	}
}

// whole draws the page.
func (c checkPen) whole() error {
	sealed, err := c.seal()
	if err != nil {
		return err
	}
	room := pageHeight - 12 - sealed.height - marginTop
	f := c.fitted(room)
	c.cutText = false
	c.body(f).draw(marginTop)
	sealed.draw(pageHeight - 12 - sealed.height)
	return nil
}

// fitted serves the parts in turn until the room is used up.
func (c checkPen) fitted(room float64) fit {
	f, most := tightest, loosest
	for grown := true; grown; {
		grown = false
		for i, part := range f.parts() {
			if *part == *most.parts()[i] {
				continue
			}
			*part++
			if c.body(f).height > room {
				*part--
				*most.parts()[i] = *part
				continue
			}
			grown = true
		}
	}
	return f
}

func (c checkPen) body(f fit) block {
	return stack(c.title(f), gap(2.5), c.proposal(f), gap(2.5), c.verdict(f), gap(3), c.nearest(f), gap(2), c.evidence(f), gap(2.5), c.suggestion(f), gap(2.5), c.grounds(f))
}

func (c checkPen) title(f fit) block {
	name := c.lines(marginX, lineWidth, plain(ink{"serif", "B", 16, inkColor}, c.d.Proposal.Name(c.d.lang)), f.name)
	return block{11.5 + name.height, func(y float64) {
		c.fill(sealColor)
		c.pdf.Rect(marginX, y, lineWidth, 1.2, "F")
		c.write(marginX, y+6.6, ink{"sans", "B", 8, sealColor}, strings.ToUpper(c.d.title()))
		c.writeRight(pageWidth-marginX, y+6.6, soft(8), c.d.tr("Đề xuất ", "Proposal ")+c.line(c.d.ID, soft(8), 60))
		name.draw(y + 9)
	}}
}

// proposal repeats what was asked, as it was asked.
func (c checkPen) proposal(f fit) block {
	var blocks []block
	for i, a := range c.d.asked() {
		limit := [...]int{1, f.function, f.list, f.list, 1}[i]
		blocks = append(blocks, beside(c.lines(marginX, 30, plain(soft(8.5), a.Label), 1), c.lines(marginX+31, lineWidth-31, plain(sans(8.5), a.Value), limit)))
	}
	return stack(blocks...)
}

func (c checkPen) verdict(f fit) block {
	s := c.d.shade()
	const x, w = marginX + 5, lineWidth - 10
	word := plain(ink{"serif", "B", 17, s.Tone}, c.d.symbol()+" "+strings.ToUpper(c.d.Verdict.Text().In(c.d.lang)))
	blocks := []block{c.lines(x, w, word, 1), gap(0.5), c.lines(x, w, plain(sans(9.5), c.d.Verdict.Meaning().In(c.d.lang)), 2)}
	if m := c.d.measured(); m != "" {
		blocks = append(blocks, c.lines(x, w, plain(sans(9), strings.ToUpper(m[:1])+m[1:]+"."), 1))
	}
	remarks := c.d.remarks()
	for _, r := range remarks[:min(len(remarks), f.remarks)] {
		blocks = append(blocks, gap(0.6), c.lines(x, w, []fragment{{bold(9).in(sealColor), "! ", ""}, {sans(9), r, ""}}, 2))
	}
	b := stack(blocks...)
	return block{b.height + 5, func(y float64) {
		c.fill(s.Tint)
		c.pdf.Rect(marginX, y, lineWidth, b.height+5, "F")
		c.fill(s.Tone)
		c.pdf.Rect(marginX, y, 1.6, b.height+5, "F")
		b.draw(y + 2)
	}}
}

// nearest is the table of the strongest matches.
func (c checkPen) nearest(f fit) block {
	n := min(len(c.d.Matches), f.rows)
	if n == 0 {
		return gap(0)
	}
	blocks := []block{c.small(c.d.tr("Gần nhất trong danh mục", "Nearest in the registry"))}
	for i := range n {
		m := &c.d.Matches[i]
		name := c.lines(marginX+29, 82, plain(sans(8), registry.T(m.NameVI, m.NameEN).In(c.d.lang)), f.wrap)
		blocks = append(blocks, block{name.height + 1.4, func(y float64) {
			c.draw(hairColor, 0.2)
			c.pdf.Line(marginX, y, pageWidth-marginX, y)
			c.write(marginX, y+3.6, soft(8), c.d.num(int64(i+1)))
			c.write(marginX+5, y+3.6, bold(8), c.line(m.ID, bold(8), 22))
			name.draw(y + 0.7)
			c.write(marginX+113, y+3.6, sans(8), c.line(m.Relation.Symbol()+" "+m.Relation.Text().In(c.d.lang), sans(8), 36))
			c.writeRight(marginX+166, y+3.6, sans(8), c.d.bits(registry.Millibits(m.Score))+" bit"+c.d.tr("", "s"))
			c.writeRight(pageWidth-marginX, y+3.6, bold(8), c.d.percent(float64(m.Probability)))
		}})
	}
	return stack(blocks...)
}

// small is a heading inside the page.
func (c checkPen) small(s string) block {
	return block{6, func(y float64) { c.write(marginX, y+4, bold(9.5).in(blueColor), s) }}
}

// evidence tells what the strongest match does, as its list words it, and puts
// what is shared with it beside what differs.
func (c checkPen) evidence(f fit) block {
	if len(c.d.cases) == 0 {
		return gap(0)
	}
	k := &c.d.cases[0]
	e := k.Explain[c.d.lang]
	const half = (lineWidth - 6) / 2
	robust := c.d.tr("vững", "robust")
	if !k.Robust {
		robust = c.d.tr("sát ngưỡng", "borderline")
	}
	margin := fmt.Sprintf(c.d.tr("Cách ngưỡng %s bit (%s). ", "Margin %s bits (%s). "), c.d.signed(k.Margin), robust)
	return stack(
		c.small(c.d.tr("Đề xuất và ", "The proposal and ")+k.b.ID),
		c.other(&k.b, f.other),
		beside(
			c.lines(marginX, half, plain(sans(8.2), e.Shared), f.evidence),
			c.lines(marginX+half+6, half, plain(sans(8.2), e.Differs), f.evidence)),
		gap(0.8),
		c.lines(marginX, lineWidth, plain(soft(8.2), c.sum(k)), 2),
		c.lines(marginX, lineWidth, plain(soft(8.2), margin+e.Counterfactual), 2))
}

// other is the description of a platform, after its name and owner.
func (c checkPen) other(p *registry.Platform, limit int) block {
	said := []fragment{{bold(8.2), p.Name(c.d.lang), ""}, {soft(8.2), " (" + c.d.agency(p.Agency) + "): ", ""}}
	function := p.Function(c.d.lang)
	if function == "" {
		function = c.d.tr("danh mục chưa nêu chức năng.", "the list states no function.")
	}
	return stack(c.lines(marginX, lineWidth, append(said, fragment{sans(8.2), function, ""}), limit), gap(1.2))
}

// sum is the arithmetic of a score on one line.
func (c checkPen) sum(k *kase) string {
	s := c.d.tr("Điểm: khởi đầu ", "Score: prior ") + c.d.bits(k.Prior)
	for i := range k.Evidence {
		s += fmt.Sprintf(" · %s %s", k.Evidence[i].Comparison.Text().In(c.d.lang), c.d.signed(k.Evidence[i].Weight))
	}
	return s + " = " + c.d.bits(k.Score) + " bit" + c.d.tr("", "s") + "."
}

func (c checkPen) suggestion(f fit) block {
	if c.d.Suggestion == nil {
		return gap(0)
	}
	advice := c.d.advice()
	var facts []string
	for _, fact := range c.d.reuseFacts() {
		facts = append(facts, fact.Label+": "+fact.Value)
	}
	blocks := []block{c.small(c.d.tr("Gợi ý", "Suggestion")), c.lines(marginX, lineWidth, plain(sans(8.5), advice), f.reuse)}
	if len(facts) > 0 {
		blocks = append(blocks, c.lines(marginX, lineWidth, plain(soft(8.2), strings.Join(facts, " · ")), f.reuse))
	}
	blocks = append(blocks, gap(0.8))
	for _, v := range c.d.treatments() {
		i := sans(8.2)
		if v.Suggested {
			i = bold(8.2)
		}
		text := c.lines(marginX+5, lineWidth-5, plain(i, v.Text), 1)
		blocks = append(blocks, block{text.height, func(y float64) {
			c.draw(inkColor, 0.25)
			c.pdf.Rect(marginX+0.4, y+0.9, 2.4, 2.4, "D")
			if v.Suggested {
				c.pdf.Line(marginX+0.9, y+2.1, marginX+1.5, y+2.8)
				c.pdf.Line(marginX+1.5, y+2.8, marginX+2.5, y+1.3)
			}
			text.draw(y)
		}})
	}
	if s := c.d.Suggestion.Statement.In(c.d.lang); s != "" {
		blocks = append(blocks, gap(1), c.lines(marginX, lineWidth, []fragment{{bold(8.2), c.d.tr("Dự thảo giải trình: ", "Draft statement: "), ""}, {sans(8.2), s, ""}}, f.statement))
	}
	return stack(blocks...)
}

func (c checkPen) grounds(f fit) block {
	lined := c.d.grounds()
	if len(lined) == 0 {
		return gap(0)
	}
	blocks := []block{c.small(c.d.tr("Cơ sở của câu trả lời", "What the answer rests on")), c.lines(marginX, lineWidth, plain(sans(8.5), lined[0]), 3)}
	if len(lined) > 1 {
		blocks = append(blocks, c.lines(marginX, lineWidth, plain(soft(8), strings.Join(lined[1:], " ")), f.grounds))
	}
	return stack(append(blocks, c.lines(marginX, lineWidth, plain(soft(8), c.d.caveat()), 2))...)
}

// printedSeal is the seal without what only a machine can use: the signature,
// and the digests of data beyond their first digits.
func (d *checkDocument) printedSeal() []fact {
	engine := fmt.Sprintf(d.tr("phiên bản %s · cấu hình %.12s · từ vựng %.12s · thống kê từ %.12s", "version %s · settings %.12s · lexicon %.12s · statistics %.12s"),
		d.Engine, d.Settings, d.Lexicon, d.Statistics)
	var out []fact
	for _, f := range d.seal() {
		switch f.Value {
		case d.Settings:
			out = append(out, fact{Label: d.tr("Máy so sánh", "Engine"), Value: engine})
		case d.Lexicon, d.Statistics, d.Engine:
		default:
			if d.Certificate == nil || f.Value != d.Certificate.Signature {
				out = append(out, f)
			}
		}
	}
	return out
}

// seal stands at the foot of the page: the digests, and the QR code of a
// signed answer.
func (c checkPen) seal() (block, error) {
	width := lineWidth
	var code *qrCode
	if c.d.Certificate != nil {
		var err error
		if code, err = newQR(c.d.Digest); err != nil {
			return block{}, err
		}
		width -= qrSide + 5
	}
	var rows []block
	for _, f := range c.d.printedSeal() {
		rows = append(rows, beside(c.lines(marginX, 30, plain(soft(7), f.Label), 1), c.lines(marginX+31, width-31, plain(sans(7), f.Value), 2)))
	}
	if code == nil {
		rows = append(rows, c.lines(marginX, width, plain(bold(7).in(sealColor), c.d.tr("Chưa ký: bản này không chứng minh được nguồn gốc.", "Not signed: this print does not prove where it came from.")), 1))
	}
	b := stack(rows...)
	height := b.height + 3
	if code != nil {
		height = max(height, qrSide+6)
	}
	return block{height, func(y float64) {
		c.draw(lineColor, 0.25)
		c.pdf.Line(marginX, y, pageWidth-marginX, y)
		b.draw(y + 2)
		if code == nil {
			return
		}
		x := pageWidth - marginX - qrSide
		c.fill(inkColor)
		code.bars(func(at, row, length int) {
			unit := qrSide / float64(code.size)
			c.pdf.Rect(x+float64(at)*unit, y+2+float64(row)*unit, float64(length)*unit, unit, "F")
		})
		c.writeMiddle(x+qrSide/2, y+qrSide+5, soft(6), c.d.tr("mã của tệp chứng nhận", "digest of the certificate file"))
	}}, nil
}
