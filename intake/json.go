package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"trunglap/registry"
)

// JSON is read token by token, so that memory does not grow with the file, and
// more strictly than package json does it: a name given twice, values nested
// more than maxDepth deep, numbers of more than 40 digits and anything after
// the end are refused. A file is
//
//	[{platform}, …]                                  or
//	{"list": {…}, "platforms": [{platform}, …]}      or
//	{platform}                                       or, as JSON Lines,
//	one {platform} per line
//
// A syntax error ends an array, because what follows cannot be trusted; in
// JSON Lines it costs its line.

// jsonRecords reads a JSON file.
func (rd *Reader) jsonRecords(ctx context.Context, br *bufio.Reader, head []byte) (iter.Seq2[record, error], error) {
	src, err := rd.decode(br, head)
	if err != nil {
		return nil, err
	}
	if rd.res.Format == JSONL {
		return rd.jsonLines(ctx, src), nil
	}
	return func(yield func(record, error) bool) {
		p := newJSONPass(rd, src)
		err := p.file(ctx, yield)
		var f *jsonFault
		if errors.As(err, &f) {
			err = f.in(rd.name)
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(record{}, err)
		}
	}, nil
}

// jsonLines reads one object per line.
func (rd *Reader) jsonLines(ctx context.Context, src io.Reader) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		ir := &itemReader{rd: rd, headers: map[string]*header{}}
		lines := bufio.NewReaderSize(src, chunk)
		for n := 1; ; n++ {
			line, long, err := readLine(lines, rd.opts.Limits.Record)
			if err != nil && err != io.EOF {
				yield(record{}, err)
				return
			}
			if ctx.Err() != nil {
				yield(record{}, ctx.Err())
				return
			}
			if rec, ok := rd.jsonLine(ir, line, n, long); ok && !yield(rec, nil) {
				return
			}
			if err == io.EOF {
				return
			}
		}
	}
}

// readLine reads up to and past the next LF; of a line over the limit it keeps nothing.
func readLine(r *bufio.Reader, limit int) (line []byte, long bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if len(line) > limit {
			line, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// jsonLine reads one line; a blank one is nothing.
func (rd *Reader) jsonLine(ir *itemReader, line []byte, n int, long bool) (record, bool) {
	broken := func(reason registry.Text) (record, bool) {
		ir.row++
		return record{item: &item{}, fault: &registry.RowError{Source: registry.Source{File: rd.name, Line: n, Row: ir.row}, Found: shorten(string(line)), Reason: reason}}, true
	}
	if long {
		return broken(longCell.reason)
	}
	if line = bytes.TrimSpace(line); len(line) == 0 {
		return record{}, false
	}
	p := newJSONPass(rd, bytes.NewReader(line))
	v, err := p.value("$", 0)
	if err == nil {
		err = p.atEnd()
	}
	var f *jsonFault
	switch {
	case errors.As(err, &f):
		return broken(registry.Text{VI: f.path + ": " + f.reason.VI, EN: f.path + ": " + f.reason.EN})
	case err != nil:
		return broken(registry.Tf("JSON sai cú pháp (%v)", "JSON syntax: %v", err))
	}
	v.line = n
	return ir.record(v, "$"), true
}

// A jsonPass reads JSON forward.
type jsonPass struct {
	rd    *Reader
	d     *json.Decoder
	lines *lineReader
	items *itemReader
}

func newJSONPass(rd *Reader, src io.Reader) *jsonPass {
	p := &jsonPass{rd: rd, items: &itemReader{rd: rd, headers: map[string]*header{}}}
	p.lines = &lineReader{r: src, line: 1, most: int64(rd.opts.Limits.Record)}
	p.d = json.NewDecoder(p.lines)
	p.d.UseNumber()
	p.lines.taken = p.d.InputOffset
	return p
}

// A lineReader knows the lines of what went by, and stops when a single value
// keeps the decoder from taking anything for too long.
type lineReader struct {
	r      io.Reader
	taken  func() int64
	offset int64
	most   int64
	breaks []int64 // offsets of the line ends not yet passed
	line   int
}

var errLongValue = errors.New("a value is longer than the limit")

func (l *lineReader) Read(p []byte) (int, error) {
	if l.offset-l.taken() > l.most {
		return 0, errLongValue
	}
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.breaks = append(l.breaks, l.offset+int64(i))
		}
	}
	l.offset += int64(n)
	return n, err
}

