package registry

import (
	"strings"
	"testing"
)

// TestTransferTable: the table names bodies of the directory that exist on the
// days in question, and says how sure it is.
func TestTransferTable(t *testing.T) {
	d := DefaultAgencies(strings.ToLower)
	for _, x := range Transfers() {
		from, ok := d.ByCode(x.From)
		to, ok2 := d.ByCode(x.To)
		if !ok || !ok2 || !from.ValidOn("2025-02-28") || !to.ValidOn(x.Date) {
			t.Errorf("%s: from %q to %q", x.Task.EN, x.From, x.To)
		}
		if _, err := ParseDate(string(x.Date)); err != nil || len(x.Words) == 0 || x.LegalBasis == "" {
			t.Errorf("%s: %v, words %q, basis %q", x.Task.EN, err, x.Words, x.LegalBasis)
		}
		if x.Certainty != "sourced" && x.Certainty != "known" || (x.Certainty == "sourced") != (x.Source != "") {
			t.Errorf("%s: certainty %q, source %q", x.Task.EN, x.Certainty, x.Source)
		}
	}
}

func TestTransfersOf(t *testing.T) {
	licence := Platform{Agency: "BGTVT", NameVI: "Hệ thống thông tin giấy phép lái xe"}
	bus := Platform{Agency: "BGTVT", NameVI: "Vận tải đường bộ", FunctionVI: "Cấp phù hiệu."}
	other := Platform{Agency: "BCA", NameVI: "Tra cứu giấy phép lái xe"}
	for _, c := range []struct {
		p    *Platform
		on   Date
		want int
	}{{&licence, "2025-04-01", 1}, {&licence, "", 1}, {&licence, "2025-02-28", 0}, {&bus, "2025-04-01", 0}, {&other, "2025-04-01", 0}} {
		if got := TransfersOf(c.p, c.on, strings.ToLower); len(got) != c.want {
			t.Errorf("%s on %s: %d transfers, want %d", c.p.NameVI, c.on, len(got), c.want)
		}
	}
}

func TestInUse(t *testing.T) {
	for _, c := range []struct {
		status Status
		ended  Date
		want   bool
	}{{Operating, "", true}, {"", "", true}, {Retired, "", false}, {Operating, "2024-12-31", false}, {Replacing, "2030", true}} {
		if got := (&Platform{Status: c.status, Ended: c.ended}).InUse("2025-04-01"); got != c.want {
			t.Errorf("%s, ended %q: %v", c.status, c.ended, got)
		}
	}
}
