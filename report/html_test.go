package report

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"trunglap/registry"
)

// parse reads a page as a browser does.
func parse(t testing.TB, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// each visits every element under n.
func each(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}

// cardsOf maps the id of each card to its element.
func cardsOf(t testing.TB, page string) map[string]*html.Node {
	t.Helper()
	cards := map[string]*html.Node{}
	each(parse(t, page), func(n *html.Node) {
		if n.Data == "article" {
			cards[attr(n, "id")] = n
		}
	})
	return cards
}

// TestCardsQuoteTheRecord: every number on a card equals the stored value, the
// bars add up to the score, and every text stands on the card unchanged.
func TestCardsQuoteTheRecord(t *testing.T) {
	r := fixture(t)
	at := r.Snapshot.Index()
	for _, l := range []registry.Lang{registry.VI, registry.EN} {
		cards := cardsOf(t, write(t, HTML, r, l))
		for _, f := range r.Findings {
			card := cards[f.ID]
			if card == nil {
				t.Fatalf("%s: no card for %s", l, f.ID)
			}
			checkNumbers(t, l, card, f)
			shown := textOf(card)
			for _, id := range []string{f.Pair.A, f.Pair.B} {
				p := r.Snapshot.Platforms[at[id]]
				for _, s := range slices.Concat([]string{p.ID, p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN, p.URL}, p.Domains) {
					if !strings.Contains(shown, s) {
						t.Errorf("%s %s: %q is not quoted", l, f.ID, s)
					}
				}
				for _, e := range p.Extra {
					if !strings.Contains(shown, e.Value) || !strings.Contains(shown, e.Column) {
						t.Errorf("%s %s: extra column %s is not shown", l, f.ID, e.Column)
					}
				}
			}
			if s := f.Explain[l].Summary; !strings.Contains(shown, s) {
				t.Errorf("%s %s: the sentence is not shown", l, f.ID)
			}
		}
	}
}

func checkNumbers(t *testing.T, l registry.Lang, card *html.Node, f registry.Finding) {
	t.Helper()
	p := printer{l}
	values := map[string][]string{}
	each(card, func(n *html.Node) {
		if n.Data != "data" {
			return
		}
		value := attr(n, "value")
		values[attr(n, "class")] = append(values[attr(n, "class")], value)
		if got := strings.TrimPrefix(textOf(n), "+"); got != p.decimal(value) {
			t.Errorf("%s %s: prints %q for %s", l, f.ID, got, value)
		}
	})
	if got := values["s"]; !slices.Equal(got, []string{f.Score.String()}) {
		t.Errorf("%s %s: score %v, stored %s", l, f.ID, got, f.Score)
	}
	if got := values["m"]; !slices.Equal(got, []string{f.Margin.String()}) {
		t.Errorf("%s %s: margin %v, stored %s", l, f.ID, got, f.Margin)
	}
	sum := f.Prior
	for i, w := range values["w"] {
		m, err := registry.ParseMillibits(w)
		if err != nil || m != f.Evidence[i].Weight {
			t.Errorf("%s %s: weight %d is %s, stored %s", l, f.ID, i, w, f.Evidence[i].Weight)
		}
		sum += m
	}
	if sum != f.Score {
		t.Errorf("%s %s: the weights shown add up to %s, not to %s", l, f.ID, sum, f.Score)
	}
}

// TestMarksAreSharedPhrases: nothing is highlighted in a platform's text that
// the finding does not hold as shared.
func TestMarksAreSharedPhrases(t *testing.T) {
	r := fixture(t)
	cards := cardsOf(t, write(t, HTML, r, registry.VI))
	for _, f := range r.Findings {
		allowed := map[string]bool{}
		for _, e := range f.Evidence {
			for _, p := range e.Shared {
				for _, s := range []string{p.A, p.B} {
					allowed[strings.ToLower(s)+" v-"+string(p.Via)] = true
					allowed[printer{registry.VI}.user(s)+" v-"+string(p.Via)] = true
				}
			}
		}
		marks := 0
		each(cards[f.ID], func(n *html.Node) {
			if n.Data == "mark" {
				marks++
				if key := strings.ToLower(textOf(n)) + " " + attr(n, "class"); !allowed[key] {
					t.Errorf("%s: %q is marked", f.ID, key)
				}
			}
		})
		if marks == 0 {
			t.Errorf("%s: nothing is marked", f.ID)
		}
	}
}

// TestWaterfallBarsJoin: each bar starts where the last one ended, the total
// starts at zero, and a longer weight is never a shorter bar.
func TestWaterfallBarsJoin(t *testing.T) {
	r := fixture(t)
	d, err := newDocument(r, registry.VI)
	if err != nil {
		t.Fatal(err)
	}
	s := fallScale(d.cases, d.Model)
	for i := range d.cases {
		k := &d.cases[i]
		bars := d.waterfall(k, s).Bars
		end := k.Prior
		for j, e := range k.Evidence {
			b := bars[j+1]
			if b.X != s.x(min(end, end+e.Weight)) || b.JoinX != s.x(end+e.Weight) {
				t.Errorf("%s: bar %d does not start where the last one ended", k.ID, j)
			}
			end += e.Weight
		}
		last := bars[len(bars)-1]
		if last.JoinX != s.x(k.Score) || last.X != s.x(min(0, k.Score)) {
			t.Errorf("%s: the total does not span zero to the score", k.ID)
		}
		for _, b := range bars {
			if b.X < fallPlotX || b.X+b.W > fallPlotX+fallPlotW+1 {
				t.Errorf("%s: bar %q leaves the plot", k.ID, b.Label)
			}
		}
	}
}

// TestPolicyNamesItsParts (fault 48): the policy holds the hashes of exactly
// the one style sheet and the one script of the page, and there is no other.
func TestPolicyNamesItsParts(t *testing.T) {
	page := write(t, HTML, fixture(t), registry.VI)
	var policy string
	parts := map[string]string{}
	each(parse(t, page), func(n *html.Node) {
		switch n.Data {
		case "meta":
			if strings.EqualFold(attr(n, "http-equiv"), "content-security-policy") {
				policy = attr(n, "content")
			}
		case "style", "script":
			if parts[n.Data] != "" {
				t.Errorf("more than one %s", n.Data)
			}
			parts[n.Data] = textOf(n)
		}
	})
	for part, content := range parts {
		sum := sha256.Sum256([]byte(content))
		if want := part + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
	if len(parts) != 2 || !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q over %v", policy, slices.Sorted(maps.Keys(parts)))
	}
}

// TestPageFetchesNothing (fault 50): no element or style refers to anything
// outside the file, save for links that a person follows.
func TestPageFetchesNothing(t *testing.T) {
	page := write(t, HTML, hostile(t), registry.VI)
	each(parse(t, page), func(n *html.Node) {
		switch n.Data {
		case "link", "img", "iframe", "object", "embed", "base", "video", "audio", "source", "image", "use":
			t.Errorf("element <%s> in the page", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "src" || a.Key == "srcset" || a.Key == "data" || a.Key == "action" || a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			case a.Key == "href" && !strings.HasPrefix(a.Val, "#"):
				if n.Data != "a" || attr(n, "rel") != "noopener noreferrer" || !regexp.MustCompile(`^https?://`).MatchString(a.Val) {
					t.Errorf("<%s href=%q rel=%q>", n.Data, a.Val, attr(n, "rel"))
				}
			}
		}
	})
	if strings.Contains(styleCSS, "url(") || strings.Contains(styleCSS, "@import") {
		t.Error("the style sheet fetches")
	}
}

// attacks are put into every field of a platform and a finding (fault 48).
var attacks = []string{
	`</ScRiPt><img src=x onerror="window.pwned=1">`, `<!--`, `-->`, `javascript:window.pwned=1`, `{{7*7}}`, "\u2028window.pwned=1",
	"`${window.pwned=1}`", `"><svg/onload=window.pwned=1>`, `' onmouseover='window.pwned=1`, `</style><script>window.pwned=1</script>`,
	"\u202egnp.exe", `&lt;b&gt;`, `]]>`, `</title><script>window.pwned=1</script>`,
}

// hostile is the fixture with every text of one case replaced by attacks.
func hostile(t testing.TB) *Report {
	r := fixture(t)
	all := strings.Join(attacks, " ")
	r.Title = registry.T(all, all)
	f := &r.Findings[0]
	for i := range r.Snapshot.Platforms {
		p := &r.Snapshot.Platforms[i]
		if p.ID != f.Pair.A && p.ID != f.Pair.B {
			continue
		}
		p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN, p.Scope, p.Operator = all, all, all, all, all, all
		p.Domains, p.Users, p.Replaces, p.Mandate, p.Contact, p.Parent = attacks, attacks, attacks, all, all, all
		p.Agency, p.URL = attacks[0], attacks[3]
		p.Extra = append(p.Extra, registry.Extra{Column: all, Value: all})
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		e.OnlyA, e.OnlyB = attacks, attacks
		e.Shared = append(slices.Clone(e.Shared), registry.Phrase{A: attacks[0], B: attacks[7], Via: registry.Via(attacks[8]), Source: all})
	}
	f.Relation = registry.Relation(attacks[7])
	f.Explain = map[registry.Lang]registry.Explanation{registry.VI: {Summary: all, Shared: all, Differs: all, WhyNotHigher: all, Counterfactual: all, Relation: all}}
	r.Decisions[f.ID] = registry.Decision{Outcome: all, Reason: all, Text: all, Author: all}
	r.Run.Engine, r.Run.Settings = all, all
	r.Snapshot.Lists[0].Title = all
	return r
}

// TestHostileTextStaysText (fault 48): the hostile page has the same elements
// as the harmless one, so that nothing in a text became markup.
func TestHostileTextStaysText(t *testing.T) {
	page := write(t, HTML, hostile(t), registry.VI)
	scripts, comments := 0, 0
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.CommentNode {
			comments++
		}
		if n.Data == "script" {
			scripts++
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	root := parse(t, page)
	walk(root)
	if scripts != 1 || comments != 0 {
		t.Errorf("%d scripts and %d comments", scripts, comments)
	}
	shown := textOf(root)
	for _, a := range attacks {
		if !strings.Contains(shown, strings.ReplaceAll(a, "\x00", "\ufffd")) {
			t.Errorf("%q is not shown as text", a)
		}
	}
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("html/template had to blank out a value: a template puts text where it cannot go")
	}
}

// TestSizeCap (fault 51): a report of very many findings stays under the cap
// and says what it left out.
func TestSizeCap(t *testing.T) {
	r := fixture(t)
	one := r.Findings[0]
	for len(r.Findings) < 50000 {
		r.Findings = append(r.Findings, one)
	}
	page := write(t, HTML, r, registry.VI)
	if len(page) > htmlBytes+1<<20 {
		t.Errorf("%d bytes", len(page))
	}
	d := printer{registry.VI}
	shown := strings.Count(page, "<article")
	if shown > htmlCases || shown < 100 {
		t.Errorf("%d cards", shown)
	}
	if left := d.num(int64(50000 - shown)); strings.Count(page, left) < 2 {
		t.Errorf("the page does not say that %s findings are left out", left)
	}
	r.MaxFindings = 3
	page = write(t, HTML, r, registry.VI)
	if n := strings.Count(page, "<article"); n != 3 {
		t.Errorf("%d cards, want 3", n)
	}
	r.Findings, r.MaxFindings = fixture(t).Findings, 0
	big := strings.Repeat("rất dài ", 200_000)
	for i := range r.Snapshot.Platforms {
		r.Snapshot.Platforms[i].FunctionVI = big
	}
	page = write(t, HTML, r, registry.VI)
	if n := strings.Count(page, "<article"); n == 0 || n >= len(r.Findings) {
		t.Errorf("%d cards of %d with very long texts", n, len(r.Findings))
	}
}

// TestGridLinks: every cell of the map leads to a card of its two agencies.
func TestGridLinks(t *testing.T) {
	r := fixture(t)
	r.MaxFindings = 5
	page := write(t, HTML, r, registry.VI)
	cards := cardsOf(t, page)
	links := 0
	each(parse(t, page), func(n *html.Node) {
		if n.Data == "a" && strings.HasPrefix(attr(n, "href"), "#F-") {
			links++
			if cards[attr(n, "href")[1:]] == nil {
				t.Errorf("link to %s, which is not on the page", attr(n, "href"))
			}
		}
	})
	if links < 10 {
		t.Errorf("only %s links to cards", strconv.Itoa(links))
	}
}
