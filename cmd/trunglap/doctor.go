package main

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"trunglap/index"
	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// A checkup is what `doctor --format json` prints.
type checkup struct {
	Registry   string          `json:"registry"` // digest of the present snapshot; empty: it could not be read
	Platforms  int             `json:"platforms"`
	Lists      []registry.List `json:"lists"`
	Runs       int             `json:"runs"`
	Ledger     registry.Head   `json:"ledger"` // its end: file it elsewhere
	Problems   []store.Problem `json:"problems"`
	Index      index.State     `json:"index"`
	IndexWhy   registry.Text   `json:"index_why"`
	IndexFresh bool            `json:"index_fresh"` // answers from the present snapshot
	Repaired   bool            `json:"repaired"`
	unopened   bool            // the index could not even be looked at
}

func (a *app) doctorCommand() *cobra.Command {
	c := a.command(a.say("doctor [tùy chọn]", "doctor [flags]"),
		registry.T("Kiểm tra toàn vẹn dữ liệu và chỉ mục", "Check the integrity of data and index"),
		registry.T(
			`Kiểm tra tệp dữ liệu, tham chiếu và mọi mã băm đã lưu; so chỉ mục với danh mục.
--repair dựng lại chỉ mục. Dữ liệu hỏng không bao giờ bị đoán: hãy khôi phục từ bản sao lưu.`,
			`Checks the database file, its references and every stored digest; compares the index with the registry.
--repair rebuilds the index. Damaged data is never guessed: restore a backup.`))
	repair := c.Flags().Bool("repair", false, a.say("dựng lại chỉ mục", "rebuild the index"))
	filed := c.Flags().StringArray("head", nil, a.say("đầu sổ kết luận `N:HASH` đã lưu ở nơi khác, để phát hiện sổ bị cắt hay viết lại", "head `N:HASH` of the ledger that was filed elsewhere, to tell a ledger cut or rewritten"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		heads, err := parseHeads(*filed)
		if err != nil {
			return err
		}
		up, err := a.examine(cmd.Context(), heads, *repair)
		if err != nil {
			return err
		}
		if *format == formatJSON {
			err = a.json(up)
		} else {
			a.printCheckup(up)
		}
		if err == nil && len(up.Problems) > 0 {
			err = &registry.Error{Kind: registry.ErrCorrupt, Say: registry.Tf(
				"dữ liệu có %d lỗi; hãy khôi phục từ bản sao lưu", "problems in the data: %d; restore a backup", len(up.Problems))}
		}
		return err
	}
	return c
}

func parseHeads(filed []string) ([]registry.Head, error) {
	var heads []registry.Head
	for _, s := range filed {
		h, err := parseHead(s)
		if err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	return heads, nil
}

func (a *app) examine(ctx context.Context, filed []registry.Head, repair bool) (checkup, error) {
	db, err := store.Open(ctx, a.data, store.Options{ReadOnly: true})
	if err != nil {
		return checkup{}, err
	}
	defer db.Close()
	up := checkup{Lists: []registry.List{}, Problems: []store.Problem{}}
	problems, err := db.Check(ctx)
	if err != nil {
		return up, err
	}
	up.Problems = append(up.Problems, problems...)
	if err := examineLedger(ctx, db, filed, &up); err != nil {
		return up, err
	}
	runs, err := db.Runs(ctx)
	if err != nil {
		return up, err
	}
	up.Runs = len(runs)
	snapshot, err := db.Snapshot(ctx, "")
	if err != nil {
		return up, err
	}
	up.Registry, up.Platforms = snapshot.Digest, len(snapshot.Platforms)
	up.Lists = append(up.Lists, snapshot.Lists...)
	return up, a.examineIndex(ctx, &up, snapshot, repair)
}

// examineLedger compares the ledger with the heads filed elsewhere; what it
// says of itself Check has told already.
func examineLedger(ctx context.Context, db *store.DB, filed []registry.Head, up *checkup) (err error) {
	if up.Ledger, err = db.LedgerHead(ctx); err != nil || len(filed) == 0 {
		return err
	}
	problems, err := db.VerifyLedger(ctx, filed...)
	for _, p := range problems {
		if !slices.Contains(up.Problems, p) {
			up.Problems = append(up.Problems, p)
		}
	}
	return err
}

// examineIndex looks at the index as it lies there, and rebuilds it if asked.
func (a *app) examineIndex(ctx context.Context, up *checkup, snapshot registry.Snapshot, repair bool) error {
	snapshot.Platforms = veilOf(false, snapshot).over(snapshot.Platforms)
	ix, err := index.Open(ctx, a.indexDir(snapshot), text.Default())
	switch {
	case err == nil:
		defer ix.Close()
	case repair || errors.Is(err, registry.ErrBusy) || ctx.Err() != nil:
		return err
	default: // the registry itself was examined: that is worth telling
		up.unopened, up.Index, up.IndexWhy = true, index.Damaged, registry.T("không mở được ("+explain(err, registry.VI)+")", "cannot be opened ("+explain(err, registry.EN)+")")
		return nil
	}
	up.Index, up.IndexWhy = ix.State()
	if up.Index == index.Ready {
		if err := ix.Check(ctx); errors.Is(err, registry.ErrCorrupt) {
			up.Index, up.IndexWhy = index.Damaged, registry.T(explain(err, registry.VI), explain(err, registry.EN))
		} else if err != nil {
			return err
		}
	}
	up.IndexFresh = up.Index == index.Ready && ix.Digest() == snapshot.Digest
	if !repair || up.IndexFresh {
		return nil
	}
	up.Repaired, err = ix.Sync(ctx, snapshot, nil)
	return err
}

func (a *app) printCheckup(up checkup) {
	a.printf("dữ liệu: %s, %s, %s\n", "registry: %s, %s, %s\n", a.count(up.Platforms, "nền tảng", "platform", "platforms"),
		a.count(len(up.Lists), "danh mục", "list", "lists"), a.count(up.Runs, "lượt quét", "run", "runs"))
	a.printf("ảnh chụp danh mục: %s\n", "snapshot: %s\n", up.Registry)
	for _, p := range up.Problems {
		a.printf("LỖI (%s): %s\n", "PROBLEM (%s): %s\n", p.Kind, p.Say.In(a.lang))
	}
	a.printf("sổ kết luận: %s, đầu sổ %d:%s\n", "ledger: %s, head %d:%s\n", a.lang.Count(up.Ledger.Seq, "mục", "entry", "entries"), up.Ledger.Seq, up.Ledger.Hash)
	if len(up.Problems) == 0 {
		a.printf("dữ liệu: toàn vẹn\n", "data: whole\n")
	}
	switch {
	case up.Repaired:
		a.printf("chỉ mục: đã dựng lại\n", "index: rebuilt\n")
	case up.IndexFresh:
		a.printf("chỉ mục: toàn vẹn và khớp với danh mục\n", "index: whole and in step with the registry\n")
	case up.Index == index.Ready:
		a.printf("chỉ mục: của một trạng thái cũ; lần tra cứu tới sẽ tự cập nhật, hoặc dùng --repair\n", "index: of an earlier state; the next search brings it up to date, or use --repair\n")
	case up.unopened:
		a.printf("chỉ mục: %s; tra cứu vẫn được, bằng chỉ mục tạm\n", "index: %s; searches still work, each with an index of its own\n", up.IndexWhy.In(a.lang))
	default:
		a.printf("chỉ mục: %s; lần tra cứu tới sẽ tự dựng lại, hoặc dùng --repair\n", "index: %s; the next search rebuilds it, or use --repair\n", up.IndexWhy.In(a.lang))
	}
}
