package registry

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"strings"
)

// Keys for signing certificates: Ed25519 (RFC 8032). A private key is kept as
// PKCS #8 in PEM, a public key is passed around as 64 hexadecimal digits or as
// a PEM block, both of which openssl reads and writes too.

const (
	privateBlock = "PRIVATE KEY"
	publicBlock  = "PUBLIC KEY"
)

// A SigningKey signs certificates.
type SigningKey struct{ private ed25519.PrivateKey }

// NewSigningKey makes a key from a source of randomness.
func NewSigningKey(random io.Reader) (*SigningKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("make a signing key: %w", err)
	}
	return &SigningKey{ed25519.NewKeyFromSeed(seed)}, nil
}

// ParseSigningKey reads what PEM writes.
func ParseSigningKey(data []byte) (*SigningKey, error) {
	block, rest := pem.Decode(data)
	if block == nil || block.Type != privateBlock || strings.TrimSpace(string(rest)) != "" {
		return nil, Invalid(T("không phải tệp khóa ký của Trunglap (PEM, PRIVATE KEY)", "not a signing key (PEM, PRIVATE KEY)"))
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := key.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, Invalid(T("khóa ký hỏng hoặc không phải Ed25519", "the signing key is damaged or not Ed25519"))
	}
	return &SigningKey{private}, nil
}

// PEM is the key as it is kept in a file.
func (k *SigningKey) PEM() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		panic("registry: an Ed25519 key can be written: " + err.Error())
	}
	return pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der})
}

// Public is the half that may be known to all.
func (k *SigningKey) Public() PublicKey {
	return PublicKey(hex.EncodeToString(k.private.Public().(ed25519.PublicKey)))
}

// A PublicKey is an Ed25519 public key in 64 lower-case hexadecimal digits.
type PublicKey string

// ParsePublicKey reads 64 hexadecimal digits or a PEM block.
func ParsePublicKey(s string) (PublicKey, error) {
	s = strings.TrimSpace(s)
	if raw, err := hex.DecodeString(s); err == nil && len(raw) == ed25519.PublicKeySize {
		return PublicKey(strings.ToLower(s)), nil
	}
	bad := Invalid(T("không phải khóa công khai: cần 64 chữ số thập lục phân, hoặc tệp PEM (PUBLIC KEY)",
		"not a public key: 64 hexadecimal digits are needed, or a PEM file (PUBLIC KEY)"))
	block, _ := pem.Decode([]byte(s))
	if block == nil || block.Type != publicBlock {
		return "", bad
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	public, ok := key.(ed25519.PublicKey)
	if err != nil || !ok {
		return "", bad
	}
	return PublicKey(hex.EncodeToString(public)), nil
}

// PEM is the key as other programs read it.
func (k PublicKey) PEM() []byte {
	raw, err := hex.DecodeString(string(k))
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil
	}
	der, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(raw))
	if err != nil {
		panic("registry: an Ed25519 key can be written: " + err.Error())
	}
	return pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: der})
}

// Fingerprint is the key's name for people: the first 16 digits of its
// SHA-256, in groups of four.
func (k PublicKey) Fingerprint() string {
	sum := sha256.Sum256([]byte(k))
	s := hex.EncodeToString(sum[:8])
	return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:]
}

// verifies reports whether the signature is this key's over the message. Both
// have one spelling only, in lower-case digits.
func (k PublicKey) verifies(message []byte, signature string) bool {
	raw, err := hex.DecodeString(string(k))
	sig, err2 := hex.DecodeString(signature)
	return err == nil && err2 == nil && len(raw) == ed25519.PublicKeySize && hex.EncodeToString(sig) == signature &&
		hex.EncodeToString(raw) == string(k) && ed25519.Verify(ed25519.PublicKey(raw), message, sig)
}
