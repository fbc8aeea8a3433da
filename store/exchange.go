package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"trunglap/registry"
)

// The ledger outside the database, so that two offices can merge theirs.
//
// jsonl: one line per entry, {"seq":…,"previous":…,"hash":…,"entry":{…}}, where
// hash is the hex SHA-256 of previous, a newline, and the bytes of entry as
// they stand on the line. Anybody can verify it with ten lines of any language.
//
// csv: the same entries with a column per field (columns below), for a
// spreadsheet; cells are inert (registry.InertCell). A row without a hash is a
// decision written by hand: a_id, b_id, outcome, reason and author suffice.
//
// Reading verifies every hash; a line that was altered is refused by number.

// Ledger formats.
const (
	JSONLines = "jsonl"
	CSV       = "csv"
)

// ExportLedger writes the ledger, all of it, in a format.
func (d *DB) ExportLedger(ctx context.Context, w io.Writer, format string) error {
	act := "export the decision ledger"
	all, err := d.Entries(ctx, registry.Pair{})
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(w)
	switch format {
	case JSONLines:
		err = writeJSONL(buf, all)
	case CSV:
		err = writeCSV(buf, all)
	default:
		err = notOneOf(registry.T("định dạng", "format"), format, []string{JSONLines, CSV})
	}
	if err = errors.Join(err, buf.Flush()); err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	return nil
}

// ReadLedger reads what ExportLedger writes, or a CSV file written by hand.
// name is told in errors and becomes the origin of entries written by hand.
func ReadLedger(r io.Reader, format, name string) ([]registry.Entry, error) {
	switch format {
	case JSONLines:
		return readJSONL(r, name)
	case CSV:
		return readCSV(r, name)
	}
	return nil, notOneOf(registry.T("định dạng", "format"), format, []string{JSONLines, CSV})
}

type exportedLine struct {
	Seq      int64           `json:"seq"`
	Previous string          `json:"previous"`
	Hash     string          `json:"hash"`
	Entry    json.RawMessage `json:"entry"`
}

func writeJSONL(w io.Writer, all []registry.Entry) error {
	for _, e := range all {
		_, err := fmt.Fprintf(w, "{\"seq\":%d,\"previous\":%q,\"hash\":%q,\"entry\":%s}\n", e.Seq, e.Previous, e.Hash, canonical(e))
		if err != nil {
			return err
		}
	}
	return nil
}

// maxLine bounds one exported entry: a text of a hundred pages fits.
const maxLine = 4 << 20

func readJSONL(r io.Reader, name string) (out []registry.Entry, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var x exportedLine
		if err := strictly(lines.Bytes(), &x); err != nil {
			return nil, badLine(name, n, err)
		}
		var e registry.Entry
		if err := strictly(x.Entry, &e); err != nil {
			return nil, badLine(name, n, err)
		}
		e.Seq, e.Previous, e.Hash = x.Seq, x.Previous, x.Hash
		if entryHash(x.Previous, string(x.Entry)) != x.Hash || canonical(e) != string(x.Entry) {
			return nil, alteredLine(name, n)
		}
		out = append(out, e)
	}
	if err := lines.Err(); err != nil {
		return nil, badLine(name, len(out)+1, err)
	}
	return out, nil
}

