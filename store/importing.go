package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"trunglap/registry"
)

// An ImportRequest is a list as read from a file.
type ImportRequest struct {
	List       registry.List
	Platforms  []registry.Platform
	Rejected   int    // rows that could not be read
	FileDigest string // hex SHA-256 of the file, kept for the audit

	AcceptGoodRows   bool // take Platforms although rows were rejected
	AcceptCollisions bool // take ids that another list gives to a platform of another owner and name
	WithdrawAll      bool // an edition without any platform may follow one with some
	DryRun           bool // report what would change, and change nothing
}

// An ImportReport says what an import did to the registry, or would do.
type ImportReport struct {
	List       registry.List `json:"list"`
	Edition    int64         `json:"edition"`    // the edition made, or the one that already says all this; of a dry run, the number it would get
	Written    bool          `json:"written"`    // false: nothing new, or a dry run
	Historic   bool          `json:"historic"`   // a newer edition of the list is here already: the present state did not change
	Added      []string      `json:"added"`      // ids new to the registry, or back in this list
	Changed    []Change      `json:"changed"`    // field by field
	Unchanged  int           `json:"unchanged"`  //
	Withdrawn  []string      `json:"withdrawn"`  // ids this list no longer holds; their history is kept
	Kept       []string      `json:"kept"`       // ids not read but kept, because a rejected row may be theirs
	Rejected   int           `json:"rejected"`   //
	Mismatches []Mismatch    `json:"mismatches"` // where the list's own counts differ from what was read
	Collisions []Collision   `json:"collisions"` // ids taken from another list's platform of another owner and name
	Snapshot   string        `json:"snapshot"`   // digest of the registry after it
}

// A Mismatch is an agency for which the list states another number of
// platforms than it holds.
type Mismatch struct {
	Agency string `json:"agency"`
	Stated int    `json:"stated"`
	Read   int    `json:"read"`
}

// A Collision is an id under which two lists hold what looks like two platforms.
type Collision struct {
	ID  string            `json:"id"`
	Old registry.Platform `json:"old"`
	New registry.Platform `json:"new"`
}

// Import makes a new edition of a list in one transaction, or finds that the
// registry already says the same and writes nothing.
//
// The edition is compared with the edition of the same list before it in time
// (date of the list, then arrival). An undated list takes the date of the one
// before. An id not in that edition but in another list is compared with the
// version there: the later list wins in the snapshot, the other's version is
// kept. Owner and name may change within a list; when both differ between
// lists it is not an update but two platforms under one id, and refused unless
// AcceptCollisions says otherwise.
//
// If rows were rejected nothing is written unless AcceptGoodRows is set, and
// then no platform counts as withdrawn: a rejected row may be its. A file
// without a platform does not withdraw a list unless WithdrawAll says so: it is
// more likely to have lost its rows.
func (d *DB) Import(ctx context.Context, req ImportRequest) (ImportReport, error) {
	act := "import list " + req.List.ID
	if err := checkRequest(req); err != nil {
		return ImportReport{}, fmt.Errorf("%s: %w", act, err)
	}
	var im *importer
	work := func(tx *sql.Tx) (err error) {
		im, err = newImporter(ctx, tx, req, d.now())
		if err != nil {
			return err
		}
		return im.run()
	}
	err := d.change(ctx, act, work)
	if err := ignoreNothing(err); err != nil {
		return ImportReport{}, err
	}
	return im.report, nil
}

