package text

import (
	"slices"
	"strings"
)

// A Vietnamese syllable is onset + rime + tone, and the three are nearly
// independent, so that a table of onsets and a table of rimes tell nearly all
// of the 17,000 possible syllables from foreign words and typing slips.
//
// Spelling repair rests on the same analysis: take the tone off, check that
// onset and rime exist, and write the syllable again in the one canonical way.
//
//   - Tone placement, old style, the style of the official gazette and of the
//     shipped thesaurus: hòa, khỏe, thúy (not hoà, khoẻ, thuý); and slips such
//     as hòan, qủa, gìơ are put right by the same rule.
//   - i or y. Both are written in an open syllable after h, k, l, m, s, t and
//     qu: lí/lý, kĩ/kỹ, mĩ/mỹ, tỉ/tỷ, sĩ/sỹ, hi/hy, quí/quý. One form is kept:
//     y, but i after s (bác sĩ), as administrative texts mostly have it. After
//     qu also before a final: quít/quýt, quình/quỳnh.
//     Not touched: the bare vowel (y tế, ý, ỷ lại against ỉ ôi), other onsets
//     (vi and vy are two words), and anything with a final after h..t.
//     English "hi" becomes "hy", "mi" "my": the same on both sides of any
//     comparison, so nothing is lost. "ty" stays ty, and "công ti" meets it.
//   - A caron for a breve: cǎn -> căn; no Vietnamese letter has a caron.
//
// What does not parse is left exactly as it is.

var rimes = wordSet(`
	a ai ao au ay am an ang anh ac ach ap at
	ăm ăn ăng ăc ăp ăt
	âu ây âm ân âng âc âp ât
	e eo em en eng ec ep et
	ê êu êm ên ênh êch êp êt
	i ia iu im in inh ich ip it
	iêu iêm iên iêng iêc iêp iêt
	o oi om on ong oc op ot oong ooc
	oa oai oao oay oam oan oang oanh oac oach oap oat
	oăm oăn oăng oăc oăt
	oe oeo oem oen oet
	ô ôi ôm ôn ông ôc ôp ôt
	ơ ơi ơm ơn ơp ơt
	u ua ui um un ung uc up ut
	uơ uê uêu uênh uêch uây uân uâng uât
	uôi uôm uôn uông uôc uôt
	uy uya uyu uyn uynh uych uyt uyp uyên uyêt
	ư ưa ưi ưu ưm ưn ưng ưc ưt
	ươi ươu ươm ươn ương ươc ươp ươt
	y yêu yêm yên yêng yêt
`)

// After qu the glide is already written, so only rimes without one follow.
var rimesAfterQu = wordSet(`
	a ai ao au ay am an ang anh ac ach ap at
	ăm ăn ăng ăc ăp ăt
	âu ây ân âng ât
	e eo em en eng ec ep et
	ê êu ên ênh êch êt
	i inh ich it ip in y ynh ych yt yp yn yu yên yêt
	ôc ơ ơi ơn ơt
`)

// After gi the i of iê and of a bare i is already written: giếng, gì, gìn.
var rimesAfterGi = wordSet(`êm ên êng êc êp êt êu i in im ip it inh ich`)

