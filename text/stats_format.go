package text

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"sync"
)

// The file of statistics, version 1. Numbers are unsigned varints unless said
// otherwise; lists are ascending and hold the difference to the entry before.
//
//	"trunglap statistics 1\n"
//	paragraphs, in-domain texts
//	words: how many, then for each
//	       letters shared with the word before, length of the rest, the rest,
//	       law code (byte), in-domain texts
//	pairs: for each word how many, then for each
//	       second word, law code (byte), bond (byte), in-domain texts
//	terms with neighbours: how many, then the position of each
//	neighbours: for each such term how many further on in the list, then for each
//	       term number less that of the term, cosine (byte)
//	SHA-256 of all before (32 bytes)
//
// The positions number the words first, then the pairs. Each two neighbours
// stand in the file once, with the first of them.
const statsMagic = "trunglap statistics 1\n"

// maxRelated keeps term numbers in 16 bits.
const maxRelated = 1 << 16

// WriteTo writes the statistics in the form that [ReadStats] reads.
func (s *Stats) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(s.encode())
	if err != nil {
		return int64(n), fmt.Errorf("write statistics: %w", err)
	}
	return int64(n), nil
}

// ReadStats reads what [Stats.WriteTo] wrote; a damaged file is refused.
func ReadStats(r io.Reader) (*Stats, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read statistics: %w", err)
	}
	return decodeStats(b)
}

