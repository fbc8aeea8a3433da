package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
)

func readNamed(t *testing.T, name, data string, opts Options) Result {
	t.Helper()
	return readBytes(t, name, []byte(data), opts)
}

// What the registry writes as JSON is read back as the same platforms, in
// every form of the file.
func TestJSONRoundTrip(t *testing.T) {
	want, err := ReadFile(context.Background(), filepath.Join("..", "testdata", "vn", "platforms-2024.csv"), Options{})
	must(t, err)
	p := &want.Platforms[0]
	p.Links = []registry.Link{{Kind: "data-exchange", Target: "BTC-002", Data: "dữ liệu; thu", Channel: "NDXP"}}
	p.Domains, p.Users, p.Replaces = append(p.Domains, "a; b"), append(p.Users, "Kho bạc; quỹ"), []string{"X"}
	p.Restricted, p.Parent, p.Ended, p.Status = true, "BTC-003", "2020-01", registry.Retired
	p.NameVI = `dấu "nháy" \ và </script>`
	array, err := json.Marshal(want.Platforms)
	must(t, err)
	var lines strings.Builder
	for _, p := range want.Platforms {
		line, err := json.Marshal(p)
		must(t, err)
		lines.Write(append(line, '\n'))
	}
	for name, data := range map[string]string{
		"ds.json":    string(array),
		"list.json":  `{"list": {"id": "L", "title": "Danh mục", "date": "03/07/2024"}, "platforms": ` + string(array) + `}`,
		"ds.jsonl":   lines.String(),
		"stdin":      lines.String(),
		"array":      "\ufeff \n" + string(array),
		"ds.json.gz": string(array),
	} {
		got := readNamed(t, name, data, Options{})
		wantText(t, name, digests(got.Platforms), digests(want.Platforms))
		wantText(t, name+" errors", messages(got.Errors, registry.EN), "")
		if name == "list.json" && (got.List.ID != "L" || got.List.Title != "Danh mục" || got.List.Date != "2024-07-03") {
			t.Errorf("list: %+v", got.List)
		}
	}
}

func TestJSONForms(t *testing.T) {
	tests := []struct{ name, data, want, fault string }{
		{"one object", `{"id":"A","agency":"BTC","name":"Cổng thuế"}`, "1:A BTC vi=Cổng thuế\n", ""},
		{"vietnamese names", `[{"Mã":"A","Cơ quan chủ quản":"Bộ Y tế","Tên nền tảng":"Sổ","Năm":2019}]`, "1:A BYT vi=Sổ launched=2019\n", ""},
		{"unknown values kept", `[{"id":"A","agency":"BTC","name_vi":"T","x":1.50,"y":[1,{"a":"<b>"}],"z":null,"w":true}]`, `1:A BTC vi=T [x]=1.50 [y]=[1,{"a":"<b>"}] [w]=true` + "\n", ""},
		{"cells are not formulas here", `[{"id":"A","agency":"BTC","name_vi":"'=1"}]`, "1:A BTC vi='=1\n", ""},
		{"wrong type", "[\n{\"id\":7,\"agency\":\"BTC\",\"name\":\"T\"},\n{\"id\":\"B\",\"agency\":\"BTC\",\"name_vi\":\"U\"}]", "3:B BTC vi=U\n", `ds.json, line 2: $[0].id: must be a string: "7"`},
		{"array for a text", `[{"id":"A","agency":"BTC","name_vi":["T"]}]`, "", "$[0].name_vi: must be a string"},
		{"number in a list", `[{"id":"A","agency":"BTC","name_vi":"T","users":["x",1]}]`, "", "$[0].users[1]: must be a string"},
		{"not an object", `[1]`, "", "$[0]: must be an object"},
		{"two names of one meaning", `[{"id":"A","ID":"B","agency":"BTC","name_vi":"T"}]`, "", `$[0].ID: means the same as "id"`},
		{"bad link", `[{"id":"A","agency":"BTC","name_vi":"T","links":[{"kind":"x","target":"B"}]}]`, "", "$[0].links[0]: needs a target and a valid kind"},
		{"control character", `[{"id":"A","agency":"BTC","name_vi":"T\u0000"}]`, "", "control character U+0000"},
		{"huge date", `[{"id":"A","agency":"BTC","name_vi":"T","launched":1e400}]`, "", "$[0].launched: must be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := readNamed(t, "ds.json", tt.data, Options{})
			wantText(t, "platforms", dump(res.Platforms), tt.want)
			if tt.fault == "" {
				wantText(t, "errors", messages(res.Errors, registry.EN), "")
			} else {
				wantIn(t, "errors", messages(res.Errors, registry.EN), tt.fault)
			}
		})
	}
}

