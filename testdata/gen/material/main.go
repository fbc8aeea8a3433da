// Command material makes the phrase table that package synthetic builds
// platforms from: what authorities do (tasks, such as "cấp giấy phép xây
// dựng") and what they do it to (things, such as "giấy phép xây dựng"), with
// how often the codified law says so.
//
//	go run ./testdata/gen/material -law law.tsv.gz -thesaurus text/thesaurus > testdata/gen/synthetic/material.tsv
//
// The law is the official codification, one paragraph a line, heading first.
// The table holds short phrases and their counts, not the text. It is pinned:
// making it again from another corpus changes every generated registry.
package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

func main() {
	law := flag.String("law", "", "the codified law, `FILE`.tsv.gz")
	thesaurus := flag.String("thesaurus", "text/thesaurus", "folder of the thesaurus")
	flag.Parse()
	if err := run(os.Stdout, *law, *thesaurus); err != nil {
		fmt.Fprintln(os.Stderr, "material:", err)
		os.Exit(1)
	}
}

// verbs begin a task. "Cấp", "phòng", "thu" and other syllables that are more
// often something else are left out.
var verbs = strings.Split("quản lý,tiếp nhận,giải quyết,cấp lại,cấp đổi,cấp giấy,cấp phép,cấp thẻ,cấp chứng,cấp mã,gia hạn,thu hồi,đăng ký,kê khai,khai báo,tra cứu,theo dõi,giám sát,"+
	"kiểm tra,thanh tra,thẩm định,phê duyệt,công bố,công khai,cung cấp,cập nhật,thu thập,tổng hợp,lưu trữ,thống kê,kết nối,chia sẻ,trao đổi,"+
	"thanh toán,chi trả,hỗ trợ,đánh giá,xếp hạng,phân loại,xây dựng,điều chỉnh,phân bổ,quyết toán,đấu giá,đấu thầu,mua sắm,đào tạo,sát hạch,"+
	"tuyển dụng,bổ nhiệm,khen thưởng,xử lý,xử phạt,cảnh báo,dự báo,quan trắc,điều tra,khảo sát,kiểm định,kiểm nghiệm,kiểm soát,chứng nhận,xác nhận,xác minh,"+
	"công nhận,chuyển nhượng,cho thuê,bồi thường,hòa giải,trợ giúp,tư vấn,phòng chống,ứng phó,bảo tồn,bảo vệ,nhập khẩu,xuất khẩu,vận chuyển,khai thác,"+
	"sản xuất,chế biến,nghiên cứu,bảo dưỡng,bảo trì,phân tích,chẩn đoán,điều trị,giám định,bảo lãnh", ",")

// loose are words that neither begin nor end a phrase, and that may follow a
// complete one.
var loose = set("của và các theo cho trong được có là để do tại về với từ đến khi hoặc những một này đó phải không bằng thì mà như trên dưới ngoài vào ra bởi vì nếu sau trước "+
	"hằng hàng mỗi cùng cả đã đang sẽ việc nêu ở thuộc nhằm tới giữa qua lên cũng còn chỉ nào ai gì gồm cần", " ")

// tied are words that never end a phrase though others may follow them.
var tied = set("quy định điều khoản điểm mục chương nhà bộ luật số nghị thông tổ cá cơ đơn chủ người sở ủy chính ban phó trưởng giám thủ tướng cấp quyết bản mẫu phụ tư đầu hai ba bốn năm đối bao thiết", " ")

func set(s, sep string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.SplitSeq(s, sep) {
		m[w] = true
	}
	return m
}

const (
	minWords, maxWords = 4, 7
	maxThing           = 6
	minCount           = 8   // paragraphs that hold the phrase
	minComplete        = 0.8 // share of its places where the sentence or the phrase visibly ends after it
)

func run(w io.Writer, law, thesaurus string) error {
	things, err := thingsOf(thesaurus)
	if err != nil {
		return err
	}
	tasks, err := tasksOf(law, things)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "kind\tfield\tcount\tphrase")
	fields := newFields()
	for _, t := range slices.Concat(sorted(things), tasks) {
		fmt.Fprintf(out, "%s\t%s\t%d\t%s\n", t.kind, fields.of(t.phrase), t.count, t.phrase)
	}
	return out.Flush()
}

// A line of the table.
type line struct {
	kind, phrase string
	count        int
}

// A tally counts a phrase.
type tally struct{ paragraphs, places, complete int32 }

