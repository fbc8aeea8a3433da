package intake

import (
	"fmt"
	"strconv"
	"strings"

	"trunglap/registry"
)

// JSON and YAML give a platform as an object with named values. The names are
// those of docs/schema/platform.schema.json, or any header that a table may
// have. Objects go through the same checks as rows; what is wrong in one is
// told with its path, as $[3].name_vi.

// A node is a value of a JSON or YAML file, with the place it was read from.
type node struct {
	kind kind
	text string   // of a scalar, as written (strings without quotes)
	keys []string // of an object
	kids []*node  // of an object or array
	line int
}

type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindText
	kindArray
	kindObject
)

// maxDepth is how deep values may nest; a platform needs three levels.
const maxDepth = 16

// An item is what an object has beside the cells of a row.
type item struct {
	header *header
	lists  map[field][]string
	links  []registry.Link
	extra  []registry.Extra
}

// complete sets the fields of a platform that were given as arrays.
func (it *item) complete(p *registry.Platform) {
	if it == nil {
		return
	}
	for f, v := range it.lists {
		switch f {
		case fDomains:
			p.Domains = v
		case fReplaces:
			p.Replaces = v
		case fUsers:
			p.Users = nil
			for _, u := range v {
				if code, ok := userGroups()[fold(u)]; ok {
					u = code
				}
				p.Users = append(p.Users, u)
			}
		}
	}
	p.Links = it.links
	p.Extra = it.extra
}

// takeItem handles an object.
func (c *converter) takeItem(rec record, yield yieldFunc) error {
	if !c.sheet.started {
		c.sheet.started = true
		c.sheets = append(c.sheets, "")
	}
	c.tables = 1
	c.sheet.rows++
	if rec.fault != nil {
		return c.reject(rec.fault, yield)
	}
	c.sheet.head = rec.item.header
	c.tellColumns(rec.item.header)
	return c.emit(rec, yield)
}

// An itemReader turns nodes into records.
type itemReader struct {
	rd      *Reader
	strict  bool // unknown names are refused: the file is written by hand
	headers map[string]*header
	row     int
}

// record makes the record of one object.
func (r *itemReader) record(n *node, path string) record {
	r.row++
	rec := record{source: registry.Source{File: r.rd.name, Row: r.row, Line: n.line}, item: &item{lists: map[field][]string{}}}
	fault := func(at string, found string, reason, remedy registry.Text) record {
		rec.fault = itemFault(rec.source, at, found, reason, remedy)
		return rec
	}
	if n.kind != kindObject {
		return fault(path, n.text, registry.T("phải là một đối tượng", "must be an object"), registry.T(`viết {"id": …, "agency": …, "name_vi": …}`, `write {"id": …, "agency": …, "name_vi": …}`))
	}
	var keys, values []string
	for i, k := range n.keys {
		kid := n.kids[i]
		at := path + "." + k
		switch k {
		case "links":
			links, f := itemLinks(rec.source, kid, at)
			if f != nil {
				rec.fault = f
				return rec
			}
			rec.item.links = links
			continue
		case "extra":
			extra, f := itemExtra(rec.source, kid, at)
			if f != nil {
				rec.fault = f
				return rec
			}
			rec.item.extra = extra
			continue
		case "list":
			continue // the list is that of the file
		}
		value, f := r.value(&rec, k, kid, at)
		if f != nil {
			rec.fault = f
			return rec
		}
		keys, values = append(keys, k), append(values, value)
	}
	h := r.header(keys)
	if len(h.twice) > 0 {
		t := h.twice[0]
		return fault(path+"."+keys[t[1]], "", registry.Tf("trùng nghĩa với %q", "means the same as %q", keys[t[0]]), registry.T("bỏ một trong hai", "remove one of the two"))
	}
	h.source = rec.source
	rec.cells, rec.item.header = values, h
	return rec
}

// value is the cell for one name; arrays of the three list fields are kept apart.
func (r *itemReader) value(rec *record, key string, n *node, at string) (string, *registry.RowError) {
	wrong := func(want registry.Text) (string, *registry.RowError) {
		return "", itemFault(rec.source, at, n.text, registry.Text{VI: "phải là " + want.VI, EN: "must be " + want.EN}, registry.Text{})
	}
	s, known := r.rd.c.recognise(key)
	if !known {
		if r.strict {
			return "", itemFault(rec.source, at, "", registry.T("không có trường này", "there is no such field"), registry.T("dùng id, agency, name, function, data_domains, users, scope…", "use id, agency, name, function, data_domains, users, scope…"))
		}
		return n.compact(), nil
	}
	if n.kind == kindNull {
		return "", nil
	}
	switch s.field {
	case fDomains, fUsers, fReplaces:
		if n.kind == kindArray {
			items, f := itemTexts(rec.source, n, at)
			rec.item.lists[s.field] = items
			return "", f
		}
		if n.kind != kindText {
			return wrong(registry.T("chuỗi hoặc mảng chuỗi", "a string or an array of strings"))
		}
	case fRestricted:
		if n.kind != kindBool && n.kind != kindText {
			return wrong(registry.T("true hoặc false", "true or false"))
		}
	case fLaunched, fEnded:
		if n.kind == kindNumber && len(n.text) != 4 || n.kind != kindNumber && n.kind != kindText {
			return wrong(registry.T(`chuỗi "2009-05-17", "2009-05" hoặc năm`, `a string "2009-05-17", "2009-05" or a year`))
		}
	default:
		if n.kind != kindText {
			return wrong(registry.T("chuỗi", "a string"))
		}
	}
	return n.text, nil
}

