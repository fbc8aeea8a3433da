package similarity

import (
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// A scope is for whom and where a platform is used.
type scope struct {
	users Bag
	// body is the owner's code if the platform serves only its own body's
	// procedures or data: its name ends in the body's name, or its function says
	// "thuộc thẩm quyền của Bộ ...". Two such platforms of different bodies are
	// used by different people for different things, however alike they read.
	body string
}

// userWords maps what lists write in the users column to one word.
var userWords = map[string]string{
	"citizens": "citizens", "citizen": "citizens", "nguoi dan": "citizens", "cong dan": "citizens", "ca nhan": "citizens", "people": "citizens",
	"businesses": "businesses", "business": "businesses", "doanh nghiep": "businesses", "to chuc": "businesses", "enterprises": "businesses",
	"agencies": "agencies", "agency": "agencies", "co quan": "agencies", "co quan nha nuoc": "agencies", "bo nganh": "agencies", "cong chuc": "agencies", "can bo": "agencies",
	"localities": "localities", "locality": "localities", "dia phuong": "localities", "tinh": "localities", "xa": "localities",
}

// userWord is the word under which a user group is compared.
func userWord(u string) string {
	w := text.Folded(u)
	if known, ok := userWords[w]; ok {
		return known
	}
	return w
}

// belongs are the words before a body's name that confine a platform to it.
var belongs = []string{"thuoc tham quyen cua", "thuoc tham quyen", "thuoc pham vi quan ly cua", "thuoc pham vi cua", "under the authority of", "within the competence of"}

func (e *Engine) scopeOf(p *registry.Platform, name, function segment) scope {
	var s scope
	var ts []Term
	seen := map[string]bool{}
	for _, u := range p.Users {
		w := userWord(u)
		if w != "" && !seen[w] {
			seen[w] = true
			ts = append(ts, Term{feature(viewCode, w), unit})
		}
	}
	s.users = newBag(ts)
	if e.confined(p, name, function) {
		s.body = p.Agency
	}
	return s
}

// confined reports whether a platform serves its own body only.
func (e *Engine) confined(p *registry.Platform, name, function segment) bool {
	n := " " + joined(name.form.Tokens, true) + " "
	f := " " + joined(function.form.Tokens, true) + " "
	for _, s := range e.spelling {
		if s.code != p.Agency {
			continue
		}
		if strings.Contains(n, s.folded) && strings.Count(s.folded, " ") > 2 {
			return true
		}
		for _, b := range belongs {
			if strings.Contains(f, " "+b+s.folded) {
				return true
			}
		}
	}
	_, known := e.bodies.ByCode(p.Agency)
	return !known && local(name)
}

// local reports whether a name is that of a province's, city's or commune's
// system. Marks matter: "tính", "phương tiện" and "xã hội" name no place.
func local(name segment) bool {
	n := strings.NewReplacer(" xã hội ", " ", " hợp tác xã ", " ").Replace(" " + joined(name.form.Tokens, false) + " ")
	return slices.ContainsFunc([]string{" tỉnh ", " thành phố ", " huyện ", " quận ", " thị xã ", " thị trấn ", " xã ", " phường ", " đặc khu "}, func(w string) bool { return strings.Contains(n, w) })
}

// otherUsers is the similarity of two user groups with nothing in common. It is
// not 0: user columns are coarse, and only two bodies that each serve
// themselves alone are known to serve different people.
const otherUsers = 100

// scopeSimilarity compares users: 0 if each side serves only its own body and
// the bodies differ, else otherUsers plus what the user groups share of the rest.
func scopeSimilarity(a, b *scope) int {
	if a.body != "" && b.body != "" && a.body != b.body {
		return 0
	}
	return otherUsers + (1000-otherUsers)*ochiai(shared(a.users, b.users), a.users.Sum, b.users.Sum)/1000
}

// scopePresence: users on both sides, or both confined, can be compared.
func scopePresence(a, b *scope) registry.Presence {
	if a.body != "" && b.body != "" && a.body != b.body {
		return registry.BothPresent
	}
	return presence(len(a.users.Terms) == 0, len(b.users.Terms) == 0)
}
