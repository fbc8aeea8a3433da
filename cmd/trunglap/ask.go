package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"trunglap/registry"
	"trunglap/similarity"
)

// The questions of an interactive check: the name, the agency, and the five
// things the law asks for, of which name apart purpose, function, data, users
// and scope of use. While the name is typed, platforms of a similar name are
// shown after every word and at every TAB.

// similarNames is how many similar names are shown at once.
const similarNames = 3

// terminal reports whether a person can be asked: input comes from a terminal.
func (a *app) terminal() bool {
	f, ok := a.in.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ask puts the questions on the terminal that standard input is.
func (a *app) ask(ctx context.Context, c *similarity.Checker) (proposal, error) {
	f, ok := a.in.(*os.File)
	if !ok {
		return proposal{}, errors.New("ask: standard input is no file")
	}
	before, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return proposal{}, err
	}
	t := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{f, a.errw}, "")
	p, err := a.questions(ctx, t, c)
	return p, errors.Join(err, term.Restore(int(f.Fd()), before))
}

// A prompter asks for a line and may show other lines meanwhile; a terminal is one.
type prompter interface {
	io.Writer
	SetPrompt(prompt string)
	ReadLine() (string, error)
}

func (a *app) questions(ctx context.Context, t prompter, c *similarity.Checker) (proposal, error) {
	var p proposal
	if raw, ok := t.(*term.Terminal); ok {
		raw.AutoCompleteCallback = a.whileTyped(raw, c)
	}
	if err := a.question(ctx, t, &p.name, true, "Tên nền tảng", "Name of the platform"); err != nil {
		return p, err
	}
	if raw, ok := t.(*term.Terminal); ok {
		raw.AutoCompleteCallback = nil
	}
	a.tellSimilar(t, c.Namesakes(p.name, similarNames))
	for _, q := range []struct {
		to     *string
		vi, en string
	}{
		{&p.agency, "Cơ quan đề xuất (mã hoặc tên)", "Proposing agency (code or name)"},
		{&p.purpose, "Mục đích", "Purpose"},
		{&p.function, "Chức năng chính", "Main functions"},
		{list(&p.domains), "Nhóm dữ liệu, cách nhau bằng dấu chấm phẩy", "Data groups, separated by semicolons"},
		{list(&p.users), "Đối tượng sử dụng (người dân; doanh nghiệp; cơ quan nhà nước; địa phương)", "Users (citizens; businesses; agencies; localities)"},
		{&p.scope, "Phạm vi sử dụng (quốc gia, ngành, cấp bộ, cấp tỉnh…)", "Scope of use (national, sector, one ministry, one province…)"},
	} {
		if err := a.question(ctx, t, q.to, false, q.vi, q.en); err != nil {
			return p, err
		}
	}
	return p, a.resolveProposer(&p.agency)
}

// list makes a list that takes one line; the line is split by intake.
func list(items *[]string) *string {
	*items = []string{""}
	return &(*items)[0]
}

// question asks until there is an answer, or once if it may be left out. The
// end of input is an interruption: nothing is checked that was half asked.
func (a *app) question(ctx context.Context, t prompter, to *string, needed bool, vi, en string) error {
	t.SetPrompt(a.say(vi, en) + ": ")
	for {
		line, err := t.ReadLine()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if *to = strings.TrimSpace(line); *to != "" || err == nil && !needed {
			return nil
		}
		if err != nil {
			return registry.Invalid(registry.T("câu hỏi bị bỏ dở; chưa kiểm tra gì", "the questions were broken off; nothing was checked"))
		}
	}
}

// whileTyped shows similar names whenever a word is finished, if they are
// others than were shown last.
func (a *app) whileTyped(t io.Writer, c *similarity.Checker) func(line string, pos int, key rune) (string, int, bool) {
	var shown []string
	return func(line string, pos int, key rune) (string, int, bool) {
		if key != ' ' && key != '\t' {
			return "", 0, false
		}
		similar := c.Namesakes(line, similarNames)
		var ids []string
		for _, n := range similar {
			ids = append(ids, n.Platform.ID)
		}
		if !slices.Equal(ids, shown) {
			shown = ids
			a.tellSimilar(t, similar)
		}
		return line, pos, key == '\t'
	}
}

// tellSimilar lists names with their owners, above the line being typed.
func (a *app) tellSimilar(t io.Writer, similar []similarity.Namesake) {
	if len(similar) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString(a.say("  Tên tương tự đã có:\n", "  Similar names exist:\n"))
	for _, n := range similar {
		b.WriteString("    " + n.Platform.ID + "  " + plain(n.Platform.Name(a.lang)) + bracketed(n.Platform.Agency) + "\n")
	}
	io.WriteString(t, b.String()) // a terminal that is gone ends the questions at the next line
}

// plain takes out what a terminal would obey instead of showing.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\ufffd'
		}
		return r
	}, s)
}