// at is the line of an offset; offsets are asked for in rising order.
func (l *lineReader) at(offset int64) int {
	passed := 0
	for passed < len(l.breaks) && l.breaks[passed] < offset {
		passed++
	}
	l.breaks = l.breaks[passed:]
	l.line += passed
	return l.line
}

// A jsonFault is what is wrong at a path of the file.
type jsonFault struct {
	line   int
	path   string
	reason registry.Text
}

func (f *jsonFault) Error() string {
	return fmt.Sprintf("line %d, %s: %s", f.line, f.path, f.reason.EN)
}

// in refuses the file for the fault.
func (f *jsonFault) in(file string) error {
	return registry.Invalid(registry.Text{
		VI: fmt.Sprintf("tệp %s, dòng %d, %s: %s", file, f.line, f.path, f.reason.VI),
		EN: fmt.Sprintf("file %s, line %d, %s: %s", file, f.line, f.path, f.reason.EN),
	})
}

func (p *jsonPass) fail(path string, reason registry.Text) error {
	return &jsonFault{p.lines.at(p.d.InputOffset()), path, reason}
}

// token reads the next token; its errors name the path.
func (p *jsonPass) token(path string) (json.Token, error) {
	t, err := p.d.Token()
	var syntax *json.SyntaxError
	var told *registry.Error
	switch {
	case err == nil, errors.As(err, &told):
		return t, err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, p.fail(path, registry.T("tệp kết thúc giữa chừng", "the file ends too early"))
	case errors.Is(err, errLongValue):
		return nil, p.fail(path, registry.T("một giá trị dài quá giới hạn", "a value is longer than the limit"))
	case errors.As(err, &syntax):
		return nil, p.fail(path, registry.Tf("JSON sai cú pháp (%v)", "JSON syntax: %v", syntax))
	}
	return nil, err
}

// value reads a whole value.
func (p *jsonPass) value(path string, depth int) (*node, error) {
	t, err := p.token(path)
	if err != nil {
		return nil, err
	}
	return p.rest(t, path, depth)
}

// rest reads a value whose first token is t.
func (p *jsonPass) rest(t json.Token, path string, depth int) (*node, error) {
	n := &node{line: p.lines.at(p.d.InputOffset())}
	switch t := t.(type) {
	case nil:
		return n, nil
	case bool:
		n.kind, n.text = kindBool, fmt.Sprint(t)
	case json.Number:
		if n.kind, n.text = kindNumber, t.String(); len(n.text) > 40 {
			return nil, p.fail(path, registry.T("số quá dài", "the number is too long"))
		}
	case string:
		if n.kind, n.text = kindText, t; len(t) > p.rd.opts.Limits.Cell {
			return nil, p.fail(path, longCell.reason)
		}
	case json.Delim:
		if depth >= maxDepth {
			return nil, p.fail(path, registry.Tf("lồng nhau quá %d mức", "nested more than %d levels deep", maxDepth))
		}
		if t == '[' {
			return n, p.array(n, path, depth)
		}
		return n, p.object(n, path, depth)
	}
	return n, nil
}

func (p *jsonPass) array(n *node, path string, depth int) error {
	n.kind = kindArray
	for p.d.More() {
		kid, err := p.value(fmt.Sprintf("%s[%d]", path, len(n.kids)), depth+1)
		if err != nil {
			return err
		}
		n.kids = append(n.kids, kid)
	}
	_, err := p.token(path)
	return err
}

func (p *jsonPass) object(n *node, path string, depth int) error {
	n.kind = kindObject
	seen := map[string]bool{}
	for p.d.More() {
		key, err := p.key(path, seen)
		if err != nil {
			return err
		}
		kid, err := p.value(path+"."+key, depth+1)
		if err != nil {
			return err
		}
		n.keys, n.kids = append(n.keys, key), append(n.kids, kid)
	}
	_, err := p.token(path)
	return err
}

