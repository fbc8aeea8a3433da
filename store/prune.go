package store

import (
	"context"
	"database/sql"

	"trunglap/registry"
)

// Prune lets go of the findings of all but the newest keep runs and returns
// the runs it did so to. The runs themselves stay, with their numbers, counts
// and certificates, and so does everything else: lists, versions, decisions.
func (d *DB) Prune(ctx context.Context, keep int) (pruned []int64, err error) {
	if keep < 1 {
		return nil, registry.Invalid(registry.T("phải giữ lại ít nhất một lượt quét", "at least one run must be kept"))
	}
	err = d.change(ctx, "let go of old runs", func(tx *sql.Tx) error {
		err := each(ctx, tx, "SELECT seq FROM run WHERE pruned = 0 ORDER BY seq DESC LIMIT -1 OFFSET ?", func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			pruned = append(pruned, id)
			return err
		}, keep)
		if err != nil {
			return err
		}
		if len(pruned) == 0 {
			return errNothingToDo
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM finding WHERE run IN (SELECT value FROM json_each(?))", asJSON(pruned)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE run SET pruned = 1 WHERE seq IN (SELECT value FROM json_each(?))", asJSON(pruned))
		return err
	})
	return pruned, ignoreNothing(err)
}

func noLongerKept(run int64) error {
	return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
		"các phát hiện của lượt quét số %d không còn được lưu; chỉ còn số liệu tổng hợp và chứng nhận",
		"the findings of run %d are no longer kept; only its numbers and certificate are", run)}
}
