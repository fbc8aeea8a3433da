package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"trunglap/registry"
	"trunglap/text"
)

// An Index is an open index folder. This process alone holds it until Close.
// All methods are safe for concurrent use; searches go on during a Sync and
// answer from the generation that was current when they began.
type Index struct {
	dir         string
	lex         *text.Lexicon
	taxonomy    *taxonomy
	fingerprint string
	lock        *lock

	syncing sync.Mutex // one Sync at a time

	mu      sync.RWMutex // guards the current generation; read-held during a search
	closed  bool
	current *generation // nil: nothing usable, see state
	state   State
	why     registry.Text
}

// A State says what is in the folder.
type State string

// The states. All but Ready mean that Sync builds the index anew.
const (
	Ready    State = "ready"    // sealed and intact
	Empty    State = "empty"    // never built, or deleted
	Outdated State = "outdated" // built by another engine version or with another vocabulary
	Damaged  State = "damaged"  // a file is missing or does not have its sealed content
)

// Open takes hold of an index folder, creating it if need be, and verifies
// what is there. A folder held by another process is refused within half a
// second with an ErrBusy that names the process. Damaged or outdated content
// is not an error: State tells it, and Sync replaces it.
func Open(ctx context.Context, dir string, lex *text.Lexicon) (*Index, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create index folder: %w", err)
	}
	l, err := acquire(ctx, dir)
	if err != nil {
		return nil, err
	}
	ix := &Index{dir: dir, lex: lex, taxonomy: newTaxonomy(registry.Domains()), fingerprint: fingerprint(lex), lock: l}
	if err := ix.load(ctx); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return ix, nil
}

// load opens the sealed generation, or notes why there is none. It fails only
// when ctx ends or a file of the folder cannot be read at all.
func (ix *Index) load(ctx context.Context) error {
	s, err := readSeal(ix.dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		ix.become(Empty, registry.T("chưa có chỉ mục", "there is no index yet"))
	case errors.Is(err, registry.ErrCorrupt):
		ix.become(Damaged, sayOf(err))
	case err != nil:
		return err
	case s.Fingerprint != ix.fingerprint:
		ix.become(Outdated, registry.T("chỉ mục được tạo bằng phiên bản hoặc từ vựng khác",
			"the index was built by another version or with another vocabulary"))
	default:
		g, err := openGeneration(ctx, ix.dir, s)
		if errors.Is(err, registry.ErrCorrupt) {
			ix.become(Damaged, sayOf(err))
			break
		}
		if err != nil {
			return err
		}
		ix.current = g
		ix.become(Ready, registry.Text{})
	}
	return removeOthers(ix.dir, s.Generation)
}

func (ix *Index) become(s State, why registry.Text) { ix.state, ix.why = s, why }

// State tells what Open or the last Sync left, and why it must be rebuilt if
// it must.
func (ix *Index) State() (State, registry.Text) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.state, ix.why
}

// Digest names the snapshot that the index answers from; empty when there is
// none. Compare it with the store's before trusting an answer, or call Sync.
func (ix *Index) Digest() string {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.current == nil {
		return ""
	}
	return ix.current.seal.Snapshot
}

// Count is the number of platforms indexed.
func (ix *Index) Count() int {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.current == nil {
		return 0
	}
	return ix.current.seal.Count
}

// Check reads every file again and compares it with the seal, for doctor. It
// returns an ErrCorrupt that says what is wrong, or nil.
func (ix *Index) Check(ctx context.Context) error {
	return ix.read(func(g *generation) error { return g.verify(ctx) })
}

// Close lets go of the folder. Closing twice is allowed.
func (ix *Index) Close() error {
	ix.syncing.Lock()
	defer ix.syncing.Unlock()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	err := ix.current.close()
	ix.current = nil
	return errors.Join(err, ix.lock.release())
}

// read runs f on the current generation, which stays open until f returns.
func (ix *Index) read(f func(*generation) error) error {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	switch {
	case ix.closed:
		return errClosed
	case ix.current == nil:
		return corrupt(nil, registry.T(
			fmt.Sprintf("chỉ mục %s chưa dùng được (%s); hãy dựng lại từ cơ sở dữ liệu", ix.dir, ix.why.VI),
			fmt.Sprintf("index %s is not usable (%s); rebuild it from the store", ix.dir, ix.why.EN)))
	}
	return f(ix.current)
}

// swap makes g current and closes its predecessor.
func (ix *Index) swap(g *generation) error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	old := ix.current
	ix.current = g
	ix.become(Ready, registry.Text{})
	return old.close()
}

// errClosed is returned by every method after Close: a bug of the caller.
var errClosed = errors.New("index is closed")

// A generation is one sealed Bleve index, open for reading. An empty snapshot
// has no Bleve index at all.
type generation struct {
	dir   string
	seal  seal
	bleve bleve.Index // nil when seal.Count is 0
}

// openGeneration verifies a generation against its seal and opens it.
func openGeneration(ctx context.Context, dir string, s seal) (*generation, error) {
	g := &generation{dir: generationDir(dir, s.Generation), seal: s}
	if err := g.verify(ctx); err != nil {
		return nil, err
	}
	if s.Count == 0 {
		return g, nil
	}
	b, err := bleve.OpenUsing(g.dir, map[string]any{"read_only": true, "bolt_timeout": "300ms"})
	if err != nil {
		return nil, corrupt(err, registry.Tf("không mở được chỉ mục %s", "index %s does not open", g.dir))
	}
	g.bleve = b
	if n, err := b.DocCount(); err != nil || n != uint64(s.Count) {
		return nil, errors.Join(corrupt(err, registry.Tf("chỉ mục có %d mục, lẽ ra phải có %d",
			"the index holds %d entries instead of %d", n, s.Count)), b.Close())
	}
	return g, nil
}

// verify compares every sealed file with its checksum.
func (g *generation) verify(ctx context.Context) error {
	for _, f := range g.seal.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.verify(g.dir); err != nil {
			return err
		}
	}
	return nil
}

func (g *generation) close() error {
	if g == nil || g.bleve == nil {
		return nil
	}
	return g.bleve.Close()
}

func corrupt(err error, say registry.Text) error {
	return &registry.Error{Kind: registry.ErrCorrupt, Say: say, Err: err}
}

// sayOf is the sentence of a registry.Error.
func sayOf(err error) registry.Text {
	return registry.T(registry.Explain(err, registry.VI), registry.Explain(err, registry.EN))
}