func TestFault16_JSON(t *testing.T) {
	deep := strings.Repeat("[", 100000)
	for name, tt := range map[string]struct{ data, want string }{
		"duplicate key":        {"[\n{\"id\":\"A\",\n\"id\":\"B\"}]", `line 3, $[0].id: this name is given twice`},
		"duplicate at the top": {`{"id":"A","id":"B"}`, "$.id: this name is given twice"},
		"deep":                 {`[{"x":` + deep, "nested more than 16 levels"},
		"deep unknown":         {deep, "nested more than 16 levels"},
		"huge number":          {`[{"x":` + strings.Repeat("9", 1000) + `}]`, "$[0].x: the number is too long"},
		"trailing garbage":     {`[{"id":"A","agency":"BTC","name_vi":"T"}] x`, "something follows after the end"},
		"second array":         {`[][]`, "something follows after the end"},
		"cut short":            {`[{"id":"A","agency":"BTC"`, "ends too early"},
		"comma missing":        {`[{"id":"A" "agency":"BTC"}]`, "JSON syntax"},
		"a text":               {`"id"`, "must be an array or an object"},
		"not JSON":             {`id,agency`, "JSON syntax"},
		"long value":           {`[{"id":"` + strings.Repeat("x", 9<<20) + `"}]`, "longer than the limit"},
		"bad UTF-8":            {"[{\"id\":\"A\xff\"}]", "byte 0xFF at offset 9"},
	} {
		res, err := Read(context.Background(), "ds.json", strings.NewReader(tt.data), Options{})
		if !errors.Is(err, registry.ErrInvalid) || len(res.Platforms) != 0 {
			t.Errorf("%s: %v, %d platforms", name, err, len(res.Platforms))
			continue
		}
		wantIn(t, name, err.Error(), tt.want)
		if vi := registry.Explain(err, registry.VI); vi == err.Error() {
			t.Errorf("%s: no Vietnamese: %s", name, vi)
		}
	}
	// In JSON Lines a broken line costs itself.
	res := readNamed(t, "ds.jsonl", `{"id":"A","agency":"BTC","name_vi":"T"}`+"\n{\"id\":\n\n"+`{"id":"B","agency":"BTC","name_vi":"U"} x`+"\n"+`{"id":"C","agency":"BTC","name_vi":"V"}`, Options{})
	wantText(t, "lines", dump(res.Platforms), "1:A BTC vi=T\n5:C BTC vi=V\n")
	wantText(t, "errors", messages(res.Errors, registry.EN), `ds.jsonl, line 2: $.id: the file ends too early: "{\"id\":"
ds.jsonl, line 4: $: something follows after the end: "{\"id\":\"B\",\"agency\":\"BTC\",\"name_vi\":\"U\"} x"
`)
}

