package report

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"trunglap/registry"
)

// The terminal report: the headline, then a table of the strongest cases.

const (
	terminalCases = 20 // as many as fit two screens; --top asks for more
	terminalName  = 36 // columns for a platform's name
	terminalWord  = 16 // columns for a relation's word
)

// plainWidths makes go-pretty measure letters alike in every locale; it would
// otherwise take symbols for two columns wide where LANG is East Asian.
var plainWidths = sync.OnceFunc(func() { text.OverrideRuneWidthEastAsianWidth(false) })

func writeTerminal(w io.Writer, d *document) error {
	var b strings.Builder
	h := d.headline()
	fmt.Fprintln(&b, printable(d.title()))
	if !d.Generated.IsZero() {
		fmt.Fprintln(&b, d.tr("Lập lúc", "Made"), d.moment(d.Generated))
	}
	for _, line := range []string{h.Platforms, h.Reported, h.Compared, h.Found, d.restrictedLine()} {
		if line != "" {
			fmt.Fprintln(&b, line)
		}
	}
	n := d.most(terminalCases)
	if n > 0 {
		fmt.Fprintln(&b)
		fmt.Fprintln(&b, d.caseTable(n))
	}
	if left := len(d.cases) - n; left > 0 {
		fmt.Fprintf(&b, d.tr("Còn %s phát hiện không in ở đây; xem đủ trong báo cáo XLSX, CSV hoặc JSON.\n",
			"%s more findings are not printed here; the XLSX, CSV and JSON reports hold them.\n"), d.num(int64(left)))
	}
	fmt.Fprintln(&b)
	for _, line := range d.certificateLines() {
		fmt.Fprintln(&b, line)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d *document) caseTable(n int) string {
	plainWidths()
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.Style().Options.SeparateRows = true
	t.AppendHeader(table.Row{"#", d.tr("Điểm", "Score"), d.tr("Xác suất", "Prob."), d.tr("Quan hệ", "Relation"),
		d.tr("Nền tảng A", "Platform A"), d.tr("Nền tảng B", "Platform B")})
	right := func(n int) table.ColumnConfig { return table.ColumnConfig{Number: n, Align: text.AlignRight} }
	t.SetColumnConfigs([]table.ColumnConfig{right(1), right(2), right(3)})
	for i := range n {
		t.AppendRow(d.terminalRow(i))
	}
	return t.Render()
}

func (d *document) terminalRow(i int) table.Row {
	k := &d.cases[i]
	if k.hidden {
		return table.Row{i + 1, "", "", d.tr("hạn chế", "restricted"), d.terminalPlatform(&k.a), d.terminalPlatform(&k.b)}
	}
	return table.Row{i + 1, d.bits(k.Score), d.percent(k.Probability()),
		text.WrapSoft(k.Relation.Symbol()+" "+k.Relation.Text().In(d.lang), terminalWord),
		d.terminalPlatform(&k.a), d.terminalPlatform(&k.b)}
}

func (d *document) terminalPlatform(p *registry.Platform) string {
	if p.ID == "" {
		return text.WrapSoft(hiddenText.In(d.lang), terminalName)
	}
	return text.WrapSoft(printable(p.Name(d.lang)), terminalName) + "\n" + text.WrapSoft(printable(p.ID+" · "+d.agency(p.Agency)), terminalName)
}

// printable takes out what a terminal would obey instead of showing: control
// characters, escape sequences and writing-direction overrides.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return '\ufffd'
		}
		return r
	}, s)
}