// header maps names to fields; objects of one shape share it.
func (r *itemReader) header(keys []string) *header {
	shape := strings.Join(keys, "\x00")
	if h, ok := r.headers[shape]; ok {
		return h
	}
	h := r.rd.c.mapHeader(keys, nil)
	if len(r.headers) < 1000 {
		r.headers[shape] = &h
	}
	if len(r.headers) == 1 {
		r.rd.c.columns = h.columnMaps()
	}
	return &h
}

func itemFault(src registry.Source, at, found string, reason, remedy registry.Text) *registry.RowError {
	return &registry.RowError{Source: src, Found: shorten(found), Remedy: remedy,
		Reason: registry.Text{VI: at + ": " + reason.VI, EN: at + ": " + reason.EN}}
}

func itemTexts(src registry.Source, n *node, at string) ([]string, *registry.RowError) {
	var out []string
	for i, kid := range n.kids {
		if kid.kind != kindText {
			return nil, itemFault(src, at+"["+strconv.Itoa(i)+"]", kid.text, registry.T("phải là chuỗi", "must be a string"), registry.Text{})
		}
		if s := clean(kid.text); s != "" {
			out = append(out, s)
		}
	}
	return out, nil
}

// itemTable reads an array of objects whose values are texts.
func itemTable(src registry.Source, n *node, at string, put func(i int, key, value string) bool) *registry.RowError {
	if n.kind == kindNull {
		return nil
	}
	if n.kind != kindArray {
		return itemFault(src, at, n.text, registry.T("phải là một mảng", "must be an array"), registry.Text{})
	}
	for i, kid := range n.kids {
		at := fmt.Sprintf("%s[%d]", at, i)
		if kid.kind != kindObject {
			return itemFault(src, at, kid.text, registry.T("phải là một đối tượng", "must be an object"), registry.Text{})
		}
		for j, key := range kid.keys {
			v := kid.kids[j]
			if v.kind != kindText {
				return itemFault(src, at+"."+key, v.text, registry.T("phải là chuỗi", "must be a string"), registry.Text{})
			}
			if controlChar(v.text) >= 0 {
				return itemFault(src, at+"."+key, v.text, registry.T("có ký tự điều khiển", "holds a control character"), registry.Text{})
			}
			if !put(i, key, clean(v.text)) {
				return itemFault(src, at+"."+key, "", registry.T("không có trường này", "there is no such field"), registry.Text{})
			}
		}
	}
	return nil
}

func itemLinks(src registry.Source, n *node, at string) ([]registry.Link, *registry.RowError) {
	links := make([]registry.Link, len(n.kids))
	fault := itemTable(src, n, at, func(i int, key, value string) bool {
		return links[i].Set(key, value)
	})
	if fault != nil {
		return nil, fault
	}
	for i := range links {
		code := linkKinds()[fold(links[i].Kind)]
		if code == "" || links[i].Target == "" {
			w := wordings(registry.LinkKinds[:])
			return nil, itemFault(src, fmt.Sprintf("%s[%d]", at, i), links[i].Kind, registry.T("cần target và kind hợp lệ", "needs a target and a valid kind"), registry.T("kind: "+w.EN, "kind: "+w.EN))
		}
		links[i].Kind = code
	}
	if len(links) == 0 {
		return nil, nil
	}
	return links, nil
}

func itemExtra(src registry.Source, n *node, at string) ([]registry.Extra, *registry.RowError) {
	extra := make([]registry.Extra, len(n.kids))
	fault := itemTable(src, n, at, func(i int, key, value string) bool {
		switch key {
		case "column":
			extra[i].Column = value
		case "value":
			extra[i].Value = value
		default:
			return false
		}
		return true
	})
	if fault != nil || len(extra) == 0 {
		return nil, fault
	}
	return extra, nil
}

// compact writes a value without meaning for Extra: texts as they are, other
// values as JSON.
func (n *node) compact() string {
	switch n.kind {
	case kindNull:
		return ""
	case kindArray, kindObject:
		var b strings.Builder
		n.write(&b)
		return b.String()
	}
	return n.text
}

func (n *node) write(b *strings.Builder) {
	switch n.kind {
	case kindNull:
		b.WriteString("null")
	case kindText:
		b.WriteString(quote(n.text))
	case kindArray, kindObject:
		open, shut := "[", "]"
		if n.kind == kindObject {
			open, shut = "{", "}"
		}
		b.WriteString(open)
		for i, kid := range n.kids {
			if i > 0 {
				b.WriteByte(',')
			}
			if n.kind == kindObject {
				b.WriteString(quote(n.keys[i]) + ":")
			}
			kid.write(b)
		}
		b.WriteString(shut)
	default:
		b.WriteString(n.text)
	}
}
