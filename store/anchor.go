package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"trunglap/registry"
)

// An anchor is a note beside the database of the last state seen there. SQLite
// alone cannot tell that its -wal file was deleted, or that an older copy was
// put in its place: the file is sound, only commits are gone. The anchor is
// written after each commit, so after a crash the database may be ahead of it,
// never behind.
type anchor struct {
	Registry string        `json:"registry"`
	Changes  int64         `json:"changes"`
	Ledger   registry.Head `json:"ledger,omitzero"` // the ledger's end, which nobody may cut off or rewrite
}

const anchorName = "registry.anchor"

// readAnchor returns the note; ok is false where there is none.
func readAnchor(dir string) (a anchor, ok bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, anchorName))
	if errors.Is(err, fs.ErrNotExist) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fmt.Errorf("read %s: %w", anchorName, err)
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, false, corrupt(
			"tệp registry.anchor không đọc được; hãy khôi phục từ bản sao lưu, hoặc xóa tệp đó nếu chấp nhận trạng thái hiện tại",
			"registry.anchor cannot be understood; restore a backup, or remove that file to accept the present state")
	}
	return a, true, nil
}

// writeAnchor replaces the note whole.
func writeAnchor(dir string, a anchor) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".registry-anchor-*")
	if err != nil {
		return noFolder(dir, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(data, '\n'))
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", anchorName, err)
	}
	return os.Rename(f.Name(), filepath.Join(dir, anchorName))
}

// currentState reads what the database says of itself.
func currentState(ctx context.Context, q queryer) (a anchor, err error) {
	err = q.QueryRowContext(ctx, "SELECT registry, changes FROM state").Scan(&a.Registry, &a.Changes)
	if err != nil {
		return a, err
	}
	if v, err := schemaVersion(ctx, q); err != nil || v < ledgerSchema {
		return a, err
	}
	a.Ledger, err = ledgerHead(ctx, q)
	return a, err
}

// ledgerSchema is the schema version that brought the ledger.
const ledgerSchema = 2

// holds reports, as an error, that the ledger is no longer the one whose head was noted.
func holds(ctx context.Context, q queryer, noted registry.Head) error {
	if noted.Seq == 0 {
		return nil
	}
	var hash string
	err := q.QueryRowContext(ctx, "SELECT hash FROM ledger WHERE seq = ?", noted.Seq).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		have, err := ledgerHead(ctx, q)
		if err != nil {
			return err
		}
		return corrupt("sổ kết luận bị cắt mất phần cuối: các mục %d đến %d không còn; hãy khôi phục từ bản sao lưu",
			"the end of the decision ledger was cut off: entries %d to %d are gone; restore a backup", have.Seq+1, noted.Seq)
	}
	if err == nil && hash != noted.Hash {
		return corrupt("sổ kết luận đã bị viết lại: mục %d không còn như đã ghi nhận; hãy khôi phục từ bản sao lưu",
			"the decision ledger was rewritten: entry %d is no longer the one that was noted; restore a backup", noted.Seq)
	}
	return err
}

// behind compares the database with the note that was read before it.
func behind(note, have anchor) error {
	if note.Registry != have.Registry {
		return corrupt(
			"tệp registry.db không phải là cơ sở dữ liệu đã dùng trong thư mục này; hãy dùng trunglap restore để thay, hoặc xóa tệp registry.anchor nếu chấp nhận",
			"registry.db is not the database this folder was used with; replace it with trunglap restore, or remove registry.anchor to accept it")
	}
	if have.Changes < note.Changes {
		return corrupt(
			"cơ sở dữ liệu thiếu %d lần ghi gần nhất: tệp registry.db-wal đã bị xóa hoặc một bản cũ đã được chép đè; hãy khôi phục từ bản sao lưu, hoặc xóa tệp registry.anchor nếu chấp nhận mất dữ liệu",
			"the database lacks its last %d changes: registry.db-wal was deleted or an older copy was put in place; restore a backup, or remove registry.anchor to accept the loss",
			note.Changes-have.Changes)
	}
	return nil
}
