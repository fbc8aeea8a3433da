package store

import (
	"encoding/json"
	"slices"
	"strings"

	"trunglap/registry"
)

// A Change is a platform whose content differs from the version before it.
type Change struct {
	ID     string        `json:"id"`
	From   string        `json:"from"` // the list that held the version before
	Fields []FieldChange `json:"fields"`
}

// FieldChange is one field before and after.
type FieldChange = registry.FieldChange

// Diff lists the fields in which two versions of a platform differ, sorted by
// name. It is empty exactly when their digests are equal.
func Diff(old, new registry.Platform) []FieldChange {
	a, b := fields(old), fields(new)
	var out []FieldChange
	for name, was := range a {
		if is := b[name]; is != was {
			out = append(out, shown(name, was, is))
		}
	}
	for name, is := range b {
		if _, ok := a[name]; !ok {
			out = append(out, shown(name, "", is))
		}
	}
	if len(out) == 0 && old.Digest() != new.Digest() { // only the order or division of unknown columns
		out = append(out, FieldChange{Field: "extra", Old: asJSON(old.Extra), New: asJSON(new.Extra)})
	}
	slices.SortFunc(out, func(x, y FieldChange) int { return strings.Compare(x.Field, y.Field) })
	return out
}

// fields maps each stated field to its JSON, and each unknown column to its value.
func fields(p registry.Platform) map[string]string {
	extra := p.Extra
	p.Extra = nil
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(encode(p), &raw); err != nil {
		panic("store: a platform is a JSON object: " + err.Error())
	}
	out := make(map[string]string, len(raw)+len(extra))
	for name, value := range raw {
		out[name] = string(value)
	}
	for _, e := range extra {
		out["extra:"+e.Column] = asJSON(e.Value)
	}
	return out
}

// shown renders both sides as a person would read them, or as JSON where only
// that tells them apart: ["a; b"] and ["a","b"].
func shown(name, old, new string) FieldChange {
	if a, b := plain(old), plain(new); a != b {
		return FieldChange{Field: name, Old: a, New: b}
	}
	return FieldChange{Field: name, Old: old, New: new}
}

// plain shows a string or a list of strings without JSON's quotes.
func plain(raw string) string {
	var s string
	if json.Unmarshal([]byte(raw), &s) == nil {
		return s
	}
	var list []string
	if json.Unmarshal([]byte(raw), &list) == nil {
		return strings.Join(list, "; ")
	}
	return raw
}

// encode is the stored form of a platform: the JSON its digest is made of.
func encode(p registry.Platform) []byte {
	p.List, p.Source = "", registry.Source{}
	data, err := json.Marshal(p)
	if err != nil {
		panic("store: a platform holds only strings: " + err.Error())
	}
	return data
}
