package intake

import (
	"fmt"
	"io"
	"strings"

	"trunglap/registry"
)

// WriteView shows how a file was understood, before anything is done with it:
// what it is, what each column means, and the first rows field by field.
func WriteView(w io.Writer, res Result, rows int, l registry.Lang) error {
	word := func(vi, en string) string { return registry.T(vi, en).In(l) }
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s", res.List.File, strings.ToUpper(string(res.Format)), res.Encoding)
	if res.Encoding == "" {
		b.Reset()
		fmt.Fprintf(&b, "%s: %s", res.List.File, strings.ToUpper(string(res.Format)))
	}
	for _, d := range delimiters {
		if string(d.char) == res.Delimiter {
			b.WriteString(", " + d.name.In(l))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", fmt.Sprintf(word("%d nền tảng, %d bản ghi tham chiếu, %d dòng lỗi", "%d platforms, %d reference records, %d rows with errors"), len(res.Platforms), len(res.References), res.Rejected))
	fmt.Fprintf(&b, "\n%s\n", word("Cột", "Columns"))
	for _, c := range res.Columns {
		writeColumn(&b, c, word)
	}
	for i := range res.Platforms[:min(rows, len(res.Platforms))] {
		writePlatform(&b, &res.Platforms[i], word)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeColumn(b *strings.Builder, c ColumnMap, word func(vi, en string) string) {
	means := c.Field
	if means == "" {
		means = word("(giữ nguyên, không tính điểm)", "(kept, not scored)")
	}
	if c.Sheet != "" {
		fmt.Fprintf(b, "  %s!", c.Sheet)
	} else {
		b.WriteString("  ")
	}
	fmt.Fprintf(b, "%d %q -> %s\n", c.Index, c.Header, means)
}

// writePlatform lists the fields that the row states, one per line.
func writePlatform(b *strings.Builder, p *registry.Platform, word func(vi, en string) string) {
	at := fmt.Sprintf("%s %d", word("Dòng", "Line"), place(p.Source))
	if p.Source.Sheet != "" {
		at = fmt.Sprintf(word("%s, dòng %d", "%s, line %d"), p.Source.Sheet, place(p.Source))
	}
	fmt.Fprintf(b, "\n%s\n", at)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %-13s %s\n", name, strings.ReplaceAll(value, "\n", "\n"+strings.Repeat(" ", 16)))
		}
	}
	line("id", p.ID)
	line("agency", p.Agency)
	line("name_vi", p.NameVI)
	line("name_en", p.NameEN)
	line("function_vi", p.FunctionVI)
	line("function_en", p.FunctionEN)
	line("data_domains", strings.Join(p.Domains, "; "))
	line("users", strings.Join(p.Users, "; "))
	line("scope", p.Scope)
	line("url", p.URL)
	line("launched", string(p.Launched))
	line("ended", string(p.Ended))
	line("status", string(p.Status))
	line("operator", p.Operator)
	line("contact", p.Contact)
	line("mandate", p.Mandate)
	line("parent", p.Parent)
	line("replaces", strings.Join(p.Replaces, "; "))
	for _, k := range p.Links {
		line("links", k.Kind+" -> "+k.Target)
	}
	if p.Restricted {
		line("restricted", "true")
	}
	for _, x := range p.Extra {
		line("extra", x.Column+": "+x.Value)
	}
}
