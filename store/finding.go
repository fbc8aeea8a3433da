package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"

	"trunglap/registry"
)

// A Filter narrows the findings of a run; the zero value is all of them.
type Filter struct {
	MinScore  *registry.Millibits // nil: every score
	Relations []registry.Relation // any of these; none: every relation
	Verdicts  []registry.Verdict
	Owners    []registry.OwnerRelation
	Agencies  []string // codes as listed; either side's
	Platform  string   // id of either side
	Limit     int      // 0: no limit
	Offset    int
}

// Findings returns the findings of a run (0: the latest) that pass the filter,
// the highest score first, then by pair.
func (d *DB) Findings(ctx context.Context, runID int64, f Filter) ([]registry.Finding, error) {
	var out []registry.Finding
	for x, err := range d.EachFinding(ctx, runID, f) {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// EachFinding streams what Findings returns, from one consistent state: a run
// saved or removed meanwhile changes nothing in it.
func (d *DB) EachFinding(ctx context.Context, runID int64, f Filter) iter.Seq2[registry.Finding, error] {
	return func(yield func(registry.Finding, error) bool) {
		err := d.view(ctx, "read the findings", func(tx *sql.Tx) error {
			id, err := runNumber(ctx, tx, runID)
			if err != nil {
				return err
			}
			return eachFinding(ctx, tx, id, f, yield)
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(registry.Finding{}, err)
		}
	}
}

// errStopped ends a stream that nobody reads on.
var errStopped = errors.New("stopped")

func eachFinding(ctx context.Context, q queryer, run int64, f Filter, yield func(registry.Finding, error) bool) error {
	rows, err := q.QueryContext(ctx, "SELECT content FROM finding WHERE "+conditions+
		" ORDER BY score DESC, a, b LIMIT ?8 OFFSET ?9", f.args(run)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var content sql.RawBytes
		if err := rows.Scan(&content); err != nil {
			return err
		}
		x, err := decodeFinding(content)
		if err != nil {
			return err
		}
		if !yield(x, nil) {
			return errStopped
		}
	}
	return rows.Err()
}

func decodeFinding(content []byte) (f registry.Finding, err error) {
	if err := json.Unmarshal(content, &f); err != nil {
		return f, &registry.Error{Kind: registry.ErrCorrupt, Say: damaged, Err: err}
	}
	return f, nil
}

// CountFindings counts what the filter lets through, whatever its limit and offset.
func (d *DB) CountFindings(ctx context.Context, runID int64, f Filter) (n int, err error) {
	err = d.view(ctx, "count the findings", func(tx *sql.Tx) error {
		id, err := runNumber(ctx, tx, runID)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "SELECT count(*) FROM finding WHERE "+conditions, f.args(id)[:7]...).Scan(&n)
	})
	return n, err
}

// Finding returns one finding of a run (0: the latest) by its id.
func (d *DB) Finding(ctx context.Context, runID int64, id string) (f registry.Finding, err error) {
	act := "read finding " + id
	err = d.view(ctx, act, func(tx *sql.Tx) error {
		run, err := runNumber(ctx, tx, runID)
		if err != nil {
			return err
		}
		var content []byte
		err = tx.QueryRowContext(ctx, "SELECT content FROM finding WHERE id = ? AND run = ? ORDER BY a, b", id, run).Scan(&content)
		if errors.Is(err, sql.ErrNoRows) {
			return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
				"lượt quét số %d không có phát hiện %s", "run %d has no finding %s", run, id)}
		}
		if err != nil {
			return err
		}
		f, err = decodeFinding(content)
		return err
	})
	return f, err
}

// runNumber resolves 0 to the latest run, and refuses a run that is not there
// or has no findings any more.
func runNumber(ctx context.Context, q queryer, id int64) (n int64, err error) {
	var pruned bool
	err = q.QueryRowContext(ctx, "SELECT seq, pruned FROM run WHERE seq = ?1 OR ?1 = 0 ORDER BY seq DESC LIMIT 1", id).Scan(&n, &pruned)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, noRun(id)
	}
	if err == nil && pruned {
		return 0, noLongerKept(n)
	}
	return n, err
}

// conditions is the WHERE of every filter; the arguments switch its parts on.
const conditions = `run = ?1
	AND (?2 IS NULL OR score >= ?2)
	AND (?3 = '[]' OR relation IN (SELECT value FROM json_each(?3)))
	AND (?4 = '[]' OR verdict IN (SELECT value FROM json_each(?4)))
	AND (?5 = '[]' OR owners IN (SELECT value FROM json_each(?5)))
	AND (?6 = '[]' OR agency_a IN (SELECT value FROM json_each(?6)) OR agency_b IN (SELECT value FROM json_each(?6)))
	AND (?7 = '' OR a = ?7 OR b = ?7)`

func (f Filter) args(run int64) []any {
	var score any
	if f.MinScore != nil {
		score = int64(*f.MinScore)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = -1 // SQLite's word for no limit
	}
	return []any{run, score, set(f.Relations), set(f.Verdicts), set(f.Owners), set(f.Agencies), f.Platform, limit, f.Offset}
}

// set is a JSON array of strings, "[]" when empty.
func set[S ~string](values []S) string {
	if len(values) == 0 {
		return "[]"
	}
	return asJSON(values)
}
