package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"trunglap/registry"
)

// Documents about checks: what a proposal was compared with and what came of
// it. They print what the check holds and look nothing up, so that a reader
// without the right to restricted platforms cannot be shown one by any of them.
// All forms hold the same matches in the same order.

// JSONL is one check a line, without records and arithmetic: for programs that
// check many proposals.
const JSONL Format = "jsonl"

var checkFormats = [...]Format{Terminal, JSON, JSONL, CSV, HTML, PDF}

// CheckFormats lists the forms of a check in the order in which they are offered.
func CheckFormats() []Format { return slices.Clone(checkFormats[:]) }

// A CheckReport is what a document about proposals says.
type CheckReport struct {
	Agencies  *registry.Agencies
	Model     registry.Model // for the arithmetic
	Proposals []Checked
	Explain   bool // the full arithmetic of every match, also where the form would be brief
}

// A Checked is one proposal with its answer and, if it was signed, its certificate.
type Checked struct {
	registry.Check
	Certificate *registry.CheckCertificate
	Digest      string // of the certificate's file
}

// WriteCheck writes the document in one format and language. JSON is one
// object for one proposal, a list for several; a certificate is written as the
// file it is, by whoever signed it.
func WriteCheck(w io.Writer, f Format, r *CheckReport, lang registry.Lang) error {
	var err error
	switch f {
	case Terminal:
		err = writeCheckTerminal(w, r, lang)
	case JSON:
		err = writeCheckJSON(w, r)
	case JSONL:
		err = writeCheckLines(w, r)
	case CSV:
		err = writeCheckCSV(w, r, lang)
	case HTML:
		err = writeCheckHTML(w, r, lang)
	case PDF:
		err = writeCheckPDF(w, r, lang)
	default:
		return &registry.Error{Kind: registry.ErrUsage, Say: registry.Tf(
			"không có dạng %q cho kết quả kiểm tra", "a check has no form %q", string(f))}
	}
	if err != nil {
		return fmt.Errorf("check as %s: %w", f, err)
	}
	return nil
}

func writeCheckJSON(w io.Writer, r *CheckReport) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if len(r.Proposals) == 1 {
		return e.Encode(r.Proposals[0].Check)
	}
	all := []registry.Check{}
	for i := range r.Proposals {
		all = append(all, r.Proposals[i].Check)
	}
	return e.Encode(all)
}

func writeCheckLines(w io.Writer, r *CheckReport) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range r.Proposals {
		c := r.Proposals[i].Check
		if !r.Explain {
			c = c.Brief()
		}
		if err := e.Encode(c); err != nil {
			return err
		}
	}
	return nil
}

// Denominate says what a check rests on: who reported, which lists, how many
// platforms, all as far as the reader may see.
func Denominate(s registry.Snapshot, agencies *registry.Agencies, showRestricted bool) *registry.Denominator {
	shown := visible(&Report{Snapshot: s, Agencies: agencies, ShowRestricted: showRestricted})
	c := Cover(shown)
	d := &registry.Denominator{AsOf: c.AsOf, Required: c.Required, Reported: c.Reported, Silent: []string{},
		Platforms: len(shown.Snapshot.Platforms), Lists: []registry.CoveredList{}}
	for _, b := range c.Silent() {
		d.Silent = append(d.Silent, b.Code)
	}
	in := map[string]int{}
	for i := range shown.Snapshot.Platforms {
		in[shown.Snapshot.Platforms[i].List]++
	}
	for _, l := range shown.Snapshot.Lists {
		if n := in[l.ID]; n > 0 {
			d.Lists = append(d.Lists, registry.CoveredList{ID: l.ID, Title: l.Title, Authority: l.Authority, Date: l.Date, Platforms: n})
		}
	}
	return d
}

// A checkDocument is one proposal made ready for one language. Its cases are
// the matches, the proposal being side A.
type checkDocument struct {
	*document
	*Checked
}

