// Package store keeps the registry in one SQLite file: the only truth.
//
// The simple idea is a table of platforms that an import overwrites. It fails
// as soon as somebody asks what was known in July, or which text a finding was
// about. So nothing is overwritten:
//
//   - an import adds an *edition* of a list: the platforms the list held then,
//     each in one *version* (content named by its digest, stored once);
//   - the state of the registry on a day is computed: of every list the last
//     edition dated no later than that day, of every platform the version in
//     the newest of those lists;
//   - a run records the editions it saw, so that its snapshot can be had again.
//
// Order is (date of the list, order of arrival), never the clock.
//
// What is promised, each with a test: a writing transaction is taken as
// immediate and is there whole or not at all, also after kill -9; foreign keys,
// busy timeout and journal mode hold on every pooled connection; a file that is
// damaged, newer than this program, of another program, or older than the last
// state known here is refused with a diagnosis and never written to; an older
// schema is migrated in one transaction per step, after a copy was set aside.
//
// A plain copy of a live database file is not a backup: use Backup.
package store
