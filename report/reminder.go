package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"trunglap/registry"
)

// The letter that reminds a body to announce its platforms, laid out as Decree
// 30/2020/NĐ-CP asks of an official letter. It is a draft: number, day and
// signature are left open, and nothing is said that the lists do not hold.
// Letters are Vietnamese in every language of the program.

//go:embed page/reminder.html
var reminderHTML string

// A Reminder is one letter.
type Reminder struct {
	From   registry.Agency // the body that keeps the list
	To     registry.Agency
	AsOf   registry.Date
	InUse  int // platforms of To that are listed as in use, not announced
	Lists  []registry.List
	Board  *Board
	Office string // abbreviation of the drafting unit in the number
}

// reminderBases are the documents that a letter may rest on, from the day each
// was issued until the day before the next body of rules replaced it.
var reminderBases = [...]struct {
	from, to registry.Date
	text     string
}{
	{"2024-03-05", "2025-02-28", "Căn cứ Nghị quyết số 28/NQ-CP ngày 05/3/2024 của Chính phủ;"},
	{"2024-07-15", "2025-02-28", "Căn cứ Công văn số 2765/BTTTT-CĐSQG ngày 15/7/2024 của Bộ Thông tin và Truyền thông về việc công bố các nền tảng số do bộ, ngành triển khai trên toàn quốc;"},
	{"2026-06-24", "", "Căn cứ Quyết định số 1132/QĐ-TTg ngày 24/6/2026 của Thủ tướng Chính phủ;"},
}

// bases are the lines of the letter's grounds.
func (r *Reminder) bases() []string {
	var out []string
	for _, b := range reminderBases {
		if !r.AsOf.Before(b.from) && !b.to.Before(r.AsOf) {
			out = append(out, b.text)
		}
	}
	if n := len(out); n > 0 { // grounds end with semicolons, the last one with a full stop
		out[n-1] = strings.TrimSuffix(out[n-1], ";") + "."
	}
	return out
}

// letterDay writes a day as official letters do: 03/7/2024, but 05/02/2024.
func letterDay(d registry.Date) string {
	day := d.In(registry.VI)
	if len(day) == len("02/01/2006") && day[3] == '0' && day[4] > '2' {
		return day[:3] + day[4:]
	}
	return day
}

// FileName is the letter's file: letters, digits and hyphens of the code only,
// so that no code can lead out of the folder.
func (r *Reminder) FileName() string {
	safe := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' {
			return c
		}
		return '-'
	}, r.To.Code)
	return "nhac-" + safe + ".html"
}

// Reminders are the letters to all bodies that had to report and are not known
// to have done so, in the board's order.
func (b *Board) Reminders(agencies *registry.Agencies, lists []registry.List) []Reminder {
	from, ok := agencies.ByCode(b.Compiler)
	if !ok {
		from = registry.Agency{Code: b.Compiler, NameVI: b.Compiler}
	}
	var out []Reminder
	for _, l := range b.Silent() {
		to, ok := agencies.ByCode(l.Code)
		if !ok {
			to = registry.Agency{Code: l.Code, NameVI: l.NameVI}
		}
		out = append(out, Reminder{From: from, To: to, AsOf: b.AsOf, InUse: l.NotAnnounced, Lists: lists, Board: b, Office: "CĐSQG"})
	}
	return out
}

// WriteReminder writes one letter as an HTML file that fetches nothing.
func WriteReminder(w io.Writer, r *Reminder) error {
	t, err := template.New("reminder").Parse(reminderHTML)
	if err != nil {
		return fmt.Errorf("parse the letter: %w", err)
	}
	year := "20…"
	if len(r.AsOf) >= 4 {
		year = string(r.AsOf[:4])
	}
	data := struct {
		*Reminder
		Policy            string
		Style             template.CSS
		FromName, Day     string
		Year              string
		Bases             []string
		Announced, Absent int
	}{r, fmt.Sprintf("default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'", hashSource(reminderCSS)), template.CSS(reminderCSS),
		strings.ToUpper(r.From.NameVI), letterDay(r.AsOf), year, r.bases(), r.Board.Reported, r.Board.Required - r.Board.Reported}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("fill the letter to %s: %w", r.To.Code, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// reminderCSS sets the margins and type of the decree: A4, Times, 14 points.
const reminderCSS = `@page{size:A4;margin:20mm 15mm 20mm 30mm}
body{font:14pt/1.35 "Times New Roman","Liberation Serif",serif;color:#000;background:#fff;max-width:165mm;margin:12mm auto}
.head,.foot{display:grid;grid-template-columns:68mm 1fr;gap:3mm;text-align:center}
.head p,.foot p{margin:0}.head .org,.motto{font-weight:700;font-size:12pt}
.motto{white-space:nowrap}.motto+.motto{font-size:13pt}
.rule{display:block;height:0;border-top:1px solid #000;margin:1.5mm auto 3mm}.rule.short{width:22mm}.rule.long{width:66mm}
.number,.about{font-size:13pt}.about{font-size:12pt}.place{font-style:italic}
.to{margin:9mm 0 7mm;text-align:center}
.body p{text-align:justify;text-indent:12.7mm;margin:0 0 6pt}.body .basis{font-style:italic}
.foot{margin-top:9mm;grid-template-columns:1fr 1fr}.copies{text-align:left;font-size:11pt}.copies b{font-style:italic;font-size:12pt}
.sign{font-weight:700}.blank{height:26mm}
.draft{font:11pt/1.4 "Segoe UI","Liberation Sans",Arial,sans-serif;border:1px dashed #9c1c20;color:#9c1c20;padding:2mm 4mm;margin-bottom:8mm}
@media screen and (max-width:720px){body{margin:16px;font-size:16px}.head,.foot{grid-template-columns:1fr;gap:5mm}.motto{white-space:normal}.rule.long{width:52mm}}
@media print{.draft{display:none}body{margin:0;max-width:none}}
`
