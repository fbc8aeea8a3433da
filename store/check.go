package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"trunglap/registry"
)

// A Problem is one thing that is not as it should be.
type Problem struct {
	Kind string        `json:"kind"` // file, reference, version, edition, run, ledger
	Say  registry.Text `json:"say"`
}

// Check looks at everything: the file (integrity_check), the references
// (foreign_key_check), every digest, computed again from what is stored, and
// the decision ledger.
// No problems is an empty slice; an error means that the check could not be
// finished.
func (d *DB) Check(ctx context.Context) (out []Problem, err error) {
	note, _, err := readAnchor(d.dir)
	if err != nil {
		return nil, d.explain(ctx, "check the database", err)
	}
	err = d.view(ctx, "check the database", func(tx *sql.Tx) error {
		for _, check := range []func(context.Context, queryer) ([]Problem, error){
			checkFile, checkReferences, checkVersions, checkEditions, checkRuns,
		} {
			found, err := check(ctx, tx)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		found, err := verifyLedger(ctx, tx, []registry.Head{note.Ledger})
		out = append(out, found...)
		return err
	})
	return out, err
}

func problem(kind, vi, en string, args ...any) Problem {
	return Problem{kind, registry.Tf(vi, en, args...)}
}

// each runs fn on every row of a query.
func each(ctx context.Context, q queryer, query string, fn func(scan func(...any) error) error, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func checkFile(ctx context.Context, q queryer) (out []Problem, err error) {
	err = each(ctx, q, "PRAGMA integrity_check", func(scan func(...any) error) error {
		var line string
		if err := scan(&line); err != nil || line == "ok" {
			return err
		}
		out = append(out, problem("file", "tệp cơ sở dữ liệu hỏng: %s", "the database file is damaged: %s", line))
		return nil
	})
	return out, err
}

func checkReferences(ctx context.Context, q queryer) (out []Problem, err error) {
	err = each(ctx, q, "PRAGMA foreign_key_check", func(scan func(...any) error) error {
		var table, parent string
		var row sql.NullInt64
		var key int
		if err := scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		out = append(out, problem("reference", "bảng %s, dòng %d trỏ tới bảng %s nhưng không có dòng đích",
			"table %s, row %d points to a row of %s that is not there", table, row.Int64, parent))
		return nil
	})
	return out, err
}

func checkVersions(ctx context.Context, q queryer) (out []Problem, err error) {
	err = each(ctx, q, "SELECT v.seq, p.id, v.digest, v.content, v.source FROM version v JOIN platform p ON p.key = v.platform ORDER BY v.seq",
		func(scan func(...any) error) error {
			var seq int64
			var id, digest string
			var content, source sql.RawBytes
			if err := scan(&seq, &id, &digest, &content, &source); err != nil {
				return err
			}
			p, err := decode(content, source)
			if err != nil || p.Digest() != digest || p.ID != id {
				out = append(out, problem("version", "phiên bản %d của nền tảng %s không khớp mã băm đã lưu",
					"version %d of platform %s does not match its stored digest", seq, id))
			}
			return nil
		})
	return out, err
}

func checkEditions(ctx context.Context, q queryer) ([]Problem, error) {
	all, err := editions(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Problem
	for _, e := range all {
		digest, _, err := stateDigest(ctx, q, []Edition{e})
		if err != nil {
			return nil, err
		}
		if digest != e.Digest {
			out = append(out, problem("edition", "lần nạp %d của danh mục %s không khớp mã băm đã lưu",
				"edition %d of list %s does not match its stored digest", e.Seq, e.List.ID))
		}
	}
	return out, nil
}

func checkRuns(ctx context.Context, q queryer) ([]Problem, error) {
	type seal struct {
		id       int64
		findings int
		digest   string
	}
	var seals []seal
	err := each(ctx, q, "SELECT seq, findings, digest FROM run WHERE pruned = 0 ORDER BY seq", func(scan func(...any) error) error {
		var s seal
		err := scan(&s.id, &s.findings, &s.digest)
		seals = append(seals, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []Problem
	for _, s := range seals {
		n, digest, err := sealOf(ctx, q, s.id)
		if err != nil {
			return nil, err
		}
		if n != s.findings || digest != s.digest {
			out = append(out, problem("run", "các phát hiện của lượt quét số %d không khớp mã băm đã lưu (%d trên %d)",
				"the findings of run %d do not match their stored digest (%d of %d)", s.id, n, s.findings))
		}
	}
	return out, nil
}

// sealOf counts and digests the findings of a run again.
func sealOf(ctx context.Context, q queryer, run int64) (n int, digest string, err error) {
	sum := sha256.New()
	err = each(ctx, q, "SELECT content FROM finding WHERE run = ? ORDER BY seq", func(scan func(...any) error) error {
		var content sql.RawBytes
		if err := scan(&content); err != nil {
			return err
		}
		n++
		sum.Write(content)
		sum.Write([]byte("\n"))
		return nil
	}, run)
	if err != nil {
		return 0, "", fmt.Errorf("run %d: %w", run, err)
	}
	return n, hex.EncodeToString(sum.Sum(nil)), nil
}
