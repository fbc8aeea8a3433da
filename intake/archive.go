package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strings"

	"trunglap/registry"
)

// XLSX and DOCX files are zip archives. What an archive says of itself is
// checked before a byte of it is expanded: 0.5 MB can expand to gigabytes, and
// the library for workbooks would by default allow 16 GB. The sizes in the
// directory can lie, but archive/zip stops an entry at its stated size.
const (
	maxArchive  = 64 << 20  // bytes of the file, which is held in memory
	maxEntries  = 2000      // a workbook of a list has some twenty
	maxExpanded = 192 << 20 // bytes of all entries: a sheet of 100,000 rows has 60 MB
	maxRatio    = 200       // of an entry over ratioFrom; sheets reach 20, deflate ends at 1032
	ratioFrom   = 1 << 20
	maxPart     = 32 << 20 // bytes of an entry that is read into memory as a whole
)

// An archive is a zip file that was found fit to be expanded.
type archive struct {
	data  []byte
	parts map[string]*zip.File // by lower-case path
}

// openArchive reads the archive and refuses it if it is damaged or not what an
// office program writes.
func openArchive(name string, r io.Reader) (*archive, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxArchive+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxArchive {
		return nil, refuse(name, registry.Tf("lớn hơn giới hạn %d MB cho tệp XLSX, DOCX", "is larger than the limit of %d MB for XLSX and DOCX files", maxArchive>>20),
			registry.T("bỏ hình ảnh và trang không cần, hoặc lưu lại dưới dạng CSV UTF-8", "leave out pictures and needless sheets, or save it as CSV UTF-8"))
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(name)
	}
	a := &archive{data: data, parts: map[string]*zip.File{}}
	if is := a.guard(zr.File); is != (registry.Text{}) {
		return nil, refuse(name, is, registry.T("không giải nén; kiểm tra nguồn gốc tệp, hoặc lưu lại dưới dạng CSV UTF-8", "it was not expanded; check where it comes from, or save it as CSV UTF-8"))
	}
	return a, nil
}

func damaged(name string) error {
	return refuse(name, registry.T("bị hỏng hoặc bị cắt ngắn", "is damaged or cut short"), registry.T("lấy lại bản gốc", "get the original again"))
}

// guard says what is wrong with the directory of an archive, or nothing.
func (a *archive) guard(files []*zip.File) registry.Text {
	if len(files) > maxEntries {
		return registry.Tf("chứa %d tệp con, quá giới hạn %d", "holds %d entries, over the limit of %d", len(files), maxEntries)
	}
	var expanded uint64
	for _, f := range files {
		key := strings.ToLower(f.Name)
		switch {
		case unsafeName(f.Name):
			return registry.Tf("chứa tệp con có đường dẫn không an toàn: %q", "holds an entry with an unsafe path: %q", shorten(f.Name))
		case a.parts[key] != nil:
			return registry.Tf("chứa hai tệp con cùng tên: %q", "holds two entries of one name: %q", shorten(f.Name))
		case f.Flags&1 != 0:
			return registry.T("có mật khẩu", "is protected by a password")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return registry.T("dùng cách nén lạ", "uses a strange compression")
		case nestedArchive(key):
			return registry.Tf("chứa tệp nén lồng bên trong: %q", "holds an archive inside: %q", shorten(f.Name))
		}
		expanded += f.UncompressedSize64
		if f.UncompressedSize64 > maxExpanded || expanded > maxExpanded {
			return registry.Tf("giải nén ra quá %d MB", "expands to more than %d MB", maxExpanded>>20)
		}
		if f.UncompressedSize64 > ratioFrom && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio {
			return registry.Tf("có tệp con nén hơn %d lần, như một quả bom nén", "has an entry compressed more than %d times, like a zip bomb", maxRatio)
		}
		a.parts[key] = f
	}
	return registry.Text{}
}

// unsafeName refuses paths that could leave the folder they are expanded to.
func unsafeName(name string) bool {
	return name == "" || strings.ContainsAny(name, "\\:\x00") || strings.HasPrefix(name, "/") ||
		path.Clean("/"+name) != "/"+strings.TrimSuffix(name, "/")
}

// nestedArchive: spreadsheets embedded in a document are never opened and may
// stay; other archives have no place in one.
func nestedArchive(name string) bool {
	switch path.Ext(name) {
	case ".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".jar", ".cab":
		return true
	}
	return false
}

// has tells whether the archive has a part.
func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// open reads a part as a stream.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil {
		return nil, zip.ErrFormat
	}
	return f.Open()
}

// read reads a small part whole.
func (a *archive) read(name string) ([]byte, error) {
	f := a.parts[strings.ToLower(name)]
	if f == nil || f.UncompressedSize64 > maxPart {
		return nil, zip.ErrFormat
	}
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}

// A relation leads from one part to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
	target string // path of the part in the archive; empty for what is outside
}

// relations lists the relations of a part, or of the file for the part "".
func (a *archive) relations(part string) ([]relation, error) {
	dir, base := path.Split(part)
	data, err := a.read(dir + "_rels/" + base + ".rels")
	if err != nil {
		return nil, err
	}
	var rels struct {
		List []relation `xml:"Relationship"`
	}
	if err := xml.Unmarshal(data, &rels); err != nil {
		return nil, err
	}
	for i := range rels.List {
		r := &rels.List[i]
		if strings.EqualFold(r.Mode, "External") {
			continue
		}
		if r.target = path.Clean(path.Join(dir, r.Target)); strings.HasPrefix(r.Target, "/") {
			r.target = path.Clean(r.Target[1:])
		}
	}
	return rels.List, nil
}

// mainPart is the part that the file is about, or "".
func (a *archive) mainPart() string {
	rels, err := a.relations("")
	if err != nil {
		return ""
	}
	for _, r := range rels {
		if strings.HasSuffix(r.Type, "/officeDocument") && a.has(r.target) {
			return r.target
		}
	}
	return ""
}
