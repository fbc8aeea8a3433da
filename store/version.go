package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"trunglap/registry"
)

// A versionWriter holds the prepared statements of one import.
type versionWriter struct {
	ctx                         context.Context
	platform, key, version, seq *sql.Stmt
}

func newVersionWriter(ctx context.Context, tx *sql.Tx) (*versionWriter, error) {
	w := &versionWriter{ctx: ctx}
	for _, s := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&w.platform, "INSERT INTO platform (id) VALUES (?) ON CONFLICT (id) DO NOTHING"},
		{&w.key, "SELECT key FROM platform WHERE id = ?"},
		{&w.version, "INSERT INTO version (platform, edition, digest, content, source) VALUES (?,?,?,?,?) ON CONFLICT (platform, digest) DO NOTHING"},
		{&w.seq, "SELECT seq FROM version WHERE platform = ? AND digest = ?"},
	} {
		stmt, err := tx.PrepareContext(ctx, s.query)
		if err != nil {
			w.close()
			return nil, err
		}
		*s.stmt = stmt
	}
	return w, nil
}

func (w *versionWriter) close() {
	for _, s := range []*sql.Stmt{w.platform, w.key, w.version, w.seq} {
		if s != nil {
			s.Close()
		}
	}
}

// write returns the version's and the platform's keys.
func (w *versionWriter) write(p *registry.Platform, m held, edition int64) (version, platform int64, err error) {
	content := encode(*p)
	if !utf8.Valid(content) || lossy(content, m.digest) {
		return 0, 0, registry.Invalid(registry.Tf("nội dung của %s không phải là UTF-8 hợp lệ", "the text of %s is not valid UTF-8", p.ID))
	}
	if platform = m.platform; platform == 0 {
		if platform, err = insertOrFind(w.ctx, w.platform, w.key, []any{p.ID}, []any{p.ID}); err != nil {
			return 0, 0, err
		}
	}
	version, err = insertOrFind(w.ctx, w.version, w.seq,
		[]any{platform, edition, m.digest, string(content), asJSON(p.Source)}, []any{platform, m.digest})
	return version, platform, err
}

// lossy reports whether reading the stored JSON back would give another
// platform: only bytes that are no UTF-8, which JSON writes as \ufffd, do that.
func lossy(content []byte, digest string) bool {
	if !strings.Contains(string(content), `\ufffd`) {
		return false
	}
	var back registry.Platform
	return json.Unmarshal(content, &back) != nil || back.Digest() != digest
}

// insertOrFind returns the row id of a row inserted, or of the one in its way.
func insertOrFind(ctx context.Context, insert, find *sql.Stmt, row, key []any) (id int64, err error) {
	res, err := insert.ExecContext(ctx, row...)
	if err != nil {
		return 0, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		id, e := res.LastInsertId()
		return id, errors.Join(err, e)
	}
	err = find.QueryRowContext(ctx, key...).Scan(&id)
	return id, err
}