func TestYAML(t *testing.T) {
	tests := []struct{ name, data, want, fault string }{
		{"a proposal", "# đề xuất\nid: 007\nagency: Bộ Y tế\nname: Sổ sức khỏe\nfunction: |\n  Lưu hồ sơ\n  và tra cứu\ndata_domains: [hồ sơ bệnh án, thẻ]\nusers: người dân; doanh nghiệp\nlaunched: 2026-01-02\n",
			"2:007 BYT vi=Sổ sức khỏe fvi=Lưu hồ sơ\nvà tra cứu domains=hồ sơ bệnh án+thẻ users=citizens+businesses launched=2026-01-02\n", ""},
		{"no id", "agency: BTC\nname_vi: Cổng\n", "1:de-xuat BTC vi=Cổng\n", ""},
		{"several", "- id: A\n  agency: BTC\n  name_vi: T\n- id: B\n  agency: BTC\n  name_vi: U\n", "1:A BTC vi=T\n4:B BTC vi=U\n", ""},
		{"documents", "id: A\nagency: BTC\nname_vi: T\n---\nid: B\nagency: BTC\nname_vi: U\n", "1:A BTC vi=T\n5:B BTC vi=U\n", ""},
		{"vietnamese names", "Mã: A\nCơ quan chủ quản: BTC\nTên nền tảng: T\n", "1:A BTC vi=T\n", ""},
		{"empty", "", "", ""},
		{"null", "id: A\nagency: BTC\nname_vi: T\nurl:\n", "1:A BTC vi=T\n", ""},
		{"misspelt name", "id: A\nagency: BTC\nname_vi: T\nfuction: x\n", "", "$.fuction: there is no such field"},
		{"truth value as name", "id: A\nagency: BTC\nname_vi: yes\n", "1:A BTC vi=yes\n", ""},
		{"mapping as name", "id: A\nagency: BTC\nname_vi: {a: b}\n", "", "$.name_vi: must be a string"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := readNamed(t, "de xuat.yaml", tt.data, Options{})
			wantText(t, "platforms", dump(res.Platforms), tt.want)
			if tt.fault != "" {
				wantIn(t, "errors", messages(res.Errors, registry.EN), tt.fault)
			} else {
				wantText(t, "errors", messages(res.Errors, registry.EN), "")
			}
		})
	}
	laughs := "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
	for name, tt := range map[string]struct{ data, want string }{
		"name twice": {"id: A\nid: B\n", "line 2, $.id: this name is given twice"},
		"aliases":    {laughs, "anchors and aliases"},
		"tag":        {"id: !!binary aGVsbG8=\n", "the tag !!binary"},
		"merge":      {"<<: {id: A}\n", "must be a word"},
		"syntax":     {"id: [A\n", "not valid YAML"},
		"deep":       {"x: " + strings.Repeat("[", 50) + strings.Repeat("]", 50) + "\n", "nested more than 16"},
	} {
		_, err := Read(context.Background(), "x.yaml", strings.NewReader(tt.data), Options{})
		if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

// The published schema names exactly the fields that a platform has, with the
// values that are read.
func TestSchema(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "docs", "schema", "platform.schema.json"))
	must(t, err)
	var schema struct {
		Defs map[string]struct {
			Properties map[string]struct {
				Enum []string `json:"enum"`
			} `json:"properties"`
			Required []string `json:"required"`
		} `json:"$defs"`
	}
	must(t, json.Unmarshal(data, &schema))
	for name, typ := range map[string]reflect.Type{"platform": reflect.TypeFor[registry.Platform](), "link": reflect.TypeFor[registry.Link](), "extra": reflect.TypeFor[registry.Extra]()} {
		var want, got []string
		for i := range typ.NumField() {
			if tag, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); tag != "-" {
				want = append(want, tag)
			}
		}
		for p := range schema.Defs[name].Properties {
			got = append(got, p)
		}
		slices.Sort(want)
		slices.Sort(got)
		wantText(t, name, strings.Join(got, " "), strings.Join(want, " "))
	}
	for _, tt := range []struct {
		def, property string
		values        []registry.Value
	}{{"platform", "status", registry.Statuses[:]}, {"link", "kind", registry.LinkKinds[:]}} {
		var want []string
		for _, v := range tt.values {
			want = append(want, v.Code)
		}
		wantText(t, tt.property, fmt.Sprint(schema.Defs[tt.def].Properties[tt.property].Enum), fmt.Sprint(want))
	}
}
