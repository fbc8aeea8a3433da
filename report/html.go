package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"trunglap/registry"
)

// The HTML report is one file that fetches nothing and works from a USB stick
// or an e-mail. A content security policy by meta tag refuses everything but
// the one style sheet and the one script in it, both named by their hash, so
// that a script smuggled in through a platform's text cannot run even if it
// got past the escaping of html/template. Without JavaScript all is readable;
// the script adds filtering, sorting and keys.
//
// Size: at most Report.MaxFindings cards (htmlCases where that is 0) and about
// htmlBytes of them; what is left out is counted at the top and at the end.

const (
	htmlCases = 500
	htmlBytes = 12 << 20
)

//go:embed page/page.html
var pageHTML string

//go:embed page/card.html
var cardHTML string

//go:embed page/style.css
var styleCSS string

//go:embed page/script.js
var scriptJS string

// styleSheet is the whole style sheet of the page.
func styleSheet() string { return styleCSS + paletteCSS() }

// policy is the content security policy of the page.
func policy() string {
	return fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; img-src data:; base-uri 'none'; form-action 'none'",
		hashSource(styleSheet()), hashSource(scriptJS))
}

func hashSource(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func writeHTML(w io.Writer, d *document) error {
	t, err := d.templates()
	if err != nil {
		return err
	}
	cards, shown, err := d.cards(t)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "page", d.page(cards, shown)); err != nil {
		return fmt.Errorf("fill the page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// templates are the page's templates speaking the document's language.
func (d *document) templates() (*template.Template, error) {
	funcs := template.FuncMap{
		"tr": d.tr, "num": func(n int) string { return d.num(int64(n)) }, "num64": d.num,
		"word":  func(v interface{ Text() registry.Text }) string { return v.Text().In(d.lang) },
		"class": relationClass, "means": func(r registry.Relation) string { return r.Meaning().In(d.lang) },
		"bits": d.bits, "date": d.date, "join": strings.Join, "add": func(a, b int) int { return a + b },
		"sub": func(a, b int) int { return a - b }, "mul": func(a, b int) int { return a * b },
	}
	t := template.New("").Funcs(funcs)
	for name, text := range map[string]string{"page": pageHTML, "card": cardHTML} {
		if _, err := t.New(name).Parse(text); err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
	}
	return t, nil
}

// cards renders cases until the report's limit or the size cap is reached.
func (d *document) cards(t *template.Template) (template.HTML, int, error) {
	var b bytes.Buffer
	s := fallScale(d.cases, d.Model)
	n := d.most(htmlCases)
	for i := range n {
		if i > 0 && b.Len() > htmlBytes {
			return template.HTML(b.String()), i, nil
		}
		if err := t.ExecuteTemplate(&b, "card", d.card(i, s)); err != nil {
			return "", 0, fmt.Errorf("fill the card of %s: %w", d.cases[i].ID, err)
		}
	}
	return template.HTML(b.String()), n, nil
}

// relationClass is the style class of a relation, also of one not known here.
func relationClass(r registry.Relation) string {
	if rank(r) == len(registry.Relations) {
		return "rel-unknown"
	}
	return "rel-" + string(r)
}