// checkRequest refuses what no registry can hold.
func checkRequest(req ImportRequest) error {
	if strings.TrimSpace(req.List.ID) == "" {
		return registry.Invalid(registry.T("danh mục chưa có mã; hãy đặt bằng --list", "the list has no id; give one with --list"))
	}
	if req.Rejected > 0 && !req.AcceptGoodRows {
		return registry.Invalid(registry.Tf(
			"%d dòng có lỗi nên không có gì được ghi; hãy sửa tệp, hoặc dùng --accept-good-rows để chỉ lấy các dòng đúng",
			"%d rows have errors, so nothing was written; mend the file, or take the good rows alone with --accept-good-rows", req.Rejected))
	}
	seen := make(map[string]bool, len(req.Platforms))
	for i := range req.Platforms {
		id := req.Platforms[i].ID
		switch {
		case strings.TrimSpace(id) == "":
			return registry.Invalid(registry.Tf("nền tảng thứ %d không có mã", "platform number %d has no id", i+1))
		case seen[id]:
			return registry.Invalid(registry.Tf("mã %s xuất hiện hai lần trong một danh mục", "id %s occurs twice in one list", id))
		}
		seen[id] = true
	}
	return nil
}

// errNothingToDo rolls the transaction back without being a failure.
var errNothingToDo = errors.New("nothing to do")

func ignoreNothing(err error) error {
	if errors.Is(err, errNothingToDo) {
		return nil
	}
	return err
}

// A held is a platform as an edition in the registry holds it.
type held struct {
	platform, version int64
	digest            string
	list              string
}

// An importer is one import under way.
type importer struct {
	ctx    context.Context
	tx     *sql.Tx
	req    ImportRequest
	at     time.Time
	all    []Edition
	base   Edition         // the edition compared with; Seq 0: the list is new
	was    map[string]held // what base holds, by id
	other  map[string]held // what the other lists hold now, by id
	report ImportReport
	member map[string]held // what the new edition holds; version 0: to be written
}

func newImporter(ctx context.Context, tx *sql.Tx, req ImportRequest, at time.Time) (*importer, error) {
	all, err := editions(ctx, tx)
	if err != nil {
		return nil, err
	}
	im := &importer{ctx: ctx, tx: tx, req: req, at: at, all: all, member: make(map[string]held, len(req.Platforms))}
	im.report = ImportReport{Rejected: req.Rejected, Mismatches: mismatches(req.List, req.Platforms)}
	im.findBase()
	im.report.List = im.req.List
	if im.was, err = holdings(ctx, tx, []Edition{im.base}); err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(current(all, ""), func(e Edition) bool { return e.List.ID == req.List.ID })
	im.other, err = holdings(ctx, tx, others)
	return im, err
}

// findBase finds the edition before this one in time, and dates an undated list by it.
func (im *importer) findBase() {
	var of []Edition
	for _, e := range im.all {
		if e.List.ID == im.req.List.ID {
			of = append(of, e)
		}
	}
	slices.SortFunc(of, byTime)
	if len(of) == 0 {
		return
	}
	if !im.req.List.Date.Known() {
		im.req.List.Date = of[len(of)-1].List.Date
	}
	for _, e := range of {
		if e.List.Date.First() <= im.req.List.Date.First() {
			im.base = e
		}
	}
	im.report.Historic = im.base.Seq != of[len(of)-1].Seq
}

