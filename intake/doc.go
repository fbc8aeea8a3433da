// Package intake turns files into platforms: every row becomes a
// registry.Platform or a registry.RowError, and nothing in between.
//
//	file -> bytes (limits, hash) -> format -> records (the cells of a row)
//	     -> columns (which header means which field) -> Platform or RowError
//
// The formats, each specified at the head of its file: CSV (csv.go), workbooks
// (xlsx.go) with the official workbook of 2026 (template.go), Word tables
// (docx.go), JSON and JSON Lines (json.go), YAML (yaml.go). Text may be in
// UTF-8, UTF-16, windows-1258, TCVN3, VNI or VPS (encoding.go, legacy.go).
//
// Example:
//
//	result, err := intake.ReadFile(ctx, "platforms-2024.csv", intake.Options{})
//	if err != nil { ... }                  // the file could not be read at all
//	for _, e := range result.Errors { ... } // these rows are not in result.Platforms
//
// What is promised:
//
//   - A row is never shifted, merged with the next or half taken. Rows that
//     cannot be understood are row errors with file, line, column, what was
//     found, why it is wrong and what to do, in Vietnamese and English.
//   - Nothing is converted silently: an encoding other than UTF-8, a delimiter
//     other than the comma, columns without meaning, hidden characters and
//     skipped lines are each told in Result.Notes.
//   - Columns without meaning are kept in Platform.Extra, in file order.
//   - Texts are Unicode NFC, without surrounding white space, otherwise as read.
//   - Memory is bounded by Limits whatever the file holds.
//
// Headers are recognised in Vietnamese or English, with or without marks, in
// any case and order; the table is headerNames in columns.go:
//
//	id           id, mã, mã đối tượng, mã định danh, mã nền tảng, mã hệ thống
//	agency       agency, agency_code, cơ quan, cơ quan chủ quản, bộ, ngành, đơn vị chủ quản
//	name_vi      name_vi, tên tiếng Việt; name_en: name_en, tên tiếng Anh
//	name         name, tên, tên nền tảng, tên đối tượng, tên hệ thống: language by text
//	function     function, chức năng, mô tả, mục đích: language by text
//	data_domains domain, data_domains, lĩnh vực dữ liệu, nhóm dữ liệu (;-separated)
//	users, scope, url, launched, ended, status, operator, contact, mandate,
//	parent, replaces, restricted, language, record_kind, source_code
//
// A name or function column without a language goes to Vietnamese unless the
// text of the row is not Vietnamese; a language column decides where present.
//
// What stands around the rows of a list (titles, the header again on the next
// page, sums, names of ministries above their rows, remarks and signatures below
// the last one) is skipped and told with its lines; see around.go. Lists without
// ids get them only when Options.MakeIDs says so.
//
// What it refuses: bytes in no known encoding (with the first bad offset),
// a repeated header, a repeated id, control characters, files over the limits.
package intake
