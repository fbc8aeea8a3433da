package text

import (
	"math"
	"slices"
	"strings"
)

// The matcher finds which phrases of the thesaurus a text holds.
//
// The simple idea, longest phrase first from the left, fails in Vietnamese,
// where words are written apart and phrases of two known words hide a third
// across their border: "hệ thống kê khai" holds "thống kê", "dịch vụ công
// chứng" begins with "dịch vụ công". What we do instead: among all ways to lay
// phrases side by side between two stops, take the one that is worth most. A
// phrase of n words is worth n^1.55: two words side by side (2.93 each) beat
// three words that leave one over (5.49), "dịch vụ + công chứng"; but one long
// phrase (8.57 for four words) beats three and two that cut through it, "nộp +
// ngân sách nhà nước" against "nộp ngân sách + nhà nước". Guards, common words
// that are no phrase of any business, take part at a hair less (97 %), so that
// "chính sách, pháp luật" holds no "sách pháp luật" and "sử dụng + ngân sách
// nhà nước" still beats "sử dụng ngân sách + nhà nước"; qualities at 98 %. English words hide no
// others, so there the longest phrase counts for more. Equal worth: the leftmost
// phrase, the longest first. A chosen phrase silences all others that touch its
// words. Dynamic programming from the right finds it in one pass, times the
// length of the longest phrase.
//
// A phrase that ends in "số" is not read before a number or amount: "Luật Hải
// quan số 54/2014" is no digital customs.
//
// Left out: word frequencies. The choice must be explainable by the thesaurus
// alone and must not move when statistics are learnt again.

// A Mention is a concept found in a text.
type Mention struct {
	Concept string
	From    int    // first token
	To      int    // one past the last token
	Folded  bool   // found only without marks: weaker evidence
	Phrase  string // the thesaurus line's phrase
}

// A trie holds phrases as paths of word numbers.
type trie struct {
	words   map[string]int32
	first   []int32 // node of each phrase's first word, by word number
	next    map[edge]int32
	ends    [][]ending // by node
	parent  []bool     // by node below the root: longer phrases go on
	longest int
}

type edge struct{ node, word int32 }

type ending struct {
	phrase   int32
	capitals bool // must be written in capitals
	share    int8 // of the worth of its length, in per cent
	english  bool
}

// An inner is a phrase inside another that counts beside it.
type inner struct {
	phrase   int32
	from, to int32 // words of the outer phrase
}

func newTrie() *trie {
	return &trie{words: map[string]int32{}, first: make([]int32, 1), next: make(map[edge]int32, 32768), ends: make([][]ending, 1), parent: make([]bool, 1)}
}

func (t *trie) add(words []string, e ending) {
	node := int32(0)
	for _, w := range words {
		id, ok := t.words[w]
		if !ok {
			id = int32(len(t.first))
			t.words[w] = id
			t.first = append(t.first, 0)
		}
		child := t.step(node, id)
		if child == 0 {
			child = int32(len(t.ends))
			t.ends, t.parent = append(t.ends, nil), append(t.parent, false)
			if node == 0 {
				t.first[id] = child
			} else {
				t.next[edge{node, id}] = child
				t.parent[node] = true
			}
		}
		node = child
	}
	t.ends[node] = append(t.ends[node], e)
	t.longest = max(t.longest, len(words))
}

// step follows one word; 0 is "no phrase goes on like this".
func (t *trie) step(node, word int32) int32 {
	if node == 0 {
		return t.first[word] // 0 for word 0, which is no word
	}
	return t.next[edge{node, word}]
}

// walk follows words from the root; 0 when no phrase begins with them.
func (t *trie) walk(words []string) int32 {
	node := int32(0)
	for _, w := range words {
		if node = t.step(node, t.words[w]); node == 0 {
			return 0
		}
	}
	return node
}

// A choice is the best reading of the text from one token on.
type choice struct {
	worth  int64 // of all phrases from here on
	end    int32 // of the phrase that begins here; 0: the token is passed over
	node   int32
	folded bool
}

func (c choice) better(o choice) bool {
	return c.worth > o.worth || c.worth == o.worth && c.end > o.end
}

// worths holds n^1.55 in hundredths, by n; for English, whose words hide no
// others, n^1.8: there three words beat two and two.
var vietnameseWorths, englishWorths = buildWorths(1.55), buildWorths(1.8)

func buildWorths(power float64) *[64]int64 {
	var w [64]int64
	for n := range w {
		w[n] = int64(math.Round(100 * math.Pow(float64(n), power)))
	}
	return &w
}

// worth of a phrase of n words.
func (e ending) worth(n int) int64 {
	n = min(n, len(vietnameseWorths)-1)
	if e.english {
		return englishWorths[n] * int64(e.share) / 100
	}
	return vietnameseWorths[n] * int64(e.share) / 100
}

