package similarity

import (
	"encoding/json"
	"strings"

	"trunglap/registry"
)

// A platformField is a part of a platform that can be changed alone.
type platformField struct {
	name string
	get  func(*registry.Platform) string
	set  func(to, from *registry.Platform)
}

func stringField[T ~string](name string, at func(*registry.Platform) *T) platformField {
	return platformField{name,
		func(p *registry.Platform) string { return string(*at(p)) },
		func(to, from *registry.Platform) { *at(to) = *at(from) }}
}

func listField(name string, at func(*registry.Platform) *[]string) platformField {
	return platformField{name,
		func(p *registry.Platform) string { return strings.Join(*at(p), "; ") },
		func(to, from *registry.Platform) { *at(to) = *at(from) }}
}

func valueField[T any](name string, at func(*registry.Platform) *T) platformField {
	return platformField{name,
		func(p *registry.Platform) string {
			data, err := json.Marshal(*at(p))
			if err != nil {
				panic("similarity: " + name + " holds only strings: " + err.Error())
			}
			return string(data)
		},
		func(to, from *registry.Platform) { *at(to) = *at(from) }}
}

// platformFields is every part of a platform, by its JSON name, in the order
// of the struct.
var platformFields = []platformField{
	stringField("agency", func(p *registry.Platform) *string { return &p.Agency }),
	stringField("name_vi", func(p *registry.Platform) *string { return &p.NameVI }),
	stringField("name_en", func(p *registry.Platform) *string { return &p.NameEN }),
	stringField("function_vi", func(p *registry.Platform) *string { return &p.FunctionVI }),
	stringField("function_en", func(p *registry.Platform) *string { return &p.FunctionEN }),
	listField("data_domains", func(p *registry.Platform) *[]string { return &p.Domains }),
	listField("users", func(p *registry.Platform) *[]string { return &p.Users }),
	stringField("scope", func(p *registry.Platform) *string { return &p.Scope }),
	stringField("url", func(p *registry.Platform) *string { return &p.URL }),
	stringField("launched", func(p *registry.Platform) *registry.Date { return &p.Launched }),
	stringField("ended", func(p *registry.Platform) *registry.Date { return &p.Ended }),
	stringField("status", func(p *registry.Platform) *registry.Status { return &p.Status }),
	stringField("operator", func(p *registry.Platform) *string { return &p.Operator }),
	stringField("contact", func(p *registry.Platform) *string { return &p.Contact }),
	stringField("mandate", func(p *registry.Platform) *string { return &p.Mandate }),
	stringField("parent", func(p *registry.Platform) *string { return &p.Parent }),
	listField("replaces", func(p *registry.Platform) *[]string { return &p.Replaces }),
	valueField("links", func(p *registry.Platform) *[]registry.Link { return &p.Links }),
	valueField("restricted", func(p *registry.Platform) *bool { return &p.Restricted }),
	valueField("extra", func(p *registry.Platform) *[]registry.Extra { return &p.Extra }),
	stringField("list", func(p *registry.Platform) *string { return &p.List }),
}
