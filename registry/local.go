package registry

import (
	"slices"
	"strings"
)

// localBodies are the folded beginnings of the names of people's committees.
var localBodies = []string{"uy ban nhan dan ", "ubnd "}

// municipalities are the cities of a province's rank, folded. Any other city is
// a part of a province that often has its name: Thái Nguyên is both.
var municipalities = []string{"ha noi", "ho chi minh", "hai phong", "da nang", "can tho", "hue"}

// LocalCode is the code of a people's committee, which no directory need list:
// "UBND-LCI" as written, "UBND-LAO-CAI" for "Ủy ban nhân dân tỉnh Lào Cai",
// "UBND-XA-BAT-XAT" for "UBND xã Bát Xát". Two communes of one name are told apart
// only if more than the name is written. key folds a text to its words.
func LocalCode(s string, key func(string) string) (code string, ok bool) {
	folded := key(s)
	for _, begin := range localBodies {
		name, ok := strings.CutPrefix(folded, begin)
		if !ok || name == "" {
			continue
		}
		name = strings.TrimPrefix(name, "tinh ")
		for _, city := range []string{"thanh pho ", "tp "} {
			if rest, ok := strings.CutPrefix(name, city); ok {
				if name = "thanh pho " + rest; slices.Contains(municipalities, rest) {
					name = rest
				}
			}
		}
		return "UBND-" + strings.ToUpper(strings.ReplaceAll(name, " ", "-")), true
	}
	return "", false
}