// shareOf: guards a hair less than all others; qualities a hair less than the
// words they may belong to ("quản lý + đô thị thông minh").
func shareOf(kind string) int8 {
	switch kind {
	case "guard":
		return 97
	case "quality":
		return 98
	}
	return 100
}

// segment lays phrases over the tokens.
func (l *Lexicon) segment(tokens []Token, unmarked, capitals bool) []choice {
	best := make([]choice, len(tokens)+1)
	toned, folded := l.number(tokens, unmarked)
	for i := len(tokens) - 1; i >= 0; i-- {
		best[i] = best[i+1]
		best[i].end = 0
		l.extend(best, l.toned, toned, tokens, i, false, capitals)
		if unmarked {
			l.extend(best, l.folded, folded, tokens, i, true, capitals)
		}
	}
	return best
}

// number looks the words up once.
func (l *Lexicon) number(tokens []Token, unmarked bool) (toned, folded []int32) {
	toned = make([]int32, len(tokens))
	for i, t := range tokens {
		toned[i] = l.toned.words[singular(t.Toned)]
	}
	if !unmarked {
		return toned, nil
	}
	folded = make([]int32, len(tokens))
	for i, t := range tokens {
		folded[i] = l.folded.words[t.Folded]
	}
	return toned, folded
}

// extend tries every phrase of one trie that begins at token i.
func (l *Lexicon) extend(best []choice, t *trie, words []int32, tokens []Token, i int, folded, capitals bool) {
	node := int32(0)
	for j := i; j < len(tokens); j++ {
		if node = t.step(node, words[j]); node == 0 {
			return
		}
		if w := t.worth(node, tokens[i:j+1], capitals); w > 0 && !beforeNumber(tokens, j) {
			c := choice{best[j+1].worth + w, int32(j + 1), node, folded}
			if c.better(best[i]) {
				best[i] = c
			}
		}
		if tokens[j].Break {
			return
		}
	}
}

// beforeNumber: "số" at the end of a phrase is "number" here.
func beforeNumber(tokens []Token, j int) bool {
	if tokens[j].Toned != "số" || tokens[j].Break || j+1 == len(tokens) {
		return false
	}
	next := tokens[j+1].Toned
	return next[0] >= '0' && next[0] <= '9' || next == "lượng" || next == "tiền" || next == "hiệu"
}

// worth of the phrases of a node, 0 if none may be read here.
func (t *trie) worth(node int32, run []Token, capitals bool) int64 {
	best := int64(0)
	for _, e := range t.ends[node] {
		if e.fits(run, capitals) {
			best = max(best, e.worth(len(run)))
		}
	}
	return best
}

// fits checks capitals where a phrase needs them; in a text all in capitals
// they prove nothing.
func (e ending) fits(run []Token, capitals bool) bool {
	return !e.capitals || !capitals && run[0].shape.written == upperCase
}

// mentions reads the chosen phrases off.
func (l *Lexicon) mentions(tokens []Token, unmarked, capitals bool) []Mention {
	best := l.segment(tokens, unmarked, capitals)
	var out []Mention
	for i := 0; i < len(tokens); {
		c := best[i]
		if c.end == 0 {
			i++
			continue
		}
		t := l.toned
		if c.folded {
			t = l.folded
		}
		for _, e := range t.ends[c.node] {
			if e.fits(tokens[i:c.end], capitals) {
				out = l.mention(out, e.phrase, i, int(c.end), c.folded)
			}
		}
		i = int(c.end)
	}
	return out
}

// mention adds one phrase with what counts inside it; guards are silent.
func (l *Lexicon) mention(out []Mention, phrase int32, from, to int, folded bool) []Mention {
	p := l.thesaurus.phrases[phrase]
	c := l.thesaurus.concepts[p.concept]
	if c.Kind == "guard" {
		return out
	}
	out = append(out, Mention{c.ID, from, to, folded, p.text})
	for _, in := range l.inner[phrase] {
		q := l.thesaurus.phrases[in.phrase]
		out = append(out, Mention{l.thesaurus.concepts[q.concept].ID, from + int(in.from), from + int(in.to), folded, q.text})
	}
	return out
}

// needsCapitals: an acronym that in small letters is, or may be, a word: AI,
// DN, DAT, ERC. Not SIPAS or LMS, which nobody takes for words.
func needsCapitals(p string) bool {
	tokens := Tokenize(p)
	if len(tokens) != 1 || tokens[0].shape.written != upperCase {
		return false
	}
	return readsAsWord(tokens[0].Folded)
}

// singular cuts a regular English plural. No Vietnamese syllable ends in s.
func singular(w string) string {
	n := len(w)
	if n < 4 || w[n-1] != 's' || slices.Contains(alwaysPlural, w) {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ies") && n > 4:
		return w[:n-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"):
		return w[:n-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	}
	return w[:n-1]
}

// alwaysPlural are words whose s makes another word of them.
var alwaysPlural = []string{"news", "goods", "customs", "works", "arms", "means", "premises"}