func (s *Stats) encode() []byte {
	b := []byte(statsMagic)
	b = appendNumbers(b, s.paragraphs, s.platforms)
	b = s.appendWords(b)
	b = s.appendPairs(b)
	b = s.appendRelated(b)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

func appendNumbers(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func (s *Stats) appendWords(b []byte) []byte {
	b = appendNumbers(b, len(s.words))
	before := ""
	for i, w := range s.words {
		n := 0
		for n < min(len(before), len(w)) && before[n] == w[n] {
			n++
		}
		b = appendNumbers(b, n, len(w)-n)
		b = append(b, w[n:]...)
		b = append(b, s.ones[i].law)
		b = appendNumbers(b, int(s.ones[i].lists))
		before = w
	}
	return b
}

func (s *Stats) appendPairs(b []byte) []byte {
	for i := range s.words {
		lo, hi := s.from[i], s.from[i+1]
		b = appendNumbers(b, int(hi-lo))
		before := int32(0)
		for k := lo; k < hi; k++ {
			b = appendNumbers(b, int(s.next[k]-before))
			b = append(b, s.pairs[k].law, s.pairs[k].bond)
			b = appendNumbers(b, int(s.pairs[k].lists))
			before = s.next[k]
		}
	}
	return b
}

func (s *Stats) appendRelated(b []byte) []byte {
	r := &s.related
	b = appendNumbers(b, len(r.terms))
	before := int32(0)
	for _, t := range r.terms {
		b = appendNumbers(b, int(t-before))
		before = t
	}
	for i := range r.terms {
		lo, hi := r.from[i], r.from[i+1]
		for lo < hi && int(r.near[lo]) < i {
			lo++
		}
		b = appendNumbers(b, int(hi-lo))
		before := i
		for k := lo; k < hi; k++ {
			b = appendNumbers(b, int(r.near[k])-before)
			b = append(b, r.likes[k])
			before = int(r.near[k])
		}
	}
	return b
}

// A StatsError is a fault in a file of statistics or in a corpus, told in both
// languages, with what to do.
type StatsError struct{ VI, EN string }

// Error speaks English.
func (e *StatsError) Error() string { return e.EN }

// Vietnamese says the same in Vietnamese.
func (e *StatsError) Vietnamese() string { return e.VI }

// damaged is the answer to a file that does not hold together.
func damaged() error {
	return &StatsError{"tệp thống kê bị hỏng; hãy chép lại hoặc học lại bằng \"trunglap vectors train\"",
		"the file of statistics is damaged; copy it again or learn it again with \"trunglap vectors train\""}
}

func foreign() error {
	return &StatsError{"không phải tệp thống kê của phiên bản này; hãy học lại bằng \"trunglap vectors train\"",
		"not a file of statistics of this version; learn it again with \"trunglap vectors train\""}
}

// A decoder reads numbers; after the first fault it reads zeros.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.bad, d.b = true, nil
		return make([]byte, min(max(n, 0), 1))
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) number() int {
	v, n := binary.Uvarint(d.b)
	if n <= 0 || v > math.MaxInt32 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return int(v)
}

func (d *decoder) octet() uint8 {
	if len(d.b) == 0 {
		d.bad = true
		return 0
	}
	v := d.b[0]
	d.b = d.b[1:]
	return v
}

// count reads the length of a list of which every entry takes size bytes or more.
func (d *decoder) count(size int) int {
	n := d.number()
	if n > len(d.b)/size {
		d.bad, d.b = true, nil
		return 0
	}
	return n
}

func decodeStats(file []byte) (*Stats, error) {
	body := len(file) - sha256.Size
	if body < len(statsMagic) || !bytes.HasPrefix(file, []byte(statsMagic)) {
		return nil, foreign()
	}
	if sum := sha256.Sum256(file[:body]); !bytes.Equal(sum[:], file[body:]) {
		return nil, damaged()
	}
	d := &decoder{b: file[len(statsMagic):body]}
	s := &Stats{paragraphs: d.number(), platforms: d.number()}
	s.readWords(d)
	s.readPairs(d)
	s.readRelated(d)
	if d.bad || len(d.b) > 0 || s.platforms > math.MaxUint16 {
		return nil, damaged()
	}
	s.hash = hashOf(file)
	s.finish()
	return s, nil
}

func hashOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// finish derives what the file does not hold.
func (s *Stats) finish() {
	s.index = make(map[string]int32, len(s.words))
	for i, w := range s.words {
		s.index[w] = int32(i)
	}
	s.frequency = lawFrequencies(s.paragraphs)
	s.inDomain = rarities(s.platforms)
	s.candidates = sync.OnceValue(s.newRestorations)
}

func (s *Stats) readWords(d *decoder) {
	n := d.count(4)
	s.words, s.ones = make([]string, n), make([]term, n)
	var w []byte
	for i := range n {
		keep := d.number()
		if keep > len(w) {
			d.bad = true
			return
		}
		w = append(w[:keep], d.take(d.number())...)
		s.words[i] = string(w)
		s.ones[i] = term{law: d.octet(), lists: uint16(d.number())}
	}
}

func (s *Stats) readPairs(d *decoder) {
	n := len(d.b) / 4 // an upper bound, so that the lists grow once
	s.from = make([]int32, len(s.words)+1)
	s.next, s.pairs = make([]int32, 0, n), make([]term, 0, n)
	for i := range s.words {
		second := 0
		for range d.count(4) {
			second += d.number()
			if second >= len(s.words) {
				d.bad = true
				return
			}
			s.next = append(s.next, int32(second))
			s.pairs = append(s.pairs, term{law: d.octet(), bond: d.octet(), lists: uint16(d.number())})
		}
		s.from[i+1] = int32(len(s.next))
	}
}

func (s *Stats) readRelated(d *decoder) {
	n := d.count(1)
	if n > maxRelated {
		d.bad = true
		return
	}
	terms, position := make([]int32, n), 0
	for i := range terms {
		position += d.number()
		terms[i] = int32(position)
	}
	if position >= len(s.words)+len(s.pairs) && n > 0 {
		d.bad = true
		return
	}
	links := make([]link, 0, len(d.b)/2)
	for i := range n {
		j := i
		for range d.count(2) {
			j += d.number()
			if j >= n {
				d.bad = true
				return
			}
			links = append(links, link{uint16(i), uint16(j), d.octet()})
		}
	}
	s.related = newRelated(terms, links)
}
