package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"trunglap/registry"
)

// RecordPin adds an act of pinning to the log and returns it with its number
// and time. Somebody must answer for it.
func (d *DB) RecordPin(ctx context.Context, p registry.Pin) (registry.Pin, error) {
	if strings.TrimSpace(p.Author) == "" {
		return p, registry.Invalid(registry.T("ghim lại thống kê phải có người chịu trách nhiệm; hãy ghi --author", "pinning statistics needs a named person; give --author"))
	}
	p.Seq, p.At = 0, d.now().UTC().Truncate(time.Second)
	err := d.change(ctx, "log the pinned statistics", func(tx *sql.Tx) error {
		var seq int64
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) + 1 FROM pin").Scan(&seq); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO pin (seq, at, previous, pinned, content) VALUES (?,?,?,?,?)",
			seq, p.At.Format(time.RFC3339), p.Before, p.After, asJSON(p))
		p.Seq = seq
		return err
	})
	return p, err
}

// Pins lists the acts of pinning, oldest first.
func (d *DB) Pins(ctx context.Context) (out []registry.Pin, err error) {
	err = d.view(ctx, "read the log of pinned statistics", func(tx *sql.Tx) error {
		return each(ctx, tx, "SELECT seq, content FROM pin ORDER BY seq", func(scan func(...any) error) error {
			var p registry.Pin
			var seq int64
			var content string
			if err := scan(&seq, &content); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(content), &p); err != nil {
				return corrupt("mục %d của nhật ký ghim thống kê đã bị sửa; hãy khôi phục từ bản sao lưu",
					"entry %d of the log of pinned statistics was altered; restore a backup", seq)
			}
			p.Seq = seq
			out = append(out, p)
			return nil
		})
	})
	return out, err
}
