package similarity

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"trunglap/registry"
	"trunglap/text"
)

// Checking a proposal before it is announced. A proposal is compared as if it
// were one more platform of the registry: with every platform, exactly, by
// Compare. Two things are added.
//
// The verdict. Duplication or overlap with any platform decides. Without one,
// the answer is none only if there was enough to judge by, else insufficient:
//
//   - the function text must weigh MinFunction, and a platform that says all
//     that the proposal says, at the length of a long description, would have
//     been recognised as overlap (power). So a description cut word by word is
//     called insufficient before it is cleared;
//   - the registry must hold a platform with a text to compare it with, and no
//     platform of nearly the same name may be without one.
//
// Nor is a proposal cleared that reads like a platform through and through and
// only by its wording passes for a channel or partner of it: that is overlap.
//
// What the reader may see. A restricted platform is compared like any other,
// but of it a reader without the right learns one bit: that there is overlap
// with one. To keep that bit from answering guesses, a restricted platform is
// compared with the proposal's text alone (no id, no stated relations), and
// what public platforms state about it is taken out before anything else.

// CheckOptions steer a checker. Only ShowRestricted and AsOf change an answer.
type CheckOptions struct {
	Workers        int           // 0: one per processor
	AsOf           registry.Date // owners and life-cycle as of this day; empty: the snapshot's
	Top            int           // nearest platforms always listed; 0: five
	ShowRestricted bool          // the reader may see restricted platforms

	// Kept is what Sketches gave for this engine and snapshot, or nothing; it
	// only saves time. Key names the engine, whoever made it; see Sketches.
	Kept []byte
	Key  string
}

// maxMatches bounds the list of a proposal so vague that it meets hundreds;
// Check.Found counts them all.
const maxMatches = 50

// A Checker holds the sketches of a snapshot and answers proposals. It is safe
// for concurrent use.
type Checker struct {
	e          *Engine
	snapshot   registry.Snapshot
	opt        CheckOptions
	fresh      bool
	sketches   []sketch // of the snapshot's platforms, in their order
	open       []*entry // what the reader may see
	restricted []*Record
	lists      map[string]registry.List
	replaced   map[string]bool // ids that an open platform states it replaces
	thin       int             // open platforms whose function says too little
	long       *Record         // see yardstick
}

// yardstick is a description as long as lists hold them: longer than any of the
// 146 of 2024 in function and data groups, than all but two in its name.
func yardstick() *registry.Platform {
	return &registry.Platform{
		NameVI: "Hệ thống cơ sở dữ liệu về phòng cháy, chữa cháy, cứu nạn, cứu hộ và truyền tin báo sự cố, thiên tai",
		FunctionVI: "Quản lý hồ sơ cơ sở thuộc diện quản lý về phòng cháy, nhận tín hiệu báo cháy từ thiết bị, điều phối lực lượng chữa cháy " +
			"và phương tiện cứu nạn tại địa phương.",
		Domains: []string{"cơ sở phòng cháy chữa cháy", "sự cố cháy nổ", "cứu nạn cứu hộ", "phương tiện chữa cháy"},
	}
}

// NewChecker prepares a snapshot.
func (e *Engine) NewChecker(ctx context.Context, snapshot registry.Snapshot, opt CheckOptions) (*Checker, error) {
	if opt.Top <= 0 {
		opt.Top = 5
	}
	if !opt.AsOf.Known() {
		opt.AsOf = snapshot.AsOf
	}
	snapshot.Lists = registry.SeenLists(snapshot.Lists, snapshot.Platforms, func(p *registry.Platform) bool { return opt.ShowRestricted || !p.Restricted })
	c := &Checker{e: e, snapshot: snapshot, opt: opt, lists: map[string]registry.List{}, replaced: map[string]bool{}, long: e.Record(yardstick())}
	for _, l := range snapshot.Lists {
		c.lists[l.ID] = l
	}
	open, restricted := split(snapshot.Platforms, opt.ShowRestricted)
	if err := c.sketch(ctx, open); err != nil {
		return nil, err
	}
	for _, o := range c.open {
		for _, id := range o.platform.Replaces {
			c.replaced[id] = true
		}
		if o.said < e.settings.MinFunction {
			c.thin++
		}
	}
	var err error
	c.restricted, err = e.prepare(ctx, restricted, opt.Workers)
	return c, err
}