// strictly decodes JSON and refuses fields this program does not know: they
// would be lost, and the hash with them.
func strictly(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

func badLine(name string, line int, err error) error {
	return &registry.Error{Kind: registry.ErrInvalid, Say: registry.Tf(
		"%s, dòng %d: không phải là một mục của sổ kết luận, hoặc do bản Trunglap mới hơn ghi",
		"%s, line %d: not an entry of a decision ledger, or written by a newer Trunglap", name, line), Err: err}
}

// atLine says where an error stands.
func atLine(name string, line int, err error) error {
	return &registry.Error{Kind: registry.ErrInvalid, Say: registry.Tf("%s, dòng %d", "%s, line %d", name, line), Err: err}
}

func alteredLine(name string, line int) error {
	return &registry.Error{Kind: registry.ErrCorrupt, Say: registry.Tf(
		"%s, dòng %d: mục đã bị sửa sau khi xuất; hãy xin lại bản xuất",
		"%s, line %d: the entry was altered after it was exported; ask for another export", name, line)}
}

// columns maps CSV columns to the fields of an entry, both ways.
func columns() []column {
	text := func(name string, at func(*registry.Entry) *string) column {
		return column{name, func(e *registry.Entry) string { return *at(e) },
			func(e *registry.Entry, s string) error { *at(e) = s; return nil }}
	}
	number := func(name string, at func(*registry.Entry) *int64) column {
		return column{name, func(e *registry.Entry) string { return blankZero(*at(e)) },
			func(e *registry.Entry, s string) (err error) { *at(e), err = parseNumber(s); return err }}
	}
	many := func(name string, at func(*registry.Entry) *[]string) column {
		return column{name, func(e *registry.Entry) string { return strings.Join(*at(e), ";") },
			func(e *registry.Entry, s string) error { *at(e) = registry.SplitList(s); return nil }}
	}
	return []column{
		number("seq", func(e *registry.Entry) *int64 { return &e.Seq }),
		{"at", func(e *registry.Entry) string { return e.At.Format(time.RFC3339) }, setTime},
		text("author", func(e *registry.Entry) *string { return &e.Author }),
		text("action", func(e *registry.Entry) *string { return (*string)(&e.Action) }),
		text("finding", func(e *registry.Entry) *string { return &e.Finding }),
		text("a_id", func(e *registry.Entry) *string { return &e.Pair.A }),
		text("b_id", func(e *registry.Entry) *string { return &e.Pair.B }),
		text("outcome", func(e *registry.Entry) *string { return &e.Outcome }),
		text("reason", func(e *registry.Entry) *string { return &e.Reason }),
		text("text", func(e *registry.Entry) *string { return &e.Text }),
		text("override", func(e *registry.Entry) *string { return &e.Override }),
		many("asked", func(e *registry.Entry) *[]string { return &e.Asked }),
		text("agency", func(e *registry.Entry) *string { return &e.Agency }),
		text("document", func(e *registry.Entry) *string { return &e.Document }),
		text("remedy", func(e *registry.Entry) *string { return &e.Remedy }),
		text("status", func(e *registry.Entry) *string { return &e.Status }),
		text("undoes", func(e *registry.Entry) *string { return &e.Undoes }),
		text("batch", func(e *registry.Entry) *string { return &e.Batch }),
		number("run", func(e *registry.Entry) *int64 { return &e.On.Run }),
		number("score_millibits", func(e *registry.Entry) *int64 { return (*int64)(&e.On.Score) }),
		text("relation", func(e *registry.Entry) *string { return (*string)(&e.On.Relation) }),
		text("compared_a", func(e *registry.Entry) *string { return &e.On.ComparedA }),
		text("compared_b", func(e *registry.Entry) *string { return &e.On.ComparedB }),
		text("version_a", func(e *registry.Entry) *string { return &e.On.VersionA }),
		text("version_b", func(e *registry.Entry) *string { return &e.On.VersionB }),
		many("after", func(e *registry.Entry) *[]string { return &e.After }),
		{"origin", func(e *registry.Entry) string { return originOf(e).Ledger }, func(e *registry.Entry, s string) error {
			return setOrigin(e, func(o *registry.Origin) { o.Ledger = s })
		}},
		{"origin_seq", func(e *registry.Entry) string { return blankZero(originOf(e).Seq) }, setOriginSeq},
		{"origin_previous", func(e *registry.Entry) string { return originOf(e).Previous }, func(e *registry.Entry, s string) error {
			return setOrigin(e, func(o *registry.Origin) { o.Previous = s })
		}},
		{"origin_hash", func(e *registry.Entry) string { return originOf(e).Hash }, func(e *registry.Entry, s string) error { return setOrigin(e, func(o *registry.Origin) { o.Hash = s }) }},
		text("previous", func(e *registry.Entry) *string { return &e.Previous }),
		text("hash", func(e *registry.Entry) *string { return &e.Hash }),
	}
}

// A column reads and writes one field of an entry; blank cells are not set.
type column struct {
	name string
	get  func(*registry.Entry) string
	set  func(*registry.Entry, string) error
}

func blankZero(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func parseNumber(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }

func setTime(e *registry.Entry, s string) error {
	t, err := time.Parse(time.RFC3339, s)
	e.At = t.UTC()
	return err
}

func originOf(e *registry.Entry) registry.Origin {
	if e.Origin == nil {
		return registry.Origin{}
	}
	return *e.Origin
}

func setOrigin(e *registry.Entry, set func(*registry.Origin)) error {
	if e.Origin == nil {
		e.Origin = &registry.Origin{}
	}
	set(e.Origin)
	return nil
}

func setOriginSeq(e *registry.Entry, s string) error {
	n, err := parseNumber(s)
	return errors.Join(err, setOrigin(e, func(o *registry.Origin) { o.Seq = n }))
}

func writeCSV(w io.Writer, all []registry.Entry) error {
	out := csv.NewWriter(w)
	cols := columns()
	row := make([]string, len(cols))
	for i, c := range cols {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for i := range all {
		for j, c := range cols {
			row[j] = registry.InertCell(c.get(&all[i]))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func readCSV(r io.Reader, name string) (out []registry.Entry, err error) {
	b := skipMark(r)
	in := csv.NewReader(b)
	in.FieldsPerRecord, in.Comma = -1, separator(b)
	header, err := in.Read()
	if err != nil {
		return nil, badLine(name, 1, err)
	}
	place, err := header2columns(header)
	if err != nil {
		return nil, atLine(name, 1, err)
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) { // there is no row to ask for its place
			return nil, badLine(name, bad.StartLine, err)
		}
		if err != nil {
			return nil, err
		}
		line, _ := in.FieldPos(0)
		if len(row) != len(header) {
			return nil, badLine(name, line, csv.ErrFieldCount)
		}
		e, err := entryFromRow(row, place, name)
		if err != nil {
			return nil, atLine(name, line, err)
		}
		if e.Hash != "" && e.Hash != entryHash(e.Previous, canonical(e)) {
			return nil, alteredLine(name, line)
		}
		out = append(out, e)
	}
}

// skipMark passes over the byte order mark that spreadsheet programs write.
func skipMark(r io.Reader) *bufio.Reader {
	b := bufio.NewReader(r)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		b.Discard(3)
	}
	return b
}

// separator is what stands between the headers: spreadsheet programs set to
// Vietnamese write semicolons.
func separator(b *bufio.Reader) rune {
	head, _ := b.Peek(4096)
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	if bytes.IndexByte(line, ';') >= 0 && bytes.IndexByte(line, ',') < 0 {
		return ';'
	}
	return ','
}

// header2columns finds each column by its name; one unknown or named twice is
// refused, for its content would be lost.
func header2columns(header []string) ([]column, error) {
	out := make([]column, len(header))
	seen := map[string]bool{}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(h))
		for _, c := range columns() {
			if c.name == h && !seen[h] {
				out[i] = c
			}
		}
		if out[i].name == "" {
			return nil, registry.Invalid(registry.Tf("cột %d %q không rõ nghĩa hoặc bị lặp", "column %d %q is unknown or named twice", i+1, h))
		}
		seen[h] = true
	}
	return out, nil
}

func entryFromRow(row []string, cols []column, name string) (e registry.Entry, err error) {
	for i, cell := range row {
		if cell = registry.OpenCell(cell); cell == "" {
			continue
		}
		if err := cols[i].set(&e, cell); err != nil {
			return e, registry.Invalid(registry.Tf("cột %s không hợp lệ: %q", "column %s is not valid: %q", cols[i].name, cell))
		}
	}
	if e.Hash == "" {
		return byHand(e, name)
	}
	return e, nil
}

// byHand completes a ruling typed into a spreadsheet. Its identity is what it
// says, so that a file read twice counts once.
func byHand(e registry.Entry, name string) (registry.Entry, error) {
	p, err := registry.NewPair(e.Pair.A, e.Pair.B)
	if err != nil {
		return e, err
	}
	e.Pair, e.Finding, e.Seq, e.After = p, p.ID(), 0, nil
	if e.Action == "" {
		e.Action = registry.Rule
	}
	if e.Action != registry.Rule {
		return e, registry.Invalid(registry.T("chỉ kết luận (decide) có thể ghi tay", "only rulings (decide) can be written by hand"))
	}
	e.Origin = nil
	if err := checkEntry(&e, registry.Decision{}); err != nil {
		return e, err
	}
	e.Origin = &registry.Origin{Ledger: name, Hash: entryHash("", canonical(e))}
	return e, nil
}
