-- Version 1: lists and their editions, platforms and their versions, runs and findings.
-- Nothing here is ever updated in place except state.changes: history is added to.

PRAGMA application_id = 0x54524c50; -- "TRLP": tells our file from any other SQLite file

-- One row: which registry this is, and how many writing transactions it has seen.
-- The count is what a missing -wal file or an older copy put in its place is found by.
CREATE TABLE state (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  registry TEXT    NOT NULL,
  changes  INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, lower(hex(randomblob(16))), 0);

-- An edition is what one import made of a list. seq is the order of arrival;
-- the order in time is (date, seq). This table is also the audit log of imports.
CREATE TABLE edition (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  list        TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  authority   TEXT    NOT NULL,
  date        TEXT    NOT NULL, -- '' when the list is not dated
  rank        INTEGER NOT NULL,
  stated      TEXT    NOT NULL, -- JSON: agency code -> the list's own count
  file        TEXT    NOT NULL,
  file_digest TEXT    NOT NULL,
  at          TEXT    NOT NULL, -- for people only: nothing is ordered by the clock
  digest      TEXT    NOT NULL, -- SHA-256 over "id digest\n" of the members, sorted by id
  added       INTEGER NOT NULL,
  changed     INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL,
  withdrawn   INTEGER NOT NULL,
  kept        INTEGER NOT NULL,
  rejected    INTEGER NOT NULL
) STRICT;
CREATE INDEX edition_list ON edition (list, date, seq);

CREATE TABLE platform (
  key INTEGER PRIMARY KEY,
  id  TEXT NOT NULL UNIQUE
) STRICT;

-- A version is one content of one platform, kept for ever.
CREATE TABLE version (
  seq      INTEGER PRIMARY KEY,
  platform INTEGER NOT NULL REFERENCES platform (key),
  edition  INTEGER NOT NULL REFERENCES edition (seq), -- where it was first read
  digest   TEXT    NOT NULL,
  content  TEXT    NOT NULL, -- JSON of registry.Platform
  source   TEXT    NOT NULL, -- JSON of registry.Source
  UNIQUE (platform, digest)
) STRICT;

-- Which platforms an edition holds, and in which version.
CREATE TABLE member (
  edition  INTEGER NOT NULL REFERENCES edition (seq),
  platform INTEGER NOT NULL REFERENCES platform (key),
  version  INTEGER NOT NULL REFERENCES version (seq),
  PRIMARY KEY (edition, platform)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_platform ON member (platform, edition, version);

CREATE TABLE settings (
  hash  TEXT PRIMARY KEY,
  model TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT, -- a run's number is never used again
  settings TEXT    NOT NULL REFERENCES settings (hash),
  snapshot TEXT    NOT NULL,
  editions TEXT,             -- JSON: the editions the snapshot was made of, newest last
  findings INTEGER NOT NULL,
  digest   TEXT    NOT NULL, -- over the stored findings, in order
  saved    TEXT    NOT NULL,
  content  TEXT    NOT NULL  -- JSON of registry.Run
) STRICT;

CREATE TABLE finding (
  seq      INTEGER PRIMARY KEY,
  run      INTEGER NOT NULL REFERENCES run (seq) ON DELETE CASCADE,
  id       TEXT    NOT NULL,
  a        TEXT    NOT NULL,
  b        TEXT    NOT NULL,
  agency_a TEXT    NOT NULL,
  agency_b TEXT    NOT NULL,
  score    INTEGER NOT NULL, -- thousandths of a bit
  relation TEXT    NOT NULL,
  verdict  TEXT    NOT NULL,
  owners   TEXT    NOT NULL,
  robust   INTEGER NOT NULL,
  content  TEXT    NOT NULL, -- JSON of registry.Finding
  CHECK (a < b)
) STRICT;
CREATE UNIQUE INDEX finding_pair ON finding (run, a, b);
CREATE INDEX finding_order ON finding (run, score DESC, a, b);
CREATE INDEX finding_id ON finding (id, run);
