package similarity

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trunglap/registry"
)

// explain writes the sentences of a finding. Every number and quotation in
// them stands in the finding's evidence; nothing is said that is not there.
func (e *Engine) explain(a, b *registry.Platform, f *registry.Finding, decided string, called names, l registry.Lang) registry.Explanation {
	w := writer{e, l}
	return registry.Explanation{
		Summary:        w.summary(a, b, f),
		Shared:         w.shared(f),
		Differs:        w.differs(f, called),
		WhyNotHigher:   w.whyNotHigher(f),
		Counterfactual: w.counterfactual(f),
		Relation:       w.relation(f.Relation, decided),
	}
}

type writer struct {
	e *Engine
	l registry.Lang
}

func (w writer) say(vi, en string, args ...any) string {
	return fmt.Sprintf(registry.T(vi, en).In(w.l), args...)
}

// number writes thousandths as a share: "0,41" or "0.41".
func (w writer) number(thousandths int) string {
	return w.decimal(fmt.Sprintf("%.2f", float64(thousandths)/1000))
}

func (w writer) bits(m registry.Millibits) string { return w.decimal(m.String()) }

func (w writer) decimal(s string) string {
	if w.l == registry.VI {
		return strings.ReplaceAll(strings.Replace(s, "-", "−", 1), ".", ",")
	}
	return strings.Replace(s, "-", "−", 1)
}

func (w writer) percent(p float64) string {
	switch {
	case p > 0.999:
		return w.say("trên 99,9%%", "over 99.9%%")
	case p < 0.001:
		return w.say("dưới 0,1%%", "under 0.1%%")
	}
	return w.decimal(fmt.Sprintf("%.1f", 100*p)) + "%"
}

func (w writer) quote(s string) string {
	if w.l == registry.VI {
		return "“" + s + "”"
	}
	return "“" + s + "”"
}

func (w writer) summary(a, b *registry.Platform, f *registry.Finding) string {
	who := w.say("%s và %s", "%s and %s", w.named(a), w.named(b))
	alike := w.measures(f)
	return w.say("%s: %s. Điểm %s bit, xác suất %s; %s.", "%s: %s. Score %s bits, probability %s; %s.",
		who, f.Relation.Text().In(w.l), w.bits(f.Score), w.percent(f.Probability()), alike)
}

// named quotes a platform's name with its owner, if it has one.
func (w writer) named(p *registry.Platform) string {
	if p.Agency == "" {
		return w.quote(p.Name(w.l))
	}
	return w.quote(p.Name(w.l)) + " (" + w.e.agencyName(p.Agency, w.l) + ")"
}

// oneByOne joins parts, each but the first with a capital letter.
func oneByOne(parts []string) string {
	for i := 1; i < len(parts); i++ {
		r, n := utf8.DecodeRuneInString(parts[i])
		parts[i] = string(unicode.ToUpper(r)) + parts[i][n:]
	}
	return strings.Join(parts, ". ")
}

// measures lists the similarities that were compared, strongest first in
// printing order.
func (w writer) measures(f *registry.Finding) string {
	var parts []string
	for _, ev := range f.Evidence {
		name := ev.Comparison.Text().In(w.l)
		switch ev.Presence {
		case registry.BothPresent:
			part := w.say("%s giống %s", "%s alike %s", name, w.number(ev.Similarity))
			if ev.Folded {
				part += w.say(" (khớp khi bỏ dấu)", " (matched without marks)")
			}
			parts = append(parts, part)
		default:
			parts = append(parts, w.say("%s chưa so được", "%s not comparable", name))
		}
	}
	return strings.Join(parts, ", ")
}

func (w writer) shared(f *registry.Finding) string {
	var parts []string
	for _, ev := range f.Evidence {
		var quotes []string
		for _, p := range ev.Shared {
			if len(quotes) == 4 {
				break
			}
			if q := w.phrase(p); !slices.Contains(quotes, q) {
				quotes = append(quotes, q)
			}
		}
		if len(quotes) > 0 {
			parts = append(parts, ev.Comparison.Text().In(w.l)+": "+strings.Join(quotes, "; "))
		}
	}
	if len(parts) == 0 {
		return w.say("Không có cụm từ chung đáng kể.", "No notable phrase is shared.")
	}
	return w.say("Điểm chung – %s.", "Shared – %s.", oneByOne(parts))
}

func (w writer) phrase(p registry.Phrase) string {
	if strings.EqualFold(p.A, p.B) {
		return w.quote(w.user(p.A))
	}
	return w.quote(w.user(p.A)) + " ~ " + w.quote(w.user(p.B))
}

// user writes the codes of user groups in words.
func (w writer) user(s string) string {
	switch s {
	case "citizens":
		return w.say("người dân", "citizens")
	case "businesses":
		return w.say("doanh nghiệp", "businesses")
	case "agencies":
		return w.say("cơ quan nhà nước", "agencies")
	case "localities":
		return w.say("địa phương", "localities")
	}
	return s
}