func (r *CheckReport) document(i int, lang registry.Lang) *checkDocument {
	p := &r.Proposals[i]
	d := &document{Report: &Report{
		Title:    registry.T("Kết quả kiểm tra đề xuất", "Check of a proposal"),
		Agencies: r.Agencies, Model: r.Model,
		Snapshot: registry.Snapshot{Digest: p.Snapshot, AsOf: p.AsOf},
		Run:      registry.Run{Snapshot: p.Snapshot, Settings: p.Settings, Engine: p.Engine},
	}, printer: printer{lang}, coverage: Coverage{AsOf: p.AsOf}}
	for _, m := range p.Matches {
		if m.Finding != nil && m.Platform != nil {
			d.cases = append(d.cases, kase{Finding: *m.Finding, a: p.Proposal, b: *m.Platform})
		}
	}
	return &checkDocument{d, p}
}

// shade is the colour of the verdict.
func (d *checkDocument) shade() shade {
	switch d.Verdict {
	case registry.VerdictDuplication:
		return shadeOf(registry.Duplication)
	case registry.VerdictOverlap:
		return shadeOf(registry.Overlap)
	case registry.VerdictInsufficient:
		return shadeOf(registry.Insufficient)
	}
	return shadeOf(registry.Integration)
}

// symbol stands for the verdict beside its word.
func (d *checkDocument) symbol() string {
	switch d.Verdict {
	case registry.VerdictDuplication:
		return registry.Duplication.Symbol()
	case registry.VerdictOverlap:
		return registry.Overlap.Symbol()
	case registry.VerdictInsufficient:
		return registry.Insufficient.Symbol()
	}
	return registry.Unrelated.Symbol()
}

// proposer names who proposes, or nobody.
func (d *checkDocument) proposer() string {
	if d.Proposal.Agency == "" {
		return ""
	}
	return d.agency(d.Proposal.Agency)
}

// asked is what the proposal says to each thing that is asked of it.
func (d *checkDocument) asked() []fact {
	p := &d.Proposal
	var users []string
	for _, u := range p.Users {
		users = append(users, d.code(u))
	}
	facts := []fact{
		{Label: d.tr("Cơ quan đề xuất", "Proposed by"), Value: d.proposer()},
		{Label: d.tr("Mục đích, chức năng", "Purpose, function"), Value: p.Function(d.lang)},
		{Label: d.tr("Nhóm dữ liệu", "Data"), Value: strings.Join(p.Domains, "; ")},
		{Label: d.tr("Đối tượng sử dụng", "Users"), Value: strings.Join(users, "; ")},
		{Label: d.tr("Phạm vi sử dụng", "Scope of use"), Value: d.code(p.Scope)},
	}
	for i := range facts {
		facts[i].Value = cmp.Or(facts[i].Value, d.tr("chưa nêu", "not stated"))
	}
	return facts
}

// caveat says whose word the answer is.
func (d *checkDocument) caveat() string {
	return d.tr("Kết quả do máy so sánh, là căn cứ để xem xét, không phải kết luận. Kết luận là của cơ quan có thẩm quyền.",
		"Made by machine: grounds for review, not a ruling. Rulings belong to the competent authority.")
}

// measured is the probability with what it is a probability of; empty without
// matches, and where there is too little to judge by: a low number would read
// as a finding that nothing is alike.
func (d *checkDocument) measured() string {
	if len(d.Matches) == 0 || d.Verdict == registry.VerdictInsufficient {
		return ""
	}
	return fmt.Sprintf(d.tr("xác suất %s, quan hệ với nền tảng gần nhất: %s", "probability %s, relation to the nearest platform: %s"),
		d.percent(float64(d.Probability)), d.Relation.Text().In(d.lang))
}

