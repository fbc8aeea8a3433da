package intake

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// sampleSize is how much of a file is looked at before its format, encoding
// and delimiter are settled: enough for some hundred rows.
const sampleSize = 256 << 10

// A signature is a beginning of a file that is not a table we read as text.
type signature struct {
	prefix string
	say    registry.Text
}

// signatures are kinds of file that are recognised in order to be refused by name.
var signatures = [...]signature{
	{compound, registry.T("là tệp Excel 97-2003 (.xls), Word 97-2003 (.doc) hoặc tệp có mật khẩu", "is an Excel 97-2003 (.xls) or Word 97-2003 (.doc) file, or is protected by a password")},
	{"%PDF-", registry.T("là tệp PDF", "is a PDF file")},
	{"\x1f\x8b", registry.T("là tệp nén gzip", "is a gzip archive")},
	{"{\\rtf", registry.T("là tệp RTF", "is an RTF file")},
}

// compound is the beginning of the container that Office used until 2003, and
// uses still for files with a password.
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// refuseCompound says which of the three a file is, by the name of its stream
// in UTF-16, where its directory is near the beginning.
func refuseCompound(name string, head []byte, is registry.Text) error {
	has := func(stream string) bool {
		wide := make([]byte, 0, 2*len(stream))
		for i := range len(stream) {
			wide = append(wide, stream[i], 0)
		}
		return bytes.Contains(head, wide)
	}
	remedy := registry.T("mở bằng Excel, Word hoặc LibreOffice rồi lưu lại dưới dạng XLSX hoặc DOCX", "open it in Excel, Word or LibreOffice and save it as XLSX or DOCX")
	switch {
	case has("EncryptedPackage"):
		is, remedy = registry.T("có mật khẩu", "is protected by a password"), registry.T("bỏ mật khẩu rồi lưu lại", "save it again without the password")
	case has("WordDocument"):
		is = registry.T("là tệp Word 97-2003 (.doc)", "is a Word 97-2003 (.doc) file")
	case has("Workbook"):
		is = registry.T("là tệp Excel 97-2003 (.xls)", "is an Excel 97-2003 (.xls) file")
	}
	return refuse(name, is, remedy)
}

// formatOf finds the format. What the first bytes say counts more than a name
// or an option; between the text formats the option decides, then the name,
// then the first character.
func formatOf(name string, head []byte, asked Format) (Format, error) {
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return XLSX, nil // or DOCX: the archive tells
	}
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.prefix)) && s.prefix == compound {
			return "", refuseCompound(name, head, s.say)
		}
		if bytes.HasPrefix(head, []byte(s.prefix)) {
			return "", refuse(name, s.say, registry.T("lưu lại dưới dạng XLSX, DOCX hoặc CSV UTF-8", "save it as XLSX, DOCX or CSV UTF-8"))
		}
	}
	ext := strings.ToLower(filepath.Ext(name))
	text := asked
	if text == "" || text == XLSX || text == DOCX {
		text = textFormat(ext, head)
	}
	switch {
	case text == CSV && looksLikeMarkup(head):
		return "", refuse(name, registry.T("là trang HTML hoặc XML, không phải bảng dữ liệu", "is an HTML or XML page, not a table"),
			registry.T("mở tệp rồi lưu lại dưới dạng XLSX hoặc CSV UTF-8", "open it and save it as XLSX or CSV UTF-8"))
	case asked == XLSX || asked == DOCX || ext == ".xlsx" || ext == ".docx":
		if len(head) > 0 {
			return "", refuse(name, registry.T("không phải tệp XLSX hay DOCX, dù tên gọi như vậy", "is no XLSX or DOCX file, whatever its name"), registry.T("đặt lại tên tệp theo đúng nội dung", "name it after what it is"))
		}
	}
	return text, nil
}

// textFormat tells the text formats apart.
func textFormat(ext string, head []byte) Format {
	s := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utf8BOM)), " \t\r\n")
	first := byte(0)
	if len(s) > 0 {
		first = s[0]
	}
	switch ext {
	case ".csv", ".tsv", ".txt":
		return CSV
	case ".jsonl", ".ndjson":
		return JSONL
	case ".yaml", ".yml":
		if first != '{' && first != '[' {
			return YAML
		}
	}
	switch {
	case first == '{' && severalObjects(s):
		return JSONL
	case first == '{' || first == '[' || ext == ".json":
		return JSON
	}
	return CSV
}

// severalObjects: the first line is an object and another one follows.
func severalObjects(s []byte) bool {
	line, rest, _ := bytes.Cut(s, []byte{'\n'})
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == '{' && json.Valid(line)
}

func looksLikeMarkup(head []byte) bool {
	s := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte(utf8BOM)), " \t\r\n"))
	for _, tag := range []string{"<!doctype", "<html", "<?xml", "<table", "<meta"} {
		if bytes.HasPrefix(s, []byte(tag)) {
			return true
		}
	}
	return false
}

// refuse says what a file is and what to do about it.
func refuse(name string, is, remedy registry.Text) error {
	return registry.Invalid(registry.Text{
		VI: "tệp " + name + " " + is.VI + "; " + remedy.VI,
		EN: "file " + name + " " + is.EN + "; " + remedy.EN,
	})
}

// listOf names a list after its file: "Danh mục 2024.csv" is titled
// "Danh mục 2024" and has the id "danh-muc-2024".
func listOf(name string) registry.List {
	base := filepath.Base(strings.ReplaceAll(name, "\\", "/"))
	title := strings.TrimSuffix(base, filepath.Ext(base))
	id := strings.ReplaceAll(fold(title), " ", "-")
	if id == "" {
		id = "list"
	}
	return registry.List{ID: id, Title: title, File: base}
}

// fold is the form in which headers, codes and closed values are compared:
// no marks, no case, no punctuation.
func fold(s string) string { return text.Folded(strings.ReplaceAll(s, "_", " ")) }
