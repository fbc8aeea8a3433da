package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/store"
)

// maxCertificates bounds a file of certificates.
const maxCertificates = 256 << 20

// A verifying holds the flags of one call of verify.
type verifying struct {
	keys   []string
	digest string
	on     registry.Date
	format *string
}

// A verification is what `verify --format json` prints. Its status is valid
// if every certificate is, else that of the first that is not.
type verification struct {
	Status       registry.Standing `json:"status"`
	Certificates []verified        `json:"certificates"`
}

// A verified is one certificate with what it is worth.
type verified struct {
	Status      registry.Standing  `json:"status"`
	File        string             `json:"file"`
	Line        int                `json:"line,omitempty"` // in a file of several
	Digest      string             `json:"digest"`
	ID          string             `json:"id,omitempty"`
	Name        string             `json:"name,omitempty"`
	Verdict     registry.Verdict   `json:"verdict,omitempty"`
	Issuer      string             `json:"issuer,omitempty"`
	Issued      registry.Date      `json:"issued,omitempty"`
	ValidUntil  registry.Date      `json:"valid_until,omitempty"`
	Snapshot    string             `json:"snapshot,omitempty"`
	Key         registry.PublicKey `json:"key,omitempty"`
	Fingerprint string             `json:"fingerprint,omitempty"`
	KeyName     string             `json:"key_name,omitempty"`
	Registry    string             `json:"registry,omitempty"` // digest of the registry it was held against; empty: none at hand
}

func (a *app) verifyCommand() *cobra.Command {
	c := a.command(a.say("verify TỆP... [tùy chọn]", "verify FILE... [flags]"),
		registry.T("Kiểm tra chứng nhận của một lần kiểm tra", "Verify the certificate of a check"),
		registry.T(
			`Kiểm tra chứng nhận mà không cần mạng hay danh mục: hợp lệ, đã bị sửa, khóa lạ, hết hạn. Nếu có thư mục dữ liệu thì còn
cho biết danh mục đã thay đổi kể từ khi kiểm tra hay chưa. Khóa đã biết: --key, tệp nêu trong TRUNGLAP_KEYS, và tệp
known-keys trong thư mục dữ liệu; mỗi dòng một khóa, sau đó là tên. Thoát với mã 0 chỉ khi mọi chứng nhận đều hợp lệ.`,
			`Verifies certificates without network or registry: valid, altered, unknown key, expired. With a data folder it also tells
whether the registry has changed since the check. Known keys: --key, the file named by TRUNGLAP_KEYS, and the file
known-keys in the data folder; one key a line, then its name. Exits 0 only if every certificate is valid.`))
	c.Example = "  trunglap verify check.json --key signing.pub\n  trunglap --data D verify check.json --key signing.pub --format json"
	c.Args = count(1, -1)
	var v verifying
	f := c.Flags()
	f.StringArrayVar(&v.keys, "key", nil, a.say("khóa công khai `KEY` đã biết: 64 chữ số, hoặc tệp; có thể lặp lại", "known public key `KEY`: 64 digits, or a file; may be repeated"))
	f.StringVar(&v.digest, "digest", "", a.say("mã `HEX` in trên giấy hoặc trong mã QR, để đối chiếu", "digest `HEX` from paper or the QR code, to be compared"))
	f.Var(date{&v.on}, "on", a.say("xét hạn theo ngày này (mặc định: hôm nay)", "judge the last day as of this day (default: today)"))
	v.format = a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, files []string) error {
		return a.verify(cmd.Context(), v, files, cmd.Flags().Changed("data") || os.Getenv("TRUNGLAP_DATA") != "")
	}
	return c
}

func (a *app) verify(ctx context.Context, v verifying, files []string, dataGiven bool) error {
	known, err := a.knownKeys(v.keys)
	if err != nil {
		return err
	}
	if !v.on.Known() {
		v.on = registry.Date(a.now().Format("2006-01-02"))
	}
	out := verification{Status: registry.Valid}
	for _, name := range files {
		found, err := a.verifyFile(name, &v, known)
		if err != nil {
			return err
		}
		out.Certificates = append(out.Certificates, found...)
	}
	if err := a.heldAgainst(ctx, out.Certificates, dataGiven); err != nil {
		return err
	}
	bad := 0
	for _, c := range out.Certificates {
		if c.Status == registry.Valid {
			continue
		}
		if bad++; bad == 1 {
			out.Status = c.Status
		}
	}
	if *v.format == formatJSON {
		err = a.json(out)
	} else {
		a.printVerified(out.Certificates)
	}
	if err == nil && bad > 0 {
		err = registry.Invalid(registry.Tf("%d/%d chứng nhận không hợp lệ", "%d of %d certificates are not valid", bad, len(out.Certificates)))
	}
	return err
}

