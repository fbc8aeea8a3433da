package similarity_test

import (
	"fmt"

	"trunglap/registry"
	"trunglap/similarity"
)

// Two bodies announce the same system.
func ExampleEngine_Compare() {
	ministry := registry.Platform{ID: "A-1", Agency: "BTC", NameVI: "Hệ thống quản lý tài sản công",
		FunctionVI: "Kê khai, theo dõi và công khai tài sản công của cơ quan, đơn vị.", Domains: []string{"tài sản công"}}
	again := ministry
	again.ID, again.Agency = "B-1", "BKHCN"

	engine := similarity.Default()
	a, b := engine.Record(&ministry), engine.Record(&again)
	scored := engine.Compare(a, b, "2026-07-01")
	finding := engine.Finding(a, b, scored)

	fmt.Println(scored.Relation, scored.Owners)
	for _, evidence := range finding.Evidence {
		fmt.Println(evidence.Comparison, evidence.Presence, evidence.Similarity)
	}
	// Output:
	// duplication between
	// name present 1000
	// function present 1000
	// domain present 1000
	// scope both-missing 0
}