// remarks are what a reader must know beside the verdict.
func (d *checkDocument) remarks() []string {
	var out []string
	add := func(vi, en string, args ...any) { out = append(out, fmt.Sprintf(d.tr(vi, en), args...)) }
	if d.Restricted {
		out = append(out, registry.RestrictedText.In(d.lang))
	}
	for _, m := range d.Matches {
		switch {
		case m.SameID && m.Identical:
			add("Đề xuất này chính là bản ghi %s đã có trong danh mục.", "This proposal is the record %s of the registry itself.", m.ID)
		case m.SameID:
			add("Mã %s đã thuộc một nền tảng trong danh mục.", "The id %s belongs to a platform of the registry.", m.ID)
		case m.Identical:
			add("Nội dung được so giống hệt %s.", "The compared content is identical to that of %s.", m.ID)
		}
	}
	if len(d.Missing) > 0 {
		add("Đề xuất chưa nêu: %s.", "The proposal does not state: %s.", d.fields(d.Missing))
	}
	if len(d.TooShort) > 0 {
		add("Mô tả còn quá ngắn để kết luận: %s.", "Too briefly described to be judged: %s.", d.fields(d.TooShort))
	}
	if n := d.Found; n > len(d.Matches) {
		add("Có %s nền tảng trùng lặp hoặc chồng lấn; ở đây liệt kê %d nền tảng gần nhất.", "%s platforms duplicate or overlap; the nearest %d are listed here.", d.num(int64(n)), len(d.Matches))
	}
	return out
}

func (d *checkDocument) fields(names []string) string {
	var words []string
	for _, f := range names {
		words = append(words, registry.FieldText(f).In(d.lang))
	}
	return strings.Join(words, ", ")
}

// grounds say what the answer rests on, the denominator first.
func (d *checkDocument) grounds() []string {
	c := d.Coverage
	if c == nil {
		return nil
	}
	when := ""
	if c.AsOf.Known() {
		when = d.tr(", tính đến ", ", as of ") + d.date(c.AsOf)
	}
	out := []string{fmt.Sprintf(d.tr("%d/%d cơ quan đã báo cáo%s; đã so với từng nền tảng trong %s nền tảng của danh mục, không bỏ qua nền tảng nào. Mục hạn chế, nếu có, cũng được so nhưng không nêu.",
		"%d of %d bodies have reported%s; compared with each of the %s platforms of the registry, none skipped. Restricted entries, if any, were compared too, but are not shown."),
		c.Reported, c.Required, when, d.num(int64(c.Platforms)))}
	for _, l := range c.Lists {
		s := l.Title
		if l.Authority != "" {
			s += ", " + l.Authority
		}
		if l.Date.Known() {
			s += ", " + d.date(l.Date)
		}
		out = append(out, fmt.Sprintf(d.tr("Danh mục: %s (%s nền tảng).", "List: %s (%s platforms)."), s, d.num(int64(l.Platforms))))
	}
	if d.Uncomparable > 0 {
		out = append(out, fmt.Sprintf(d.tr("%s nền tảng có mô tả quá ngắn, chỉ so được tên.", "%s platforms are described too briefly; only their names could be compared."), d.num(int64(d.Uncomparable))))
	}
	if len(c.Silent) > 0 {
		out = append(out, fmt.Sprintf(d.tr("Chưa báo cáo: %s.", "Not reported: %s."), strings.Join(c.Silent, ", ")))
	}
	return out
}

// A treatmentView is one of the four official treatments.
type treatmentView struct {
	Text      string
	Suggested bool
}

func (d *checkDocument) treatments() []treatmentView {
	var out []treatmentView
	for _, t := range registry.Treatments {
		out = append(out, treatmentView{t.Text().In(d.lang), d.Suggestion != nil && d.Suggestion.Treatment == t})
	}
	return out
}

