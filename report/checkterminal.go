package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"trunglap/registry"
)

// A check on the terminal: one proposal in full, several as a table with one
// line each. Explain shows every one in full, with its arithmetic.

const terminalLine = 100 // columns before a sentence is wrapped

func writeCheckTerminal(w io.Writer, r *CheckReport, lang registry.Lang) error {
	var b strings.Builder
	if len(r.Proposals) > 1 && !r.Explain {
		r.overview(&b, lang)
	} else {
		for i := range r.Proposals {
			if i > 0 {
				b.WriteString("\n" + strings.Repeat("─", terminalLine) + "\n\n")
			}
			t := checkTerminal{r.document(i, lang), &b}
			t.whole(r.Explain)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// overview is the table of several proposals with what they all rest on.
func (r *CheckReport) overview(b *strings.Builder, lang registry.Lang) {
	plainWidths()
	first := r.document(0, lang)
	t := checkTable(first, first.tr("Đề xuất", "Proposal"), first.tr("Kết quả", "Verdict"), first.tr("Xác suất", "Prob."), first.tr("Gần nhất", "Nearest"), first.tr("Cần bổ sung", "To be added"))
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}})
	for i := range r.Proposals {
		d := r.document(i, lang)
		verdict := d.symbol() + " " + d.Verdict.Text().In(lang)
		if d.Restricted {
			verdict += "\n" + text.WrapSoft(registry.RestrictedText.In(lang), terminalWord+4)
		}
		nearest, share := "–", "–"
		if len(d.Matches) > 0 {
			m := &d.Matches[0]
			nearest, share = text.WrapSoft(printable(m.ID+" · "+registry.T(m.NameVI, m.NameEN).In(lang)), terminalName), d.percent(float64(d.Probability))
		}
		t.AppendRow(table.Row{text.WrapSoft(printable(d.ID+" · "+d.Proposal.Name(lang)), terminalName), verdict, share, nearest,
			text.WrapSoft(d.fields(append(append([]string{}, d.Missing...), d.TooShort...)), terminalWord)})
	}
	fmt.Fprintln(b, t.Render())
	fmt.Fprintln(b)
	common := *first.Checked
	common.Certificate = nil // each proposal has its own
	checkTerminal{&checkDocument{first.document, &common}, b}.basis()
}

func checkTable(d *checkDocument, header ...any) table.Writer {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.SeparateRows = true
	t.AppendHeader(header)
	return t
}

// A checkTerminal writes one proposal.
type checkTerminal struct {
	*checkDocument
	b *strings.Builder
}

// say writes a paragraph, wrapped and indented.
func (t checkTerminal) say(indent, s string) {
	for line := range strings.SplitSeq(text.WrapSoft(printable(s), terminalLine-len(indent)), "\n") {
		fmt.Fprintln(t.b, strings.TrimRight(indent+line, " "))
	}
}

func (t checkTerminal) heading(s string) { fmt.Fprintf(t.b, "\n%s\n", s) }

func (t checkTerminal) whole(explain bool) {
	name := t.Proposal.Name(t.lang)
	if who := t.proposer(); who != "" {
		name += " (" + who + ")"
	}
	t.say("", t.tr("Đề xuất ", "Proposal ")+t.ID+": "+name)
	t.say("", t.tr("KẾT QUẢ: ", "VERDICT: ")+t.symbol()+" "+strings.ToUpper(t.Verdict.Text().In(t.lang)))
	t.say("  ", t.Verdict.Meaning().In(t.lang))
	if s := t.measured(); s != "" {
		t.say("  ", strings.ToUpper(s[:1])+s[1:]+".")
	}
	for _, s := range t.remarks() {
		t.say("  ! ", s)
	}
	if len(t.Matches) > 0 {
		t.heading(t.tr("Gần nhất trong danh mục", "Nearest in the registry"))
		fmt.Fprintln(t.b, t.matches())
	}
	for i := range t.cases {
		if k := &t.cases[i]; explain || i == 0 || k.Verdict.Graver(registry.VerdictNone) {
			t.evidence(k, explain)
		}
	}
	t.suggestion()
	t.heading(t.tr("Cơ sở của câu trả lời", "What the answer rests on"))
	t.basis()
}

