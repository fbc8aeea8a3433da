package registry

// The words below are the only ones used on screens, in reports and in
// messages for these ideas; DESIGN section 2 is their source. Each relation
// also has a symbol, so that no reader depends on colour.

// Text is the relation's word in both languages.
func (r Relation) Text() Text {
	switch r {
	case Duplication:
		return T("trùng lặp", "duplication")
	case Overlap:
		return T("chồng lấn", "overlap")
	case Fragmentation:
		return T("phân mảnh", "fragmentation")
	case Succession:
		return T("kế thừa", "succession")
	case PartOf:
		return T("bộ phận", "part of")
	case Integration:
		return T("tích hợp", "integration")
	case Parallel:
		return T("song song theo quy định", "lawful parallel")
	case Unrelated:
		return T("không liên quan", "unrelated")
	case Insufficient:
		return T("chưa đủ cơ sở", "insufficient")
	}
	return T(string(r), string(r))
}

// Meaning says in one sentence what the relation claims.
func (r Relation) Meaning() Text {
	switch r {
	case Duplication:
		return T("cùng chức năng, cùng dữ liệu, cho cùng đối tượng sử dụng", "the same function on the same data for the same users")
	case Overlap:
		return T("chức năng, dữ liệu hoặc đối tượng sử dụng giống nhau một phần đáng kể", "function, data or users alike to a notable part")
	case Fragmentation:
		return T("cùng lĩnh vực dữ liệu, khác chức năng", "the same field of data, another function")
	case Succession:
		return T("nền tảng này tiếp nối, thay thế hoặc được đăng ký lại từ nền tảng kia", "one continues, replaces or re-lists the other")
	case PartOf:
		return T("nền tảng này là mô-đun hoặc bản triển khai của nền tảng kia", "one is a module or an instance of the other")
	case Integration:
		return T("hai nền tảng trao đổi dữ liệu với nhau, không làm cùng một việc", "the two exchange data; they do not do the same work")
	case Parallel:
		return T("giống nhau vì pháp luật yêu cầu mỗi cơ quan đều phải có", "alike because the law requires one of every agency")
	case Unrelated:
		return T("không thấy điểm giống đáng kể", "nothing notable in common")
	case Insufficient:
		return T("mô tả quá ngắn để kết luận; không có nghĩa là không trùng", "too little text to judge; it does not mean there is no overlap")
	}
	return T("", "")
}

// Symbol stands for the relation where there is no room for the word.
func (r Relation) Symbol() string {
	switch r {
	case Duplication:
		return "≡"
	case Overlap:
		return "∩"
	case Fragmentation:
		return "÷"
	case Succession:
		return "→"
	case PartOf:
		return "⊂"
	case Integration:
		return "⇄"
	case Parallel:
		return "∥"
	case Unrelated:
		return "≠"
	}
	return "?"
}

// Text is the verdict's official wording in both languages.
func (v Verdict) Text() Text {
	switch v {
	case VerdictDuplication:
		return T("trùng lặp", "duplication")
	case VerdictOverlap:
		return T("có thể chồng lấn", "possible overlap")
	case VerdictNone:
		return T("chưa phát hiện", "none found")
	case VerdictInsufficient:
		return T("chưa đủ cơ sở", "insufficient")
	case VerdictMatch:
		return T("khớp", "match")
	}
	return T(string(v), string(v))
}

// Text is the comparison's word in both languages.
func (c Comparison) Text() Text {
	switch c {
	case ByName:
		return T("tên gọi", "name")
	case ByFunction:
		return T("chức năng", "function")
	case ByDomain:
		return T("dữ liệu", "data domain")
	case ByScope:
		return T("phạm vi sử dụng", "scope of use")
	}
	return T(string(c), string(c))
}

// Text says in both languages why two phrases count as shared.
func (v Via) Text() Text {
	switch v {
	case ViaWords:
		return T("cùng từ ngữ", "same words")
	case ViaFolded:
		return T("khớp khi bỏ dấu", "same without marks")
	case ViaNear:
		return T("gần giống chữ", "near spelling")
	case ViaConcept:
		return T("cùng khái niệm", "same concept")
	case ViaVector:
		return T("gần nghĩa", "near in meaning")
	case ViaCode:
		return T("cùng mã", "same code")
	}
	return T(string(v), string(v))
}

// Text says in both languages whose the two platforms are.
func (o OwnerRelation) Text() Text {
	switch o {
	case Between:
		return T("giữa hai cơ quan", "between two agencies")
	case Within:
		return T("trong một cơ quan", "within one agency")
	case Merged:
		return T("nay cùng một cơ quan sau sáp nhập", "now one agency after a merger")
	}
	return T(string(o), string(o))
}

// Text says in both languages whether the compared field was stated.
func (p Presence) Text() Text {
	switch p {
	case BothPresent:
		return T("hai bên đều có", "stated by both")
	case OneMissing:
		return T("một bên chưa khai", "not stated by one side")
	case BothMissing:
		return T("hai bên chưa khai", "not stated by either side")
	}
	return T(string(p), string(p))
}

// Text is the state's official wording in both languages.
func (s Status) Text() Text {
	switch s {
	case Planned:
		return T("dự kiến", "planned")
	case Building:
		return T("đang xây dựng", "being built")
	case Pilot:
		return T("thử nghiệm", "pilot")
	case Operating:
		return T("đang vận hành", "in operation")
	case Upgrading:
		return T("nâng cấp", "being upgraded")
	case Merging:
		return T("hợp nhất", "being merged")
	case Replacing:
		return T("thay thế", "being replaced")
	case Retired:
		return T("kết thúc sử dụng", "retired")
	case OtherState:
		return T("khác", "other")
	}
	return T(string(s), string(s))
}
