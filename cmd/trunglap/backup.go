package main

import (
	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/store"
)

func (a *app) backupCommand() *cobra.Command {
	c := a.command(a.say("backup TỆP", "backup FILE"),
		registry.T("Sao lưu dữ liệu khi đang chạy", "Back the data up while in use"),
		registry.T(
			`Ghi một bản sao nguyên vẹn của dữ liệu tại một thời điểm, trong khi các tiến trình khác vẫn đọc và ghi.
Tệp đã có không bị ghi đè. Sao chép thẳng tệp registry.db đang mở không phải là bản sao lưu.`,
			`Writes a whole copy of the data as of one moment, while other processes go on reading and writing.
An existing file is not overwritten. A plain copy of an open registry.db is not a backup.`))
	c.Example = "  trunglap backup /mnt/usb/trunglap-2026-07-01.db"
	c.Args = count(1, 1)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return a.reading(cmd.Context(), func(db *store.DB) error {
			if err := db.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.printf("đã sao lưu: %s\n", "backed up: %s\n", args[0])
			return nil
		})
	}
	return c
}

func (a *app) restoreCommand() *cobra.Command {
	c := a.command(a.say("restore TỆP", "restore FILE"),
		registry.T("Khôi phục từ bản sao lưu", "Restore a backup"),
		registry.T(
			`Kiểm tra toàn bộ bản sao lưu rồi mới đặt vào thư mục dữ liệu; dữ liệu bị thay được giữ lại bên cạnh.
Bản sao lưu của phiên bản cũ được nâng cấp. Chỉ mục được dựng lại ở lần tra cứu tới.`,
			`Checks the whole backup before it is put into the data folder; what it replaces is kept beside it.
A backup of an earlier release is migrated. The index is rebuilt by the next search.`))
	c.Args = count(1, 1)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		kept, err := store.Restore(cmd.Context(), args[0], a.data, store.Options{Now: a.now})
		if kept != "" {
			a.tell("dữ liệu trước đó được giữ tại %s", "what was there before is kept as %s", kept)
		}
		if err != nil {
			return err
		}
		a.printf("đã khôi phục: %s\n", "restored: %s\n", args[0])
		return nil
	}
	return c
}
