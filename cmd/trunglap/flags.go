package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
)

// The output formats of commands whose result a program may read.
const (
	formatText = "text"
	formatJSON = "json"
)

// A choice is a flag that takes one of a few words.
type choice struct {
	value   *string
	allowed []string
}

func (c choice) String() string { return *c.value }
func (c choice) Type() string   { return strings.Join(c.allowed, "|") }
func (c choice) Set(s string) error {
	if !slices.Contains(c.allowed, s) {
		list := strings.Join(c.allowed, ", ")
		return registry.Invalid(registry.Tf("dùng một trong: %s", "use one of: %s", list))
	}
	*c.value = s
	return nil
}

// formatFlag adds --format text|json.
func (a *app) formatFlag(c *cobra.Command) *string {
	value := formatText
	c.Flags().Var(choice{&value, []string{formatText, formatJSON}}, "format", a.say("dạng kết quả", "form of the result"))
	return &value
}

// A bits is a flag that takes an amount of evidence in bits.
type bits struct {
	value *registry.Millibits
	set   *bool
}

func (b bits) String() string {
	if b.set == nil || !*b.set {
		return ""
	}
	return b.value.String()
}
func (b bits) Type() string { return "BITS" }
func (b bits) Set(s string) error {
	v, err := registry.ParseMillibits(s)
	if err != nil {
		return err
	}
	*b.value, *b.set = v, true
	return nil
}

// A date is a flag that takes a day.
type date struct{ value *registry.Date }

func (d date) String() string { return string(*d.value) }
func (d date) Type() string   { return "DATE" }
func (d date) Set(s string) error {
	v, err := registry.ParseDate(s)
	if err != nil {
		return err
	}
	*d.value = v
	return nil
}

// json writes one indented JSON document to stdout.
func (a *app) json(v any) error { return encodeJSON(a.out, v) }

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
