package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/store"
)

func (a *app) ledgerCommand() *cobra.Command {
	c := a.command(a.say("ledger export|import|head [tùy chọn]", "ledger export|import|head [flags]"),
		registry.T("Xuất, gộp sổ kết luận; nêu đầu sổ", "Export or merge the decision ledger; name its head"),
		registry.T(
			`export ghi toàn bộ sổ kết luận ra tệp (.jsonl hoặc .csv). import gộp sổ của cơ quan khác: không mục nào bị mất, kết luận
trái nhau được nêu ra và chờ kết luận lại. head in đầu sổ để lưu ở nơi khác: doctor --head phát hiện sổ bị cắt hay viết lại.`,
			`export writes the whole ledger to a file (.jsonl or .csv). import merges another office's: no entry is lost, rulings
that disagree are shown and wait for somebody to rule again. head prints the end of the ledger, to be filed elsewhere:
doctor --head then tells a ledger that was cut or rewritten.`))
	c.Example = "  trunglap ledger export --out so-ket-luan.jsonl\n  trunglap ledger import so-ket-luan.jsonl --from BCA\n  trunglap ledger head"
	c.Args = count(1, 2)
	c.ValidArgs = []string{"export", "import", "head"}
	var out, from, form string
	f := c.Flags()
	f.StringVar(&out, "out", "-", a.say("ghi ra tệp `FILE` (export)", "write to `FILE` (export)"))
	f.StringVar(&from, "from", "", a.say("tên `NAME` của cơ quan có sổ được gộp (mặc định: tên tệp)", "`NAME` of the other office (default: the file's)"))
	f.Var(choice{&form, []string{formatJSON, store.JSONLines, store.CSV}}, "format", a.say("dạng của tệp, hoặc json cho kết quả (mặc định: theo phần mở rộng)", "form of the file, or json for the result (default: by extension)"))
	c.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case args[0] == "export" && len(args) == 1:
			return a.exportLedger(cmd.Context(), out, form)
		case args[0] == "import" && len(args) == 2:
			return a.importLedger(cmd.Context(), args[1], from, form)
		case args[0] == "head" && len(args) == 1:
			return a.ledgerHead(cmd.Context(), form)
		}
		return usage(registry.Tf("cách dùng: %s", "usage: %s", cmd.UseLine()))
	}
	return c
}

// ledgerFormat is the form of a ledger file: as asked, or by its extension.
func ledgerFormat(file, form string) string {
	if form == store.CSV || form == "" && strings.EqualFold(filepath.Ext(file), ".csv") {
		return store.CSV
	}
	return store.JSONLines
}

func (a *app) exportLedger(ctx context.Context, out, form string) error {
	return a.reading(ctx, func(db *store.DB) error {
		return a.writeFile(out, func(w io.Writer) error { return db.ExportLedger(ctx, w, ledgerFormat(out, form)) })
	})
}

func (a *app) importLedger(ctx context.Context, file, from, form string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if from == "" {
		from = filepath.Base(file)
	}
	kind := form
	if form == formatJSON {
		kind = ""
	}
	theirs, err := store.ReadLedger(f, ledgerFormat(file, kind), from)
	if err != nil {
		return err
	}
	return a.recording(ctx, func(db *store.DB) error {
		report, err := db.MergeLedger(ctx, theirs, from)
		if err != nil {
			return err
		}
		if form == formatJSON {
			return a.json(report)
		}
		a.printf("thêm %s, đã có %s, %s có kết luận trái nhau\n", "%s added, %s known, %s with conflicting rulings\n",
			a.count(report.Added, "mục", "entry", "entries"), a.count(report.Known, "mục", "entry", "entries"), a.count(len(report.Conflicts), "phát hiện", "finding", "findings"))
		for i := range report.Conflicts {
			d := &report.Conflicts[i]
			a.printf("%s (%s, %s)\n", "%s (%s, %s)\n", d.Finding, d.Pair.A, d.Pair.B)
			a.printDecision(d, d.State)
		}
		return nil
	})
}

func (a *app) ledgerHead(ctx context.Context, form string) error {
	return a.reading(ctx, func(db *store.DB) error {
		head, err := db.LedgerHead(ctx)
		if err != nil {
			return err
		}
		if form == formatJSON {
			return a.json(head)
		}
		a.printf("%d:%s\n", "%d:%s\n", head.Seq, head.Hash)
		return nil
	})
}

// parseHead reads what `ledger head` prints.
func parseHead(s string) (registry.Head, error) {
	seq, hash, ok := strings.Cut(strings.TrimSpace(s), ":")
	n, err := strconv.ParseInt(seq, 10, 64)
	if !ok || err != nil || n < 0 {
		return registry.Head{}, usage(registry.Tf("--head: %q không có dạng SỐ:MÃ như lệnh ledger head in ra", "--head: %q is not of the form NUMBER:HASH that ledger head prints", s))
	}
	return registry.Head{Seq: n, Hash: hash}, nil
}
