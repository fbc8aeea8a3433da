package intake

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"
	"path/filepath"
	"sync"

	"trunglap/registry"
	"trunglap/text"
)

// Options say how a file is to be read. The zero value reads a list for the
// registry in any known format.
type Options struct {
	Agencies *registry.Agencies // directory of bodies; nil: the embedded one
	Format   Format             // empty: found from the content
	Encoding string             // empty: found from the content
	Agency   string             // owner of every row that names none
	Loose    bool               // files that are compared, not registered: agency optional, odd values kept in Extra
	MakeIDs  bool               // rows without an id get one, made of owner and name
	Proposal bool               // proposals: purpose and function are one text, an id may be missing
	Foreign  bool               // lists of anything: a row needs no name, and the usual headers of catalogues are understood; goes with Loose
	Mapping  map[string]string  // header -> field, for headers that are not recognised; field "-" keeps the column in Extra
	Limits   Limits
}

// A Format is a kind of file.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	DOCX  Format = "docx"
	JSON  Format = "json"
	JSONL Format = "jsonl"
	YAML  Format = "yaml"
)

// Limits bound what one file may cost. Zero fields take the defaults.
type Limits struct {
	File        int64 // bytes read
	Cell        int   // bytes of one cell
	Record      int   // bytes of one row
	QuotedLines int   // lines that one quoted cell may run over
	Columns     int
	Errors      int // row errors kept; further ones are counted
}

// The defaults: a cell of 1 MB is some 400 pages of text, and no list has a
// thousand columns.
func (l Limits) withDefaults() Limits {
	set := func(p *int, v int) {
		if *p <= 0 {
			*p = v
		}
	}
	if l.File <= 0 {
		l.File = 512 << 20
	}
	set(&l.Cell, 1<<20)
	set(&l.Record, 4<<20)
	set(&l.QuotedLines, 200)
	set(&l.Columns, 1000)
	set(&l.Errors, 10000)
	return l
}

// A Result is all that a file said.
type Result struct {
	Platforms  []registry.Platform
	References []registry.Platform  // "Bản ghi tham chiếu": other bodies' platforms that this list only points to
	Errors     []*registry.RowError // in file order, at most Limits.Errors
	Rejected   int                  // rows (or headers) with an error, also those not kept in Errors
	Columns    []ColumnMap          // how each header was understood, in file order
	Notes      []registry.Text      // what a careful reader should know
	Format     Format
	Encoding   string // as found, e.g. "UTF-8", "UTF-16LE", "windows-1258"
	Delimiter  string // "," ";" "\t" "|"; empty where there is none
	List       registry.List
	Size       int64  // bytes read
	SHA256     string // of the bytes read, hex
}

// Read reads a whole file. The error is about the file as a whole; what is
// wrong with single rows is in Result.Errors, and those rows are not in
// Result.Platforms. Name is used in messages and for the list's title.
func Read(ctx context.Context, name string, r io.Reader, opts Options) (Result, error) {
	rd := NewReader(name, r, opts)
	var platforms []registry.Platform
	var faults []*registry.RowError
	for p, err := range rd.Rows(ctx) {
		var fault *registry.RowError
		switch {
		case err == nil:
			platforms = append(platforms, p)
		case !errors.As(err, &fault):
			return rd.Result(), err
		case len(faults) < rd.opts.Limits.Errors:
			faults = append(faults, fault)
		}
	}
	// A header that cannot be right ends the reading early; size and digest are of the whole file all the same.
	if _, err := io.Copy(io.Discard, rd.src); err != nil {
		return rd.Result(), rd.wrap(err)
	}
	res := rd.Result()
	res.Platforms, res.Errors = platforms, faults
	return res, nil
}

// ReadFile reads the file at path and makes sure that it was the same file,
// whole, from the first byte to the last.
func ReadFile(ctx context.Context, path string, opts Options) (Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", path, err)
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", path, err)
	}
	if before.IsDir() {
		return Result{}, registry.Invalid(registry.Tf("%s là thư mục, không phải tệp", "%s is a folder, not a file", path))
	}
	res, err := Read(ctx, filepath.Base(path), f, opts)
	if err != nil {
		return res, err
	}
	after, err := os.Stat(path)
	if err != nil {
		return Result{}, fmt.Errorf("read %s: %w", path, err)
	}
	same := os.SameFile(before, after) && before.ModTime().Equal(after.ModTime()) && before.Size() == after.Size()
	if before.Mode().IsRegular() && (!same || res.Size != before.Size()) {
		return Result{}, registry.Invalid(registry.Tf(
			"tệp %s đã bị thay đổi trong khi đang đọc; chờ ghi xong rồi nạp lại",
			"file %s changed while it was being read; wait until it is complete and load it again", path))
	}
	return res, nil
}