// Onsets by the vowel letters that may follow: k, gh, ngh before front vowels,
// c, g, ng before the others, the rest before all.
var (
	onsetsBoth  = wordSet("b ch d đ h kh l m n nh p ph r s t th tr v x")
	onsetsFront = wordSet("k gh ngh")
	onsetsBack  = wordSet("c g ng")
	onsetsWithY = wordSet("h k l m s t th v") // spelled with y in an open syllable
	onsetsIOrY  = wordSet("h k l m s t")      // where i and y are one
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// A spelling is what the table knows of one toneless spelling.
type spelling struct {
	canonical []rune    // toneless, in canonical spelling
	tone      int       // index of the letter that carries the tone
	stop      bool      // a stop final: sắc or nặng only
	toned     [6]string // canonical spelling by tone
	folded    string    // canonical spelling without any mark
	marked    bool      // has a mark even without tone
}

// maxSyllable is the length in letters of the longest spelling, "nghiêng".
const maxSyllable = 7

// A spellingKey packs the toneless letters, six bits each, so that a word is
// looked up without making a string of it.
type spellingKey uint64

func (k spellingKey) with(l letter) spellingKey { return k<<6 | spellingKey(l.code) }

// spellings maps every toneless spelling of a syllable to its canonical
// spelling: "qui" -> quy, "hoa" -> hoa.
var spellings = buildSpellings()

func buildSpellings() map[spellingKey]*spelling {
	table := make(map[spellingKey]*spelling, 5000)
	for _, onset := range strings.Fields("b ch d đ h kh l m n nh p ph r s t th tr v x k gh ngh c g ng gi qu") {
		for _, set := range []map[string]bool{rimes, rimesAfterQu, rimesAfterGi} {
			for rime := range set {
				addSpelling(table, onset, rime)
			}
		}
	}
	for rime := range rimes {
		addSpelling(table, "", rime)
	}
	return table
}

func addSpelling(table map[spellingKey]*spelling, onset, rime string) {
	key := spellingKey(0)
	for _, r := range onset + rime {
		key = key.with(letterOf(r))
	}
	if _, done := table[key]; done || !combine(onset, rime) {
		return
	}
	ending := canonicalRime(onset, rime)
	sp := &spelling{
		canonical: []rune(onset + ending),
		tone:      len([]rune(onset)) + tonePosition([]rune(ending)),
		stop:      strings.HasSuffix(rime, "c") || strings.HasSuffix(rime, "ch") || strings.HasSuffix(rime, "p") || strings.HasSuffix(rime, "t"),
	}
	for tone := range sp.toned {
		word := slices.Clone(sp.canonical)
		word[sp.tone] = withTone(word[sp.tone], uint8(tone))
		sp.toned[tone] = string(word)
	}
	for _, r := range sp.canonical {
		sp.folded += string(letterOf(r).base)
		sp.marked = sp.marked || letterOf(r).marked()
	}
	table[key] = sp
}

// fits reports whether the tone can be on this spelling.
func (sp *spelling) fits(tone uint8) bool { return !sp.stop || tone == rising || tone == heavy }

// combine reports whether an onset and a rime, as spelled, make a syllable.
// "gì" is onset g with rime i; "giờ" is onset gi with rime ờ.
func combine(onset, rime string) bool {
	initial := func(letters string) bool { return strings.ContainsAny(string([]rune(rime)[:1]), letters) }
	switch onset {
	case "":
		return rimes[rime] && !strings.HasPrefix(rime, "iê")
	case "qu":
		return rimesAfterQu[rime]
	case "gi":
		return !initial("iy") && (rimes[rime] || rimesAfterGi[rime])
	}
	if !rimes[rime] {
		return false
	}
	if initial("y") {
		return rime == "y" && onsetsWithY[onset]
	}
	if onset == "g" && initial("i") {
		return rimesAfterGi[rime]
	}
	return onsetsBoth[onset] || initial("ieê") && onsetsFront[onset] || !initial("ieê") && onsetsBack[onset]
}

// canonicalRime chooses between i and y.
func canonicalRime(onset, rime string) string {
	switch {
	case onset == "qu" && strings.HasPrefix(rime, "i"):
		return "y" + rime[1:]
	case rime == "y" && onset == "s":
		return "i"
	case rime == "i" && onset != "s" && onsetsIOrY[onset]:
		return "y"
	}
	return rime
}

// tonePosition is the index of the rime's letter that carries the tone: the
// last vowel with a mark of its own (ươ: ơ); else the middle of three vowels;
// else the second of two before a final; else the first.
func tonePosition(rime []rune) int {
	vowels, own := 0, -1
	for i, r := range rime {
		l := letterOf(r)
		if !l.vowel {
			break
		}
		vowels++
		if l.plain != l.base {
			own = i
		}
	}
	switch {
	case own >= 0:
		return own
	case vowels == 3, vowels == 2 && len(rime) > 2:
		return 1
	}
	return 0
}

// analyse looks a lower-case word up: its spelling, nil if it is no syllable,
// and its tone. The tone may sit on any vowel; two tones, or a letter that is
// not ours, are no syllable. Without tone a stop final is let pass: "quoc".
func analyse(word []rune) (sp *spelling, tone uint8) {
	if len(word) == 0 || len(word) > maxSyllable {
		return nil, 0
	}
	key := spellingKey(0)
	for _, r := range word {
		if r == 'ǎ' {
			r = 'ă'
		}
		l := letterOf(r)
		if l.plain == 0 || l.tone != level && tone != level {
			return nil, 0
		}
		key = key.with(l)
		tone |= l.tone
	}
	sp = spellings[key]
	if sp == nil || tone != level && !sp.fits(tone) {
		return nil, 0
	}
	return sp, tone
}

// IsSyllable reports whether a toned form is a well-formed Vietnamese syllable:
// onset, rime and tone fit together, with marks where the language requires
// them: "mát" and "ma" are, "mat" is none, for a stop final bears sắc or nặng.
func IsSyllable(toned string) bool {
	sp, tone := analyse([]rune(toned))
	return sp != nil && sp.fits(tone)
}

// isSkeleton reports whether a folded word could be a Vietnamese syllable
// typed without marks.
func isSkeleton(folded string) bool { return skeletons[folded] }

var skeletons = buildSkeletons()

func buildSkeletons() map[string]bool {
	set := map[string]bool{}
	for _, sp := range spellings {
		set[sp.folded] = true
	}
	return set
}