// sketch takes the sketches that were kept, or makes records and sketches of
// all platforms.
func (c *Checker) sketch(ctx context.Context, open []registry.Platform) error {
	kept, ok := c.unpack(c.opt.Kept)
	var records []*Record
	if !ok {
		var err error
		if records, err = c.e.prepare(ctx, c.snapshot.Platforms, c.opt.Workers); err != nil {
			return err
		}
		kept = make([]sketch, len(records))
		for i, r := range records {
			kept[i] = sketchOf(r)
		}
	}
	c.fresh, c.sketches = !ok, kept
	at := c.snapshot.Index()
	for i := range open {
		p := &open[i]
		o := &entry{platform: p, sketch: &kept[at[p.ID]]}
		if records != nil {
			r := *records[at[p.ID]]
			r.Platform = p // without what it states about restricted ones
			o.record.Store(&r)
		}
		c.open = append(c.open, o)
	}
	return nil
}

// An entry is a platform to compare with. Its record is made when it is first
// compared in full.
type entry struct {
	platform *registry.Platform
	*sketch
	record atomic.Pointer[Record]
}

func (e *Engine) recordOf(o *entry) *Record {
	if r := o.record.Load(); r != nil {
		return r
	}
	r := e.Record(o.platform)
	o.record.Store(r) // another goroutine may have made the same
	return r
}

// split parts the platforms that a reader may see from the others, and takes
// out what the former state about the latter.
func split(all []registry.Platform, showRestricted bool) (open, restricted []registry.Platform) {
	secret := map[string]bool{}
	for i := range all {
		if all[i].Restricted && !showRestricted {
			secret[all[i].ID] = true
			restricted = append(restricted, all[i])
		}
	}
	for _, p := range all {
		if secret[p.ID] {
			continue
		}
		if len(secret) > 0 {
			p = p.Without(func(id string) bool { return secret[id] })
		}
		open = append(open, p)
	}
	return open, restricted
}

// Model is what a reader needs in order to check the arithmetic of the answers.
func (c *Checker) Model() registry.Model { return c.e.settings.Model() }

// StatisticsHash names the term statistics that the answers rest on.
func (c *Checker) StatisticsHash() string { return c.e.StatisticsHash() }

// Check answers one proposal.
func (c *Checker) Check(proposal registry.Platform) registry.Check {
	if proposal.ID == "" {
		proposal.ID = ProposalID(&proposal)
	}
	r := c.e.Record(&proposal)
	h := c.hits(r)
	out := registry.Check{
		ID: proposal.ID, Proposal: proposal, Matches: []registry.Match{}, Missing: []string{},
		Snapshot: c.snapshot.Digest, AsOf: c.opt.AsOf, Settings: c.e.settings.hash,
		Found: h.found, Restricted: c.meetsRestricted(proposal), Uncomparable: c.thin,
	}
	out.Missing, out.TooShort = c.unstated(r)
	c.judge(&out, h)
	for _, s := range h.listed {
		out.Matches = append(out.Matches, c.match(r, s))
	}
	out.Suggestion = c.suggest(&out, r, h)
	return out
}

// ProposalID names a proposal without an id by its content.
func ProposalID(p *registry.Platform) string { return "DX-" + p.Digest()[:10] }

