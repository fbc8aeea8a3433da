// Package registry holds the nouns of Trunglap: agencies, lists, platforms,
// snapshots, pairs, findings, runs and decisions.
//
// It is the vocabulary that every other package speaks; it imports only the
// standard library and knows no database, index, file format or screen. One
// word per idea: the Go name, the column, the JSON key and the flag agree.
//
// The data flow that these types carry:
//
//	file -> Platform -> Snapshot -> Pair -> Evidence -> Finding -> Run -> report
//
// Scores are whole thousandths of a bit (Millibits), so that no order of
// summation and no processor decides anything.
package registry
