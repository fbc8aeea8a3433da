package text

import "slices"

// A phrase may hold two businesses: "giải quyết thủ tục hành chính" is a
// phrase of the one-stop shop, and administrative procedures are what it is
// about. Longest match alone would lose them; counting everything inside would
// read citizens into "căn cước công dân" and broadcasting into "hội nghị
// truyền hình".
//
// A phrase is therefore taken apart only where it is an act upon a thing:
// words of action (or plain verbs, or generic words) on one side, a phrase of kind object or
// document on the other, and nothing else. Vietnamese puts the act first,
// English either way ("tax debt enforcement", "enforce judgments"). Both sides
// then count beside the phrase itself, unless the phrase already implies them:
// same concept, broader or narrower. Phrases of parties are never taken apart
// (a ministry's name does not do what its name says), nor are channels,
// qualities, generic words and roots.

// innerPhrases finds the inner phrases of all phrases, once.
func (l *Lexicon) innerPhrases() map[int32][]inner {
	found := map[int32][]inner{}
	for i, p := range l.thesaurus.phrases {
		kind := l.thesaurus.concepts[p.concept].Kind
		if kind != "action" && kind != "object" && kind != "document" {
			continue
		}
		if in := l.takeApart(int32(i), p.words); len(in) > 0 {
			found[int32(i)] = in
		}
	}
	return found
}

// takeApart tries the splits, the longest thing first.
func (l *Lexicon) takeApart(outer int32, words []string) []inner {
	for cut := 1; cut <= len(words)-2; cut++ {
		if in := l.actOn(outer, words, 0, cut, cut, len(words)); in != nil {
			return in
		}
	}
	if !l.thesaurus.phrases[outer].english {
		return nil
	}
	for cut := len(words) - 1; cut >= 2; cut-- {
		if in := l.actOn(outer, words, cut, len(words), 0, cut); in != nil {
			return in
		}
	}
	return nil
}

// actOn reads words[a:b] as the act and words[c:d] as the thing.
func (l *Lexicon) actOn(outer int32, words []string, a, b, c, d int) []inner {
	thing, ok := l.lookUp(words[c:d])
	if !ok || !l.hasKind(thing, "object", "document") || l.implied(outer, thing) || l.straddled(words, max(a, c)) {
		return nil
	}
	acts, ok := l.acts(words, a, b)
	if !ok {
		return nil
	}
	out := []inner{{thing, int32(c), int32(d)}}
	for _, act := range acts {
		if l.hasKind(act.phrase, "action") && !l.implied(outer, act.phrase) {
			out = append(out, act)
		}
	}
	slices.SortFunc(out, func(x, y inner) int { return int(x.from - y.from) })
	return out
}

// straddled reports whether the words on both sides of a cut make a word:
// "đấu giá đất" is not đấu + giá đất.
func (l *Lexicon) straddled(words []string, cut int) bool {
	_, found := l.lookUp(words[cut-1 : cut+1])
	return found
}

// plainVerbs are acts of one syllable, which no phrase of the thesaurus is.
var plainVerbs = wordSet("thu nộp hoàn cấp chuyển tách gộp tra miễn giảm xóa lập đóng trả mua bán thuê sửa gửi nhận duyệt khai kê ký nhập xuất")

// acts covers words[a:b] with phrases of action and generic words; ok is false
// when something is left over.
func (l *Lexicon) acts(words []string, a, b int) (out []inner, ok bool) {
	for a < b {
		end := b
		for ; end > a; end-- {
			if p, found := l.lookUp(words[a:end]); found && l.hasKind(p, "action", "generic") {
				out = append(out, inner{p, int32(a), int32(end)})
				break
			}
			if l.generic[joinWords(words[a:end])] || end == a+1 && plainVerbs[words[a]] {
				break
			}
		}
		if end == a {
			return nil, false
		}
		a = end
	}
	return out, true
}

// lookUp finds the phrase that is exactly these words.
func (l *Lexicon) lookUp(words []string) (int32, bool) {
	node := l.toned.walk(words)
	if len(l.toned.ends[node]) == 0 {
		return 0, false
	}
	return l.toned.ends[node][0].phrase, true
}

func (l *Lexicon) hasKind(phrase int32, kinds ...string) bool {
	return slices.Contains(kinds, l.thesaurus.concepts[l.thesaurus.phrases[phrase].concept].Kind)
}

// implied reports whether the outer phrase's concept says the inner one's
// already, or the other way round.
func (l *Lexicon) implied(outer, inner int32) bool {
	a, b := l.thesaurus.phrases[outer].concept, l.thesaurus.phrases[inner].concept
	return a == b || l.above(a, b) || l.above(b, a)
}

// above reports whether b is among the broader concepts of a.
func (l *Lexicon) above(a, b int32) bool {
	for _, id := range l.thesaurus.concepts[a].Broader {
		n := l.thesaurus.byID[id]
		if n == b || l.above(n, b) {
			return true
		}
	}
	return false
}
