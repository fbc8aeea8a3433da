package similarity

import "trunglap/registry"

// TooShort reports whether a platform's texts say too little to be judged: the
// same measure by which a pair is "insufficient" (row 7 of the decision table).
func (e *Engine) TooShort(p *registry.Platform) bool {
	return e.Record(p).said < e.settings.MinFunction
}
