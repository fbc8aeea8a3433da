package intake

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"go.yaml.in/yaml/v3"

	"trunglap/registry"
)

// YAML is how a proposal is written by hand: one mapping, several documents,
// or a sequence of mappings (also under "platforms:"). It is read as a tree,
// so that scalars stay as written (007 stays 007), and strictly: an unknown
// name is refused, because a misspelt one would silently not be compared; so
// are names given twice, anchors, aliases and tags. A single proposal may come
// without an id; the name of its file stands in.

// maxYAML bounds a file that is written by hand.
const maxYAML = 8 << 20

// yamlRecords reads a YAML file.
func (rd *Reader) yamlRecords(ctx context.Context, br *bufio.Reader, head []byte) (iter.Seq2[record, error], error) {
	src, err := rd.decode(br, head)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(src, maxYAML+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxYAML {
		return nil, refuse(rd.name, registry.Tf("lớn hơn giới hạn %d MB cho tệp YAML", "is larger than the limit of %d MB for YAML files", maxYAML>>20), registry.T("dùng CSV hoặc JSON", "use CSV or JSON"))
	}
	nodes, err := rd.yamlNodes(string(data))
	if err != nil {
		return nil, err
	}
	if len(nodes) == 1 {
		rd.nameProposal(nodes[0].node)
	}
	return func(yield func(record, error) bool) {
		ir := &itemReader{rd: rd, strict: true, headers: map[string]*header{}}
		for _, n := range nodes {
			if err := ctx.Err(); err != nil {
				yield(record{}, err)
				return
			}
			if !yield(ir.record(n.node, n.path), nil) {
				return
			}
		}
	}, nil
}

// nameProposal gives a single proposal without an id the name of its file.
func (rd *Reader) nameProposal(n *node) {
	if n.kind != kindObject {
		return
	}
	for _, k := range n.keys {
		if s, ok := rd.c.recognise(k); ok && s.field == fID {
			return
		}
	}
	n.keys = append(n.keys, "id")
	n.kids = append(n.kids, &node{kind: kindText, text: listOf(rd.name).ID, line: n.line})
	rd.note.add(registry.Tf("đề xuất không có mã, dùng tên tệp: %s", "the proposal has no id; the name of the file is used: %s", listOf(rd.name).ID))
}

// A yamlItem is a mapping with its path.
type yamlItem struct {
	node *node
	path string
}

func (rd *Reader) yamlNodes(data string) ([]yamlItem, error) {
	var out []yamlItem
	d := yaml.NewDecoder(strings.NewReader(data))
	for doc := 0; ; doc++ {
		var y yaml.Node
		err := d.Decode(&y)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, refuse(rd.name, registry.Tf("sai cú pháp YAML: %s", "is not valid YAML: %s", strings.TrimPrefix(err.Error(), "yaml: ")), registry.T("sửa dòng đó", "correct that line"))
		}
		path := "$"
		if doc > 0 {
			path = fmt.Sprintf("$%d", doc+1)
		}
		n, err := rd.yamlNode(&y, path, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, itemsOf(n, path)...)
	}
}

// itemsOf unwraps a sequence of mappings, also under "platforms".
func itemsOf(n *node, path string) []yamlItem {
	switch {
	case n.kind == kindNull:
		return nil
	case n.kind == kindObject && len(n.keys) == 1 && n.keys[0] == "platforms" && n.kids[0].kind == kindArray:
		return itemsOf(n.kids[0], path+".platforms")
	case n.kind == kindArray:
		var out []yamlItem
		for i, kid := range n.kids {
			out = append(out, yamlItem{kid, fmt.Sprintf("%s[%d]", path, i)})
		}
		return out
	}
	return []yamlItem{{n, path}}
}

// yamlNode checks and converts a tree.
func (rd *Reader) yamlNode(y *yaml.Node, path string, depth int) (*node, error) {
	fail := func(reason registry.Text) (*node, error) {
		return nil, registry.Invalid(registry.Text{
			VI: fmt.Sprintf("tệp %s, dòng %d, %s: %s", rd.name, y.Line, path, reason.VI),
			EN: fmt.Sprintf("file %s, line %d, %s: %s", rd.name, y.Line, path, reason.EN)})
	}
	n := &node{line: y.Line}
	switch {
	case depth > maxDepth:
		return fail(registry.Tf("lồng nhau quá %d mức", "nested more than %d levels deep", maxDepth))
	case y.Kind == yaml.AliasNode || y.Anchor != "":
		return fail(registry.T("không dùng neo và bí danh (& và *)", "anchors and aliases (& and *) are not allowed"))
	case y.Kind == yaml.DocumentNode:
		if len(y.Content) == 0 {
			return n, nil
		}
		return rd.yamlNode(y.Content[0], path, depth)
	case y.Kind == yaml.ScalarNode:
		return n.scalar(y, fail)
	case y.Kind == yaml.SequenceNode:
		n.kind = kindArray
		for i, c := range y.Content {
			kid, err := rd.yamlNode(c, fmt.Sprintf("%s[%d]", path, i), depth+1)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, kid)
		}
		return n, nil
	case y.Kind != yaml.MappingNode:
		return n, nil
	}
	n.kind = kindObject
	seen := map[string]bool{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return fail(registry.T("tên trường phải là một từ", "the name of a field must be a word"))
		}
		if seen[key.Value] {
			y, path = key, path+"."+shorten(key.Value)
			return fail(registry.T("tên này có hai lần", "this name is given twice"))
		}
		seen[key.Value] = true
		kid, err := rd.yamlNode(y.Content[i+1], path+"."+key.Value, depth+1)
		if err != nil {
			return nil, err
		}
		n.keys, n.kids = append(n.keys, key.Value), append(n.kids, kid)
	}
	return n, nil
}

// scalar keeps a scalar as written; only null and truth values are told apart.
func (n *node) scalar(y *yaml.Node, fail func(registry.Text) (*node, error)) (*node, error) {
	switch y.Tag {
	case "!!null":
	case "!!bool":
		n.kind, n.text = kindBool, y.Value
	case "!!str", "!!int", "!!float", "!!timestamp":
		n.kind, n.text = kindText, y.Value
	default:
		return fail(registry.Tf("không dùng thẻ %s", "the tag %s is not allowed", y.Tag))
	}
	return n, nil
}