// verifyFile verifies each line of a file; most files are one line.
func (a *app) verifyFile(name string, v *verifying, known map[registry.PublicKey]string) ([]verified, error) {
	data, err := a.readAll(name)
	if err != nil {
		return nil, err
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	if len(lines) > 1 && len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	if len(lines) > 1 && !bytes.HasPrefix(lines[1], []byte("{")) {
		lines = [][]byte{data} // not lines of certificates: one thing, whatever it is
	}
	var out []verified
	for i, line := range lines {
		r := standingOf(line, v, known)
		r.File = name
		if len(lines) > 1 {
			r.Line = i + 1
		}
		out = append(out, r)
	}
	return out, nil
}

func (a *app) readAll(name string) ([]byte, error) {
	r := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	data, err := io.ReadAll(io.LimitReader(r, maxCertificates+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(data) > maxCertificates:
		return nil, registry.Invalid(registry.Tf("%s lớn hơn %d MB", "%s is larger than %d MB", name, maxCertificates>>20))
	}
	return data, nil
}

// standingOf says what one certificate is worth by itself: content first, then
// key, then paper, then time.
func standingOf(file []byte, v *verifying, known map[registry.PublicKey]string) verified {
	c, status := registry.ReadCheckCertificate(file)
	r := verified{Status: status, Digest: registry.FileDigest(file)}
	if status != registry.Valid {
		return r
	}
	r.ID, r.Name, r.Verdict = c.ID, c.Proposal.Name(registry.VI), c.Verdict
	r.Issuer, r.Issued, r.ValidUntil, r.Snapshot = c.Issuer, c.Issued, c.ValidUntil, c.Snapshot
	r.Key, r.Fingerprint, r.KeyName = c.Key, c.Key.Fingerprint(), known[c.Key]
	_, isKnown := known[c.Key]
	switch {
	case !isKnown:
		r.Status = registry.UnknownKey
	case v.digest != "" && !strings.EqualFold(strings.TrimPrefix(v.digest, "sha256:"), r.Digest):
		r.Status = registry.Altered // the paper is of another certificate
	case c.ValidUntil.Before(v.on):
		r.Status = registry.Expired
	}
	return r
}

// heldAgainst compares valid certificates with the registry at hand, if there is one.
func (a *app) heldAgainst(ctx context.Context, cs []verified, given bool) error {
	if _, err := os.Stat(filepath.Join(a.data, "registry.db")); !given && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return a.reading(ctx, func(db *store.DB) error {
		now, err := db.Snapshot(ctx, "")
		if err != nil {
			return err
		}
		for i := range cs {
			c := &cs[i]
			if c.Snapshot == "" {
				continue
			}
			c.Registry = now.Digest
			if c.Status != registry.Valid || c.Snapshot == now.Digest {
				continue
			}
			was, err := db.WasInState(ctx, c.Snapshot)
			if err != nil {
				return err
			}
			c.Status = registry.OtherSnapshot
			if was {
				c.Status = registry.Superseded
			}
		}
		return nil
	})
}

// knownKeys gathers the keys to be trusted, each with its name if it has one.
func (a *app) knownKeys(given []string) (map[registry.PublicKey]string, error) {
	known := map[registry.PublicKey]string{}
	files := []string{}
	for _, k := range given {
		if p, err := registry.ParsePublicKey(k); err == nil {
			known[p] = ""
			continue
		}
		files = append(files, k)
	}
	if env := os.Getenv("TRUNGLAP_KEYS"); env != "" {
		files = append(files, env)
	}
	if list := filepath.Join(a.data, "known-keys"); isFile(list) {
		files = append(files, list)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := addKeys(known, name, string(data)); err != nil {
			return nil, err
		}
	}
	return known, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// addKeys reads a file of keys: one PEM block, or lines of a key and its name.
func addKeys(known map[registry.PublicKey]string, name, data string) error {
	if p, err := registry.ParsePublicKey(data); err == nil {
		known[p] = ""
		return nil
	}
	n := 0
	for line := range strings.Lines(data) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.Contains(line, "PRIVATE KEY") {
			return registry.Invalid(registry.Tf("tệp %[1]s là khóa ký, phải giữ kín; khóa công khai của nó: trunglap keys show %[1]s",
				"file %[1]s is a signing key, to be kept secret; its public key: trunglap keys show %[1]s", name))
		}
		key, label, _ := strings.Cut(line, " ")
		p, err := registry.ParsePublicKey(key)
		if err != nil {
			return &registry.Error{Kind: registry.ErrInvalid, Say: registry.Tf("tệp %s", "file %s", name), Err: err}
		}
		known[p] = strings.TrimSpace(label)
		n++
	}
	if n == 0 {
		return registry.Invalid(registry.Tf("tệp %s không có khóa nào", "file %s holds no key", name))
	}
	return nil
}

func (a *app) printVerified(cs []verified) {
	for i, c := range cs {
		if i > 0 {
			a.printf("\n", "\n")
		}
		where := c.File
		if c.Line > 0 {
			where = fmt.Sprintf(a.say("%s, dòng %d", "%s, line %d"), c.File, c.Line)
		}
		a.printf("%s: %s\n", "%s: %s\n", where, strings.ToUpper(c.Status.Text().In(a.lang)))
		a.printField("mã tệp", "digest", "sha256:"+c.Digest)
		if c.ID == "" {
			continue
		}
		a.printField("đề xuất", "proposal", c.ID+" · "+plain(c.Name))
		a.printField("kết quả", "verdict", c.Verdict.Text().In(a.lang))
		a.printField("người ký", "signed by", plain(c.Issuer))
		a.printField("lập ngày", "issued", c.Issued.In(a.lang))
		a.printField("có giá trị đến", "valid until", c.ValidUntil.In(a.lang))
		a.printField("ảnh chụp danh mục", "snapshot", c.Snapshot)
		a.printField("khóa", "key", strings.TrimSpace(string(c.Key)+" "+c.KeyName))
		a.printField("dấu nhận dạng khóa", "fingerprint", c.Fingerprint)
		if c.Status == registry.UnknownKey {
			a.tell("So dấu nhận dạng với dấu do cơ quan ký công bố, rồi dùng --key %s nếu đúng", "Compare the fingerprint with the one its signer published, then use --key %s if it is right", c.Key)
		}
	}
}

// printField prints a line of a certificate, if there is something to print.
func (a *app) printField(vi, en, value string) {
	if value != "" {
		a.printf("  %s: %s\n", "  %s: %s\n", a.say(vi, en), value)
	}
}
