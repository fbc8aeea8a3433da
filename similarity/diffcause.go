package similarity

import (
	"slices"

	"trunglap/registry"
)

// A differ finds the causes of changes between two runs.
type differ struct {
	before, after *Side
	was, is       map[registry.Pair]*registry.PairState // as the runs stored them
	old, new      map[string]*registry.Platform
	stages        []stage // factors other than the platforms, in order
	residual      []registry.CauseKind
	edits         map[string][]edit
	records       map[recordKey]*Record
}

type recordKey struct {
	engine   *Engine
	platform *registry.Platform
}

// A stage is the engine and the day after one more factor was set to its later state.
type stage struct {
	kind     registry.CauseKind // "" for the first: all as it was
	old, new string
	engine   *Engine
	asOf     registry.Date
}

// An edit is a platform after one more field was set to its later state.
type edit struct {
	field, old, new string
	platform        *registry.Platform
}

func newDiffer(before, after *Side, now *Engine) *differ {
	d := &differ{before: before, after: after, was: stored(before.Findings), is: stored(after.Findings),
		old: platformsByID(before.Snapshot.Platforms), new: platformsByID(after.Snapshot.Platforms),
		edits: map[string][]edit{}, records: map[recordKey]*Record{}}
	d.stages = d.line(now)
	return d
}

func stored(fs []registry.Finding) map[registry.Pair]*registry.PairState {
	m := make(map[registry.Pair]*registry.PairState, len(fs))
	for i := range fs {
		m[fs[i].Pair] = &registry.PairState{Score: fs[i].Score, Relation: fs[i].Relation, Owners: fs[i].Owners, Finding: true}
	}
	return m
}

func platformsByID(ps []registry.Platform) map[string]*registry.Platform {
	m := make(map[string]*registry.Platform, len(ps))
	for i := range ps {
		m[ps[i].ID] = &ps[i]
	}
	return m
}

// line sets one factor after another. A factor whose earlier or later state is
// not at hand keeps one state throughout, and joins the residual.
func (d *differ) line(now *Engine) []stage {
	b, a := d.before, d.after
	lex, stats, set, bodies := now.lex, now.stats, now.settings, now.bodies
	has := func(kind registry.CauseKind, x, y string, atHand bool) bool {
		if !atHand && (x != y || x == "") {
			d.residual = append(d.residual, kind)
		}
		return atHand
	}
	hasBodies := has(registry.CauseAgencies, b.Run.Agencies, a.Run.Agencies, b.Agencies != nil && a.Agencies != nil)
	hasLex := has(registry.CauseVocabulary, b.Run.Vocabulary, a.Run.Vocabulary, b.Lexicon != nil && a.Lexicon != nil)
	hasStats := has(registry.CauseStatistics, b.Run.Statistics, a.Run.Statistics, b.Statistics != nil && a.Statistics != nil)
	hasSet := has(registry.CauseSettings, b.Run.Settings, a.Run.Settings, b.Settings != nil && a.Settings != nil)
	if hasBodies {
		bodies = b.Agencies
	}
	if hasLex {
		lex = b.Lexicon
	}
	if hasStats {
		stats = b.Statistics
	}
	if hasSet {
		set = b.Settings
	}
	line := []stage{{engine: NewEngine(lex, stats, set, bodies), asOf: b.Run.AsOf}}
	next := func(kind registry.CauseKind, x, y string) {
		last := line[len(line)-1]
		s := stage{kind, x, y, last.engine, last.asOf}
		if kind == registry.CauseMerged {
			s.asOf = a.Run.AsOf
		} else {
			s.engine = NewEngine(lex, stats, set, bodies)
		}
		line = append(line, s)
	}
	if hasBodies && b.Run.Agencies != a.Run.Agencies {
		bodies = a.Agencies
		next(registry.CauseAgencies, b.Run.Agencies, a.Run.Agencies)
	}
	if b.Run.AsOf != a.Run.AsOf {
		next(registry.CauseMerged, string(b.Run.AsOf), string(a.Run.AsOf))
	}
	if hasLex && b.Run.Vocabulary != a.Run.Vocabulary {
		lex = a.Lexicon
		next(registry.CauseVocabulary, b.Run.Vocabulary, a.Run.Vocabulary)
	}
	if hasStats && b.Run.Statistics != a.Run.Statistics {
		stats = a.Statistics
		next(registry.CauseStatistics, b.Run.Statistics, a.Run.Statistics)
	}
	if hasSet && b.Run.Settings != a.Run.Settings {
		set = a.Settings
		next(registry.CauseSettings, b.Run.Settings, a.Run.Settings)
	}
	return line
}

// factors lists what differs between the runs.
func (d *differ) factors() []registry.CauseKind {
	out := []registry.CauseKind{}
	differs := map[registry.CauseKind]bool{}
	for id, p := range d.old {
		q, ok := d.new[id]
		switch {
		case !ok:
			differs[registry.CauseRetired] = true
		case p.List != q.List || p.Digest() != q.Digest():
			differs[registry.CauseEdited] = true
		}
	}
	for id := range d.new {
		if d.old[id] == nil {
			differs[registry.CauseAdded] = true
		}
	}
	b, a := &d.before.Run, &d.after.Run
	differs[registry.CauseAgencies] = known(b.Agencies, a.Agencies)
	differs[registry.CauseMerged] = b.AsOf != a.AsOf
	differs[registry.CauseVocabulary] = known(b.Vocabulary, a.Vocabulary)
	differs[registry.CauseStatistics] = known(b.Statistics, a.Statistics)
	differs[registry.CauseSettings] = known(b.Settings, a.Settings)
	differs[registry.CauseEngine] = b.Engine != a.Engine
	for _, k := range registry.CauseKinds {
		if differs[k] {
			out = append(out, k)
		}
	}
	return out
}