func (w writer) differs(f *registry.Finding, called names) string {
	var parts []string
	for _, ev := range f.Evidence {
		if ev.Comparison == registry.ByName || len(ev.OnlyA) == 0 && len(ev.OnlyB) == 0 {
			continue
		}
		var sides []string
		for _, side := range []struct {
			name registry.Text
			only []string
		}{{called[0], ev.OnlyA}, {called[1], ev.OnlyB}} {
			if len(side.only) > 0 {
				sides = append(sides, w.say("chỉ %s có %s", "only %s has %s", side.name.In(w.l), w.list(side.only)))
			}
		}
		parts = append(parts, ev.Comparison.Text().In(w.l)+": "+strings.Join(sides, "; "))
	}
	if len(parts) == 0 {
		return w.say("Không thấy điểm khác đáng kể trong phần được so.", "Nothing notable differs in what was compared.")
	}
	return w.say("Điểm khác – %s.", "Differs – %s.", oneByOne(parts))
}

func (w writer) list(items []string) string {
	var quotes []string
	for _, s := range items[:min(3, len(items))] {
		quotes = append(quotes, w.quote(w.user(s)))
	}
	return strings.Join(quotes, ", ")
}

// whyNotHigher names the comparison that is furthest below its best weight.
func (w writer) whyNotHigher(f *registry.Finding) string {
	worst, gap := -1, registry.Millibits(0)
	for i, ev := range f.Evidence {
		k := w.e.settings.Curves[i].Knots
		if g := k[len(k)-1].Weight - ev.Weight; g > gap {
			worst, gap = i, g
		}
	}
	if worst < 0 {
		return w.say("Điểm đã ở mức cao nhất.", "The score is already the highest.")
	}
	ev := f.Evidence[worst]
	if ev.Presence != registry.BothPresent {
		return w.say("Điểm không cao hơn vì %s còn thiếu (có thể thêm tới %s bit).", "Not higher because the %s is missing (up to %s bits more).",
			ev.Comparison.Text().In(w.l), w.bits(gap))
	}
	return w.say("Điểm không cao hơn chủ yếu vì %s chỉ giống %s (kém mức cao nhất %s bit).", "Not higher mainly because the %s is alike only %s (%s bits below its best).",
		ev.Comparison.Text().In(w.l), w.number(ev.Similarity), w.bits(gap))
}

func (w writer) counterfactual(f *registry.Finding) string {
	c := f.Counterfactual
	name := c.Comparison.Text().In(w.l)
	if c.Finding {
		return w.say("Nếu %s hoàn toàn khác nhau, điểm còn %s bit – vẫn trên ngưỡng.", "If the %s had nothing in common, the score would be %s bits – still above the threshold.", name, w.bits(c.Score))
	}
	return w.say("Nếu %s hoàn toàn khác nhau, điểm còn %s bit – dưới ngưỡng.", "If the %s had nothing in common, the score would be %s bits – below the threshold.", name, w.bits(c.Score))
}

// relation says which row of the decision table decided.
func (w writer) relation(r registry.Relation, decided string) string {
	return w.say("Quan hệ: %s, vì %s.", "Relation: %s, because %s.", r.Text().In(w.l), reasons[decided].In(w.l))
}

// reasons are the rows of the decision table in words.
var reasons = map[string]registry.Text{
	"replaces":      registry.T("hồ sơ ghi rõ nền tảng này thay thế hoặc kế thừa nền tảng kia", "the records state that one replaces or continues the other"),
	"parent":        registry.T("hồ sơ ghi rõ nền tảng này là một phần của nền tảng kia", "the records state that one is a part of the other"),
	"link":          registry.T("hồ sơ ghi rõ hai nền tảng kết nối với nhau", "the records state that the two are connected"),
	"same-decision": registry.T("cùng một quyết định yêu cầu mỗi cơ quan có một hệ thống mang tên này", "one decision requires a system of this name of each body"),
	"own-bodies":    registry.T("mỗi nền tảng chỉ phục vụ phạm vi của chính cơ quan mình", "each serves only its own body"),
	"relisted": registry.T("có ở hai danh mục khác nhau dưới cùng một tên, hoặc do cùng một cơ quan (kể cả sau sáp nhập) nêu với chức năng hay dữ liệu gần như nhau",
		"it stands in two lists under one name, or of one body (mergers included) with nearly the same function or data"),
	"too-little-text": registry.T("mô tả chức năng của ít nhất một bên quá ngắn để kết luận", "the function text of at least one side is too short to judge"),
	"below":           registry.T("điểm dưới ngưỡng phát hiện", "the score is below the threshold"),
	"channel":         registry.T("một bên là kênh hoặc phân hệ của bên kia", "one is a channel or module of the other"),
	"mention":         registry.T("mô tả của bên này nhắc tên bên kia như một nguồn hoặc một đầu mối", "the text of one names the other as a source or partner"),
	"same":            registry.T("cả mức giống của chức năng và điểm đều đạt mức trùng lặp", "both the likeness of the functions and the score reach duplication"),
	"overlap":         registry.T("chức năng, dữ liệu và đối tượng sử dụng giống nhau đến mức chồng lấn", "function, data and users are alike enough to overlap"),
	"same-data":       registry.T("hai cơ quan cùng nắm dữ liệu gần nhau nhưng làm việc khác nhau", "two bodies hold similar data but do different work with it"),
	"one-body":        registry.T("hai hệ thống của cùng một cơ quan có dữ liệu chung, chức năng khác: nhiều khả năng cấp dữ liệu cho nhau", "two systems of one body have data in common but other functions: they most likely feed each other"),
}

// agencyName is an agency's name, or its code if it is not in the directory.
func (e *Engine) agencyName(code string, l registry.Lang) string {
	if a, ok := e.bodies.ByCode(code); ok {
		return a.Name(l)
	}
	return code
}
