package intake

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
)

// Encodings. A byte order mark decides; without one, NUL bytes in every other
// place mean UTF-16, bytes that are valid UTF-8 are UTF-8, and otherwise the
// legacy Vietnamese encodings are tried: the one whose decoded text is made of
// Vietnamese syllables is taken. General detectors guess by byte frequency and
// call windows-1258 MacCyrillic; syllables are a far sharper test. What is
// none of these is refused with the offset of the first bad byte: a wrong
// guess would store garbled text for good.
const (
	encUTF8    = "UTF-8"
	encUTF16LE = "UTF-16LE"
	encUTF16BE = "UTF-16BE"
	enc1258    = "windows-1258"

	utf8BOM = "\xef\xbb\xbf"
)

// decode turns the bytes of br into valid UTF-8 without byte order mark, or
// fails at the first byte that is not in the encoding.
func (rd *Reader) decode(br *bufio.Reader, head []byte) (io.Reader, error) {
	name, skip, err := rd.encodingOf(head)
	if err != nil {
		return nil, err
	}
	rd.res.Encoding = name
	if _, err := br.Discard(skip); err != nil {
		return nil, err
	}
	d := &decoder{name: rd.name, encoding: name, r: br, offset: int64(skip), line: 1}
	switch name {
	case encUTF8:
		d.step = d.utf8
		return d, nil
	case encUTF16LE, encUTF16BE:
		d.step = d.utf16
	default:
		rd.legacy = charsetNamed(name)
		d.table, d.step = &rd.legacy.bytes, d.single
	}
	rd.note.add(registry.Tf("tệp dùng bảng mã %s, đã chuyển sang UTF-8", "the file is in %s and was converted to UTF-8", name))
	return d, nil
}

// encodingOf names the encoding and the length of the byte order mark.
func (rd *Reader) encodingOf(head []byte) (string, int, error) {
	if want := rd.opts.Encoding; want != "" {
		return rd.askedEncoding(want, head)
	}
	switch {
	case bytes.HasPrefix(head, []byte(utf8BOM)):
		return encUTF8, len(utf8BOM), nil
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return "", 0, refuse(rd.name, registry.T("dùng bảng mã UTF-32", "is in UTF-32"), saveUTF8)
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return encUTF16LE, 2, nil
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return encUTF16BE, 2, nil
	}
	if name := utf16WithoutMark(head); name != "" {
		return name, 0, nil
	}
	bad := firstInvalid(head)
	if bad < 0 {
		return encUTF8, 0, nil
	}
	if c := legacyOf(head); c != nil {
		return c.name, 0, nil
	}
	return "", 0, badByte(rd.name, encUTF8, head[bad], int64(bad), 1+bytes.Count(head[:bad], []byte{'\n'}))
}

var saveUTF8 = registry.T("lưu lại dưới dạng UTF-8", "save it as UTF-8")

// askedEncoding checks an encoding stated by the user.
func (rd *Reader) askedEncoding(want string, head []byte) (string, int, error) {
	for _, name := range []string{encUTF8, encUTF16LE, encUTF16BE} {
		if strings.EqualFold(want, name) {
			mark := map[string]string{encUTF8: utf8BOM, encUTF16LE: "\xff\xfe", encUTF16BE: "\xfe\xff"}[name]
			if bytes.HasPrefix(head, []byte(mark)) {
				return name, len(mark), nil
			}
			return name, 0, nil
		}
	}
	var known []string
	for _, c := range charsets() {
		if strings.EqualFold(want, c.name) {
			return c.name, 0, nil
		}
		known = append(known, c.name)
	}
	return "", 0, registry.Invalid(registry.Tf("bảng mã %q không được hỗ trợ; dùng %s", "encoding %q is not supported; use %s",
		want, strings.Join(append([]string{encUTF8, encUTF16LE, encUTF16BE}, known...), ", ")))
}

// charsetNamed finds a legacy encoding by its name, nil if there is none.
func charsetNamed(name string) *charset {
	for _, c := range charsets() {
		if strings.EqualFold(c.name, name) {
			return c
		}
	}
	return nil
}

// settleGarbled looks whether Unicode text is a legacy text that some program
// has taken for Western text.
func (rd *Reader) settleGarbled(sample string) {
	if rd.legacy != nil || rd.opts.Encoding != "" {
		return
	}
	if rd.legacy = garbledOf(sample); rd.legacy == nil {
		return
	}
	rd.res.Encoding += " (" + rd.legacy.name + ")"
	rd.note.add(registry.Tf("chữ Việt trong tệp gõ bằng phông %s, đã chuyển sang Unicode", "the Vietnamese text of the file is typed for %s fonts and was converted to Unicode", rd.legacy.name))
}

// decoded reads the text of a cell in the legacy encoding of the file, if any.
func (rd *Reader) decoded(s string) string {
	if rd.legacy == nil {
		return s
	}
	return rd.legacy.text(s)
}