// known: both runs say what they used, and it differs.
func known(x, y string) bool { return x != y && x != "" && y != "" }

// explain walks a pair from the earlier run to the later one.
func (d *differ) explain(p registry.Pair, kind registry.ChangeKind, was, is *registry.PairState) registry.PairChange {
	w := walk{d: d, at: &d.stages[0], ids: [2]string{p.A, p.B}, now: [2]*registry.Platform{d.old[p.A], d.old[p.B]}, causes: []registry.Cause{}}
	begin := d.look(w.now, w.at)
	w.cur = begin
	for i, id := range w.ids {
		if w.now[i] != nil && d.new[id] == nil {
			w.now[i] = nil
			w.step(registry.Cause{Kind: registry.CauseRetired, Platform: id})
		}
	}
	for i, id := range w.ids {
		if d.old[id] == nil && d.new[id] != nil {
			w.now[i] = d.new[id]
			w.step(registry.Cause{Kind: registry.CauseAdded, Platform: id})
		}
	}
	for i, id := range w.ids {
		for _, e := range d.editsOf(id) {
			w.now[i] = e.platform
			w.step(registry.Cause{Kind: registry.CauseEdited, Platform: id, Field: e.field, Old: e.old, New: e.new})
		}
	}
	for i := range d.stages[1:] {
		w.at = &d.stages[i+1]
		w.step(registry.Cause{Kind: w.at.kind, Old: w.at.old, New: w.at.new})
	}
	c := registry.PairChange{ID: p.ID(), Pair: p, Kind: kind, Old: was, New: is, Causes: w.causes}
	return d.close(c, begin, w.cur)
}

// A walk is a pair on its way from the earlier run to the later.
type walk struct {
	d      *differ
	at     *stage
	ids    [2]string
	now    [2]*registry.Platform
	cur    *registry.PairState
	causes []registry.Cause
}

// step notes a cause if it changes how the pair stands. That a platform comes
// or goes is noted always: of two new platforms neither made the pair alone.
func (w *walk) step(c registry.Cause) {
	to := w.d.look(w.now, w.at)
	if c.Kind == registry.CauseAdded || c.Kind == registry.CauseRetired || !samePairState(w.cur, to) {
		c.From, c.To = w.cur, to
		if w.cur != nil && to != nil {
			c.Delta = to.Score - w.cur.Score
		}
		w.causes = append(w.causes, c)
	}
	w.cur = to
}

func samePairState(x, y *registry.PairState) bool {
	return x == nil && y == nil || x != nil && y != nil && *x == *y
}

// close compares what was recomputed with what the runs stored, and blames the
// rest on the program or on what is not at hand.
func (d *differ) close(c registry.PairChange, begin, end *registry.PairState) registry.PairChange {
	rest := registry.Cause{Kind: registry.CauseEngine, Old: d.before.Run.Engine, New: d.after.Run.Engine}
	odd := false
	gap := func(stored **registry.PairState, computed *registry.PairState, sign registry.Millibits) {
		switch {
		case *stored == nil && computed != nil && computed.Finding:
			odd = true
			*stored = &registry.PairState{Score: computed.Score, Relation: computed.Relation, Owners: computed.Owners}
		case *stored == nil:
			*stored = computed
		case computed == nil || **stored != *computed:
			odd = true
			if computed != nil {
				rest.Delta += sign * ((*stored).Score - computed.Score)
			}
		}
	}
	gap(&c.Old, begin, -1)
	gap(&c.New, end, 1)
	if !odd {
		return c
	}
	rest.From, rest.To = begin, c.New
	kinds := slices.Clone(d.residual)
	if d.before.Run.Engine != d.after.Run.Engine || len(kinds) == 0 {
		kinds = append(kinds, registry.CauseEngine)
	}
	rest.Kind, rest.With = kinds[len(kinds)-1], kinds[:len(kinds)-1]
	if rest.Kind != registry.CauseEngine {
		rest.Old, rest.New = "", ""
	}
	c.Causes = append(c.Causes, rest)
	return c
}

// look scores a pair at a stage; nil if a platform is not listed.
func (d *differ) look(p [2]*registry.Platform, at *stage) *registry.PairState {
	if p[0] == nil || p[1] == nil {
		return nil
	}
	s := at.engine.Compare(d.record(at.engine, p[0]), d.record(at.engine, p[1]), at.asOf)
	return &registry.PairState{Score: s.Score, Relation: s.Relation, Owners: s.Owners, Finding: s.Score >= at.engine.settings.Finding}
}

func (d *differ) record(e *Engine, p *registry.Platform) *Record {
	k := recordKey{e, p}
	if d.records[k] == nil {
		d.records[k] = e.Record(p)
	}
	return d.records[k]
}

// editsOf are the steps from the earlier to the later text of a platform.
func (d *differ) editsOf(id string) []edit {
	if es, ok := d.edits[id]; ok {
		return es
	}
	es := []edit{}
	if d.old[id] == nil || d.new[id] == nil {
		return es // it comes or goes as a whole
	}
	cur, to := *d.old[id], d.new[id]
	for _, f := range platformFields {
		x, y := f.get(&cur), f.get(to)
		if x == y {
			continue
		}
		next := cur
		f.set(&next, to)
		es = append(es, edit{f.name, x, y, &next})
		cur = next
	}
	d.edits[id] = es
	return es
}
