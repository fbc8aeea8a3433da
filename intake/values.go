package intake

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"trunglap/registry"
)

// clean is the text of a cell as it is kept: NFC, LF line ends, no white space
// around it. Hidden characters stay; they are told by hidden.
func clean(s string) string {
	s = strings.TrimSpace(s)
	if isASCII(s) && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return nfc(strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' }))
}

// controlChar is the first control character of a cell other than TAB and line
// end, or -1: no text has them, and NUL cuts names short in other programs.
func controlChar(s string) rune {
	for _, r := range s {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' {
			return r
		}
	}
	return -1
}

// hidden is the first character that is not seen but changes how a text is
// shown or compared: bidirectional controls, zero-width characters, or -1.
func hidden(s string) rune {
	if isASCII(s) {
		return -1
	}
	for _, r := range s {
		switch {
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0x200b && r <= 0x200f, r == 0x2060, r == 0xfeff, r == 0x00ad, r == 0x061c:
			return r
		}
	}
	return -1
}

// unstated are the official wordings of "no value" in a cell.
var unstated = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, s := range []string{"Chưa xác định", "Không áp dụng", "Không có", "n/a", "null"} {
		m[fold(s)] = true
	}
	return m
})

// stated drops a cell that says that nothing is known.
func stated(s string) string {
	if len(s) > 40 || s == "" || !strings.ContainsRune("cknCKN-–", firstRune(s)) {
		return s
	}
	if s == "-" || s == "–" || unstated()[fold(s)] {
		return ""
	}
	return s
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// A codebook finds the code of a closed list's value by any of its spellings.
type codebook map[string]string

func newCodebook(values []registry.Value) codebook {
	m := codebook{}
	for _, v := range values {
		for _, s := range append([]string{v.Code, v.VI, v.EN}, v.Also...) {
			if _, ok := m[fold(s)]; !ok {
				m[fold(s)] = v.Code
			}
		}
	}
	return m
}

var (
	statuses   = sync.OnceValue(func() codebook { return newCodebook(registry.Statuses[:]) })
	scopes     = sync.OnceValue(func() codebook { return newCodebook(registry.Scopes[:]) })
	userGroups = sync.OnceValue(func() codebook { return newCodebook(registry.UserGroups[:]) })
	yesNo      = sync.OnceValue(func() codebook {
		return newCodebook([]registry.Value{
			{Code: "yes", Text: registry.T("có", "true"), Also: []string{"x", "1", "y", "đúng", "mật", "hạn chế", "restricted"}},
			{Code: "no", Text: registry.T("không", "false"), Also: []string{"0", "n", "sai", "công khai", "public"}},
		})
	})
	languages = sync.OnceValue(func() codebook {
		return newCodebook([]registry.Value{
			{Code: "vi", Text: registry.T("tiếng việt", "vietnamese"), Also: []string{"vie", "vi-VN", "việt"}},
			{Code: "en", Text: registry.T("tiếng anh", "english"), Also: []string{"eng", "en-US", "en-GB", "anh"}},
		})
	})
)

// wordings lists the official wordings of a closed list, for remedies.
func wordings(values []registry.Value) registry.Text {
	var vi, en []string
	for _, v := range values {
		vi, en = append(vi, v.VI), append(en, v.Code)
	}
	return registry.T(strings.Join(vi, ", "), strings.Join(en, ", "))
}

// list splits a cell of several values at ; or, where there is none, at line ends.
func list(s string) []string {
	if !strings.Contains(s, ";") {
		s = strings.ReplaceAll(s, "\n", ";")
	}
	return registry.SplitList(s)
}

// users splits the user groups; those of the closed list become their codes.
// A comma separates only where it makes known groups of every part.
func users(s string) []string {
	var out []string
	add := func(u string) {
		for _, have := range out {
			if have == u {
				return
			}
		}
		out = append(out, u)
	}
	for _, item := range list(s) {
		if code, ok := userGroups()[fold(item)]; ok {
			add(code)
		} else if codes := commaGroups(item); codes != nil {
			for _, code := range codes {
				add(code)
			}
		} else {
			add(item)
		}
	}
	return out
}

func commaGroups(item string) []string {
	var out []string
	for part := range strings.SplitSeq(item, ",") {
		code, ok := userGroups()[fold(part)]
		if !ok {
			return nil
		}
		out = append(out, code)
	}
	return out
}

// scope is the code of an official scope of use, several codes where several
// are given, or the words as written.
func scope(s string) string {
	if code, ok := scopes()[fold(s)]; ok {
		return code
	}
	parts := list(s)
	for i, part := range parts {
		code, ok := scopes()[fold(part)]
		if !ok {
			return s
		}
		parts[i] = code
	}
	return strings.Join(parts, "; ")
}

// date reads a date as written in lists: also "năm 2009", "tháng 5/2009" and
// a time of day, which is dropped.
func date(s string) (registry.Date, error) {
	d, err := registry.ParseDate(s)
	if err == nil {
		return d, nil
	}
	short := s
	for _, word := range []string{"từ", "năm", "tháng", "ngày"} {
		if rest, ok := strings.CutPrefix(strings.ToLower(short), word+" "); ok {
			short = rest
		}
	}
	if i := strings.IndexAny(short, "T "); i == len("2006-01-02") {
		short = short[:i]
	}
	if d, err2 := registry.ParseDate(short); err2 == nil {
		return d, nil
	}
	return "", err
}
