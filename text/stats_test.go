package text

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

func TestDefaultStats(t *testing.T) {
	s := DefaultStats()
	sum := sha256.Sum256(statsFile)
	if s.Hash() != hex.EncodeToString(sum[:]) {
		t.Error("the hash is not that of the file")
	}
	if !bytes.Equal(s.encode(), statsFile) {
		t.Error("the file read and written again differs")
	}
	if paragraphs, platforms := s.Size(); paragraphs < 400_000 || platforms < 200 {
		t.Errorf("size %d, %d", paragraphs, platforms)
	}
}

// Stock phrases weigh little, in both languages, and rare subjects much.
func TestIDFOrder(t *testing.T) {
	s := DefaultStats()
	for _, order := range []string{
		"và < quản lý < doanh nghiệp < đất đai < tàu cá < zzz",
		"thông tin < hộ tịch", "hệ thống < nền tảng < tiêm chủng", "quốc gia < điện tử < hải quan", "dữ liệu < trực tuyến < đấu thầu",
		"of < vaccination", "system < customs", "national < platform < auction", "information < fishing",
	} {
		words := strings.Split(order, " < ")
		for i := 1; i < len(words); i++ {
			if a, b := s.IDF(words[i-1]), s.IDF(words[i]); a >= b {
				t.Errorf("IDF %s %.3f, %s %.3f", words[i-1], a, words[i], b)
			}
		}
	}
	for _, generic := range []string{"hệ thống", "thông tin", "quản lý", "quốc gia", "system", "national"} {
		if v := s.IDF(generic); v > 0.25 {
			t.Errorf("IDF %s = %.3f", generic, v)
		}
	}
}

func TestUnseen(t *testing.T) {
	s := DefaultStats()
	for _, w := range []string{"", " ", "zzzz", "đất zzzz", "zzzz đất", "đất đai đất", "\x00"} {
		if s.IDF(w) != 1 || s.Known(w) || s.Neighbours(w, 3) != nil {
			t.Errorf("%q: IDF %v, known %v", w, s.IDF(w), s.Known(w))
		}
	}
	if s.Similarity("zzzz", "zzzz") != 1 || s.Similarity("zzzz", "đất") != 0 {
		t.Error("an unseen term is like itself only")
	}
}

