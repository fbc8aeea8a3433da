package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Canonical JSON: the one way to write a value, so that equal content is equal
// bytes and a signature over bytes is a signature over content. It is RFC 8785
// (JSON Canonicalization Scheme): no white space; members sorted by name;
// strings with the shortest escapes and everything else raw UTF-8; numbers as
// ECMAScript prints them. What we write is narrower than the RFC allows: member
// names are ASCII, and numbers that ECMAScript would print with an exponent are
// refused, so that sorting by bytes and plain decimals are enough.

// Canonical writes a value canonically. Equal values give equal bytes.
func Canonical(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write canonical JSON: %w", err)
	}
	return Canonicalize(data)
}

// Canonicalize rewrites a JSON text canonically. It is idempotent.
func Canonicalize(data []byte) ([]byte, error) {
	v, err := decodeAny(data)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := writeCanonical(&b, v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// decodeAny reads one JSON value, numbers as written.
func decodeAny(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("read JSON: the text is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read JSON: something follows the value")
	}
	return v, nil
}

func writeCanonical(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case string:
		writeString(b, v)
	case json.Number:
		return writeNumber(b, v)
	case []any:
		return writeArray(b, v)
	case map[string]any:
		return writeObject(b, v)
	}
	return nil
}

func writeArray(b *bytes.Buffer, vs []any) error {
	b.WriteByte('[')
	for i, v := range vs {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeCanonical(b, v); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func writeObject(b *bytes.Buffer, m map[string]any) error {
	b.WriteByte('{')
	for i, k := range slices.Sorted(maps.Keys(m)) {
		if strings.ContainsFunc(k, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return fmt.Errorf("write canonical JSON: the member name %q is not ASCII", k)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(b, k)
		b.WriteByte(':')
		if err := writeCanonical(b, m[k]); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// writeNumber prints the shortest decimal that reads back as the same double.
func writeNumber(b *bytes.Buffer, n json.Number) error {
	f, err := strconv.ParseFloat(string(n), 64)
	if a := math.Abs(f); err != nil || a >= 1e21 || a != 0 && a < 1e-6 {
		return fmt.Errorf("write canonical JSON: the number %s is out of range", n)
	}
	if f == 0 {
		f = 0 // no minus zero
	}
	b.Write(strconv.AppendFloat(nil, f, 'f', -1, 64))
	return nil
}

// writeString escapes what JSON demands and nothing more.
func writeString(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\b':
			b.WriteString(`\b`)
		case '\t':
			b.WriteString(`\t`)
		case '\n':
			b.WriteString(`\n`)
		case '\f':
			b.WriteString(`\f`)
		case '\r':
			b.WriteString(`\r`)
		default:
			if r < ' ' {
				fmt.Fprintf(b, `\u%04x`, r)
				continue
			}
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}
