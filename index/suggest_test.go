package index

import (
	"context"
	"testing"
)

// Typing a name letter by letter, with or without marks, its platform is
// among the first suggestions once the name is nearly there.
func TestSuggest(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	for _, c := range []struct{ typed, want string }{
		{"cơ sở dữ liệu quốc gia về dân c", "BCA-001"},
		{"co so du lieu quoc gia ve dan c", "BCA-001"},
		{"CSDL quốc gia về dân", "BCA-001"},
		{"đấu giá", "BTP-005"},
		{"dau gi", "BTP-005"},
		{"đâu gia", "BTP-005"}, // half-typed marks
		{"Popul", "BCA-001"},
		{"cổng đấu g", "BTP-005"},
	} {
		hits, err := ix.Suggest(context.Background(), c.typed, 3)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, h := range hits {
			found = found || h.ID == c.want
		}
		if !found {
			t.Errorf("%q: %v, want %s", c.typed, ids(hits), c.want)
		}
	}
	for _, typed := range []string{"", " ", "***", "xyzzyq"} {
		hits, err := ix.Suggest(context.Background(), typed, 3)
		if err != nil || len(hits) != 0 {
			t.Errorf("%q: %v, %v", typed, hits, err)
		}
	}
	if hits, err := ix.Suggest(context.Background(), "h", 5); err != nil || len(hits) != 5 {
		t.Errorf("one letter: %v, %v", ids(hits), err)
	}
	// A space ends the word: "dân " asks for the whole word.
	open, err := ix.Suggest(context.Background(), "du", MaxLimit)
	if err != nil {
		t.Fatal(err)
	}
	closed, err := ix.Suggest(context.Background(), "du ", MaxLimit)
	if err != nil || len(closed) >= len(open) {
		t.Errorf("%d with the word open, %d with it ended, %v", len(open), len(closed), err)
	}
}
