package similarity

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// Sketches. A check is asked once and must answer at once, but reading every
// text of ten thousand platforms takes seconds. What the bound of a pair needs
// of a platform (bound.go) is less than its record, and can be kept:
// the bags, the users, whether a name may hold near words, the weight of the
// function text. The few platforms that the bound leaves are read anew and
// compared in full, so that no score, phrase or relation comes from what was
// kept.
//
//	magic, SHA-256 of key and snapshot, number of platforms, terms in all
//	platform: said, flags, body, ten bags (name, function, domain: vi, folded, en; users)
//	bag:      number of terms, then feature and weight of each; the sum is made anew
//	CRC-32C of all that
//
// Numbers are little-endian. What is damaged, of another engine or of another
// snapshot is not used.

// A sketch is what bounds a pair's score from one side.
type sketch struct {
	name, function, domain field
	scope                  scope
	said                   int64
	odd                    bool // the name holds a word that may be near another
}

func sketchOf(r *Record) sketch {
	return sketch{name: r.name, function: r.function, domain: r.domain, scope: r.scope, said: r.said,
		odd: slices.ContainsFunc(r.odd, func(w oddWord) bool { return w.odd })}
}

// bags are the bags of a sketch in the order in which they are kept.
func (s *sketch) bags() [10]*Bag {
	return [...]*Bag{&s.name.vi, &s.name.folded, &s.name.en, &s.function.vi, &s.function.folded, &s.function.en,
		&s.domain.vi, &s.domain.folded, &s.domain.en, &s.scope.users}
}

// The bits of a sketch's flags.
const (
	flagOdd = 1 << iota
	flagName
	flagFunction
	flagDomain
)

func (s *sketch) flags() (f uint32) {
	for _, b := range []struct {
		is  bool
		bit uint32
	}{{s.odd, flagOdd}, {s.name.unmarked, flagName}, {s.function.unmarked, flagFunction}, {s.domain.unmarked, flagDomain}} {
		if b.is {
			f |= b.bit
		}
	}
	return f
}

var sketchMagic = []byte("trunglap sketches 1\n")

// sketchHead names what sketches are of.
func (c *Checker) sketchHead() []byte {
	sum := sha256.Sum256([]byte(c.opt.Key + "\x00" + c.e.settings.hash + "\x00" + c.snapshot.Digest))
	return append(slices.Clone(sketchMagic), sum[:]...)
}

// Sketches packs what may be kept for the next time (CheckOptions.Kept). The
// options' key must name everything that makes a record what it is: program,
// vocabulary, statistics, directory of agencies.
func (c *Checker) Sketches() []byte {
	out := c.sketchHead()
	terms := 0
	for i := range c.sketches {
		for _, b := range c.sketches[i].bags() {
			terms += len(b.Terms)
		}
	}
	out = slices.Grow(out, 12*terms+100*len(c.sketches)+64)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(c.sketches)))
	out = binary.LittleEndian.AppendUint64(out, uint64(terms))
	for i := range c.sketches {
		s := &c.sketches[i]
		out = binary.LittleEndian.AppendUint64(out, uint64(s.said))
		out = binary.LittleEndian.AppendUint32(out, s.flags())
		out = binary.LittleEndian.AppendUint32(out, uint32(len(s.scope.body)))
		out = append(out, s.scope.body...)
		for _, b := range s.bags() {
			out = binary.LittleEndian.AppendUint32(out, uint32(len(b.Terms)))
			for _, t := range b.Terms {
				out = binary.LittleEndian.AppendUint64(out, uint64(t.F))
				out = binary.LittleEndian.AppendUint32(out, t.W)
			}
		}
	}
	return binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, crc32.MakeTable(crc32.Castagnoli)))
}

// Fresh reports that the sketches were made now, and are worth keeping.
func (c *Checker) Fresh() bool { return c.fresh }

// unpack reads what was kept, if it is of this engine and snapshot.
func (c *Checker) unpack(kept []byte) ([]sketch, bool) {
	head := c.sketchHead()
	if len(kept) < len(head)+20 || !bytes.Equal(kept[:len(head)], head) {
		return nil, false
	}
	body, sum := kept[:len(kept)-4], binary.LittleEndian.Uint32(kept[len(kept)-4:])
	if crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) != sum {
		return nil, false
	}
	r := unpacker{rest: body[len(head):], ok: true}
	n, terms := r.uint64(), r.uint64()
	if n != uint64(len(c.snapshot.Platforms)) || terms > uint64(len(kept)/12) {
		return nil, false
	}
	r.terms = make([]Term, terms)
	out := make([]sketch, n)
	for i := range out {
		r.sketch(&out[i])
	}
	return out, r.ok && len(r.rest) == 0 && len(r.terms) == 0
}

// An unpacker takes numbers off the front. ok turns false, and stays so, when
// there are too few.
type unpacker struct {
	rest  []byte
	terms []Term // room for all terms still to come, in one piece
	ok    bool
}

func (r *unpacker) take(n int) []byte {
	if !r.ok || n < 0 || len(r.rest) < n {
		r.ok = false
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *unpacker) uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *unpacker) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *unpacker) sketch(s *sketch) {
	s.said = int64(r.uint64())
	flags := r.uint32()
	s.odd, s.name.unmarked = flags&flagOdd != 0, flags&flagName != 0
	s.function.unmarked, s.domain.unmarked = flags&flagFunction != 0, flags&flagDomain != 0
	s.scope.body = string(r.take(int(r.uint32())))
	for _, b := range s.bags() {
		r.bag(b)
	}
}

func (r *unpacker) bag(b *Bag) {
	n := int(r.uint32())
	data := r.take(12 * n)
	if data == nil || n > len(r.terms) {
		r.ok = r.ok && n == 0
		return
	}
	b.Terms, r.terms = r.terms[:n:n], r.terms[n:]
	for i := range b.Terms {
		t := data[12*i : 12*i+12]
		b.Terms[i] = Term{Feature(binary.LittleEndian.Uint64(t)), binary.LittleEndian.Uint32(t[8:])}
		b.Sum += int64(b.Terms[i].W)
	}
}
