package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"trunglap/registry"
)

// maxKeyFile bounds what is read as a key.
const maxKeyFile = 64 << 10

// A keyResult is what `keys --format json` prints.
type keyResult struct {
	File        string             `json:"file"`
	Algorithm   string             `json:"algorithm"`
	Public      registry.PublicKey `json:"public_key"`
	Fingerprint string             `json:"fingerprint"`
	PEM         string             `json:"pem"`
}

func (a *app) keysCommand() *cobra.Command {
	short := registry.T("Khóa ký chứng nhận", "Keys that sign certificates")
	c := a.command("keys new|show", short, registry.T(
		`Tạo khóa ký (keys new) và xem khóa công khai của nó (keys show). Tệp khóa phải được giữ kín; khóa công khai thì công bố,
để người nhận chứng nhận kiểm tra bằng trunglap verify --key.`,
		`Makes a signing key (keys new) and shows its public key (keys show). The key file must be kept secret; the public key is
published, so that whoever receives a certificate can check it with trunglap verify --key.`))
	c.RunE = func(*cobra.Command, []string) error {
		return usage(registry.T("nêu lệnh con: trunglap keys new TỆP hoặc trunglap keys show TỆP", "name the subcommand: trunglap keys new FILE or trunglap keys show FILE"))
	}
	c.AddCommand(
		a.keyCommand("new", registry.T("Tạo khóa ký mới", "Make a new signing key"), registry.T(
			"Tạo khóa ký Ed25519 trong tệp mới, chỉ chủ tệp đọc được, và in khóa công khai. Không bao giờ ghi đè.",
			"Makes an Ed25519 signing key in a new file that only its owner can read, and prints the public key. Never overwrites."), newSigningKey),
		a.keyCommand("show", registry.T("Xem khóa công khai của một khóa ký", "Show the public key of a signing key"), registry.T(
			"In khóa công khai của một tệp khóa ký, để công bố hoặc đưa cho người kiểm tra.",
			"Prints the public key of a signing key's file, to be published or given to whoever verifies."), readSigningKey))
	return c
}

// keyCommand makes a subcommand that gets a key from a file and shows its public half.
func (a *app) keyCommand(name string, short, long registry.Text, get func(path string) (*registry.SigningKey, error)) *cobra.Command {
	c := a.command(name+a.say(" TỆP [tùy chọn]", " FILE [flags]"), short, long)
	c.Example = "  trunglap keys " + name + " signing.key"
	if name == "show" {
		c.Example += "\n  trunglap keys show signing.key > signing.pub"
	}
	c.Args = count(1, 1)
	format := a.formatFlag(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		k, err := get(args[0])
		if err != nil {
			return err
		}
		p := k.Public()
		if *format == formatJSON {
			return a.json(keyResult{args[0], "Ed25519", p, p.Fingerprint(), string(p.PEM())})
		}
		a.printf("# khóa công khai Ed25519, dấu nhận dạng %s\n%s\n", "# Ed25519 public key, fingerprint %s\n%s\n", p.Fingerprint(), p)
		return nil
	}
	return c
}

// newSigningKey makes a key in a file that did not exist.
func newSigningKey(path string) (*registry.SigningKey, error) {
	k, err := registry.NewSigningKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, registry.Invalid(registry.Tf("tệp %s đã có; khóa không bao giờ bị ghi đè, hãy chọn tên khác", "file %s exists; a key is never overwritten, choose another name", path))
	}
	if err != nil {
		return nil, err
	}
	_, err = f.Write(k.PEM())
	if err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the key %s: %w", path, err)
	}
	return k, nil
}

// readSigningKey reads a key that nobody but its owner can read. Windows has
// no such bits: there the folder's rights decide.
func readSigningKey(path string) (*registry.SigningKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, registry.Invalid(registry.Tf("tệp khóa %s có quyền %04o, người khác đọc được; chạy: chmod 600 %[1]s",
			"key file %s has mode %04o: others can read it; run: chmod 600 %[1]s", path, mode))
	}
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return nil, fmt.Errorf("read the key %s: %w", path, err)
	}
	k, err := registry.ParseSigningKey(data)
	if err != nil {
		return nil, &registry.Error{Kind: registry.ErrInvalid, Say: registry.Tf("tệp %s", "file %s", path), Err: err}
	}
	return k, nil
}
