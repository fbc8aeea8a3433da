package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/intake"
	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// shownRows is how many row errors and changes are listed for a person to
// read; --format json lists all.
const shownRows = 50

// shownPlatforms is how many rows a dry run shows as they were understood.
const shownPlatforms = 3

// An importing holds the flags of one import.
type importing struct {
	list, title, authority, stated string
	totals, mapping                string // files
	date                           registry.Date
	read                           intake.Options
	goodRows, collisions, dryRun   bool
	withdrawAll                    bool
	format                         *string
}

// An importResult is what `import --format json` prints.
type importResult struct {
	Lists    []store.ImportReport `json:"lists"`
	Rejected int                  `json:"rejected"`
	Errors   []rowError           `json:"row_errors"`
	Notes    []registry.Text      `json:"notes"`
}

// A rowError is a registry.RowError for programs.
type rowError struct {
	registry.Source
	Column  string        `json:"column,omitempty"`
	Index   int           `json:"index,omitempty"`
	Found   string        `json:"found,omitempty"`
	Reason  registry.Text `json:"reason"`
	Remedy  registry.Text `json:"remedy"`
	Message string        `json:"message"`
}

func (a *app) importCommand() *cobra.Command {
	c := a.command(a.say("import TỆP... [tùy chọn]", "import FILE... [flags]"),
		registry.T("Nạp hoặc cập nhật danh mục", "Load or update a list"),
		registry.T(
			`Nạp mỗi tệp (CSV, XLSX, DOCX, JSON) thành một danh mục. Dòng tiêu đề nhận tiếng Việt hoặc tiếng Anh, theo thứ tự bất kỳ.
Nạp lại cùng một tệp không làm thay đổi gì. Nếu có dòng sai thì không có gì được ghi, trừ khi dùng --accept-good-rows.`,
			`Loads each file (CSV, XLSX, DOCX, JSON) as one list. Headers are recognised in Vietnamese or English, in any order.
Loading the same file again changes nothing. If a row is wrong nothing is written, unless --accept-good-rows is given.`))
	c.Example = `  trunglap import testdata/vn/platforms-2024.csv
  trunglap import platforms.csv --list mic-2024 --date 2024-07-03 --stated BTC=31,BCA=11
  trunglap import phu-luc.docx --make-ids --dry-run`
	c.Args = count(1, -1)
	var im importing
	f := c.Flags()
	f.StringVar(&im.list, "list", "", a.say("mã `NAME` của danh mục, khi chỉ nạp một tệp (mặc định: theo tên tệp)", "id `NAME` of the list, for one file (default: after the file)"))
	f.StringVar(&im.title, "title", "", a.say("tên danh mục `TEXT`", "title `TEXT` of the list"))
	f.StringVar(&im.authority, "authority", "", a.say("văn bản hoặc cơ quan công bố `TEXT`", "text or body `TEXT` that published it"))
	f.Var(date{&im.date}, "date", a.say("ngày của danh mục", "date of the list"))
	f.StringVar(&im.stated, "stated", "", a.say("số lượng danh mục tự nêu, `CODE=N,...`, để đối chiếu với số đọc được", "the list's own counts, `CODE=N,...`, to be compared with what is read"))
	f.StringVar(&im.totals, "totals", "", a.say("như --stated, từ tệp CSV `FILE` (cơ quan, số lượng)", "as --stated, from a CSV `FILE` (agency, count)"))
	f.StringVar(&im.mapping, "mapping", "", a.say("tệp YAML `FILE` nêu nghĩa của các tiêu đề lạ, mỗi dòng một cặp tiêu đề: trường", "YAML `FILE` for unusual headers: header: field"))
	f.StringVar(&im.read.Encoding, "encoding", "", a.say("bảng mã `NAME` của tệp (mặc định: tự nhận)", "encoding `NAME` of the file (default: recognised)"))
	f.StringVar(&im.read.Agency, "agency", "", a.say("chủ quản `CODE` của các dòng không nêu cơ quan", "owner `CODE` of rows that name no agency"))
	f.BoolVar(&im.read.MakeIDs, "make-ids", false, a.say("đặt mã theo cơ quan và tên cho dòng không có mã", "give rows without an id one made of owner and name"))
	f.BoolVar(&im.goodRows, "accept-good-rows", false, a.say("nạp các dòng đúng dù có dòng sai", "take the good rows although others are wrong"))
	f.BoolVar(&im.collisions, "accept-collisions", false, a.say("chấp nhận mã mà danh mục khác đã dùng cho nền tảng khác", "accept ids that another list gives to another platform"))
	f.BoolVar(&im.withdrawAll, "withdraw-all", false, a.say("tệp không có nền tảng nào: toàn bộ danh mục không còn hiệu lực", "a file without platforms: the whole list is no longer in force"))
	f.BoolVar(&im.dryRun, "dry-run", false, a.say("chỉ cho biết tệp được hiểu thế nào và điều gì sẽ thay đổi", "only tell how the file is understood and what would change"))
	im.format = a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, files []string) error { return a.importLists(cmd.Context(), im, files) }
	return c
}

