// Package index looks platforms up by words, with Bleve.
//
// It serves the person who types: catalogue search, suggestions while typing,
// and likely neighbours of a proposal. It only proposes. No reported result
// depends on it having found a candidate, and it can be deleted at any time:
// [Index.Sync] builds it again from a snapshot of the store.
//
// # On disk
//
//	DIR/lock         the process that holds the folder, by its id
//	DIR/seal.json    which generation is current, what it holds, SHA-256 of each of its files
//	DIR/g000001/     one generation: a Bleve index and documents.txt, "id digest" a line
//
// The simple way, one Bleve index opened for writing, fails us in four ways: a
// second opener hangs, a damaged segment answers wrongly and without an error,
// a crash leaves it between two snapshots, and a damaged index is easily taken
// for a locked one. So a generation is built aside, sealed with the checksum
// of every file, and never written again: it is opened read-only, and the next
// generation replaces it by one rename of seal.json. Locked is then a matter
// of DIR/lock alone, damaged a matter of checksums alone, and a full disk or a
// kill leaves the sealed generation as it was.
//
// # What a word is
//
// Package text decides. Its finished words go into Bleve joined by spaces, and
// Bleve only splits at white space, so that the index and package similarity
// never disagree. Each text (name, function, data domains) has a toned and a
// folded field; pairs of neighbours ("dan_cu") share one folded field that only
// orders hits; the thesaurus concepts of all texts share one field, those found
// only without marks another, their broader concepts a third.
//
// Left out: stored text (the store has it), fuzzy and wildcard queries (a
// query is plain text), Bleve's synonyms (single words only; the thesaurus
// does phrases), term vectors and highlighting (three times the disk space).
package index
