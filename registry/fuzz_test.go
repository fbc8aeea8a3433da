package registry

import (
	"bytes"
	"encoding/json"
	"testing"
)

// Whatever stands in a file, it is a certificate that its own key signed, byte
// for byte, or is told to be none; and no reader of keys takes half a key.
func FuzzCheckCertificate(f *testing.F) {
	k, err := NewSigningKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)))
	if err != nil {
		f.Fatal(err)
	}
	c := NewCheckCertificate(exampleCheck())
	file, err := c.Sign(k)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range [][]byte{file, file[:len(file)/2], []byte("{}"), []byte("[]"), []byte(`{"format":"x","format":"y"}`), k.PEM(), k.Public().PEM(), []byte(k.Public())} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, standing := ReadCheckCertificate(data)
		if standing == Valid {
			if c.Format != CheckCertificateFormat || !json.Valid(data) || c.ProposalDigest != c.Proposal.Digest() {
				t.Fatalf("valid, and is no certificate: %+v", c)
			}
		}
		if standing.Text().VI == string(standing) {
			t.Fatalf("a standing without words: %s", standing)
		}
		if key, err := ParseSigningKey(data); err == nil && !bytes.Equal(key.PEM(), mustSigningKey(t, key.PEM()).PEM()) {
			t.Fatal("a key that does not come back")
		}
		if key, err := ParsePublicKey(string(data)); err == nil {
			if again, err := ParsePublicKey(string(key.PEM())); err != nil || again != key {
				t.Fatalf("%v: %s came back as %s", err, key, again)
			}
		}
	})
}

func mustSigningKey(t *testing.T, data []byte) *SigningKey {
	t.Helper()
	k, err := ParseSigningKey(data)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
