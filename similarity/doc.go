// Package similarity compares platforms and says why.
//
//	platforms -> Record (forms, once) -> Compare (pair -> Scored) -> Finding (evidence, sentences)
//	Scan: every pair of a list;  Link: every pair of two lists;  Evaluate: findings against labels
//
// Four comparisons are made, each a similarity in [0,1] kept in whole
// thousandths and a weight in whole thousandths of a bit:
//
//	name      the two names, spelling slips and inflected English included (name.go)
//	function  what they do: function text and name together
//	domain    the data groups they hold
//	scope     users, and whether each serves only its own body (scope.go)
//
// A text is compared as a bag (bag.go): syllables, compounds, thesaurus
// concepts, each with a weight that says how rare it is in government
// Vietnamese at large. The similarity of two bags is Ochiai's, which makes
// identical texts 1 and never falls when the same words are added to both.
//
// The score is additive evidence in the sense of Fellegi and Sunter (1969):
// prior + the weight of each comparison, read from monotone piecewise-linear
// curves in the settings. The relation (relation.go) is read from a decision
// table over the measures and what the records state.
//
// Promises, each with a test: every pair is scored or proved below the
// threshold (Certificate); the result depends on nothing but the two platforms,
// the settings and the pinned statistics; Compare is symmetric; identical
// content is always a finding; a score is the sum of its evidence.
//
// The package is pure: it reads no file, clock or environment, and never
// imports the index.
package similarity