// importLists reads every file before it writes the first list: a bad row in
// the last file stops all of them.
func (a *app) importLists(ctx context.Context, im importing, files []string) error {
	if len(files) > 1 && (im.list+im.title+im.authority+im.stated+im.totals != "" || im.date.Known()) {
		return usage(registry.T(
			"--list, --title, --authority, --date, --stated và --totals chỉ dùng khi nạp một tệp",
			"--list, --title, --authority, --date, --stated and --totals are for one file at a time"))
	}
	if err := a.prepare(&im); err != nil {
		return err
	}
	var result importResult
	requests, err := a.readLists(ctx, im, files, &result)
	if err != nil {
		return err
	}
	if result.Rejected > 0 && !im.goodRows {
		return a.refuse(im, result)
	}
	if err := a.writeLists(ctx, requests, &result); err != nil {
		return err
	}
	if *im.format == formatJSON {
		return a.json(result)
	}
	for _, r := range result.Lists {
		a.printImport(r, im.dryRun)
	}
	return nil
}

// readLists reads the files; row errors and notes are shown as they come.
func (a *app) readLists(ctx context.Context, im importing, files []string, result *importResult) ([]store.ImportRequest, error) {
	var requests []store.ImportRequest
	from := map[string]string{} // list id -> file
	for _, name := range files {
		res, err := a.readFile(ctx, name, im.read)
		if err != nil {
			return nil, err
		}
		a.showIntake(res)
		if im.dryRun && *im.format == formatText {
			if err := intake.WriteView(a.out, res, shownPlatforms, a.lang); err != nil {
				return nil, err
			}
		}
		result.Notes = append(result.Notes, res.Notes...)
		result.Errors = append(result.Errors, a.rowErrors(res.Errors)...)
		result.Rejected += res.Rejected
		if err := im.describe(ctx, &res.List, res.Platforms); err != nil {
			return nil, err
		}
		if first, ok := from[res.List.ID]; ok {
			return nil, usage(registry.Tf("%s và %s sẽ thành cùng một danh mục %q; nạp từng tệp với --list",
				"%s and %s would become the same list %q; import them one by one with --list", first, name, res.List.ID))
		}
		from[res.List.ID] = name
		requests = append(requests, store.ImportRequest{
			List: res.List, Platforms: res.Platforms, Rejected: res.Rejected, FileDigest: res.SHA256,
			AcceptGoodRows: im.goodRows, AcceptCollisions: im.collisions, WithdrawAll: im.withdrawAll, DryRun: im.dryRun,
		})
	}
	return requests, nil
}

// readFile reads one file, or standard input for "-".
func (a *app) readFile(ctx context.Context, name string, o intake.Options) (intake.Result, error) {
	if name == "-" {
		return intake.Read(ctx, "stdin", a.in, o)
	}
	return intake.ReadFile(ctx, name, o)
}

// showIntake tells on stderr what a careful reader should know of a file.
func (a *app) showIntake(res intake.Result) {
	for _, n := range res.Notes {
		a.tell("%s: %s", "%s: %s", res.List.File, n.In(a.lang))
	}
	for i, e := range res.Errors {
		if i == shownRows {
			a.tell("… và %d lỗi khác, tổng cộng %d dòng có lỗi; --format json liệt kê đủ", "… and %d more errors, %d rows with errors in all; --format json lists them", len(res.Errors)-i, res.Rejected)
			break
		}
		a.tell("%s", "%s", e.Message(a.lang))
	}
}

func (a *app) rowErrors(errs []*registry.RowError) []rowError {
	out := make([]rowError, len(errs))
	for i, e := range errs {
		out[i] = rowError{e.Source, e.Column, e.Index, e.Found, e.Reason, e.Remedy, e.Message(a.lang)}
	}
	return out
}

// prepare resolves what the flags name: the mapping file and the owner.
func (a *app) prepare(im *importing) error {
	if im.mapping != "" {
		f, err := os.Open(im.mapping)
		if err != nil {
			return err
		}
		defer f.Close()
		if im.read.Mapping, err = intake.ReadMapping(im.mapping, f); err != nil {
			return err
		}
	}
	return a.resolveAgency(&im.read.Agency)
}

