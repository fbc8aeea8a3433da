package index

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"trunglap/registry"
	"trunglap/text"
)

// schema counts our own changes of mapping and documents: raise it whenever
// the same platform would be indexed differently.
const schema = 2

// bleveVersion is the version in go.mod; a test compares the two. (Build
// information would tell it too, but not in test binaries.)
const bleveVersion = "v2.6.3"

// A seal names the current generation and everything it is made of. On disk it
// is one line of JSON and the SHA-256 of that line: a damaged seal is told
// from a seal that says something else.
type seal struct {
	Generation  string       `json:"generation"`
	Fingerprint string       `json:"fingerprint"` // engine, schema and vocabulary
	Snapshot    string       `json:"snapshot"`    // digest of the snapshot indexed
	Count       int          `json:"count"`       // platforms
	Patched     int          `json:"patched"`     // platforms replaced or removed since the last full build
	Files       []sealedFile `json:"files"`
}

// A sealedFile is a file of the generation; Name is relative, with slashes.
type sealedFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const (
	sealName      = "seal.json"
	documentsName = "documents.txt"
)

// fingerprint names everything that the content of a generation depends on,
// apart from the snapshot.
func fingerprint(lex *text.Lexicon) string {
	return fmt.Sprintf("schema %d, bleve %s, scorch %d, lexicon %s", schema, bleveVersion, scorch.Version, lex.Hash())
}

// readSeal reads DIR/seal.json. Its error is os.ErrNotExist, ErrCorrupt, or
// a failure to read.
func readSeal(dir string) (seal, error) {
	data, err := os.ReadFile(filepath.Join(dir, sealName))
	if err != nil {
		return seal{}, err
	}
	body, sum, _ := bytes.Cut(data, []byte("\n"))
	var s seal
	if string(bytes.TrimSpace(sum)) != digest(body) || json.Unmarshal(body, &s) != nil || !generationName.MatchString(s.Generation) {
		return seal{}, corrupt(nil, registry.Tf("tệp %s bị hỏng", "file %s is damaged", sealName))
	}
	return s, nil
}

// writeSeal makes s the truth: whoever opens the folder sees the old seal or
// the new one, also after a crash.
func writeSeal(dir string, s seal) error {
	body, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode seal: %w", err)
	}
	temp := filepath.Join(dir, sealName+".new")
	if err := writeFile(temp, append(body, "\n"+digest(body)+"\n"...)); err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	if err := os.Rename(temp, filepath.Join(dir, sealName)); err != nil {
		return fmt.Errorf("replace seal: %w", err)
	}
	return syncPath(dir)
}

// sealFiles lists every file of a generation with its checksum, in order of
// name, after forcing it to disk.
func sealFiles(dir string) ([]sealedFile, error) {
	var files []sealedFile
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if err := syncPath(path); err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f := sealedFile{Name: filepath.ToSlash(name)}
		f.Size, f.SHA256, err = f.measure(dir)
		files = append(files, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("seal index files: %w", err)
	}
	return files, nil
}

// measure reads the file as it is now.
func (f sealedFile) measure(dir string) (size int64, sum string, err error) {
	r, err := os.Open(filepath.Join(dir, filepath.FromSlash(f.Name)))
	if err != nil {
		return 0, "", err
	}
	defer r.Close()
	h := sha256.New()
	size, err = io.Copy(h, r)
	return size, hex.EncodeToString(h.Sum(nil)), err
}

// verify returns an ErrCorrupt when the file is not what was sealed.
func (f sealedFile) verify(dir string) error {
	size, sum, err := f.measure(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return corrupt(nil, registry.Tf("chỉ mục thiếu tệp %s", "index file %s is missing", f.Name))
	case err != nil:
		return corrupt(err, registry.Tf("không đọc được tệp chỉ mục %s", "index file %s cannot be read", f.Name))
	case size != f.Size || sum != f.SHA256:
		return corrupt(nil, registry.Tf("tệp chỉ mục %s không còn nguyên vẹn", "index file %s is not as it was written", f.Name))
	}
	return nil
}

// generationName is the only kind of name that is ever removed from the folder.
var generationName = regexp.MustCompile(`^g[0-9]{6,}$`)

func generationDir(dir, name string) string { return filepath.Join(dir, name) }

// nextGeneration is a name that no entry of the folder has.
func nextGeneration(dir string) (string, error) {
	names, err := generations(dir)
	if err != nil {
		return "", err
	}
	last := 0
	for _, n := range names {
		var i int
		if _, err := fmt.Sscanf(n, "g%d", &i); err == nil {
			last = max(last, i)
		}
	}
	return fmt.Sprintf("g%06d", last+1), nil
}

func generations(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list index folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && generationName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// removeOthers deletes every generation but one: those that a crash left
// unsealed, and the predecessor after a swap.
func removeOthers(dir, keep string) error {
	names, err := generations(dir)
	if err != nil {
		return err
	}
	for _, n := range names {
		if n == keep {
			continue
		}
		if err := os.RemoveAll(generationDir(dir, n)); err != nil {
			return fmt.Errorf("remove old index: %w", err)
		}
	}
	return nil
}

// writeFile writes a file and forces it to disk.
func writeFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("create %s: %w", path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// syncPath forces a file, or the entries of a folder, to disk. Systems that
// cannot do so for folders (Windows) order renames themselves.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("force %s to disk: %w", path, err)
	}
	return nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// documentList is the text of documents.txt, sorted by id.
func documentList(platforms []registry.Platform) (list string, digests map[string]string) {
	var b strings.Builder
	digests = make(map[string]string, len(platforms))
	for i := range platforms {
		d := platforms[i].Digest()
		digests[platforms[i].ID] = d
		b.WriteString(platforms[i].ID + " " + d + "\n")
	}
	return b.String(), digests
}

// parseDocuments reads documents.txt: id to content digest. An id may hold
// spaces; a digest does not.
func parseDocuments(list string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(list) {
		line = strings.TrimSuffix(line, "\n")
		if i := strings.LastIndexByte(line, ' '); i >= 0 {
			m[line[:i]] = line[i+1:]
		}
	}
	return m
}