// advice says which platform to reuse or connect to, and why it before others.
func (d *checkDocument) advice() string {
	if d.Suggestion == nil {
		return ""
	}
	r := d.Suggestion.Reuse
	if r == nil {
		return d.tr("Nền tảng giống đề xuất đã kết thúc sử dụng: kế thừa dữ liệu của nó trước khi xây dựng mới.",
			"What the proposal resembles is no longer used: take over its data before building anew.")
	}
	verb := d.tr("Dùng lại", "Reuse")
	if r.Connect {
		verb = d.tr("Kết nối với", "Connect to")
	}
	s := fmt.Sprintf("%s %s “%s” (%s).", verb, r.ID, registry.T(r.NameVI, r.NameEN).In(d.lang), d.agency(r.Agency))
	for _, rule := range registry.ReuseRules() {
		if rule.Name == r.DecidedBy {
			s += " " + fmt.Sprintf(d.tr("Chọn trước %s vì: %s.", "Chosen before %s for: %s."), strings.Join(r.Over, ", "), rule.Text.In(d.lang))
		}
	}
	return s
}

// reuseFacts are what the list says of the platform to reuse.
func (d *checkDocument) reuseFacts() []fact {
	if d.Suggestion == nil || d.Suggestion.Reuse == nil {
		return nil
	}
	r := d.Suggestion.Reuse
	facts := stated([]fact{
		{Label: d.tr("Trạng thái", "Status"), Value: d.status(r.Status)},
		{Label: d.tr("Phạm vi", "Scope"), Value: d.scope(r.Scope)},
		{Label: d.tr("Căn cứ", "Mandate"), Value: r.Mandate},
		{Label: d.tr("Vận hành từ", "Launched"), Value: d.date(r.Launched)},
		{Label: d.tr("Đơn vị vận hành", "Operator"), Value: r.Operator},
		{Label: d.tr("Đầu mối", "Contact"), Value: r.Contact},
		{Label: d.tr("Địa chỉ", "Address"), Value: r.URL},
	})
	var missing []string
	for _, f := range r.Unstated {
		missing = append(missing, d.reuseWord(f))
	}
	if len(missing) > 0 {
		facts = append(facts, fact{Label: d.tr("Danh mục chưa nêu", "Not in the list"), Value: strings.Join(missing, ", ")})
	}
	return facts
}

func (d *checkDocument) reuseWord(field string) string {
	switch field {
	case "status":
		return d.tr("trạng thái", "status")
	case "scope":
		return d.tr("phạm vi sử dụng", "scope of use")
	case "mandate":
		return d.tr("căn cứ pháp lý", "legal basis")
	case "launched":
		return d.tr("thời điểm vận hành", "when it was launched")
	case "contact":
		return d.tr("đầu mối liên hệ", "contact")
	}
	return field
}

// seal are the lines that identify the answer: what it was computed from and,
// if it is signed, by whom.
func (d *checkDocument) seal() []fact {
	facts := []fact{
		{Label: d.tr("Ảnh chụp danh mục", "Snapshot"), Value: d.Check.Snapshot},
		{Label: d.tr("Cấu hình", "Settings"), Value: d.Settings},
		{Label: d.tr("Từ vựng", "Lexicon"), Value: d.Lexicon},
		{Label: d.tr("Thống kê từ", "Statistics"), Value: d.Statistics},
		{Label: d.tr("Phiên bản", "Version"), Value: d.Engine},
	}
	if c := d.Certificate; c != nil {
		until := d.tr("đến khi danh mục thay đổi", "until the registry changes")
		if c.ValidUntil.Known() {
			until = d.tr("đến hết ", "through ") + d.date(c.ValidUntil)
		}
		facts = append(facts,
			fact{Label: d.tr("Mã chứng nhận", "Certificate"), Value: d.Digest},
			fact{Label: d.tr("Mã nội dung đề xuất", "Proposal"), Value: c.ProposalDigest},
			fact{Label: d.tr("Lập ngày", "Issued"), Value: d.date(c.Issued)},
			fact{Label: d.tr("Có giá trị", "Valid"), Value: until},
			fact{Label: d.tr("Người ký", "Signed by"), Value: c.Issuer},
			fact{Label: d.tr("Khóa công khai", "Public key"), Value: string(c.Key)},
			fact{Label: d.tr("Chữ ký", "Signature"), Value: c.Signature},
		)
	}
	return stated(facts)
}
