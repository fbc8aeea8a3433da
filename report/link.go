package report

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// A link is an address as it may be followed and as it is shown.
type link struct {
	Href string // empty: not to be followed
	Text string
}

// safeLink lets a reader follow http and https addresses only. The host is
// shown in its ASCII form (punycode), so that no look-alike letter deceives;
// an address with a user name before the host is shown but cannot be followed.
// A bare host name, as lists often give it, is taken for https.
func safeLink(raw string) link {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return link{}
	}
	full := raw
	if !strings.Contains(raw, ":") {
		full = "https://" + raw
	}
	u, err := url.Parse(full)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Hostname() == "" {
		return link{Text: raw}
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return link{Text: raw}
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	return link{Href: u.String(), Text: u.String()}
}
