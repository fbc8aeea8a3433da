// Package synthetic makes registries of Vietnamese platforms of any size, with
// planted duplicates, overlaps and traps whose relation is known.
//
// It serves tests and benchmarks that the 239 real platforms are too few for.
// The same Spec gives the same platforms on every machine: material.tsv is
// pinned, and random numbers come from a generator defined here.
//
// # The model
//
// A platform has a field of the data taxonomy, a subject ("hồ sơ sức khỏe điện
// tử"), and a function of some clauses: an act and a thing ("tra cứu" + "sổ
// tiêm chủng") or a task that the law speaks of ("cấp giấy phép hoạt động báo
// in"), often with a party, a place or a means after it, now and then followed
// by a stock sentence. Heads of names, acts, users and lengths are as frequent
// as in the real lists (counted over the 239 platforms of testdata/vn), things
// and tasks in the order of their frequency in the codified law, but evener
// (the cube root of their count).
//
// material.tsv holds phrases and counts that command material took from the
// thesaurus of package text and from the official codification of the law,
// which is not subject to copyright; the text of the law is not part of it.
//
// Topics are as many as the thesaurus knows, whatever the size: the share of
// pairs that have something in common stays, and their number grows with the
// square of it.
//
// A large registry is large because provinces and communes have systems of
// their own (LocalShare): these serve only their own body, say so in their
// names, and are alike or not as any others are.
//
// # Streaming
//
// Platform number n depends on the Spec and n alone, so a million rows need
// the memory of one. Rows come in groups of 1/Planted; the last of each group
// is planted beside the first, and a permutation of all numbers spreads the
// groups over the file, so that a pair is as far apart as chance will have it.
//
// # What the labels say
//
// Only planted pairs are labelled; that any other pair is unrelated holds up
// to chance, which at a hundred thousand platforms makes some that a person
// would call overlaps. Use the labels for recall, and the traps (grade 0) for
// precision.
package synthetic
