package registry

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// The certificate of a check: what was compared with what, by which engine, on
// which lists, with what result, signed. docs/certificate.md is its contract.
//
//	file      = canonical JSON (canonical.go) of the certificate, and a line end
//	digest    = SHA-256 of the file, as sha256sum prints it
//	signature = Ed25519 over the canonical JSON without the member "signature"
//
// A file is valid only byte for byte: one that says the same in other bytes
// counts as altered. The certificate holds no time of day and nothing of the
// machine, so the same proposal, snapshot and key give the same bytes.

// CheckCertificateFormat names the form of a certificate. A change that would break a
// reader changes it.
const CheckCertificateFormat = "trunglap-check-1"

// A CheckCertificate is the certificate of one check.
type CheckCertificate struct {
	Format string `json:"format"`
	Check
	ProposalDigest  string    `json:"proposal_digest"`
	Issued          Date      `json:"issued,omitempty"`      // day of the snapshot, or the day asked for
	ValidUntil      Date      `json:"valid_until,omitempty"` // last day; empty: until the registry changes
	Issuer          string    `json:"issuer,omitempty"`
	ShowsRestricted bool      `json:"shows_restricted,omitempty"` // made for a reader with the right
	Key             PublicKey `json:"key"`
	Signature       string    `json:"signature,omitempty"`
}

// NewCheckCertificate makes an unsigned certificate of a check.
func NewCheckCertificate(c Check) CheckCertificate {
	return CheckCertificate{Format: CheckCertificateFormat, Check: c, ProposalDigest: c.Proposal.Digest()}
}

// Sign completes the certificate and returns its file.
func (a *CheckCertificate) Sign(k *SigningKey) ([]byte, error) {
	a.Key, a.Signature = k.Public(), ""
	message, err := Canonical(a)
	if err != nil {
		return nil, fmt.Errorf("sign the certificate of %s: %w", a.ID, err)
	}
	a.Signature = hex.EncodeToString(ed25519.Sign(k.private, message))
	file, err := Canonical(a)
	if err != nil {
		return nil, fmt.Errorf("sign the certificate of %s: %w", a.ID, err)
	}
	return append(file, '\n'), nil
}

// FileDigest names a certificate's file.
func FileDigest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// A Standing says what a certificate is worth.
type Standing string

// The standings. Only the first lets one rely on the certificate.
const (
	Valid          Standing = "valid"
	Altered        Standing = "altered"         // not the bytes that were signed
	UnknownKey     Standing = "unknown-key"     // intact, but signed by a key that is not known
	Expired        Standing = "expired"         // its last day has passed
	Superseded     Standing = "superseded"      // the registry has changed since
	OtherSnapshot  Standing = "other-snapshot"  // this registry never was in the state it names
	NotCertificate Standing = "not-certificate" // something else
)

// Standings lists them in printing order.
var Standings = [...]Standing{Valid, Altered, UnknownKey, Expired, Superseded, OtherSnapshot, NotCertificate}

// Text says in both languages what the standing means.
func (s Standing) Text() Text {
	switch s {
	case Valid:
		return T("hợp lệ", "valid")
	case Altered:
		return T("đã bị sửa: nội dung không khớp chữ ký", "altered: the content does not match the signature")
	case UnknownKey:
		return T("khóa lạ: nội dung nguyên vẹn nhưng người ký không nằm trong các khóa đã biết", "unknown key: the content is intact, but its signer is not among the known keys")
	case Expired:
		return T("hết hạn", "expired")
	case Superseded:
		return T("đã cũ: danh mục đã thay đổi kể từ khi kiểm tra", "superseded: the registry has changed since the check")
	case OtherSnapshot:
		return T("khác danh mục: danh mục này chưa từng ở trạng thái nêu trong chứng nhận", "another registry: this one never was in the state that the certificate names")
	case NotCertificate:
		return T("không phải chứng nhận của Trunglap", "not a certificate of Trunglap")
	}
	return T(string(s), string(s))
}

// ReadCheckCertificate reads a certificate's file and says whether it is
// Valid, Altered or NotCertificate; whose key it is, is for the caller to ask.
func ReadCheckCertificate(file []byte) (CheckCertificate, Standing) {
	members, ok := intact(file)
	switch {
	case !ok && resembles(file):
		return CheckCertificate{}, Altered
	case !ok || members["format"] != CheckCertificateFormat: // also what a later version may sign
		return CheckCertificate{}, NotCertificate
	}
	var c CheckCertificate
	if err := json.Unmarshal(file, &c); err != nil || c.ProposalDigest != c.Proposal.Digest() {
		return CheckCertificate{}, Altered
	}
	return c, Valid
}

// intact reads a signed file and reports whether it is, byte for byte, what
// the key in it signed.
func intact(file []byte) (members map[string]any, ok bool) {
	v, err := decodeAny(file)
	if members, ok = v.(map[string]any); err != nil || !ok {
		return nil, false
	}
	key, _ := members["key"].(string)
	signature, _ := members["signature"].(string)
	whole, err := Canonical(members)
	if err != nil || !bytes.Equal(append(whole, '\n'), file) {
		return nil, false
	}
	delete(members, "signature")
	message, err := Canonical(members)
	return members, err == nil && PublicKey(key).verifies(message, signature)
}

// resembles reports that a file looks like a certificate, whatever one byte of
// it may have become.
func resembles(file []byte) bool {
	return bytes.Contains(file, []byte("trunglap-check")) || bytes.Contains(file, []byte(`"proposal_digest"`)) && bytes.Contains(file, []byte(`"signature"`))
}
