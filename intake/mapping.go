package intake

import (
	"errors"
	"io"

	"go.yaml.in/yaml/v3"

	"trunglap/registry"
)

// ReadMapping reads a mapping file: YAML with one line per unusual header,
//
//	Ký hiệu nội bộ: id
//	Đơn vị đầu mối: operator
//	Điểm đánh giá: "-"      # keep it as a column without meaning
//
// for Options.Mapping. Fields are named as in the JSON of a platform, and name
// and function for columns without a language.
func ReadMapping(name string, r io.Reader) (map[string]string, error) {
	d := yaml.NewDecoder(io.LimitReader(r, 1<<20))
	mapping := map[string]string{}
	if err := d.Decode(&mapping); err != nil && !errors.Is(err, io.EOF) {
		return nil, registry.Invalid(registry.Tf("tệp ánh xạ %s không đọc được; mỗi dòng viết tiêu đề: trường (%v)", "mapping file %s: %v; write header: field on each line", name, err))
	}
	if err := checkMapping(mapping); err != nil {
		return nil, err
	}
	seen := map[string]string{}
	for header := range mapping {
		k := fold(header)
		if other, ok := seen[k]; ok {
			a, b := min(header, other), max(header, other)
			return nil, registry.Invalid(registry.Tf("tệp ánh xạ %s: %q và %q là cùng một tiêu đề", "mapping file %s: %q and %q are one header", name, a, b))
		}
		seen[k] = header
	}
	return mapping, nil
}