func (t checkTerminal) matches() string {
	plainWidths()
	w := checkTable(t.checkDocument, "#", t.tr("Điểm", "Score"), t.tr("Xác suất", "Prob."), t.tr("Quan hệ", "Relation"), t.tr("Kết quả", "Verdict"), t.tr("Nền tảng", "Platform"))
	right := func(n int) table.ColumnConfig { return table.ColumnConfig{Number: n, Align: text.AlignRight} }
	w.SetColumnConfigs([]table.ColumnConfig{right(1), right(2), right(3)})
	for i, m := range t.Matches {
		w.AppendRow(table.Row{i + 1, t.bits(registry.Millibits(m.Score)), t.percent(float64(m.Probability)),
			text.WrapSoft(m.Relation.Symbol()+" "+m.Relation.Text().In(t.lang), terminalWord), text.WrapSoft(m.Verdict.Text().In(t.lang), terminalWord),
			text.WrapSoft(printable(registry.T(m.NameVI, m.NameEN).In(t.lang)), terminalName) + "\n" + text.WrapSoft(printable(m.ID+" · "+t.agency(m.Agency)), terminalName)})
	}
	return w.Render()
}

// evidence says of one match what is shared, what differs and what would
// change the outcome; with its arithmetic if asked for.
func (t checkTerminal) evidence(k *kase, explain bool) {
	e := k.Explain[t.lang]
	t.heading(fmt.Sprintf("%s · %s", k.b.ID, t.tr("căn cứ", "evidence")))
	for _, s := range []string{e.Shared, e.Differs, e.WhyNotHigher, e.Counterfactual, e.Relation} {
		if s != "" {
			t.say("  ", s)
		}
	}
	robust := t.tr("vững", "robust")
	if !k.Robust {
		robust = t.tr("sát ngưỡng", "borderline")
	}
	t.say("  ", fmt.Sprintf(t.tr("Cách ngưỡng %s bit: %s.", "Margin to the threshold %s bits: %s."), t.signed(k.Margin), robust))
	if explain {
		t.arithmetic(k)
	}
}

// arithmetic prints the sum that makes the score.
func (t checkTerminal) arithmetic(k *kase) {
	plainWidths()
	w := table.NewWriter()
	w.SetStyle(table.StyleLight)
	w.Style().Format.Header = text.FormatDefault
	w.AppendHeader(table.Row{t.tr("Tiêu chí", "Comparison"), t.tr("Mức giống", "Similarity"), t.tr("Bit", "Bits")})
	w.SetColumnConfigs([]table.ColumnConfig{{Number: 2, Align: text.AlignRight}, {Number: 3, Align: text.AlignRight}})
	w.AppendRow(table.Row{t.tr("điểm khởi đầu", "prior"), "", t.signed(k.Prior)})
	for i := range k.Evidence {
		ev := &k.Evidence[i]
		similar := ev.Presence.Text().In(t.lang)
		if ev.Presence == registry.BothPresent {
			similar = t.similarity(ev.Similarity)
		}
		w.AppendRow(table.Row{ev.Comparison.Text().In(t.lang), similar, t.signed(ev.Weight)})
	}
	w.AppendSeparator()
	w.AppendRow(table.Row{t.tr("tổng điểm", "total"), t.percent(k.Probability()), t.bits(k.Score)})
	fmt.Fprintln(t.b, w.Render())
}

func (t checkTerminal) suggestion() {
	if t.Suggestion == nil {
		return
	}
	t.heading(t.tr("Gợi ý (không thay cho quyết định của cơ quan có thẩm quyền)", "Suggestion (no substitute for a decision of the competent authority)"))
	t.say("  ", t.advice())
	for _, f := range t.reuseFacts() {
		t.say("    ", f.Label+": "+f.Value)
	}
	for _, v := range t.treatments() {
		mark := "[ ] "
		if v.Suggested {
			mark = "[x] "
		}
		t.say("  "+mark, v.Text)
	}
	if s := t.Suggestion.Statement.In(t.lang); s != "" {
		t.heading(t.tr("Dự thảo: đề xuất khác ở đâu", "Draft: how the proposal differs"))
		t.say("  ", s)
	}
}

func (t checkTerminal) basis() {
	for _, s := range t.grounds() {
		t.say("  ", s)
	}
	t.say("  ", t.caveat())
	for _, f := range t.seal() {
		fmt.Fprintf(t.b, "  %s: %s\n", f.Label, printable(f.Value))
	}
}
