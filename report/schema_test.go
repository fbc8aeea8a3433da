package report

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"trunglap/registry"
)

// TestJSONFollowsItsSchema checks the written JSON against the published
// schema, which allows no key that it does not document.
func TestJSONFollowsItsSchema(t *testing.T) {
	data, err := os.ReadFile("../docs/schema/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(data, &s.root); err != nil {
		t.Fatal(err)
	}
	restricted := fixture(t)
	restricted.Snapshot.Platforms[40].Restricted = true
	restricted.Findings[2].Pair.A = restricted.Snapshot.Platforms[40].ID
	linked := fixture(t)
	linked.Snapshot.Platforms[0].Links = []registry.Link{{Kind: "connection", Target: "BTC-002", Data: "chứng từ", Channel: "NDXP", Status: "đang kết nối", Frequency: "hằng ngày", Basis: "278/2025/NĐ-CP", Class: "nội bộ", Contact: "KBNN"}}
	linked.Snapshot.Platforms[0].Replaces = []string{"BTC-003"}
	for name, r := range map[string]*Report{"fixture": fixture(t), "restricted": restricted, "linked": linked, "empty": {Agencies: fixture(t).Agencies}} {
		var doc any
		if err := json.Unmarshal([]byte(write(t, JSON, r, registry.VI)), &doc); err != nil {
			t.Fatal(err)
		}
		s.faults = nil
		s.check("", s.root, doc)
		for _, f := range s.faults {
			t.Errorf("%s: %s", name, f)
		}
	}
	s.faults = nil
	s.check("", s.root, map[string]any{"format": "other", "surplus": 1.0})
	if len(s.faults) < 10 {
		t.Errorf("the checker found only %q in a wrong document", s.faults)
	}
}

// A schema checks the part of JSON Schema that report.schema.json uses.
type schema struct {
	root   map[string]any
	faults []string
}

func (s *schema) fault(at, format string, args ...any) {
	s.faults = append(s.faults, at+": "+fmt.Sprintf(format, args...))
}

func (s *schema) check(at string, rule map[string]any, v any) {
	if ref, ok := rule["$ref"].(string); ok {
		rule = s.root["$defs"].(map[string]any)[ref[len("#/$defs/"):]].(map[string]any)
	}
	if c, ok := rule["const"]; ok && c != v {
		s.fault(at, "is %v, want %v", v, c)
	}
	if e, ok := rule["enum"].([]any); ok && !slices.Contains(e, v) {
		s.fault(at, "is %v, want one of %v", v, e)
	}
	if !typed(rule["type"], v) {
		s.fault(at, "is a %T, want %v", v, rule["type"])
	}
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			s.check(fmt.Sprintf("%s[%d]", at, i), rule["items"].(map[string]any), item)
		}
	case map[string]any:
		s.checkObject(at, rule, v)
	}
}

func (s *schema) checkObject(at string, rule map[string]any, v map[string]any) {
	required, _ := rule["required"].([]any)
	for _, key := range required {
		if _, ok := v[key.(string)]; !ok {
			s.fault(at, "lacks %v", key)
		}
	}
	properties, _ := rule["properties"].(map[string]any)
	for key, value := range v {
		if p, ok := properties[key].(map[string]any); ok {
			s.check(at+"/"+key, p, value)
		} else if more, ok := rule["additionalProperties"].(map[string]any); ok {
			s.check(at+"/"+key, more, value)
		} else if rule["additionalProperties"] == false {
			s.fault(at, "has %q, which is not documented", key)
		}
	}
}

func typed(want, v any) bool {
	if list, ok := want.([]any); ok {
		return slices.ContainsFunc(list, func(w any) bool { return typed(w, v) })
	}
	switch want {
	case "object":
		_, ok := v.(map[string]any)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "string":
		_, ok := v.(string)
		return ok
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "null":
		return v == nil
	case "integer":
		n, ok := v.(float64)
		return ok && n == float64(int64(n))
	case "number":
		_, ok := v.(float64)
		return ok
	}
	return want == nil
}
