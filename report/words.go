package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"trunglap/registry"
)

// vietnam is the time zone in which moments are printed, wherever the report is made.
var vietnam = time.FixedZone("ICT", 7*60*60)

// A printer writes numbers, dates and words for one language: decimal comma
// and dd/mm/yyyy in Vietnamese, decimal point and yyyy-mm-dd in English.
// Whole thousandths are printed exactly, never through a float.
type printer struct{ lang registry.Lang }

// tr chooses between the two languages.
func (p printer) tr(vi, en string) string {
	if p.lang == registry.EN {
		return en
	}
	return vi
}

// num writes a whole number with its thousands grouped.
func (p printer) num(n int64) string { return p.lang.Number(n) }

// decimal turns a plain decimal number into the language's writing.
func (p printer) decimal(s string) string {
	if p.lang == registry.VI {
		s = strings.Replace(s, ".", ",", 1)
	}
	return strings.Replace(s, "-", "−", 1)
}

// bits writes an amount of evidence: 5,210.
func (p printer) bits(m registry.Millibits) string { return p.decimal(m.String()) }

// signed writes an amount of evidence with its sign: +5,210.
func (p printer) signed(m registry.Millibits) string {
	if m > 0 {
		return "+" + p.bits(m)
	}
	return p.bits(m)
}

// similarity writes thousandths: 0,874.
func (p printer) similarity(thousandths int) string {
	return p.bits(registry.Millibits(thousandths))
}

// percent writes a share with one decimal; a share that would round to all or
// nothing is told apart from it.
func (p printer) percent(share float64) string {
	switch {
	case share > 0 && share < 0.0005:
		return p.decimal("<0.1%")
	case share < 1 && share >= 0.9995:
		return p.decimal(">99.9%")
	}
	return p.decimal(strconv.FormatFloat(100*share, 'f', 1, 64) + "%")
}

// date writes a calendar date.
func (p printer) date(d registry.Date) string { return d.In(p.lang) }

// moment writes a date and a time of day in Vietnam.
func (p printer) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(vietnam).Format(p.tr("02/01/2006 15:04", "2006-01-02 15:04")) + " (UTC+7)"
}

// user writes a user group and scope a scope of use: codes of the closed lists
// have words, all else is kept.
func (p printer) user(code string) string  { return p.listed(registry.UserGroups[:], code) }
func (p printer) scope(code string) string { return p.listed(registry.Scopes[:], code) }

func (p printer) listed(list []registry.Value, code string) string {
	for _, v := range list {
		if v.Code == code {
			return v.Text.In(p.lang)
		}
	}
	return code
}

// outcome writes the outcome of a decision.
// stance is where people stand on a finding: the outcome, and the state unless
// it is settled.
func (p printer) stance(d registry.Decision) string {
	state := d.State.Text().In(p.lang)
	switch {
	case d.Outcome == "" && state == "":
		return registry.StateOpen.Text().In(p.lang)
	case d.Outcome == "":
		return state
	case d.State == "" || d.State == registry.StateSettled:
		return p.outcome(d.Outcome)
	}
	return p.outcome(d.Outcome) + " (" + state + ")"
}

func (p printer) outcome(code string) string {
	switch code {
	case "confirmed":
		return p.tr("xác nhận", "confirmed")
	case "dismissed":
		return p.tr("bác bỏ", "dismissed")
	case "lawful":
		return p.tr("hợp pháp, giữ nguyên", "lawful, kept")
	case "needs-information":
		return p.tr("cần thêm thông tin", "needs information")
	}
	return code
}

func sortedKeys[V any](m map[string]V, keep func(string) bool) []string {
	return slices.Collect(func(yield func(string) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if keep(k) && !yield(k) {
				return
			}
		}
	})
}

// point writes a corner of an SVG polyline.
func (printer) point(x, y int) string { return strconv.Itoa(x) + "," + strconv.Itoa(y) + " " }

// RunNumber names the run of a report; one made for the report alone has no number.
func (d *document) RunNumber() string {
	if d.Run.ID == 0 {
		return d.tr("không lưu", "not saved")
	}
	return strconv.FormatInt(d.Run.ID, 10)
}
