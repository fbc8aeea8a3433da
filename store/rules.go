package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"trunglap/registry"
)

// What may be recorded, given where the finding stands:
//
//	action   needs                              and
//	decide   outcome, a reason that fits it     every asked agency's answer, or an override saying why not
//	ask      the agencies asked                 no more than two different ones
//	reply    agency, text                       that this agency was asked
//	remedy   remedy, status                     a ruling that is confirmed or lawful; words for "keep"
//	undo     the entry                          that it is in force
//
// and every entry a pair and a named person.
func checkEntry(e *registry.Entry, now registry.Decision) error {
	if p, err := registry.NewPair(e.Pair.A, e.Pair.B); err != nil {
		return err
	} else if p != e.Pair || p.A == "" {
		return registry.Invalid(registry.T("cặp nền tảng không hợp lệ", "this is not a pair of platforms"))
	}
	if strings.TrimSpace(e.Author) == "" {
		return registry.Invalid(registry.T("mỗi kết luận phải có người chịu trách nhiệm; hãy ghi --author",
			"every entry needs a named person; give --author"))
	}
	oneNewline(e)
	if !utf8.ValidString(canonical(*e)) || strings.Contains(canonical(*e), `\ufffd`) {
		return registry.Invalid(registry.T("nội dung không phải là UTF-8 hợp lệ", "the text is not valid UTF-8"))
	}
	switch e.Action {
	case registry.Rule:
		return checkRuling(e, now)
	case registry.Ask:
		return checkQuestion(e)
	case registry.Answer:
		return checkAnswer(e, now)
	case registry.Mend:
		return checkRemedy(e, now)
	case registry.Undo:
		return nil
	}
	return notOneOf(registry.T("hành động", "action"), string(e.Action), []string{"decide", "ask", "reply", "remedy", "undo"})
}

func checkRuling(e *registry.Entry, now registry.Decision) error {
	if !slices.Contains(registry.Outcomes[:], e.Outcome) {
		return notOneOf(registry.T("kết luận", "outcome"), e.Outcome, registry.Outcomes[:])
	}
	var fitting []string
	for _, r := range registry.Reasons() {
		if slices.Contains(r.Outcomes, e.Outcome) {
			fitting = append(fitting, r.Code)
		}
	}
	if !slices.Contains(fitting, e.Reason) {
		return notOneOf(registry.T("lý do cho kết luận "+e.Outcome, "reason for "+e.Outcome), e.Reason, fitting)
	}
	if e.Reason == "other" && strings.TrimSpace(e.Text) == "" {
		return registry.Invalid(registry.T("lý do \"other\" phải kèm lời giải thích", "reason \"other\" needs words of explanation"))
	}
	if e.Outcome != registry.NeedsInformation && now.State == registry.StateAsked && strings.TrimSpace(e.Override) == "" {
		return registry.Invalid(registry.T(
			"chưa đủ trả lời của các cơ quan được hỏi; hãy đợi, hoặc ghi rõ vì sao kết luận trước bằng --override",
			"not every asked agency has answered; wait, or say why it is closed before that with --override"))
	}
	return nil
}

func checkQuestion(e *registry.Entry) error {
	asked := slices.Compact(slices.Sorted(slices.Values(e.Asked)))
	if len(asked) == 0 || len(asked) > 2 || slices.ContainsFunc(asked, badCode) {
		return registry.Invalid(registry.T("hãy nêu một hoặc hai cơ quan được hỏi", "name the one or two agencies that are asked"))
	}
	e.Asked = asked
	return nil
}

// badCode would not come back from a list in a cell.
func badCode(s string) bool { return s == "" || s != strings.TrimSpace(s) || strings.Contains(s, ";") }

// oneNewline makes line ends alike: web forms send two characters, and a
// spreadsheet would give back one, and another hash.
func oneNewline(e *registry.Entry) {
	for _, s := range []*string{&e.Text, &e.Override, &e.Document, &e.Author, &e.Agency} {
		*s = strings.ReplaceAll(strings.ReplaceAll(*s, "\r\n", "\n"), "\r", "\n")
	}
}

func checkAnswer(e *registry.Entry, now registry.Decision) error {
	if !slices.Contains(now.Asked, e.Agency) {
		return notOneOf(registry.T("cơ quan trả lời", "answering agency"), e.Agency, now.Asked)
	}
	if strings.TrimSpace(e.Text) == "" {
		return registry.Invalid(registry.T("trả lời không có nội dung", "the answer has no text"))
	}
	return nil
}

func checkRemedy(e *registry.Entry, now registry.Decision) error {
	switch {
	case now.Outcome != registry.Confirmed && now.Outcome != registry.Lawful:
		return registry.Invalid(registry.T("chỉ đặt biện pháp xử lý cho cặp đã xác nhận trùng lặp hoặc được phép song song",
			"a remedy is set only for a pair ruled confirmed or lawful"))
	case !slices.Contains(registry.Remedies[:], e.Remedy):
		return notOneOf(registry.T("biện pháp xử lý", "remedy"), e.Remedy, registry.Remedies[:])
	case !slices.Contains(registry.RemedyStatuses[:], e.Status):
		return notOneOf(registry.T("tình trạng xử lý", "remedy status"), e.Status, registry.RemedyStatuses[:])
	case e.Remedy == registry.RemedyKeep && strings.TrimSpace(e.Text) == "":
		return registry.Invalid(registry.T("giữ lại phải kèm giải trình", "keeping needs a justification"))
	}
	return nil
}

func notOneOf(what registry.Text, got string, want []string) error {
	allowed := strings.Join(want, ", ")
	return registry.Invalid(registry.Text{
		VI: what.VI + " " + quoted(got) + " không hợp lệ; dùng một trong: " + allowed,
		EN: what.EN + " " + quoted(got) + " is not valid; use one of: " + allowed,
	})
}

func quoted(s string) string { return `"` + s + `"` }
