package similarity

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

// A shared phrase inside another one is not shown beside it; its share goes to
// the longer one, so that the shares add up to the same similarity.
func TestNestedPhrasesAreToldOnce(t *testing.T) {
	words := func(a, b string, share int) registry.Phrase {
		return registry.Phrase{A: a, B: b, Via: registry.ViaWords, Share: share}
	}
	concept := registry.Phrase{A: "Người dân", B: "người đi lại", Via: registry.ViaConcept, Source: "công dân", Share: 40}
	narrow := registry.Phrase{A: "y tế", B: "y tế", Via: registry.ViaConcept, Source: "y tế", Share: 5}
	grown := concept
	grown.Share += 7
	for _, c := range []struct {
		name     string
		in, want []registry.Phrase
	}{
		{"inside", []registry.Phrase{words("khai báo y tế", "Khai báo y tế", 90), words("khai báo", "khai báo", 30)}, []registry.Phrase{words("khai báo y tế", "Khai báo y tế", 120)}},
		{"before the longer one", []registry.Phrase{words("khai báo", "khai báo", 30), words("khai báo y tế", "khai báo y tế", 90)}, []registry.Phrase{words("khai báo y tế", "khai báo y tế", 120)}},
		{"twice", []registry.Phrase{words("Hồ sơ", "hồ sơ", 9), words("hồ sơ", "hồ sơ", 4), words("hồ sơ", "hồ sơ", 4)}, []registry.Phrase{words("hồ sơ", "hồ sơ", 17)}},
		{"inside a concept", []registry.Phrase{concept, words("Người", "người", 7)}, []registry.Phrase{grown}},
		{"on one side only", []registry.Phrase{words("khai báo y tế", "khai báo y tế", 90), words("khai báo", "tờ khai báo", 30)}, []registry.Phrase{words("khai báo y tế", "khai báo y tế", 90), words("khai báo", "tờ khai báo", 30)}},
		{"half a word", []registry.Phrase{words("mã số thuế", "mã số thuế", 90), words("số th", "số th", 3)}, []registry.Phrase{words("mã số thuế", "mã số thuế", 90), words("số th", "số th", 3)}},
		{"with a source", []registry.Phrase{words("khai báo y tế", "khai báo y tế", 90), narrow}, []registry.Phrase{words("khai báo y tế", "khai báo y tế", 90), narrow}},
	} {
		if d := cmp.Diff(c.want, outermost(c.in)); d != "" {
			t.Errorf("%s:\n%s", c.name, d)
		}
	}
}
