package registry

import (
	"errors"
	"fmt"
	"strconv"
)

// A Lang is a language of screens, reports and messages.
type Lang string

// Vietnamese is the default everywhere; English is asked for with --lang en.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// ParseLang reads "vi" or "en".
func ParseLang(s string) (Lang, error) {
	switch Lang(s) {
	case VI, EN:
		return Lang(s), nil
	}
	return "", Invalid(Text{
		VI: fmt.Sprintf("ngôn ngữ %q không được hỗ trợ; dùng vi hoặc en", s),
		EN: fmt.Sprintf("language %q is not supported; use vi or en", s),
	})
}

// A Text is one sentence in both languages.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// In returns the text in one language; an absent translation falls back to the
// other, so that nothing is ever shown empty.
func (t Text) In(l Lang) string {
	if l == EN && t.EN != "" || t.VI == "" {
		return t.EN
	}
	return t.VI
}

// T makes a Text.
func T(vi, en string) Text { return Text{VI: vi, EN: en} }

// Tf formats both languages with the same arguments.
func Tf(vi, en string, args ...any) Text {
	return Text{VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)}
}

// Number writes a whole number with its thousands grouped: 10.585, or 10,585
// in English.
func (l Lang) Number(n int64) string {
	digits, point := strconv.FormatInt(n, 10), "."
	if l == EN {
		point = ","
	}
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + point + digits[i:]
	}
	return sign + digits
}

// Count writes a number with what it counts. Vietnamese has no plural.
func (l Lang) Count(n int64, vi, one, many string) string {
	word := vi
	if l == EN {
		if word = many; n == 1 {
			word = one
		}
	}
	return l.Number(n) + " " + word
}

// The sentinels that callers turn into exit codes and HTTP statuses.
var (
	ErrInvalid  = errors.New("invalid")   // the input is wrong: exit 1, HTTP 400
	ErrUsage    = errors.New("usage")     // the command was used wrongly: exit 2
	ErrNotFound = errors.New("not found") // exit 1, HTTP 404
	ErrConflict = errors.New("conflict")  // somebody else changed it first: exit 1, HTTP 409
	ErrBusy     = errors.New("busy")      // another process holds the data folder: exit 4, HTTP 503
	ErrCorrupt  = errors.New("corrupt")   // a file is damaged: exit 1
)

// An Error is a failure told to a person: what happened and what to do, in
// both languages. Kind is one of the sentinels, Err the cause, if any.
type Error struct {
	Kind error
	Say  Text
	Err  error
}

// Error speaks English, for logs and for code that does not know the user.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Say.In(EN)
	}
	return e.Say.In(EN) + ": " + e.Err.Error()
}

// Unwrap lets errors.Is see both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// Invalid is an Error of kind ErrInvalid.
func Invalid(t Text) *Error { return &Error{Kind: ErrInvalid, Say: t} }

// Explain renders err for a person: every Error in the chain speaks the asked
// language, anything else speaks for itself.
func Explain(err error, l Lang) string {
	var e *Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Err == nil {
		return e.Say.In(l)
	}
	return e.Say.In(l) + ": " + Explain(e.Err, l)
}
