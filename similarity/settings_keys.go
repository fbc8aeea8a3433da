package similarity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"trunglap/registry"
)

// A misspelt, missing or repeated key would leave a weight at zero or at what
// stood there before, and nobody would notice: encoding/json takes keys in any
// case, the last of two, and none for zero. Settings must therefore have exactly
// the keys of their canonical form, each once.

// maxSettings bounds a settings file, and maxDepth how deep it is nested.
const (
	maxSettings = 1 << 20
	maxDepth    = 8
)

// checkKeys compares the keys of a settings file with those of its canonical form.
func checkKeys(data, canonical []byte) error {
	given, err := keys(data)
	if err != nil {
		return err
	}
	wanted, err := keys(canonical)
	if err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(given)) {
		if !wanted[k] {
			return badSetting(k, "không có khóa này", "there is no such key")
		}
	}
	for _, k := range slices.Sorted(maps.Keys(wanted)) {
		if !given[k] {
			return badSetting(k, "còn thiếu", "is missing")
		}
	}
	return nil
}

// keys lists the keys of a JSON text with the keys they stand under:
// "views.kinds.object", "curves[0].knots[2].weight".
func keys(data []byte) (map[string]bool, error) {
	k := keyReader{json.NewDecoder(bytes.NewReader(data)), map[string]bool{}}
	if err := k.value("", 0); err != nil {
		return nil, err
	}
	if _, err := k.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, badSetting("", "có dữ liệu thừa sau thiết lập", "there is something after the settings")
	}
	return k.seen, nil
}

type keyReader struct {
	dec  *json.Decoder
	seen map[string]bool
}

// value reads one value that stands under a key.
func (k *keyReader) value(path string, depth int) error {
	tok, err := k.dec.Token()
	switch {
	case err != nil:
		return unreadable(path, err)
	case depth > maxDepth:
		return badSetting(path, "lồng quá sâu", "is nested too deep")
	case tok == json.Delim('{'):
		return k.object(path, depth)
	case tok == json.Delim('['):
		return k.array(path, depth)
	}
	return nil
}

func (k *keyReader) object(path string, depth int) error {
	for k.dec.More() {
		tok, err := k.dec.Token()
		if err != nil {
			return unreadable(path, err)
		}
		name, _ := tok.(string)
		if path != "" {
			name = path + "." + name
		}
		if k.seen[name] {
			return badSetting(name, "có hai lần", "is there twice")
		}
		k.seen[name] = true
		if err := k.value(name, depth+1); err != nil {
			return err
		}
	}
	return k.end(path)
}

func (k *keyReader) array(path string, depth int) error {
	for i := 0; k.dec.More(); i++ {
		if err := k.value(fmt.Sprintf("%s[%d]", path, i), depth+1); err != nil {
			return err
		}
	}
	return k.end(path)
}

func (k *keyReader) end(path string) error {
	if _, err := k.dec.Token(); err != nil {
		return unreadable(path, err)
	}
	return nil
}

// unreadable says that the text of a key, or the whole file (""), cannot be read.
func unreadable(key string, err error) error {
	if key != "" {
		key = " " + key
	}
	return &registry.Error{Kind: registry.ErrInvalid, Say: registry.T("thiết lập"+key+" không đọc được", "settings"+key+" cannot be read"), Err: err}
}