// tasksOf reads the law and keeps the complete, frequent phrases that begin
// with a verb, sorted; on the way it counts the things.
func tasksOf(law string, things map[string]*line) ([]line, error) {
	f, err := os.Open(law)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	counts := map[string]*tally{}
	in := bufio.NewScanner(zr)
	in.Buffer(nil, 1<<24)
	begins := map[string]bool{}
	for _, v := range verbs {
		begins[v] = true
	}
	for in.Scan() {
		_, paragraph, _ := strings.Cut(in.Text(), "\t")
		tokens := text.Tokenize(paragraph)
		count(counts, begins, tokens)
		countThings(things, tokens)
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	return frequent(counts), nil
}

func count(counts map[string]*tally, begins map[string]bool, tokens []text.Token) {
	seen := map[string]bool{}
	for i := range tokens {
		one := tokens[i].Toned
		if !begins[one] && (i+1 == len(tokens) || !begins[one+" "+tokens[i+1].Toned]) {
			continue
		}
		words := one
		for n := 1; i+n < len(tokens) && n < maxWords && !tokens[i+n-1].Break && !comma(tokens[i+n-1], tokens[i+n]); n++ {
			words += " " + tokens[i+n].Toned
			last := tokens[i+n]
			if n+1 < minWords || loose[last.Toned] || tied[last.Toned] || !text.IsSyllable(last.Toned) {
				continue
			}
			t := counts[words]
			if t == nil {
				t = &tally{}
				counts[words] = t
			}
			t.places++
			if i+n+1 == len(tokens) || last.Break || loose[tokens[i+n+1].Toned] || comma(last, tokens[i+n+1]) {
				t.complete++
			}
			if !seen[words] {
				seen[words] = true
				t.paragraphs++
			}
		}
	}
}

// countThings adds one to every thing that a paragraph names.
func countThings(things map[string]*line, tokens []text.Token) {
	seen := map[*line]bool{}
	for i := range tokens {
		words := tokens[i].Toned
		for n := 1; n < maxThing && i+n < len(tokens) && !tokens[i+n-1].Break; n++ {
			words += " " + tokens[i+n].Toned
			if t := things[words]; t != nil && !seen[t] {
				seen[t] = true
				t.count++
			}
		}
	}
}

// comma reports whether something other than a space stands between two words.
func comma(a, b text.Token) bool { return b.Start-a.End != 1 }

func frequent(counts map[string]*tally) []line {
	var out []line
	for p, t := range counts {
		if t.paragraphs >= minCount && float64(t.complete) >= minComplete*float64(t.places) && clean(p) {
			out = append(out, line{"task", p, int(t.paragraphs)})
		}
	}
	return ordered(out)
}

func ordered(ls []line) []line {
	slices.SortFunc(ls, func(a, b line) int { return cmp.Or(b.count-a.count, strings.Compare(a.phrase, b.phrase)) })
	return ls
}

func sorted(things map[string]*line) []line {
	var out []line
	for _, t := range things {
		out = append(out, *t)
	}
	return ordered(out)
}

// clean refuses phrases that speak of the law itself or hold loose words.
func clean(p string) bool {
	for _, bad := range []string{"quy định", "kịp thời", "điều này", "khoản", "nghị định", "thông tư", "luật", "điểm a", "sau đây", "phụ lục"} {
		if strings.Contains(p, bad) {
			return false
		}
	}
	words := strings.Fields(p)
	if loose[words[2]] { // every verb has two syllables
		return false
	}
	for _, w := range words {
		if !text.IsSyllable(w) || loose[w] && w != "về" && w != "của" && w != "và" && w != "trên" && w != "cho" {
			return false
		}
	}
	return true
}

// thingsOf reads the phrases of the thesaurus for objects and documents, by
// their toned form. Each counts once to begin with.
func thingsOf(dir string) (map[string]*line, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return nil, err
	}
	out := map[string]*line{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(rows) == 0 || len(rows[0]) < 6 || rows[0][5] != "phrases_vi" {
			continue
		}
		for _, r := range rows[1:] {
			if r[1] != "object" && r[1] != "document" {
				continue
			}
			for _, p := range registry.SplitList(r[5]) {
				n := len(strings.Fields(p))
				if n >= 2 && n <= maxThing && strings.ToLower(p) == p && !strings.ContainsAny(p, ",/()") {
					out[text.Toned(p)] = &line{"thing", p, 1}
				}
			}
		}
	}
	return out, nil
}

// fields finds the field of the data taxonomy that a phrase belongs to.
type fields map[string]string

func newFields() fields {
	f := fields{}
	for _, d := range registry.Domains() {
		if strings.HasPrefix(d.Code, "X-") && d.Parent != "" {
			for _, k := range append(d.KeywordsVI, d.NameVI) {
				f[text.Toned(k)] = d.Code
			}
		}
	}
	return f
}

// of is the field whose longest keyword stands in the phrase, or "-".
func (f fields) of(phrase string) string {
	words := strings.Fields(text.Toned(phrase))
	for n := len(words); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			if code, ok := f[strings.Join(words[i:i+n], " ")]; ok {
				return code
			}
		}
	}
	return "-"
}
