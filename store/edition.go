package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"time"

	"trunglap/registry"
)

// An Edition is what one import made of a list, and the audit record of that import.
type Edition struct {
	Seq        int64         `json:"edition"` // order of arrival
	List       registry.List `json:"list"`    // as stated then
	FileDigest string        `json:"file_digest,omitempty"`
	At         time.Time     `json:"at"`     // when it was imported; nothing is ordered by it
	Digest     string        `json:"digest"` // of the members' ids and content
	Added      int           `json:"added"`
	Changed    int           `json:"changed"`
	Unchanged  int           `json:"unchanged"`
	Withdrawn  int           `json:"withdrawn"`
	Kept       int           `json:"kept"` // not read, but not withdrawn because rows were rejected
	Rejected   int           `json:"rejected"`
}

// Editions lists every import that changed something, in order of arrival.
func (d *DB) Editions(ctx context.Context) ([]Edition, error) {
	all, err := editions(ctx, d.read)
	return all, d.explain(ctx, "read the imports", err)
}

func editions(ctx context.Context, q queryer) ([]Edition, error) {
	rows, err := q.QueryContext(ctx, `SELECT seq, list, title, authority, date, rank, stated, file, file_digest,
		at, digest, added, changed, unchanged, withdrawn, kept, rejected FROM edition ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Edition
	for rows.Next() {
		var e Edition
		var stated, at string
		err := rows.Scan(&e.Seq, &e.List.ID, &e.List.Title, &e.List.Authority, &e.List.Date, &e.List.Rank, &stated,
			&e.List.File, &e.FileDigest, &at, &e.Digest, &e.Added, &e.Changed, &e.Unchanged, &e.Withdrawn, &e.Kept, &e.Rejected)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(stated), &e.List.Stated); err != nil {
			return nil, fmt.Errorf("edition %d, stated counts: %w", e.Seq, err)
		}
		if e.At, err = time.Parse(time.RFC3339, at); err != nil {
			return nil, fmt.Errorf("edition %d: %w", e.Seq, err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// byTime orders editions by the date of the list, undated first, then by arrival.
func byTime(a, b Edition) int {
	return cmp.Or(cmp.Compare(a.List.Date.First(), b.List.Date.First()), cmp.Compare(a.Seq, b.Seq))
}

// current picks of every list the last edition not dated after asOf, oldest
// first: where two lists hold the same platform, the later in this order wins.
func current(all []Edition, asOf registry.Date) []Edition {
	last := map[string]Edition{}
	for _, e := range all {
		if asOf.Before(e.List.Date) {
			continue
		}
		if have, ok := last[e.List.ID]; !ok || byTime(have, e) < 0 {
			last[e.List.ID] = e
		}
	}
	out := make([]Edition, 0, len(last))
	for _, e := range last {
		out = append(out, e)
	}
	slices.SortFunc(out, byTime)
	return out
}

func seqs(es []Edition) []int64 {
	out := make([]int64, len(es))
	for i := range es {
		out[i] = es[i].Seq
	}
	return out
}

// asJSON is how a list of numbers is given to json_each.
func asJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic("store: " + err.Error()) // only our own plain types come here
	}
	return string(data)
}

// A contentDigest is registry.NewSnapshot's digest, from digests already known.
type contentDigest struct{ h hash.Hash }

func newContentDigest() contentDigest { return contentDigest{sha256.New()} }

func (c contentDigest) add(id, digest string) { c.h.Write([]byte(id + " " + digest + "\n")) }

func (c contentDigest) String() string { return hex.EncodeToString(c.h.Sum(nil)) }
