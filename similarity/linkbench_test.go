package similarity

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trunglap/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The benchmark in testdata/link is made here, from dice: two catalogues of the
// same kind of thing, in which things come in families (a camera in several
// models, a system of several provinces), are described by different people,
// and only partly stand in both. Nothing of it is taken from a published one.

// A benchSide is one list of a benchmark.
type benchSide struct{ rows [][]string }

func (s *benchSide) add(id, name, function, domain string) {
	s.rows = append(s.rows, []string{id, name, function, domain})
}

// benchmark makes the lists and the pairs that are the same.
func benchmark() (a, b benchSide, gold [][]string) {
	r := rand.New(rand.NewPCG(20260701, 3))
	pick := func(words string) string { fs := strings.Split(words, "|"); return fs[r.IntN(len(fs))] }
	for family := range 60 {
		makeName, function, maker := benchFamily(pick, family%2 == 0)
		for range 1 + r.IntN(3) {
			makeFunction := function()
			code := fmt.Sprintf("%s-%d%s", pick("KX|DS|HT|VN|TR|MQ|EL"), 100+r.IntN(900), pick("|A|B|S"))
			idA, idB := fmt.Sprintf("a%03d", len(a.rows)), fmt.Sprintf("b%03d", len(b.rows))
			inA, inB := r.Float64() < 0.8, r.Float64() < 0.8
			if inA {
				a.add(idA, makeName+" "+code, makeFunction, maker)
			}
			if inB {
				if r.Float64() < 0.5 {
					code = strings.ReplaceAll(code, "-", "")
				}
				domain := maker
				if r.Float64() < 0.3 {
					domain = ""
				}
				b.add(idB, benchWorse(r, strings.TrimSpace(pick("|"+maker)+" "+makeName))+" "+code, benchWorse(r, makeFunction), domain)
			}
			if inA && inB {
				gold = append(gold, []string{idA, idB})
			}
		}
	}
	return a, b, gold
}

// benchFamily invents a kind of thing, in English or in Vietnamese.
func benchFamily(pick func(string) string, english bool) (name string, function func() string, maker string) {
	if english {
		thing := pick("digital camera|laser printer|wireless router|noise cancelling headphones|portable hard drive|compact refrigerator|video projector|bookshelf speaker")
		return pick("black|silver|white|compact|professional|home") + " " + thing,
			func() string {
				return thing + " with " + pick("zoom lens|duplex printing|dual band antenna|long battery life|quiet fan|remote control") + " and " +
					pick("large display|usb port|energy saving mode|carrying case|memory card slot") + ", " + pick("two|three|five") + " year " + pick("warranty|service")
			},
			pick("Norvik|Sunrise Audio|Halden|Kobold|Castell|Meridian Optics")
	}
	what := pick("đăng ký đất đai|hồ sơ bệnh án|cấp giấy phép xây dựng|giám sát tàu cá|quản lý học sinh|quan trắc môi trường|quản lý hộ tịch|đấu giá tài sản")
	return pick("Hệ thống|Phần mềm|Cổng|Nền tảng|Cơ sở dữ liệu") + " " + what + " " + pick("tỉnh An Bình|tỉnh Sông Hồng|thành phố Hải Long|huyện Tân Sơn|quốc gia"),
		func() string {
			return "Tiếp nhận, xử lý và " + pick("tra cứu|công khai|thống kê|chia sẻ") + " dữ liệu " + what + " cho " + pick("người dân|doanh nghiệp|cán bộ|cơ quan quản lý") + pick("|, kèm bản đồ số|, có ký số|, báo cáo định kỳ|, cảnh báo sớm")
		},
		pick("Sở Tài nguyên|Sở Y tế|Sở Xây dựng|Chi cục Thủy sản|Sở Giáo dục|Sở Tư pháp")
}

// benchWorse leaves words out, misspells some, swaps two.
func benchWorse(r *rand.Rand, s string) string {
	words := strings.Fields(s)
	var out []string
	for _, w := range words {
		if len(words) > 2 && r.Float64() < 0.15 {
			continue
		}
		if rs := []rune(w); len(rs) > 4 && r.Float64() < 0.1 {
			i := 1 + r.IntN(len(rs)-2)
			w = string(rs[:i]) + string(rs[i+1:])
		}
		out = append(out, w)
	}
	if len(out) > 3 && r.Float64() < 0.3 {
		i := r.IntN(len(out) - 1)
		out[i], out[i+1] = out[i+1], out[i]
	}
	return strings.Join(out, " ")
}

func csvOf(header []string, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func platformsOf(s benchSide) []registry.Platform {
	var ps []registry.Platform
	for _, row := range s.rows {
		p := registry.Platform{ID: row[0], NameVI: row[1], FunctionVI: row[2]}
		if row[3] != "" {
			p.Domains = []string{row[3]}
		}
		ps = append(ps, p)
	}
	return ps
}

// TestLinkBenchmark: the committed benchmark is what the generator makes, and
// linking it gives exactly the committed figures. A change that moves them is
// to be looked at, and taken over with -update.
func TestLinkBenchmark(t *testing.T) {
	a, b, gold := benchmark()
	header := []string{"id", "name", "function", "domain"}
	golden(t, "a.csv", csvOf(header, a.rows))
	golden(t, "b.csv", csvOf(header, b.rows))
	golden(t, "gold.csv", csvOf([]string{"a_id", "b_id"}, gold))
	same := map[string]bool{}
	for _, g := range gold {
		same[g[0]+" "+g[1]] = true
	}
	as, bs := platformsOf(a), platformsOf(b)
	var out bytes.Buffer
	fmt.Fprintf(&out, "%d x %d, %d the same\n", len(as), len(bs), len(gold))
	for _, one := range []bool{true, false} {
		l := linkLists(t, as, bs, LinkOptions{OneToOne: one})
		right := 0
		for _, p := range l.Pairs {
			if same[as[p.A].ID+" "+bs[p.B].ID] {
				right++
			}
		}
		f1 := 2 * float64(right) / float64(len(l.Pairs)+len(gold))
		fmt.Fprintf(&out, "one to one %v: %d matches, %d right, F1 %.3f; threshold %.3f, unmatched %.3f, repeats %d; expected precision %.3f, recall %.3f, F1 %.3f\n",
			one, len(l.Pairs), right, f1, l.Fit.Threshold, l.Fit.Unmatched, l.Fit.Repeats, l.Fit.Precision, l.Fit.Recall, l.Fit.F1)
		if f1 < 0.85 {
			t.Errorf("F1 %.3f", f1)
		}
	}
	golden(t, "quality.txt", out.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "link", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is committed:\n%s\nwant\n%s", name, got, want)
	}
}
