package text

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/rarity.tsv.gz
var rarityTable []byte

// Stats are pinned term statistics: how rare a term is in government
// Vietnamese, learnt from the codified law and the shipped lists.
type Stats struct {
	rarity map[string]float32
	hash   string
}

// DefaultStats are the embedded statistics.
var DefaultStats = sync.OnceValue(func() *Stats {
	zr, err := gzip.NewReader(bytes.NewReader(rarityTable))
	if err != nil {
		panic("text: embedded statistics: " + err.Error())
	}
	s := &Stats{rarity: map[string]float32{}}
	lines := bufio.NewScanner(zr)
	for lines.Scan() {
		term, n, _ := strings.Cut(lines.Text(), "\t")
		v, err := strconv.Atoi(n)
		if err != nil {
			panic("text: embedded statistics: " + err.Error())
		}
		s.rarity[term] = float32(v) / 10000
	}
	sum := sha256.Sum256(rarityTable)
	s.hash = hex.EncodeToString(sum[:])
	return s
})

// Hash names the statistics.
func (s *Stats) Hash() string { return s.hash }

// IDF is the rarity of a term in [0,1]; an unseen term is as rare as can be.
func (s *Stats) IDF(term string) float64 {
	if v, ok := s.rarity[term]; ok {
		return float64(v)
	}
	return 1
}

// Known reports whether the term was seen.
func (s *Stats) Known(term string) bool { _, ok := s.rarity[term]; return ok }

// Restore returns the syllables as they are.
func (s *Stats) Restore(folded []string) []string { return folded }
