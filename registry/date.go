package registry

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Date is a calendar date of known precision: "2009", "2009-05" or
// "2009-05-17"; empty means unknown. It has no time zone.
type Date string

var (
	isoDate = regexp.MustCompile(`^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$`)
	viDate  = regexp.MustCompile(`^(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])(\d{4})$`)
)

// ParseDate reads 2009, 2009-05, 2009-05-17, 05/2009 and 17/05/2009 (day
// first, as written in Vietnam; also with dots or hyphens). Blank is unknown.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	var y, m, d string
	if p := isoDate.FindStringSubmatch(s); p != nil {
		y, m, d = p[1], p[2], p[3]
	} else if p := viDate.FindStringSubmatch(s); p != nil {
		y, m, d = p[3], p[2], p[1]
	} else {
		return "", badDate(s)
	}
	year, month, day := atoi(y), atoi(m), atoi(d)
	if year < 1900 || year > 2200 || m != "" && (month < 1 || month > 12) {
		return "", badDate(s)
	}
	switch {
	case m == "":
		return Date(fmt.Sprintf("%04d", year)), nil
	case d == "":
		return Date(fmt.Sprintf("%04d-%02d", year, month)), nil
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month {
		return "", badDate(s)
	}
	return Date(t.Format(time.DateOnly)), nil
}

func badDate(s string) error {
	return Invalid(Tf(
		"ngày %q không hợp lệ; viết 17/05/2009, 05/2009 hoặc 2009",
		"date %q is not valid; write 2009-05-17, 2009-05 or 2009", s))
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

// First is the earliest day the date can mean: 2009 is 2009-01-01.
func (d Date) First() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// Last is the latest day the date can mean: 2009 is 2009-12-31.
func (d Date) Last() Date {
	switch len(d) {
	case 4:
		return d + "-12-31"
	case 7:
		t, err := time.Parse(time.DateOnly, string(d)+"-01")
		if err != nil {
			return d
		}
		return Date(t.AddDate(0, 1, -1).Format(time.DateOnly))
	}
	return d
}

// Known reports whether the date was given.
func (d Date) Known() bool { return d != "" }

// Before reports whether d is surely earlier than o: both known, and the last
// day of d before the first day of o.
func (d Date) Before(o Date) bool { return d != "" && o != "" && d.Last() < o.First() }

// In formats the date for a person: 17/05/2009 in Vietnamese, ISO in English.
func (d Date) In(l Lang) string {
	if l == EN || len(d) == 4 || d == "" {
		return string(d)
	}
	p := strings.Split(string(d), "-")
	for i, j := 0, len(p)-1; i < j; i, j = i+1, j-1 {
		p[i], p[j] = p[j], p[i]
	}
	return strings.Join(p, "/")
}