// utf16WithoutMark recognises UTF-16 by the NUL halves of its ASCII
// characters: commas, digits and spaces are in every list.
func utf16WithoutMark(head []byte) string {
	var even, odd int
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	half := len(head) / 2
	switch {
	case odd > half/5 && even <= half/100:
		return encUTF16LE
	case even > half/5 && odd <= half/100:
		return encUTF16BE
	}
	return ""
}

// firstInvalid is the offset of the first byte that is not UTF-8, or -1. A
// character cut off by the end of a full sample is not a fault.
func firstInvalid(p []byte) int {
	for i := 0; i < len(p); {
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n == 1 {
			if len(p) == sampleSize && !utf8.FullRune(p[i:]) {
				return -1
			}
			return i
		}
		i += n
	}
	return -1
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func badByte(file, encoding string, b byte, offset int64, line int) error {
	return registry.Invalid(registry.Tf(
		"tệp %s không phải %s: byte 0x%02X ở vị trí %d (dòng %d) không hợp lệ và không nhận ra bảng mã nào khác; lưu lại dưới dạng UTF-8 hoặc nêu bảng mã",
		"file %s is not %s: byte 0x%02X at offset %d (line %d) is not valid and no other encoding was recognised; save it as UTF-8 or state the encoding",
		file, encoding, b, offset, line))
}

// A decoder reads an encoding as UTF-8 and knows where it is, so that a bad
// byte is named by its offset in the file.
type decoder struct {
	name     string
	encoding string
	r        *bufio.Reader
	table    *[256]rune
	step     func() error // decodes some more into out
	out      []byte       // decoded, not yet taken: out[taken:]
	taken    int
	offset   int64 // of the next byte in the file
	line     int
	err      error
}

func (d *decoder) Read(p []byte) (int, error) {
	for d.taken == len(d.out) {
		if d.err != nil {
			return 0, d.err
		}
		d.out, d.taken = d.out[:0], 0
		d.err = d.step()
	}
	n := copy(p, d.out[d.taken:])
	d.taken += n
	return n, nil
}

// chunk is how many bytes are decoded at a time.
const chunk = 64 << 10

// peek returns the next bytes, at most a chunk, and an error only when there
// are none left.
func (d *decoder) peek() ([]byte, error) {
	p, err := d.r.Peek(chunk)
	if len(p) > 0 && (err == nil || err == io.EOF) {
		return p, nil
	}
	return nil, err
}

// used moves on over decoded bytes; p is no longer valid afterwards.
func (d *decoder) used(p []byte) error {
	d.offset += int64(len(p))
	_, err := d.r.Discard(len(p))
	return err
}

func (d *decoder) bad(b byte, at int) error {
	return badByte(d.name, d.encoding, b, d.offset+int64(at), d.line+bytes.Count(d.out, []byte{'\n'}))
}

func (d *decoder) utf8() error {
	p, err := d.peek()
	if err != nil {
		return err
	}
	n := 0
	for n < len(p) {
		if p[n] < utf8.RuneSelf {
			n++
			continue
		}
		r, size := utf8.DecodeRune(p[n:])
		if r == utf8.RuneError && size == 1 {
			if n > 0 && !utf8.FullRune(p[n:]) {
				break // the rest of the character is in the next chunk
			}
			d.out = append(d.out, p[:n]...)
			return d.bad(p[n], n)
		}
		n += size
	}
	d.out = append(d.out, p[:n]...)
	d.line += bytes.Count(p[:n], []byte{'\n'})
	return d.used(p[:n])
}

func (d *decoder) single() error {
	p, err := d.peek()
	if err != nil {
		return err
	}
	for i, c := range p {
		r := d.table[c]
		if r == utf8.RuneError {
			return d.bad(c, i)
		}
		d.out = utf8.AppendRune(d.out, r)
	}
	d.line += bytes.Count(d.out, []byte{'\n'})
	return d.used(p)
}

func (d *decoder) utf16() error {
	p, err := d.peek()
	if err != nil {
		return err
	}
	unit := func(i int) rune {
		if d.encoding == encUTF16LE {
			return rune(p[i]) | rune(p[i+1])<<8
		}
		return rune(p[i])<<8 | rune(p[i+1])
	}
	if len(p) == 1 {
		return d.bad(p[0], 0) // half a character
	}
	i := 0
	for i+1 < len(p) {
		r := unit(i)
		size := 2
		if utf16.IsSurrogate(r) {
			if i+3 >= len(p) && i > 0 {
				break
			}
			if i+3 >= len(p) {
				return d.bad(p[i], i)
			}
			if r = utf16.DecodeRune(r, unit(i+2)); r == utf8.RuneError {
				return d.bad(p[i], i)
			}
			size = 4
		}
		d.out = utf8.AppendRune(d.out, r)
		i += size
	}
	d.line += bytes.Count(d.out, []byte{'\n'})
	return d.used(p[:i])
}

// nfc composes letters and marks, so that a file from any system spells a
// word with the same bytes.
func nfc(s string) string {
	if norm.NFC.IsNormalString(s) {
		return s
	}
	return norm.NFC.String(s)
}
