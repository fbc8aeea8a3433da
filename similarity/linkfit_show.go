package similarity

import (
	"cmp"
	"math"
	"slices"

	"trunglap/registry"
	"trunglap/text"
)

// linkParts are the fields of a record as vectors, words and groups apart, by
// feature; a field that says nothing is empty.
type linkParts [fields][2][]weighted

type weighted struct {
	f int32
	w uint16
}

// parts makes the fields of a record comparable one by one, for showing. The
// rarity of a feature is then that in the same field of all records.
func (t *linkTexts) parts(side, i int) *linkParts {
	if p, ok := t.memo[side][i]; ok {
		return &p
	}
	ps := t.sides.a
	if side == 1 {
		ps = t.sides.b
	}
	var p linkParts
	var raw [fields][2][]int64
	var squares [fields][2]float64
	for _, s := range saidIn(ps[i]) {
		id, v := t.dict[s.f], linkView(s.word)
		for field, n := range s.n {
			if n == 0 {
				continue
			}
			w := repeated(int(n)) * int64(t.own[field][id]) >> 12
			squares[field][v] += float64(w * w)
			raw[field][v] = append(raw[field][v], w)
			p[field][v] = append(p[field][v], weighted{f: id})
		}
	}
	for field := range fields {
		for v := range 2 {
			for k, w := range raw[field][v] {
				p[field][v][k].w = unitWeight(w, squares[field][v])
			}
			slices.SortFunc(p[field][v], func(x, y weighted) int { return cmp.Compare(x.f, y.f) })
		}
	}
	t.memo[side][i] = p
	return &p
}

// measures are the similarities of the four fields: the mean of the cosines
// of words and of groups of letters. They carry no weight of their own.
func (t *linkTexts) measures(i, j int) (ms [4]Measure) {
	a, b := t.parts(0, i), t.parts(1, j)
	for field := range fields {
		x, y := a[field], b[field]
		ms[field].Presence = presence(len(x[0]) == 0, len(y[0]) == 0)
		if ms[field].Presence == registry.BothPresent {
			const whole = 2 * one * one
			ms[field].Similarity = int(min(1000, (1000*(product(x[0], y[0])+product(x[1], y[1]))+whole/2)/whole))
		}
	}
	return ms
}

func product(x, y []weighted) uint64 {
	var sum uint64
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].f < y[j].f:
			i++
		case x[i].f > y[j].f:
			j++
		default:
			sum += uint64(x[i].w) * uint64(y[j].w)
			i++
			j++
		}
	}
	return sum
}

// linkPhrases is how many shared phrases of a field are named.
const linkPhrases = 5

// Evidence says what the two records of a pair share, field by field: the
// longest runs of common words, the weightiest first, as each side wrote them.
func (l *Linking) Evidence(x Linked) []registry.Evidence {
	a, b := &l.texts.sides.given[0][x.A], &l.texts.sides.given[1][x.B]
	var out []registry.Evidence
	for field, c := range registry.Comparisons {
		ev := registry.Evidence{Comparison: c, Presence: x.Measures[field].Presence, Similarity: x.Measures[field].Similarity}
		if ev.Presence == registry.BothPresent {
			ev.Shared = l.texts.shared(fieldText(a, field), fieldText(b, field), field)
		}
		out = append(out, ev)
	}
	return out
}

// shared lists the runs of words that two texts have in common, each word at
// its first place in the second text that continues the run.
func (t *linkTexts) shared(a, b string, field int) []registry.Phrase {
	x, y := text.Tokenize(a), text.Tokenize(b)
	places := map[string][]int{}
	for j := range y {
		places[y[j].Folded] = append(places[y[j].Folded], j)
	}
	used := map[string]bool{}
	var out []registry.Phrase
	for i := 0; i < len(x); {
		from, size := longestRun(x, y, i, places)
		if size == 0 {
			i++
			continue
		}
		p := registry.Phrase{A: a[x[i].Start:x[i+size-1].End], B: b[y[from].Start:y[from+size-1].End], Via: registry.ViaWords}
		for k := range size {
			if x[i+k].Toned != y[from+k].Toned {
				p.Via = registry.ViaFolded
			}
			if w := x[i+k].Folded; !used[w] {
				used[w] = true
				p.Share += t.rarity(w, field)
			}
		}
		if p.Share > 0 {
			out = append(out, p)
		}
		i += size
	}
	slices.SortStableFunc(out, func(x, y registry.Phrase) int { return cmp.Compare(y.Share, x.Share) })
	return shares(out)
}