// judge sets verdict, probability and relation.
func (c *Checker) judge(out *registry.Check, h hits) {
	out.Verdict = registry.VerdictNone
	for _, s := range h.listed {
		if s.Verdict.Graver(out.Verdict) {
			out.Verdict = s.Verdict
		}
	}
	switch {
	case out.Verdict != registry.VerdictNone:
	case out.Restricted || h.veiled:
		out.Verdict = registry.VerdictOverlap
	case c.tooLittle(out) || h.twin:
		out.Verdict = registry.VerdictInsufficient
	}
	for _, s := range h.listed {
		if s.Verdict == out.Verdict || !h.carries(out.Verdict) {
			out.Probability, out.Relation = registry.Probability(s.Score.Probability()), s.Relation
			return
		}
	}
}

// tooLittle reports that there was not enough to judge by, on either side.
func (c *Checker) tooLittle(out *registry.Check) bool {
	return slices.Contains(out.Missing, "function") || slices.Contains(out.TooShort, "function") || c.thin == len(c.open)
}

// unstated lists what a proposal does not say, and what it says too briefly.
func (c *Checker) unstated(r *Record) (missing, short []string) {
	p := r.Platform
	stated := map[string]bool{
		"name": p.NameVI+p.NameEN != "", "function": p.FunctionVI+p.FunctionEN != "",
		"data_domains": len(p.Domains) > 0, "users": len(p.Users) > 0, "scope": p.Scope != "",
	}
	missing = []string{}
	for _, field := range registry.Asked {
		if !stated[field] {
			missing = append(missing, field)
		}
	}
	if stated["function"] && (r.said < c.e.settings.MinFunction || c.power(r) < c.e.cut().OverlapWithin) {
		short = append(short, "function")
	}
	return missing, short
}

// power is the score that the proposal would have with a platform that says
// all it says and fills each field to the length of the yardstick. What is not
// stated, users included, counts as missing.
func (c *Checker) power(r *Record) registry.Millibits {
	score := c.e.settings.Prior
	for i, f := range []struct{ own, long *field }{{&r.name, &c.long.name}, {&r.function, &c.long.function}, {&r.domain, &c.long.domain}} {
		curve := &c.e.settings.Curves[i]
		if f.own.empty() {
			score += curve.OneMissing
			continue
		}
		own, _, _ := side(f.own, f.own)
		score += weight(curve, ochiai(own.Sum, own.Sum, max(own.Sum, f.long.vi.Sum)))
	}
	return score + c.e.settings.Curves[3].OneMissing
}

// match shows one platform beside the proposal.
func (c *Checker) match(r *Record, s Scored) registry.Match {
	p := c.open[s.B].platform
	f := c.e.finding(r, c.e.recordOf(c.open[s.B]), s, names{registry.T("đề xuất", "the proposal"), asIs(p.ID)})
	return registry.Match{
		ID: p.ID, Score: registry.Bits(s.Score), Probability: registry.Probability(s.Score.Probability()),
		Relation: s.Relation, Verdict: s.Verdict, SameID: p.ID == r.Platform.ID,
		Identical: p.ComparedDigest(text.Toned) == r.Platform.ComparedDigest(text.Toned),
		Agency:    p.Agency, NameVI: p.NameVI, NameEN: p.NameEN, Platform: p, Finding: &f,
	}
}

// hits are the platforms that a proposal meets. In a Scored of theirs, B is
// the place among the open platforms.
type hits struct {
	listed []Scored // all that overlap, twins by name, and the nearest; strongest first
	found  int
	twin   bool // a platform of nearly the same name is described too briefly to be judged
	veiled bool // a platform reads the same, and is called a channel or partner by wording alone
}

// carries reports whether a listed platform has the verdict.
func (h *hits) carries(v registry.Verdict) bool {
	return slices.ContainsFunc(h.listed, func(s Scored) bool { return s.Verdict == v })
}

// hits scores the proposal against every open platform.
func (c *Checker) hits(r *Record) hits {
	var h hits
	var near []Scored
	for _, part := range c.parts(r) {
		near = append(near, part...)
	}
	slices.SortFunc(near, c.stronger)
	for i := range near {
		s := &near[i]
		twin := c.twin(s)
		h.twin = h.twin || twin
		veiled := c.veils(r, s)
		h.veiled = h.veiled || veiled
		hit := s.Verdict.Graver(registry.VerdictNone)
		if hit {
			h.found++
		}
		if i < c.opt.Top || (hit || twin || veiled) && len(h.listed) < maxMatches {
			h.listed = append(h.listed, *s)
		}
	}
	return h
}