// holdings reads what editions hold, later ones winning.
func holdings(ctx context.Context, q queryer, es []Edition) (map[string]held, error) {
	out := map[string]held{}
	for _, e := range es {
		rows, err := q.QueryContext(ctx, `SELECT p.id, m.platform, m.version, v.digest FROM member m
			JOIN platform p ON p.key = m.platform JOIN version v ON v.seq = m.version WHERE m.edition = ?`, e.Seq)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id string
			h := held{list: e.List.ID}
			if err := rows.Scan(&id, &h.platform, &h.version, &h.digest); err != nil {
				rows.Close()
				return nil, err
			}
			out[id] = h
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mismatches compares the list's own counts with the platforms read.
func mismatches(l registry.List, ps []registry.Platform) []Mismatch {
	read := map[string]int{}
	for i := range ps {
		read[ps[i].Agency]++
	}
	read[registry.StatedTotal] = len(ps)
	var out []Mismatch
	for _, agency := range slices.Sorted(maps.Keys(l.Stated)) {
		if n := read[agency]; n != l.Stated[agency] && agency != registry.StatedBodies {
			out = append(out, Mismatch{agency, l.Stated[agency], n})
		}
	}
	return out
}

func (im *importer) run() error {
	for i := range im.req.Platforms {
		if err := im.consider(&im.req.Platforms[i]); err != nil {
			return err
		}
	}
	im.absent()
	im.sortReport()
	if len(im.req.Platforms) == 0 && len(im.report.Withdrawn) > 0 && !im.req.WithdrawAll && !im.req.DryRun {
		return emptied(im.req.List.ID, len(im.report.Withdrawn))
	}
	if len(im.report.Collisions) > 0 && !im.req.AcceptCollisions && !im.req.DryRun {
		return collided(im.report.Collisions)
	}
	same := im.sameAsBase()
	im.report.Edition = im.base.Seq
	if !same {
		if err := im.writeEdition(); err != nil {
			return err
		}
	}
	if err := im.nameState(); err != nil {
		return err
	}
	if same || im.req.DryRun {
		return errNothingToDo
	}
	im.report.Written = true
	return nil
}

// emptied refuses a file that was cut, or lost its rows, on its way here.
func emptied(list string, n int) error {
	return &registry.Error{Kind: registry.ErrInvalid, Say: registry.Tf(
		"tệp không có nền tảng nào, còn danh mục %[1]s đang có %[2]d; không có gì được ghi. Nếu đúng là toàn bộ danh mục không còn hiệu lực, dùng --withdraw-all",
		"the file holds no platform, but list %[1]s has %[2]d; nothing was written. If the whole list is really no longer in force, use --withdraw-all", list, n)}
}

// nameState reports the digest of the registry as the transaction sees it.
func (im *importer) nameState() error {
	all, err := editions(im.ctx, im.tx)
	if err != nil {
		return err
	}
	im.report.Snapshot, _, err = stateDigest(im.ctx, im.tx, current(all, ""))
	return err
}

// consider sorts one platform into added, changed or unchanged.
func (im *importer) consider(p *registry.Platform) error {
	digest := p.Digest()
	old, ok := im.was[p.ID]
	if !ok {
		old, ok = im.other[p.ID]
	}
	next := held{digest: digest}
	switch {
	case !ok:
		im.report.Added = append(im.report.Added, p.ID)
	case old.digest == digest:
		im.report.Unchanged++
		next.platform, next.version = old.platform, old.version
	default:
		next.platform = old.platform
		if err := im.changed(p, old); err != nil {
			return err
		}
	}
	im.member[p.ID] = next
	return nil
}

func (im *importer) changed(p *registry.Platform, old held) error {
	before, err := readVersion(im.ctx, im.tx, old.version)
	if err != nil {
		return fmt.Errorf("platform %s: %w", p.ID, err)
	}
	im.report.Changed = append(im.report.Changed, Change{ID: p.ID, From: old.list, Fields: Diff(before, *p)})
	if old.list != im.req.List.ID && twoPlatforms(before, *p) {
		im.report.Collisions = append(im.report.Collisions, Collision{p.ID, before, *p})
	}
	return nil
}

// twoPlatforms tells a platform re-listed (same owner, or same name under a
// new owner) from two platforms that two lists number alike.
func twoPlatforms(a, b registry.Platform) bool {
	same := func(x, y string) bool {
		return x != "" && strings.EqualFold(strings.TrimSpace(x), strings.TrimSpace(y))
	}
	return a.Agency != b.Agency && !same(a.NameVI, b.NameVI) && !same(a.NameEN, b.NameEN)
}

func collided(cs []Collision) error {
	c := cs[0]
	return &registry.Error{Kind: registry.ErrConflict, Say: registry.Tf(
		"%d mã đã được danh mục khác dùng cho nền tảng khác, ví dụ %s: %q (%s) và %q (%s); hãy đổi mã, hoặc xác nhận đó là cùng một nền tảng bằng --accept-collisions",
		"%d ids are used by another list for another platform, for example %s: %q (%s) and %q (%s); change the ids, or say that they are the same platform with --accept-collisions",
		len(cs), c.ID, c.Old.Name(registry.VI), c.Old.Agency, c.New.Name(registry.VI), c.New.Agency)}
}

// absent finds the platforms of the edition before that were not read now.
func (im *importer) absent() {
	for id, h := range im.was {
		if _, ok := im.member[id]; ok {
			continue
		}
		if im.req.Rejected > 0 {
			im.member[id] = h
			im.report.Kept = append(im.report.Kept, id)
			continue
		}
		im.report.Withdrawn = append(im.report.Withdrawn, id)
	}
}

func (im *importer) sortReport() {
	slices.Sort(im.report.Added)
	slices.Sort(im.report.Withdrawn)
	slices.Sort(im.report.Kept)
	slices.SortFunc(im.report.Changed, func(a, b Change) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(im.report.Collisions, func(a, b Collision) int { return cmp.Compare(a.ID, b.ID) })
}

// sameAsBase reports whether the edition before says all that this one says.
// The name of the file does not count: a list sent twice is one list.
func (im *importer) sameAsBase() bool {
	a, b := im.base.List, im.req.List
	if im.base.Seq == 0 || a.Title != b.Title || a.Authority != b.Authority || a.Date != b.Date || a.Rank != b.Rank ||
		!maps.Equal(a.Stated, b.Stated) || len(im.was) != len(im.member) {
		return false
	}
	for id, m := range im.member {
		if im.was[id].digest != m.digest {
			return false
		}
	}
	return true
}

// writeEdition writes the edition, the versions it brings, and its members.
func (im *importer) writeEdition() error {
	r, l := &im.report, im.req.List
	stated := l.Stated
	if stated == nil {
		stated = map[string]int{}
	}
	res, err := im.tx.ExecContext(im.ctx, `INSERT INTO edition (list, title, authority, date, rank, stated, file,
		file_digest, at, digest, added, changed, unchanged, withdrawn, kept, rejected) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		l.ID, l.Title, l.Authority, string(l.Date), l.Rank, asJSON(stated), l.File, im.req.FileDigest,
		im.at.UTC().Format(time.RFC3339), im.digest(), len(r.Added), len(r.Changed), r.Unchanged, len(r.Withdrawn), len(r.Kept), r.Rejected)
	if err != nil {
		return err
	}
	if r.Edition, err = res.LastInsertId(); err != nil {
		return err
	}
	if err := im.writeVersions(); err != nil {
		return err
	}
	return im.writeMembers()
}

// digest names the content of the edition: ids and content, sorted.
func (im *importer) digest() string {
	c := newContentDigest()
	for _, id := range slices.Sorted(maps.Keys(im.member)) {
		c.add(id, im.member[id].digest)
	}
	return c.String()
}

// writeVersions stores what the registry has not seen, and finds again what it
// has seen before (a platform changed back, or back in the list).
func (im *importer) writeVersions() error {
	w, err := newVersionWriter(im.ctx, im.tx)
	if err != nil {
		return err
	}
	defer w.close()
	for i := range im.req.Platforms {
		p := &im.req.Platforms[i]
		m := im.member[p.ID]
		if m.version != 0 {
			continue
		}
		if m.version, m.platform, err = w.write(p, m, im.report.Edition); err != nil {
			return fmt.Errorf("platform %s: %w", p.ID, err)
		}
		im.member[p.ID] = m
	}
	return nil
}

func (im *importer) writeMembers() error {
	stmt, err := im.tx.PrepareContext(im.ctx, "INSERT INTO member (edition, platform, version) VALUES (?,?,?)")
	if err != nil {
		return err
	}
	defer stmt.Close()
	members := slices.SortedFunc(maps.Values(im.member), func(a, b held) int { return cmp.Compare(a.platform, b.platform) })
	for _, m := range members {
		if _, err := stmt.ExecContext(im.ctx, im.report.Edition, m.platform, m.version); err != nil {
			return err
		}
	}
	return nil
}
