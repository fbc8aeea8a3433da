package store

import (
	"bytes"
	"errors"
	"testing"

	"trunglap/registry"
)

// Whatever another office sends as its ledger, it is read or refused with a
// reason; every entry that is read is about a pair in order.
func FuzzLedger(f *testing.F) {
	f.Add([]byte("a_id,b_id,outcome,reason,author,text\nBTC-1,BYT-1,dismissed,different-data,Lan,\"theo luật, số 5\"\n"), true)
	f.Add([]byte("\ufeffA_ID;b_id\nA;B\n"), true)
	f.Add([]byte("a_id,b_id,at,seq,hash,previous\nA,B,2024-07-30T00:00:00Z,1,x,y\n"), true)
	f.Add([]byte(`{"seq":1,"previous":"","hash":"","entry":{"action":"decide"}}`+"\n"), false)
	f.Add([]byte("{}{}\n[]\n"), false)
	f.Fuzz(func(t *testing.T, data []byte, sheet bool) {
		format := JSONLines
		if sheet {
			format = CSV
		}
		entries, err := ReadLedger(bytes.NewReader(data), format, "x")
		if err != nil {
			var told *registry.Error
			if !errors.As(err, &told) || told.Say.VI == "" {
				t.Fatalf("an error that is not told to a person: %v", err)
			}
			return
		}
		for _, e := range entries {
			if p, err := registry.NewPair(e.Pair.A, e.Pair.B); err != nil || p != e.Pair {
				t.Fatalf("not a pair in order: %+v", e.Pair)
			}
		}
	})
}
