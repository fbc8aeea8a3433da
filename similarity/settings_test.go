package similarity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
)

func TestSettingsRoundTrip(t *testing.T) {
	s := DefaultSettings()
	again, err := LoadSettings(bytes.NewReader(s.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash() != s.Hash() || !bytes.Equal(again.JSON(), s.JSON()) {
		t.Error("settings read back are not the same")
	}
	if len(s.Hash()) != 64 {
		t.Errorf("hash %q", s.Hash())
	}
	m := s.Model()
	if m.Hash != s.Hash() || m.Version != s.Version || m.Prior != s.Prior || m.Finding != s.Finding || m.Duplication != s.Duplication || len(m.Curves) != len(registry.Comparisons) {
		t.Errorf("the model is not that of the settings: %+v", m)
	}
}

// TestLayoutChangesNoHash: spaces and the order of keys are no settings.
func TestLayoutChangesNoHash(t *testing.T) {
	var v any
	if err := json.Unmarshal(DefaultSettings().JSON(), &v); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	s, err := LoadSettings(bytes.NewReader(sorted))
	if err != nil || s.Hash() != DefaultSettings().Hash() {
		t.Errorf("%v, another hash", err)
	}
}

// A leaf is a number or a text somewhere in a settings file.
type leaf struct {
	path string
	set  func(v any)
	is   any
}

// leaves lists what can be set.
func leaves(path string, v any, set func(any)) []leaf {
	var out []leaf
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			out = append(out, leaves(strings.TrimPrefix(path+"."+k, "."), v[k], func(w any) { v[k] = w })...)
		}
	case []any:
		for i := range v {
			out = append(out, leaves(fmt.Sprintf("%s[%d]", path, i), v[i], func(w any) { v[i] = w })...)
		}
	default:
		out = append(out, leaf{path, set, v})
	}
	slices.SortFunc(out, func(a, b leaf) int { return strings.Compare(a.path, b.path) })
	return out
}

