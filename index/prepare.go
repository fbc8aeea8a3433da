package index

import (
	"fmt"

	blevedocument "github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/mapping"

	"trunglap/registry"
)

// Bleve's builder maps and analyses documents itself, one after the other, and
// that is a third of its time. So we do both before, with Bleve's own
// functions, and hand it documents that need neither.

// A bleveDocument is a platform as Bleve keeps it: mapped and analysed.
type bleveDocument = blevedocument.Document

// prepare maps and analyses platforms.
func (r *reader) prepare(m mapping.IndexMapping, platforms []registry.Platform) ([]*bleveDocument, error) {
	out := make([]*bleveDocument, len(platforms))
	for i := range platforms {
		d := blevedocument.NewDocument(platforms[i].ID)
		if err := m.MapDocument(d, r.document(&platforms[i])); err != nil {
			return nil, fmt.Errorf("map platform %s: %w", platforms[i].ID, err)
		}
		for _, f := range d.Fields {
			f.Analyze()
		}
		out[i] = d
	}
	return out, nil
}

// A preparedMapping is the mapping for documents that are mapped already.
type preparedMapping struct{ *mapping.IndexMappingImpl }

// MapDocument takes the fields of a prepared document.
func (preparedMapping) MapDocument(doc *bleveDocument, data any) error {
	prepared, ok := data.(*bleveDocument)
	if !ok {
		return fmt.Errorf("document %s is not prepared", doc.ID())
	}
	for _, f := range prepared.Fields {
		doc.AddField(analysed{f})
	}
	return nil
}

// analysed is a field that is analysed already.
type analysed struct{ blevedocument.Field }

// Analyze does nothing more.
func (analysed) Analyze() {}