func longestRun(x, y []text.Token, i int, places map[string][]int) (from, size int) {
	for _, j := range places[x[i].Folded] {
		n := 0
		for i+n < len(x) && j+n < len(y) && x[i+n].Folded == y[j+n].Folded {
			n++
		}
		if n > size {
			from, size = j, n
		}
	}
	return from, size
}

// rarity is the square of a word's rarity in a field: what it adds to a cosine.
func (t *linkTexts) rarity(word string, field int) int {
	id, ok := t.dict[feature(viewToken, word)]
	if !ok {
		return 0
	}
	w := int64(t.own[field][id])
	return int(w * w >> 12)
}

// shares keeps the weightiest phrases and turns what they add into thousandths
// of what all of them add.
func shares(ps []registry.Phrase) []registry.Phrase {
	total := 0
	for _, p := range ps {
		total += p.Share
	}
	ps = ps[:min(len(ps), linkPhrases)]
	for i := range ps {
		ps[i].Share = int(math.Floor(1000*float64(ps[i].Share)/float64(total) + 0.5))
	}
	return ps
}

// describe fills in the fit.
func (l *Linking) describe(fit *layerFit, opt LinkOptions) {
	f := &l.Fit
	for side, ps := range l.texts.sides.given {
		f.Documents[side] = len(ps)
	}
	for _, word := range l.texts.word {
		if word {
			f.Words++
		} else {
			f.Grams++
		}
	}
	f.Unmatched, f.Repeats = math.Floor(1000*fit.unmatched+0.5)/1000, fit.repeats
	found, expected, all := 0, 0.0, 0.0
	for k, curve := range fit.curves {
		if k > 0 && opt.OneToOne {
			break
		}
		layer := LinkLayer{Layer: k + 1, Pairs: len(fit.layers[k]), Curve: curve}
		lowest := uint32(million + 1)
		for _, p := range fit.layers[k] {
			s := score(curve, int(p.like))
			all += s.Probability()
			if s >= 0 {
				layer.Matches++
				expected += s.Probability()
				lowest = min(lowest, p.like)
			}
		}
		if k == 0 && layer.Matches > 0 {
			f.Threshold = float64(lowest) / million
		}
		found += layer.Matches
		f.Layers = append(f.Layers, layer)
	}
	f.Matches = found
	f.expect(float64(found), expected, all)
	f.note()
}

// expect rounds what the probabilities add up to.
func (f *LinkFit) expect(found, right, all float64) {
	round := func(x float64) float64 { return math.Floor(1000*x+0.5) / 1000 }
	if found > 0 && all > 0 {
		f.Precision, f.Recall, f.F1 = round(right/found), round(right/all), round(2*right/(found+all))
	}
}

func (f *LinkFit) note() {
	if n := min(f.Documents[0], f.Documents[1]); n < linkFew {
		f.Notes = append(f.Notes, registry.Tf("danh mục nhỏ hơn chỉ có %d dòng: ngưỡng tự động dựa trên quá ít dữ liệu, hãy xem lại từng cặp",
			"the smaller list has only %d rows: the automatic threshold rests on little, look at every pair", n))
	}
	if f.Repeats > 1 {
		f.Notes = append(f.Notes, registry.Tf("mỗi dòng thường khớp với khoảng %d dòng của danh mục kia: danh mục có dòng lặp",
			"a row usually matches about %d rows of the other list: a list repeats its rows", f.Repeats))
	}
	if f.Matches == 0 && f.Documents[0] > 0 && f.Documents[1] > 0 {
		f.Notes = append(f.Notes, registry.T("không cặp nào có khả năng là một nhiều hơn không; --min=-6 liệt kê những cặp gần nhất để xem lại",
			"no pair is more likely the same than not; --min=-6 lists the closest ones to look at"))
	}
	if f.Matches > 0 && f.Precision < 0.75 {
		f.Notes = append(f.Notes, registry.Tf("chỉ khoảng %.0f%% số cặp khớp được cho là đúng: hai danh mục có ít dòng chung hoặc mô tả khó phân biệt",
			"only some %.0f%% of the matches are expected to be right: the lists have little in common, or their texts tell little apart", 100*f.Precision))
	}
}
