package registry

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// seeded is a source of "randomness" that always gives the same key.
func seeded(b byte) *SigningKey {
	k, err := NewSigningKey(bytes.NewReader(bytes.Repeat([]byte{b}, 32)))
	if err != nil {
		panic(err)
	}
	return k
}

func exampleCheck() Check {
	p := Platform{ID: "DX-1", Agency: "BCT", NameVI: "Cổng giá \"thiết yếu\"", FunctionVI: "Theo dõi giá\nhàng hóa", Domains: []string{"giá"}}
	return Check{
		ID: "DX-1", Verdict: VerdictDuplication, Probability: 0.973646, Relation: Duplication, Found: 1, Missing: []string{"scope"},
		Matches:  []Match{{ID: "BTC-025", Score: 5210, Probability: 0.973646, Relation: Duplication, Verdict: VerdictDuplication}},
		Coverage: &Denominator{Required: 29, Reported: 18, Silent: []string{"BYT"}, Platforms: 146, Lists: []CoveredList{}},
		Snapshot: strings.Repeat("ab", 32), Proposal: p,
	}
}

func signed(t *testing.T, k *SigningKey) []byte {
	t.Helper()
	c := NewCheckCertificate(exampleCheck())
	c.Issued, c.ValidUntil, c.Issuer = "2024-07-20", "2025-01-20", "Cục Chuyển đổi số quốc gia"
	file, err := c.Sign(k)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestFault55_Certificate: the same content gives the same bytes; every flipped
// bit is told, byte by byte, and so is another key in place of the signer's.
func TestFault55_Certificate(t *testing.T) {
	file := signed(t, seeded(1))
	if !bytes.Equal(file, signed(t, seeded(1))) {
		t.Fatal("the same check and key gave other bytes")
	}
	c, standing := ReadCheckCertificate(file)
	if standing != Valid || c.Key != seeded(1).Public() || c.Matches[0].Score != 5210 || c.Coverage.Reported != 18 {
		t.Fatalf("%s, %+v", standing, c)
	}
	for i := range file {
		for _, bit := range []int{0, 5} { // the last, and the one that makes a letter capital
			changed := bytes.Clone(file)
			changed[i] ^= 1 << bit
			if _, standing := ReadCheckCertificate(changed); standing != Altered {
				t.Fatalf("bit %d of byte %d (%q) flipped: %s", bit, i, file[i], standing)
			}
		}
	}
	for cut := range file {
		if _, standing := ReadCheckCertificate(file[:cut]); standing == Valid {
			t.Fatalf("cut after %d bytes: %s", cut, standing)
		}
	}
	other := signed(t, seeded(2))
	if c, standing := ReadCheckCertificate(other); standing != Valid || c.Key == seeded(1).Public() {
		t.Fatalf("another key: %s, key %s", standing, c.Key)
	}
	forged := bytes.Replace(file, []byte(seeded(1).Public()), []byte(seeded(2).Public()), 1)
	if _, standing := ReadCheckCertificate(forged); standing != Altered {
		t.Fatalf("the key alone exchanged: %s", standing)
	}
}

// TestCertificateForms: what says the same in other bytes is no certificate.
func TestCertificateForms(t *testing.T) {
	file := signed(t, seeded(1))
	var indented bytes.Buffer
	if err := json.Indent(&indented, file, "", "  "); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		file string
		want Standing
	}{
		"indented":          {indented.String(), Altered},
		"without line end":  {strings.TrimSuffix(string(file), "\n"), Altered},
		"with another":      {string(file) + "\n", Altered},
		"twice":             {string(file) + string(file), Altered},
		"a member repeated": {strings.Replace(string(file), `{"`, `{"as_of":"","`, 1), Altered},
		"empty":             {"", NotCertificate},
		"null":              {"null\n", NotCertificate},
		"a check":           {`{"id":"DX-1","verdict":"none"}` + "\n", NotCertificate},
		"a picture":         {"\x89PNG\r\n\x1a\n", NotCertificate},
	} {
		if _, got := ReadCheckCertificate([]byte(tt.file)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

// TestLaterFormat: a certificate of a later version is not called altered.
func TestLaterFormat(t *testing.T) {
	c := NewCheckCertificate(exampleCheck())
	c.Format = "trunglap-check-2"
	file, err := c.Sign(seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, got := ReadCheckCertificate(file); got != NotCertificate {
		t.Errorf("got %s", got)
	}
}

// TestCanonical: examples of RFC 8785 within what we write.
func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		`{ "b" : 1.0, "a" : [ true , null, -0 ] }`:      `{"a":[true,null,0],"b":1}`,
		`{"n":[333333333.33333329,1e3,0.002,5.210]}`:    `{"n":[333333333.3333333,1000,0.002,5.21]}`,
		`{"s":"\u20ac$\u000F\u000aA'\u0042\u0022\\\/"}`: `{"s":"€$\u000f\nA'B\"\\/"}`,
		`"\u0110\u1ea5t <a> & \u2028"`:                  "\"Đất <a> & \u2028\"",
		`"\b\t\f\r\u007f"`:                              "\"\\b\\t\\f\\r\u007f\"",
	} {
		got, err := Canonicalize([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "{", "1e30", "1e-9", `{"đ":1}`, "1 2", "\xff", `"` + "\xff" + `"`} {
		if got, err := Canonicalize([]byte(in)); err == nil {
			t.Errorf("%q: %s, want an error", in, got)
		}
	}
}

// TestCanonicalLaws: canonical text is JSON for the same value, and stays as it is.
func TestCanonicalLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := map[string]any{"s": rapid.String().Draw(t, "s"), "i": rapid.IntRange(-1e9, 1e9).Draw(t, "i"),
			"f": rapid.Float64Range(-1e6, 1e6).Filter(func(f float64) bool { return math.Abs(f) >= 1e-6 }).Draw(t, "f"),
			"l": rapid.SliceOf(rapid.String()).Draw(t, "l"), "b": rapid.Bool().Draw(t, "b")}
		once, err := Canonical(in)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Canonicalize(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%s then %s, %v", once, twice, err)
		}
		var plain, back any
		data, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		if json.Unmarshal(data, &plain) != nil || json.Unmarshal(once, &back) != nil {
			t.Fatalf("not JSON: %s", once)
		}
		a, _ := json.Marshal(plain)
		b, _ := json.Marshal(back)
		if !bytes.Equal(a, b) {
			t.Fatalf("%s reads back as %s", a, b)
		}
	})
}

// TestProbabilityEdges: no score's probability lies so near the edge between
// two sixth decimals that another machine's exponential could tip it.
func TestProbabilityEdges(t *testing.T) {
	for m := Millibits(-40_000); m <= 40_000; m++ {
		scaled := m.Probability() * 1e6
		if edge := math.Abs(scaled - math.Floor(scaled) - 0.5); edge < 1e-9 {
			t.Errorf("%s bits: %.12f", m, scaled)
		}
	}
}

func TestKeys(t *testing.T) {
	k := seeded(3)
	again, err := ParseSigningKey(k.PEM())
	if err != nil || again.Public() != k.Public() {
		t.Fatalf("%v, %v", again, err)
	}
	for _, form := range []string{string(k.Public()), strings.ToUpper(string(k.Public())), " " + string(k.Public()) + "\n", string(k.Public().PEM())} {
		if got, err := ParsePublicKey(form); err != nil || got != k.Public() {
			t.Errorf("%q: %s, %v", form, got, err)
		}
	}
	for _, bad := range []string{"", "abcd", string(k.PEM()), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		if got, err := ParsePublicKey(bad); err == nil {
			t.Errorf("%q was taken for the key %s", bad, got)
		}
	}
	for _, bad := range [][]byte{nil, []byte("x"), k.Public().PEM(), append(k.PEM(), 'x'), k.PEM()[:60]} {
		if _, err := ParseSigningKey(bad); err == nil {
			t.Errorf("%q was taken for a signing key", bad)
		}
	}
	if PublicKey("zz").PEM() != nil || PublicKey("zz").verifies(nil, "") {
		t.Error("what is no key was taken for one")
	}
	if f := k.Public().Fingerprint(); len(f) != 19 {
		t.Errorf("fingerprint %q", f)
	}
}