// A Reader reads a file row by row, in memory that does not grow with it
// (but for the ids seen, which must be unique). It reads once.
type Reader struct {
	name string
	opts Options
	src  *meter
	res  Result
	note notes
	c    *converter

	legacy *charset // of the cells' text; nil: none
}

// NewReader prepares to read; nothing is read before Rows.
func NewReader(name string, r io.Reader, opts Options) *Reader {
	opts.Limits = opts.Limits.withDefaults()
	if opts.Agencies == nil {
		opts.Agencies = embeddedAgencies()
	}
	rd := &Reader{name: name, opts: opts, src: &meter{r: r, limit: opts.Limits.File, sum: sha256.New(), name: name}}
	rd.c = newConverter(rd)
	rd.res.List = listOf(name)
	return rd
}

// embeddedAgencies is the embedded directory with spellings compared without
// marks, case and punctuation. It is immutable and built once.
var embeddedAgencies = sync.OnceValue(func() *registry.Agencies {
	return registry.DefaultAgencies(text.Folded)
})

// Rows yields each platform, or a *registry.RowError for a row that is none.
// Any other error ends the reading.
func (rd *Reader) Rows(ctx context.Context) iter.Seq2[registry.Platform, error] {
	return func(yield func(registry.Platform, error) bool) {
		err := rd.run(ctx, yield)
		if err != nil && !errors.Is(err, errStop) {
			yield(registry.Platform{}, err)
		}
	}
}

// errStop says that the consumer wants no more rows.
var errStop = errors.New("stopped by the consumer")

func (rd *Reader) run(ctx context.Context, yield func(registry.Platform, error) bool) error {
	if err := checkMapping(rd.opts.Mapping); err != nil {
		return err
	}
	br := bufio.NewReaderSize(rd.src, sampleSize)
	head, err := br.Peek(sampleSize)
	if err != nil && err != io.EOF {
		return rd.wrap(err)
	}
	if rd.res.Format, err = formatOf(rd.name, head, rd.opts.Format); err != nil {
		return err
	}
	records, err := rd.records(ctx, br, head)
	if err != nil {
		return rd.wrap(err)
	}
	for rec, err := range records {
		if err != nil {
			return rd.wrap(err)
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("read %s: %w", rd.name, err)
		}
		if err := rd.c.take(rec, yield); err != nil {
			return err
		}
	}
	return rd.c.end(yield)
}

// records opens the file as the format found in it.
func (rd *Reader) records(ctx context.Context, br *bufio.Reader, head []byte) (iter.Seq2[record, error], error) {
	switch rd.res.Format {
	case XLSX:
		return rd.xlsxRecords(ctx, br)
	case JSON, JSONL:
		return rd.jsonRecords(ctx, br, head)
	case YAML:
		return rd.yamlRecords(ctx, br, head)
	}
	return rd.csvRecords(br, head)
}

// wrap names the file in an error of the machine; errors told to a person
// name it themselves.
func (rd *Reader) wrap(err error) error {
	var told *registry.Error
	if errors.As(err, &told) {
		return err
	}
	return fmt.Errorf("read %s: %w", rd.name, err)
}

// Result is what is known so far, without the rows.
func (rd *Reader) Result() Result {
	res := rd.res
	res.Columns = rd.c.columns
	res.Rejected = rd.c.rejected
	res.Notes = rd.note.texts()
	res.Size = rd.src.n
	res.SHA256 = hex.EncodeToString(rd.src.sum.Sum(nil))
	return res
}

// A meter counts and hashes what is read and stops at the limit.
type meter struct {
	r     io.Reader
	name  string
	n     int64
	limit int64
	sum   hash.Hash
}

func (m *meter) Read(p []byte) (int, error) {
	if m.n > m.limit {
		return 0, registry.Invalid(registry.Tf(
			"tệp %s lớn hơn giới hạn %d MB; chia thành nhiều tệp hoặc nâng giới hạn",
			"file %s is larger than the limit of %d MB; split it or raise the limit", m.name, m.limit>>20))
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	m.sum.Write(p[:n])
	return n, err
}
