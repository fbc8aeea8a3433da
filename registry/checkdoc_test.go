package registry

import (
	"bytes"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestCertificateIsDocumented: docs/certificate.md names every member of a
// certificate and every standing.
func TestCertificateIsDocumented(t *testing.T) {
	data, err := os.ReadFile("../docs/certificate.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	for _, name := range members(reflect.TypeOf(CheckCertificate{})) {
		if !strings.Contains(doc, "`"+name+"`") {
			t.Errorf("docs/certificate.md does not name %s", name)
		}
	}
	for _, s := range Standings {
		if !strings.Contains(doc, "| `"+string(s)+"` |") {
			t.Errorf("docs/certificate.md does not tell of %s", s)
		}
	}
	for _, rule := range ReuseRules() {
		if !strings.Contains(doc, "`"+rule.Name+"`") {
			t.Errorf("docs/certificate.md does not name the rule %s", rule.Name)
		}
	}
}

// members are the JSON names of a struct and those inside it; platforms and
// findings have schemas of their own.
func members(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeOf(Platform{}) || t == reflect.TypeOf(Finding{}) {
		return nil
	}
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			out = append(out, name)
		}
		out = append(out, members(f.Type)...)
	}
	return out
}

// TestVerifiedWithoutTrunglap: taking the signature and the line end out of the
// text, as docs/certificate.md does in a shell, leaves the very bytes that were
// signed, also where a text of the proposal looks like a signature.
func TestVerifiedWithoutTrunglap(t *testing.T) {
	k := seeded(1)
	c := NewCheckCertificate(exampleCheck())
	c.Proposal.NameVI += ` "signature":"` + strings.Repeat("0", 128) + `",`
	c.ProposalDigest = c.Proposal.Digest()
	file, err := c.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	member := regexp.MustCompile(`"signature":"([0-9a-f]{128})",`)
	found := member.FindAllSubmatch(file, -1)
	if len(found) != 1 {
		t.Fatalf("%d signatures", len(found))
	}
	message := bytes.ReplaceAll(member.ReplaceAll(file, nil), []byte("\n"), nil)
	if !k.Public().verifies(message, string(found[0][1])) {
		t.Error("what the shell commands leave is not what was signed")
	}
}