func TestWords(t *testing.T) {
	s := DefaultStats()
	for text, want := range map[string]string{
		"quản lý quyền sử dụng đất đai của hộ gia đình": "quản lý|quyền|sử dụng|đất đai|của|hộ|gia đình",
		"khai thác thủy sản trên biển":                  "khai thác|thủy sản|trên biển",
		"phản ánh kiến nghị của doanh nghiệp":           "phản ánh|kiến nghị|của|doanh nghiệp",
		"":     "",
		"đất":  "đất",
		"y tế": "y tế",
	} {
		if got := strings.Join(s.Words(strings.Fields(text)), "|"); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for _, seam := range []string{"dụng đất", "lý nhà", "thác thủy", "của người"} {
		if a, b, _ := strings.Cut(seam, " "); s.Compound(a, b) {
			t.Errorf("%s is a seam, not a word", seam)
		}
	}
}

// The heaviest choice, against all choices.
func TestSegmentOracle(t *testing.T) {
	var weigh func(bonds []uint8, i int) int
	weigh = func(bonds []uint8, i int) int {
		if i >= len(bonds) {
			return 0
		}
		best := weigh(bonds, i+1)
		if i+1 < len(bonds) && bonds[i+1] > 0 {
			best = max(best, int(bonds[i+1])+weigh(bonds, i+2))
		}
		return best
	}
	levels := []uint8{0, 1, 2, 3, 255}
	var try func(bonds []uint8)
	try = func(bonds []uint8) {
		sum, syllables := 0, 0
		for _, n := range segment(bonds) {
			if n == 2 {
				sum += int(bonds[syllables+1])
			}
			syllables += n
		}
		if syllables != len(bonds) || sum != weigh(bonds, 0) {
			t.Fatalf("segment(%v) = %v weighs %d, best %d", bonds, segment(bonds), sum, weigh(bonds, 0))
		}
		if len(bonds) == 6 {
			return
		}
		for _, l := range levels {
			try(append(slices.Clone(bonds), l))
		}
	}
	try(nil)
	try([]uint8{0})
}

func TestSimilarity(t *testing.T) {
	s := DefaultStats()
	for _, p := range [][2]string{{"tàu cá", "nghề cá"}, {"khách sạn", "lưu trú"}, {"hộ tịch", "kết hôn"}, {"kiến nghị", "phản ánh"}} {
		if v := s.Similarity(p[0], p[1]); v < 0.3 || v > 1 {
			t.Errorf("similarity of %q is %.2f", p, v)
		}
	}
	if v := s.Similarity("tàu cá", "học sinh"); v != 0 {
		t.Errorf("tàu cá and học sinh: %.2f", v)
	}
	for _, w := range []string{"tàu cá", "ngân sách", "xe"} {
		before := 1.0
		for _, n := range s.Neighbours(w, 100) {
			if n.Cosine > before || n.Cosine < 0.19 || n.Term == w {
				t.Errorf("neighbour %v of %s after %.3f", n, w, before)
			}
			before = n.Cosine
			if a, b := s.Similarity(w, n.Term), s.Similarity(n.Term, w); a != n.Cosine || b != n.Cosine {
				t.Errorf("similarity of %s and %s: %v, %v, listed as %v", w, n.Term, a, b, n.Cosine)
			}
		}
	}
}

func TestRestore(t *testing.T) {
	s := DefaultStats()
	for typed, want := range map[string]string{
		"he thong quan ly tau ca":                    "hệ thống quản lý tàu cá",
		"co so du lieu quoc gia ve dat dai":          "cơ sở dữ liệu quốc gia về đất đai",
		"cong dich vu cong truc tuyen":               "cổng dịch vụ công trực tuyến",
		"tiep nhan phan anh kien nghi cua nguoi dan": "tiếp nhận phản ánh kiến nghị của người dân",
		"thu tuc hai quan":                           "thủ tục hải quan",
		"phan mem blockchain 2024 quan ly hoa don":   "phần mềm blockchain 2024 quản lý hóa đơn",
		"":      "",
		"xyzzy": "xyzzy",
	} {
		in := strings.Fields(typed)
		before := slices.Clone(in)
		if got := strings.Join(s.Restore(in), " "); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
		if !slices.Equal(in, before) {
			t.Errorf("%s: the input was changed", typed)
		}
	}
}

// Restoring only adds marks.
func TestRestoreKeepsLetters(t *testing.T) {
	s := DefaultStats()
	for _, line := range strings.Split(string(sample(t)), "\n") {
		var folded []string
		for _, tok := range Tokenize(line) {
			folded = append(folded, tok.Folded)
		}
		for i, w := range s.Restore(folded) {
			if Fold(w) != folded[i] {
				t.Fatalf("%q became %q", folded[i], w)
			}
		}
	}
}

func TestReadStatsRefusesDamage(t *testing.T) {
	file := fileOf(t, train(t, sample(t), small()))
	if _, err := ReadStats(bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, file[:10], file[:len(file)-1], append(slices.Clone(file), 0), []byte(strings.Repeat("x", 100))} {
		if _, err := ReadStats(bytes.NewReader(bad)); err == nil {
			t.Errorf("%d bytes of %d were accepted", len(bad), len(file))
		}
	}
	for i := range file {
		bad := slices.Clone(file)
		bad[i] ^= 0x41
		if _, err := ReadStats(bytes.NewReader(bad)); err == nil {
			t.Fatalf("byte %d changed: accepted", i)
		}
	}
}

// A file with a matching checksum may still be nonsense: never a panic.
func FuzzDecodeStats(f *testing.F) {
	file := fileOf(f, train(f, sample(f), small()))
	f.Add(0, byte(0), 0)
	f.Add(30, byte(255), 0)
	f.Add(200, byte(127), 300)
	f.Fuzz(func(t *testing.T, at int, value byte, cut int) {
		body := slices.Clone(file[:len(file)-sha256.Size])
		if cut > 0 && cut < len(body) {
			body = body[:cut]
		}
		if at >= 0 && at < len(body) {
			body[at] = value
		}
		sum := sha256.Sum256(body)
		s, err := decodeStats(append(body, sum[:]...))
		if err != nil {
			return
		}
		for _, w := range []string{"tàu cá", "quản lý", "đất"} {
			s.IDF(w)
			s.Neighbours(w, 5)
		}
		s.Restore([]string{"quan", "ly", "tau", "ca"})
		s.Words([]string{"quản", "lý", "tàu", "cá"})
		s.encode()
	})
}

// Every change of every byte, with the checksum put right.
func TestDecodeStatsNeverPanics(t *testing.T) {
	file := fileOf(t, train(t, sample(t), small()))
	body := file[:len(file)-sha256.Size]
	for i := len(statsMagic); i < len(body); i++ {
		for _, v := range []byte{0, 1, 127, 128, 255} {
			bad := slices.Clone(body)
			bad[i] = v
			sum := sha256.Sum256(bad)
			if s, err := decodeStats(append(bad, sum[:]...)); err == nil {
				s.Neighbours("tàu cá", 5)
				s.IDF("quản lý")
			}
		}
	}
}

func BenchmarkReadStats(b *testing.B) {
	for b.Loop() {
		if _, err := decodeStats(statsFile); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRestore(b *testing.B) {
	s := DefaultStats()
	words := strings.Fields("tiep nhan phan anh kien nghi cua nguoi dan ve quy dinh hanh chinh")
	s.Restore(words)
	for b.Loop() {
		s.Restore(words)
	}
}

func BenchmarkSimilarity(b *testing.B) {
	s := DefaultStats()
	for b.Loop() {
		s.Similarity("tàu cá", "nghề cá")
	}
}
