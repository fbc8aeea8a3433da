package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/similarity"
)

// A typist answers each question with its next line; then the input ends.
type typist struct {
	lines   []string
	prompts []string
	shown   strings.Builder
}

func (t *typist) Write(p []byte) (int, error) { return t.shown.Write(p) }
func (t *typist) SetPrompt(p string)          { t.prompts = append(t.prompts, p) }
func (t *typist) ReadLine() (string, error) {
	if len(t.lines) == 0 {
		return "", io.EOF
	}
	line := t.lines[0]
	t.lines = t.lines[1:]
	return line, nil
}

func askedWith(t *testing.T, lines ...string) (proposal, *typist, error) {
	t.Helper()
	a := &app{errw: io.Discard, lang: registry.VI}
	engine, err := a.engine(&scoring{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := engine.NewChecker(t.Context(), registry.NewSnapshot([]registry.Platform{
		{ID: "P1", Agency: "BTC", NameVI: "Cơ sở dữ liệu quốc gia về giá"}}, nil, ""), similarity.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	keys := &typist{lines: lines}
	p, err := a.questions(t.Context(), keys, c)
	return p, keys, err
}

// TestAskBrokenOff: wherever the input ends, nothing is checked.
func TestAskBrokenOff(t *testing.T) {
	all := []string{"Cơ sở dữ liệu về giá", "BCT", "Bình ổn", "Thu thập giá", "giá", "địa phương", "toàn quốc"}
	for n := range all {
		if _, _, err := askedWith(t, all[:n]...); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("after %d answers: %v", n, err)
		}
	}
	p, keys, err := askedWith(t, all...)
	if err != nil || len(keys.prompts) != len(all) || p.name != all[0] || p.scope != all[6] {
		t.Errorf("all answered: %+v, %d questions, %v", p, len(keys.prompts), err)
	}
	if !strings.Contains(keys.shown.String(), "P1") {
		t.Errorf("no similar name told: %q", keys.shown.String())
	}
}

// TestAskAgainForTheName: the name cannot be left out, the rest can.
func TestAskAgainForTheName(t *testing.T) {
	p, _, err := askedWith(t, "", " ", "Tên", "", "", "", "", "", "")
	if err != nil || p.name != "Tên" || p.function != "" {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestAskStopsWhenTold: an interruption is told as such.
func TestAskStopsWhenTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	a := &app{errw: io.Discard}
	var to string
	if err := a.question(ctx, &typist{lines: []string{"x"}}, &to, true, "", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
