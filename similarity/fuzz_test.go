package similarity

import (
	"bytes"
	"strings"
	"testing"

	"trunglap/registry"
)

// FuzzCompare: two records of any text never panic, compare the same both
// ways, score what their evidence adds up to, and are explained.
func FuzzCompare(f *testing.F) {
	f.Add("Hệ thống quản lý đất đai", "Quản lý hồ sơ địa chính; cấp giấy chứng nhận.", "đất đai;LAND", "Nen tang dat dai", "quan ly ho so dia chinh", "citizens;;")
	f.Add("😀 (a+)+$", "\x00\xff\u200b", ";;;", "Licences CSDL TTHC", "%s {{.}} (((", "công dân; người dân")
	f.Add(strings.Repeat("hòa hoà ", 20), strings.Repeat("thốg ", 20), "", "thống", "", "")
	f.Fuzz(func(t *testing.T, nameA, functionA, dataA, nameB, functionB, dataB string) {
		a := registry.Platform{ID: "a", Agency: "BTC", NameVI: nameA, NameEN: functionB, FunctionVI: functionA, Domains: strings.Split(dataA, ";")}
		b := registry.Platform{ID: "b", Agency: "UBND-001", NameVI: nameB, FunctionVI: functionB, FunctionEN: functionA,
			Domains: strings.Split(dataB, ";"), Users: registry.SplitList(dataB)}
		s := scored(a, b)
		if back := scored(b, a); back != s {
			t.Errorf("%+v, the other way %+v", s, back)
		}
		if s.Score != sum(s) {
			t.Errorf("score %s, evidence %s", s.Score, sum(s))
		}
		for _, x := range explained(a, b).Explain {
			for _, sentence := range sentences(x) {
				if sentence == "" {
					t.Error("a sentence is empty")
				}
			}
		}
		again := a
		again.ID = "c"
		if same := scored(a, again); !wholly(same) || same.Score < s.Score {
			t.Errorf("copied: %+v, with the other: %+v", same, s)
		}
	})
}

// FuzzLoadSettings: whatever is accepted reads back as itself, and its weights
// can be used.
func FuzzLoadSettings(f *testing.F) {
	good := string(DefaultSettings().JSON())
	f.Add(good)
	f.Add(strings.Replace(good, "-", "+", 1))
	f.Add(strings.Replace(good, "1000", "1e3", 3))
	f.Add(`{"version":"x","prior":NaN}`)
	f.Add(`[[[[{"a":1,"a":2}]]]]`)
	f.Fuzz(func(t *testing.T, data string) {
		s, err := LoadSettings(strings.NewReader(data))
		if err != nil {
			if s != nil || registry.Explain(err, registry.VI) == "" {
				t.Errorf("%v, %+v", err, s)
			}
			return
		}
		again, err := LoadSettings(bytes.NewReader(s.JSON()))
		if err != nil || again.Hash() != s.Hash() {
			t.Errorf("read back: %v", err)
		}
		for i := range s.Curves {
			if weight(&s.Curves[i], 0) > weight(&s.Curves[i], 1000) {
				t.Errorf("%s falls", s.Curves[i].Comparison)
			}
		}
	})
}