// veils reports that a pair would be duplication but for how the texts are worded.
func (c *Checker) veils(r *Record, s *Scored) bool {
	o := c.e.recordOf(c.open[s.B])
	if !same(c.e, r, o, s) {
		return false
	}
	_, row := c.e.relation(r, o, s)
	return row == "channel" || row == "mention"
}

// stronger orders by score, then by id.
func (c *Checker) stronger(a, b Scored) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(c.open[a.B].platform.ID, c.open[b.B].platform.ID))
}

// parts shares the open platforms among the workers.
func (c *Checker) parts(r *Record) [][]Scored {
	workers := cmp.Or(max(c.opt.Workers, 0), runtime.GOMAXPROCS(0))
	workers = max(1, min(workers, len(c.open)/500))
	out := make([][]Scored, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			out[w] = c.part(r, w*len(c.open)/workers, (w+1)*len(c.open)/workers)
		})
	}
	wg.Wait()
	return out
}

// part scores the open platforms from..to-1 and keeps those that can matter:
// findings, twins by name, and everything at or above the best few. Those that
// could score highest come first, so that soon the bound (most) of all others
// lies below what is known, and they need not be compared in full.
func (c *Checker) part(r *Record, from, to int) []Scored {
	type bounded struct {
		at   int
		most registry.Millibits
	}
	asked := c.e.ask(r)
	order := make([]bounded, 0, to-from)
	for j := from; j < to; j++ {
		order = append(order, bounded{j, asked.most(c.open[j].sketch)})
	}
	slices.SortFunc(order, func(a, b bounded) int { return cmp.Or(cmp.Compare(b.most, a.most), cmp.Compare(a.at, b.at)) })
	floor := nearest{n: c.opt.Top}
	var out []Scored
	for _, b := range order {
		o := c.open[b.at]
		if b.most < c.e.settings.Finding && !floor.admits(b.most) && o.said >= c.e.settings.MinFunction {
			continue // not a twin either: it has a text
		}
		s := c.e.Compare(r, c.e.recordOf(o), c.opt.AsOf)
		s.B = b.at
		if floor.admits(s.Score) || s.Score >= c.e.settings.Finding || c.twin(&s) {
			floor.add(s.Score)
			out = append(out, s)
		}
	}
	return out
}

// twin reports that a pair of nearly the same name was described too briefly to be judged.
func (c *Checker) twin(s *Scored) bool {
	return s.Relation == registry.Insufficient && s.Measures[0].Similarity >= c.e.cut().SameName
}

// nearest remembers the n best scores so far.
type nearest struct {
	n    int
	best []registry.Millibits // falling
}

// admits reports whether a score could be among the n best.
func (f *nearest) admits(s registry.Millibits) bool { return len(f.best) < f.n || s >= f.best[f.n-1] }

func (f *nearest) add(s registry.Millibits) {
	i, _ := slices.BinarySearchFunc(f.best, s, func(a, b registry.Millibits) int { return cmp.Compare(b, a) })
	f.best = slices.Insert(f.best, i, s)[:min(len(f.best)+1, f.n)]
}

// meetsRestricted reports whether the proposal's text overlaps with that of a
// restricted platform. All of them are compared, so that the time does not
// tell which one it was.
func (c *Checker) meetsRestricted(proposal registry.Platform) bool {
	proposal.ID, proposal.Parent, proposal.Replaces, proposal.Links = "\x00", "", nil, nil
	r := c.e.Record(&proposal)
	meets := false
	for _, o := range c.restricted {
		if s := c.e.Compare(r, o, c.opt.AsOf); s.Verdict.Graver(registry.VerdictNone) {
			meets = true
		}
	}
	return meets
}
