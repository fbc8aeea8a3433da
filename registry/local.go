package registry

import "strings"

// localBodies are the folded beginnings of the names of people's committees.
var localBodies = []string{"uy ban nhan dan ", "ubnd "}

// LocalCode is the code of a people's committee, which no directory need list:
// "UBND-LCI" as written, "UBND-LAO-CAI" for "Ủy ban nhân dân tỉnh Lào Cai",
// "UBND-XA-BAT-XAT" for "UBND xã Bát Xát". key folds a text to its words.
func LocalCode(s string, key func(string) string) (code string, ok bool) {
	folded := key(s)
	for _, begin := range localBodies {
		name, ok := strings.CutPrefix(folded, begin)
		if !ok || name == "" {
			continue
		}
		for _, kind := range []string{"tinh ", "thanh pho ", "tp "} {
			if rest, ok := strings.CutPrefix(name, kind); ok {
				name = rest
				break
			}
		}
		return "UBND-" + strings.ToUpper(strings.ReplaceAll(name, " ", "-")), true
	}
	return "", false
}
