// Package trunglap finds duplication between the digital platforms of ministries.
//
// The program is the command trunglap/cmd/trunglap. This root package holds no
// code: it is where the rules of the whole repository are tested — which
// package may import which (arch_test.go, the table of DESIGN.md in executable
// form) and that the commands README.md shows do what it says.
//
// The packages, in the order in which data flows through them:
//
//	intake      a file            -> platforms, or errors with file, line and column
//	store       platforms         -> the registry, in one transaction; the only truth
//	text        words             -> comparable forms
//	similarity  every pair        -> findings with evidence
//	report      findings          -> HTML, CSV, JSON, terminal
//	index       a query           -> platforms worth showing
//	registry    the nouns that all of them speak
package trunglap
