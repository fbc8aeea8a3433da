package registry_test

import (
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

func TestLocalCode(t *testing.T) {
	for in, want := range map[string]string{
		"UBND-LCI":                     "UBND-LCI",
		"ubnd-lci":                     "UBND-LCI",
		"Ủy ban nhân dân tỉnh Lào Cai": "UBND-LAO-CAI",
		"Uỷ ban nhân dân Lào Cai":      "UBND-LAO-CAI",
		"UBND TP. Hồ Chí Minh":         "UBND-HO-CHI-MINH",
		"UBND thành phố Hồ Chí Minh":   "UBND-HO-CHI-MINH",
		"UBND tỉnh Thái Nguyên":        "UBND-THAI-NGUYEN",
		"UBND thành phố Thái Nguyên":   "UBND-THANH-PHO-THAI-NGUYEN",
		"UBND TP Thái Nguyên":          "UBND-THANH-PHO-THAI-NGUYEN",
		"UBND xã Bát Xát":              "UBND-XA-BAT-XAT",
		"Ủy ban Dân tộc":               "",
		"UBND":                         "",
		"Văn phòng UBND tỉnh Lào Cai":  "",
		"Ủy ban nhân dân":              "",
	} {
		if got, ok := registry.LocalCode(in, text.Folded); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