// key reads a name, which an object may have once.
func (p *jsonPass) key(path string, seen map[string]bool) (string, error) {
	t, err := p.token(path)
	if err != nil {
		return "", err
	}
	key, _ := t.(string)
	if seen[key] {
		return "", p.fail(path+"."+shorten(key), registry.T("tên này có hai lần", "this name is given twice"))
	}
	seen[key] = true
	return key, nil
}

// atEnd makes sure that nothing follows.
func (p *jsonPass) atEnd() error {
	if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
		var told *registry.Error
		if errors.As(err, &told) {
			return err
		}
		return p.fail("$", registry.T("còn nội dung thừa sau phần kết thúc", "something follows after the end"))
	}
	return nil
}

// file reads the file in any of its three forms.
func (p *jsonPass) file(ctx context.Context, yield func(record, error) bool) error {
	if !p.d.More() {
		if _, err := p.d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
	}
	t, err := p.token("$")
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('['):
		err = p.platforms(ctx, "$", yield)
	case json.Delim('{'):
		err = p.wrapper(ctx, yield)
	default:
		return p.fail("$", registry.T("phải là một mảng hoặc một đối tượng", "must be an array or an object"))
	}
	if err != nil {
		return err
	}
	return p.atEnd()
}

// platforms yields the elements of an array that is open.
func (p *jsonPass) platforms(ctx context.Context, path string, yield func(record, error) bool) error {
	for i := 0; p.d.More(); i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := fmt.Sprintf("%s[%d]", path, i)
		n, err := p.value(at, 1)
		if err != nil {
			return err
		}
		if !yield(p.items.record(n, at), nil) {
			return errStop
		}
	}
	_, err := p.token(path)
	return err
}

// wrapper reads the object that is the file: one platform, or a list with its
// platforms.
func (p *jsonPass) wrapper(ctx context.Context, yield func(record, error) bool) error {
	self := &node{kind: kindObject, line: p.lines.at(p.d.InputOffset())}
	seen := map[string]bool{}
	wrapped := false
	for p.d.More() {
		key, err := p.key("$", seen)
		if err != nil {
			return err
		}
		t, err := p.token("$." + key)
		if err != nil {
			return err
		}
		if key == "platforms" && t == json.Delim('[') {
			wrapped = true
			if err := p.platforms(ctx, "$.platforms", yield); err != nil {
				return err
			}
			continue
		}
		n, err := p.rest(t, "$."+key, 1)
		if err != nil {
			return err
		}
		self.keys, self.kids = append(self.keys, key), append(self.kids, n)
	}
	if _, err := p.token("$"); err != nil {
		return err
	}
	if !wrapped {
		if !yield(p.items.record(self, "$"), nil) {
			return errStop
		}
		return nil
	}
	return p.list(self)
}

// list takes what the wrapper says about the list; other names are told.
func (p *jsonPass) list(self *node) error {
	for i, key := range self.keys {
		if key != "list" {
			p.rd.note.add(registry.Tf("mục %q ở ngoài danh sách nền tảng, không đọc", "%q stands outside the platforms and was not read", key))
			continue
		}
		l := &p.rd.res.List
		for j, name := range self.kids[i].keys {
			v := self.kids[i].kids[j]
			to, ok := map[string]*string{"id": &l.ID, "title": &l.Title, "authority": &l.Authority}[name]
			switch {
			case ok && v.kind == kindText:
				*to = clean(v.text)
			case name == "date" && v.kind == kindText:
				d, err := date(v.text)
				if err != nil {
					return p.fail("$.list.date", registry.T("ngày không hợp lệ", "the date is not valid"))
				}
				l.Date = d
			default:
				p.rd.note.add(registry.Tf("mục %q của danh sách, không đọc", "%q of the list was not read", name))
			}
		}
	}
	return nil
}

// quote writes a text as JSON.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("intake: a string is always JSON: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
