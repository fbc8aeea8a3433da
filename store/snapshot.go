package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"trunglap/registry"
)

// holders picks for each platform the newest of the given editions (a JSON
// array, oldest first) that holds it. SQLite promises that bare columns come
// from the row that has the maximum.
const holders = `SELECT m.platform, m.version, m.edition, max(j.key)
	FROM json_each(?1) j JOIN member m ON m.edition = j.value GROUP BY m.platform`

// Snapshot is the registry as of a day: lists dated later are not seen, an
// undated list always is. Without a day every list is seen. What is read is
// checked against the digests it was stored under.
func (d *DB) Snapshot(ctx context.Context, asOf registry.Date) (s registry.Snapshot, err error) {
	err = d.view(ctx, "read the registry", func(tx *sql.Tx) error {
		all, err := editions(ctx, tx)
		if err != nil {
			return err
		}
		s, err = loadSnapshot(ctx, tx, current(all, asOf), asOf)
		return err
	})
	return s, err
}

// loadSnapshot reads the platforms of editions given oldest first.
func loadSnapshot(ctx context.Context, q queryer, es []Edition, asOf registry.Date) (registry.Snapshot, error) {
	rows, err := q.QueryContext(ctx, `SELECT p.id, e.list, v.digest, v.content, v.source FROM (`+holders+`) c
		JOIN platform p ON p.key = c.platform JOIN version v ON v.seq = c.version JOIN edition e ON e.seq = c.edition
		ORDER BY p.id`, asJSON(seqs(es)))
	if err != nil {
		return registry.Snapshot{}, err
	}
	defer rows.Close()
	platforms := []registry.Platform{}
	stored := newContentDigest()
	digests := []string{}
	for rows.Next() {
		var id, list, digest string
		var content, source sql.RawBytes
		if err := rows.Scan(&id, &list, &digest, &content, &source); err != nil {
			return registry.Snapshot{}, err
		}
		p, err := decode(content, source)
		if err != nil {
			return registry.Snapshot{}, fmt.Errorf("platform %s: %w", id, err)
		}
		p.List = list
		platforms = append(platforms, p)
		stored.add(id, digest)
		digests = append(digests, digest)
	}
	if err := rows.Err(); err != nil {
		return registry.Snapshot{}, err
	}
	s := registry.NewSnapshot(platforms, lists(es), asOf)
	if s.Digest != stored.String() {
		return registry.Snapshot{}, brokenPlatform(s.Platforms, digests)
	}
	return s, nil
}

// brokenPlatform names the first platform whose content is not what was stored.
func brokenPlatform(ps []registry.Platform, digests []string) error {
	id := "?"
	for i := range ps {
		if ps[i].Digest() != digests[i] {
			id = ps[i].ID
			break
		}
	}
	return corrupt("nội dung của nền tảng %s đã bị sửa bên ngoài Trunglap; hãy khôi phục từ bản sao lưu",
		"the content of platform %s was altered outside Trunglap; restore a backup", id)
}

// decode reads a stored platform.
func decode(content, source []byte) (p registry.Platform, err error) {
	if err := json.Unmarshal(content, &p); err != nil {
		return p, &registry.Error{Kind: registry.ErrCorrupt, Say: damaged, Err: err}
	}
	if string(source) == "{}" {
		return p, nil
	}
	if err := json.Unmarshal(source, &p.Source); err != nil {
		return p, &registry.Error{Kind: registry.ErrCorrupt, Say: damaged, Err: err}
	}
	return p, nil
}

func readVersion(ctx context.Context, q queryer, seq int64) (registry.Platform, error) {
	var content, source []byte
	err := q.QueryRowContext(ctx, "SELECT content, source FROM version WHERE seq = ?", seq).Scan(&content, &source)
	if err != nil {
		return registry.Platform{}, err
	}
	return decode(content, source)
}

// lists are the lists of a snapshot, oldest first.
func lists(es []Edition) []registry.List {
	out := make([]registry.List, len(es))
	for i := range es {
		out[i] = es[i].List
	}
	return out
}

// stateDigest computes a snapshot's digest and size without reading its content.
func stateDigest(ctx context.Context, q queryer, es []Edition) (digest string, platforms int, err error) {
	rows, err := q.QueryContext(ctx, `SELECT p.id, v.digest FROM (`+holders+`) c
		JOIN platform p ON p.key = c.platform JOIN version v ON v.seq = c.version ORDER BY p.id`, asJSON(seqs(es)))
	if err != nil {
		return "", 0, err
	}
	defer rows.Close()
	c := newContentDigest()
	for rows.Next() {
		var id, content sql.RawBytes
		if err := rows.Scan(&id, &content); err != nil {
			return "", 0, err
		}
		c.add(string(id), string(content))
		platforms++
	}
	return c.String(), platforms, rows.Err()
}

// A Version is one state of one platform in the history of the registry.
type Version struct {
	Platform  registry.Platform `json:"platform"`
	List      registry.List     `json:"list"`
	Edition   int64             `json:"edition"`
	At        time.Time         `json:"at"`
	Withdrawn bool              `json:"withdrawn,omitempty"` // the edition no longer holds it; Platform is what it was
	Changed   []FieldChange     `json:"changed,omitempty"`   // against the version before in this history
}

// History is all that was ever listed of one platform, in the order of the
// lists' dates: an entry for each edition that brought, changed or withdrew it.
func (d *DB) History(ctx context.Context, id string) (out []Version, err error) {
	err = d.view(ctx, "read the history of "+id, func(tx *sql.Tx) error {
		out, err = history(ctx, tx, id)
		return err
	})
	return out, err
}

func history(ctx context.Context, q queryer, id string) ([]Version, error) {
	in, err := versionsByEdition(ctx, q, id)
	if err != nil {
		return nil, err
	}
	all, err := editions(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Version
	last := map[string]int64{} // version by list; 0: not held
	for _, e := range slices.SortedFunc(slices.Values(all), byTime) {
		seq := in[e.Seq]
		if seq == last[e.List.ID] {
			continue
		}
		v := Version{List: e.List, Edition: e.Seq, At: e.At, Withdrawn: seq == 0}
		if v.Platform, err = readVersion(ctx, q, cmp.Or(seq, last[e.List.ID])); err != nil {
			return nil, err
		}
		v.Platform.List = e.List.ID
		if n := len(out); n > 0 && !v.Withdrawn {
			v.Changed = Diff(out[n-1].Platform, v.Platform)
		}
		last[e.List.ID] = seq
		out = append(out, v)
	}
	return out, nil
}

// versionsByEdition maps each edition that holds the platform to its version.
func versionsByEdition(ctx context.Context, q queryer, id string) (map[int64]int64, error) {
	var key int64
	err := q.QueryRowContext(ctx, "SELECT key FROM platform WHERE id = ?", id).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
			"không có nền tảng %s trong danh mục", "there is no platform %s in the registry", id)}
	}
	if err != nil {
		return nil, err
	}
	rows, err := q.QueryContext(ctx, "SELECT edition, version FROM member WHERE platform = ?", key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]int64{}
	for rows.Next() {
		var e, v int64
		if err := rows.Scan(&e, &v); err != nil {
			return nil, err
		}
		out[e] = v
	}
	return out, rows.Err()
}