func decoded(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(DefaultSettings().JSON(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestEveryValueIsHashed: whatever value changes, if it is accepted, the hash
// changes; and every value is either changed or refused by its key.
func TestEveryValueIsHashed(t *testing.T) {
	hashes := map[string]string{DefaultSettings().Hash(): "as embedded"}
	for i := range leaves("", decoded(t), nil) {
		v := decoded(t)
		l := leaves("", v, nil)[i]
		if n, number := l.is.(float64); number {
			l.set(n + 1)
		} else {
			l.set(fmt.Sprint(l.is, "x"))
		}
		s, err := LoadSettings(strings.NewReader(encoded(t, v)))
		if err != nil {
			if key := strings.SplitN(strings.SplitN(l.path, ".", 2)[0], "[", 2)[0]; !strings.Contains(err.Error(), key) {
				t.Errorf("%s changed: refused without its key: %v", l.path, err)
			}
			continue
		}
		if other, seen := hashes[s.Hash()]; seen {
			t.Errorf("%s changed: the same hash as %s", l.path, other)
		}
		hashes[s.Hash()] = l.path
	}
	if len(hashes) < 20 {
		t.Errorf("only %d values could be changed", len(hashes))
	}
}

// TestEveryKeyIsNeeded: a file without a key, with a key twice, with a key in
// capitals or with an unknown key beside it is refused, and the key is named.
func TestEveryKeyIsNeeded(t *testing.T) {
	all, err := keys(DefaultSettings().JSON())
	if err != nil {
		t.Fatal(err)
	}
	for k := range all {
		parent, name := k[:strings.LastIndex(k, ".")+1], k[strings.LastIndex(k, ".")+1:]
		for what, change := range map[string]func(in map[string]any){
			"missing":     func(in map[string]any) { delete(in, name) },
			"in capitals": func(in map[string]any) { in[strings.ToUpper(name)] = in[name]; delete(in, name) },
			"misspelt":    func(in map[string]any) { in[name+"s"] = in[name] },
		} {
			if strings.HasPrefix(k, "views.kinds.") {
				continue // the kinds of concepts are the thesaurus's own
			}
			v := decoded(t)
			change(under(v, parent))
			_, err := LoadSettings(strings.NewReader(encoded(t, v)))
			if err == nil || !errors.Is(err, registry.ErrInvalid) || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(k)) {
				t.Errorf("%s %s: %v", k, what, err)
			}
		}
	}
	for _, k := range []string{`"prior"`, `"step"`, `"one_missing"`} {
		twice := strings.Replace(string(DefaultSettings().JSON()), k, k+`: 1, `+k, 1)
		if _, err := LoadSettings(strings.NewReader(twice)); err == nil || !strings.Contains(err.Error(), strings.Trim(k, `"`)) {
			t.Errorf("%s twice: %v", k, err)
		}
	}
}

// under finds the object that a path such as "curves[0]." leads to.
func under(v map[string]any, path string) map[string]any {
	for step := range strings.SplitSeq(strings.Trim(path, "."), ".") {
		name, index, list := strings.Cut(step, "[")
		switch next := v[name].(type) {
		case map[string]any:
			v = next
		case []any:
			if list {
				i := 0
				fmt.Sscanf(index, "%d]", &i)
				v = next[i].(map[string]any)
			}
		}
	}
	return v
}

// TestSettingsRefused: what is wrong is named, in both languages.
func TestSettingsRefused(t *testing.T) {
	good := string(DefaultSettings().JSON())
	set := func(key, value string) string {
		at := strings.Index(good, `"`+key+`": `)
		end := at + strings.IndexAny(good[at:], ",\n")
		return good[:at] + `"` + key + `": ` + value + good[end:]
	}
	edit := func(change func(s *Settings)) string {
		s, err := LoadSettings(strings.NewReader(good))
		if err != nil {
			t.Fatal(err)
		}
		change(s)
		return string(s.JSON())
	}
	knots := func(i int, ks ...registry.Knot) string { return edit(func(s *Settings) { s.Curves[i].Knots = ks }) }
	for _, c := range []struct{ what, file, names string }{
		{"not a number", set("prior", "NaN"), "prior"},
		{"no number", set("step", `"fifty"`), "step"},
		{"infinite", set("finding", "1e308"), "finding"},
		{"beyond infinite", set("finding", "1e999"), "finding"},
		{"a fraction of a millibit", set("prior", "0.5"), "prior"},
		{"absurd", set("prior", "-100001"), "prior"},
		{"absurd", set("duplication", "100001"), "duplication"},
		{"misordered thresholds", edit(func(s *Settings) { s.Duplication = s.Finding - 1 }), "duplication"},
		{"misordered overlaps", edit(func(s *Settings) { s.Relations.OverlapWithin = s.Relations.Overlap - 1 }), "relations.overlap"},
		{"overlap that is no finding", edit(func(s *Settings) { s.Relations.Overlap = s.Finding - 1 }), "relations.overlap"},
		{"negative", edit(func(s *Settings) { s.MinFunction = -1 }), "min_function"},
		{"negative view", edit(func(s *Settings) { s.Views.Concept = -1 }), "views.concept"},
		{"absurd view", edit(func(s *Settings) { s.Views.Compound = 1001 }), "views.compound"},
		{"no words", edit(func(s *Settings) { s.Views.Syllable, s.Views.Compound = 0, 0 }), "views"},
		{"broader weighs more", edit(func(s *Settings) { s.Views.Step = 101 }), "views.step"},
		{"generic weighs more", edit(func(s *Settings) { s.Views.Generic = 101 }), "views.generic"},
		{"negative kind", edit(func(s *Settings) { s.Views.Kinds["object"] = -1 }), "views.kinds.object"},
		{"negative cut", edit(func(s *Settings) { s.Relations.SameName = -1 }), "relations.same_name"},
		{"cut above all", edit(func(s *Settings) { s.Relations.SameFunction = 1001 }), "relations.same_function"},
		{"three comparisons", edit(func(s *Settings) { s.Curves = s.Curves[:3] }), "curves"},
		{"comparisons in another order", edit(func(s *Settings) { s.Curves[0], s.Curves[1] = s.Curves[1], s.Curves[0] }), "curves"},
		{"a falling curve", knots(0, registry.Knot{Weight: 5}, registry.Knot{Similarity: 1000, Weight: 4}), "curves.name"},
		{"knots out of order", knots(1, registry.Knot{}, registry.Knot{Similarity: 600}, registry.Knot{Similarity: 500}, registry.Knot{Similarity: 1000}), "curves.function"},
		{"one knot twice", knots(2, registry.Knot{}, registry.Knot{}, registry.Knot{Similarity: 1000}), "curves.domain"},
		{"a curve that begins late", knots(3, registry.Knot{Similarity: 1}, registry.Knot{Similarity: 1000}), "curves.scope"},
		{"a curve that ends early", knots(3, registry.Knot{}, registry.Knot{Similarity: 999}), "curves.scope"},
		{"no curve", knots(3), "curves.scope"},
		{"an absurd weight", knots(3, registry.Knot{}, registry.Knot{Similarity: 1000, Weight: 100_001}), "curves.scope"},
		{"missing weighs most", edit(func(s *Settings) { s.Curves[0].OneMissing = 99_999 }), "curves.name"},
		{"missing weighs most", edit(func(s *Settings) { s.Curves[1].BothMissing = 99_999 }), "curves.function"},
		{"unknown key", strings.Replace(good, `"prior"`, `"prier": 0, "prior"`, 1), "prier"},
		{"more after the end", good + "{}", "settings"},
		{"nothing", "", "settings"},
		{"null", "null", "is missing"},
		{"a list", "[]", "settings"},
		{"no JSON", "prior = 3", "settings"},
		{"cut off", good[:len(good)/2], "settings"},
		{"too deep", strings.Repeat("[", 1000), "settings"},
		{"too long", strings.Repeat(" ", maxSettings+1), "1 MB"},
	} {
		s, err := LoadSettings(strings.NewReader(c.file))
		if err == nil || s != nil {
			t.Errorf("%s: accepted", c.what)
			continue
		}
		if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s: %v, want %s named", c.what, err, c.names)
		}
		if vi := registry.Explain(err, registry.VI); !strings.HasPrefix(vi, "thiết lập") {
			t.Errorf("%s: in Vietnamese: %s", c.what, vi)
		}
	}
}

// TestSameFaultSameMessage: two faults in one file are told in a fixed order.
func TestSameFaultSameMessage(t *testing.T) {
	s, err := LoadSettings(bytes.NewReader(DefaultSettings().JSON()))
	if err != nil {
		t.Fatal(err)
	}
	s.Prior, s.Finding, s.Duplication = maxWeight+1, maxWeight+1, maxWeight+1
	s.Views.Kinds["object"], s.Views.Kinds["action"], s.Views.Step = -1, -1, -1
	_, first := LoadSettings(bytes.NewReader(s.JSON()))
	for range 20 {
		if _, err := LoadSettings(bytes.NewReader(s.JSON())); err == nil || err.Error() != first.Error() {
			t.Fatalf("%v, then %v", first, err)
		}
	}
}

// TestSettingsReader: an error of the reader is told, not taken for the end.
func TestSettingsReader(t *testing.T) {
	broken := errors.New("broken")
	r := io.MultiReader(strings.NewReader("{"), errReader{broken})
	if _, err := LoadSettings(r); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