// describe completes what the file itself cannot say about the list.
func (im *importing) describe(ctx context.Context, l *registry.List, ps []registry.Platform) error {
	l.ID = cmp.Or(im.list, l.ID)
	l.Title = cmp.Or(im.title, l.Title)
	l.Authority = cmp.Or(im.authority, l.Authority)
	l.Date = cmp.Or(im.date, l.Date)
	stated, err := im.counts(ctx)
	if err != nil {
		return err
	}
	if stated != nil {
		l.Stated = stated
	}
	for i := range ps {
		ps[i].List = l.ID
	}
	return nil
}

// counts reads the list's own counts, CODE=N,CODE=N or a file of them; nil if
// neither is given.
func (im *importing) counts(ctx context.Context) (map[string]int, error) {
	agencies := registry.DefaultAgencies(text.Folded)
	switch {
	case im.stated != "" && im.totals != "":
		return nil, usage(registry.T("chỉ dùng một trong --stated và --totals", "use --stated or --totals, not both"))
	case im.totals != "":
		f, err := os.Open(im.totals)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return intake.ReadTotals(ctx, im.totals, f, agencies)
	case im.stated == "":
		return nil, nil
	}
	stated := map[string]int{}
	for item := range strings.SplitSeq(im.stated, ",") {
		name, number, ok := strings.Cut(strings.TrimSpace(item), "=")
		n, err := strconv.Atoi(number)
		who, known := agencies.Find(name)
		if !ok || err != nil || n < 0 || !known {
			return nil, usage(registry.Tf("--stated: %q không có dạng CODE=N với CODE là một cơ quan", "--stated: %q is not of the form CODE=N with CODE an agency", item))
		}
		stated[who.Code] = n
	}
	return stated, nil
}

// refuse ends an import that would have to leave rows out.
func (a *app) refuse(im importing, result importResult) error {
	if *im.format == formatJSON {
		if err := a.json(result); err != nil {
			return err
		}
	}
	return registry.Invalid(registry.Tf(
		"số dòng có lỗi: %d; không có gì được ghi; hãy sửa tệp, hoặc dùng --accept-good-rows để chỉ nạp các dòng đúng",
		"rows with errors: %d; nothing was written; mend the file, or take the good rows alone with --accept-good-rows", result.Rejected))
}

func (a *app) writeLists(ctx context.Context, requests []store.ImportRequest, result *importResult) error {
	release, err := store.Lock(a.data)
	if err != nil {
		return err
	}
	defer release()
	db, err := store.Open(ctx, a.data, store.Options{Now: a.now})
	if err != nil {
		return err
	}
	defer db.Close()
	for _, req := range requests {
		report, err := db.Import(ctx, req)
		if err != nil {
			return err
		}
		result.Lists = append(result.Lists, report)
	}
	return nil
}

// printImport prints what an import did, for a person.
func (a *app) printImport(r store.ImportReport, dryRun bool) {
	title := r.List.ID
	if r.List.Date.Known() {
		title += " (" + r.List.Date.In(a.lang) + ")"
	}
	a.printf("%s: thêm %d, thay đổi %d, không đổi %d, không còn trong danh mục %d, bị loại %d\n",
		"%s: %d added, %d changed, %d unchanged, %d no longer listed, %d rejected\n",
		title, len(r.Added), len(r.Changed), r.Unchanged, len(r.Withdrawn), r.Rejected)
	a.printChanges(r.Changed)
	for _, m := range r.Mismatches {
		a.printf("  %s: danh mục nêu %d, đọc được %d\n", "  %s: the list states %d, %d were read\n", cmp.Or(m.Agency, a.say("tổng", "total")), m.Stated, m.Read)
	}
	for _, c := range r.Collisions {
		a.printf("  %s: mã này từng thuộc %q của %s, nay là %q của %s\n", "  %s: this id was %q of %s, now %q of %s\n",
			c.ID, c.Old.Name(a.lang), c.Old.Agency, c.New.Name(a.lang), c.New.Agency)
	}
	switch {
	case dryRun:
		a.printf("  chỉ xem trước: không có gì được ghi\n", "  a dry run: nothing was written\n")
	case r.Historic:
		a.printf("  danh mục đã có bản mới hơn: bản này chỉ được lưu vào lịch sử\n", "  a newer edition is here already: this one went into the history\n")
	}
}

// printChanges prints changes field by field.
func (a *app) printChanges(changes []store.Change) {
	for i, c := range changes {
		if i == shownRows {
			a.printf("  … và %d nền tảng khác; --format json liệt kê đủ\n", "  … and %d more platforms; --format json lists all\n", len(changes)-i)
			return
		}
		fmt.Fprintf(a.out, "  %s\n", c.ID)
		for _, f := range c.Fields {
			fmt.Fprintf(a.out, "    %s: %q -> %q\n", f.Field, f.Old, f.New)
		}
	}
}
