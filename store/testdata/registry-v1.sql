-- A database as the first schema version left it, kept to test migration from it.
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

INSERT INTO state (one, registry, changes) VALUES (1, 'b94b64230c3a8e66a45989fc84c99f72', 3);
INSERT INTO edition (seq, list, title, authority, date, rank, stated, file, file_digest, at, digest, added, changed, unchanged, withdrawn, kept, rejected) VALUES (1, 'L', 'Danh mục L', 'BTTTT', '2024', 0, '{}', '', '', '2024-07-30T12:00:00Z', 'df0b4c09996939906c4efe9fc765a64cc652f610e8768056dc007df5ee4aea3f', 2, 0, 0, 0, 0, 0);
INSERT INTO edition (seq, list, title, authority, date, rank, stated, file, file_digest, at, digest, added, changed, unchanged, withdrawn, kept, rejected) VALUES (2, 'L', 'Danh mục L', 'BTTTT', '2025', 0, '{}', '', '', '2024-07-30T12:00:00Z', 'fcf8832b9e61010b5bc12d18fcf4df471efcb46c0c4cc00f1ca264b8e1c141d9', 0, 1, 1, 0, 0, 0);
INSERT INTO platform (key, id) VALUES (1, 'BTC-1');
INSERT INTO platform (key, id) VALUES (2, 'BYT-1');
INSERT INTO version (seq, platform, edition, digest, content, source) VALUES (1, 1, 1, 'dd7354a226b52d954bdc26ed45f876415df997de890ed3ab686f69981a6ae50d', '{"id":"BTC-1","agency":"BTC","name_vi":"thuế","function_vi":"Quản lý thuế","data_domains":["dân cư","hộ tịch"]}', '{}');
INSERT INTO version (seq, platform, edition, digest, content, source) VALUES (2, 2, 1, '1a73070b893507e29b4e2897a5efac5e71fbed23eb0e965f12effb5a2d599165', '{"id":"BYT-1","agency":"BYT","name_vi":"y tế","function_vi":"Quản lý y tế","data_domains":["dân cư","hộ tịch"]}', '{}');
INSERT INTO version (seq, platform, edition, digest, content, source) VALUES (3, 1, 2, 'dd345ee73008e167f6846a9ce7f73bd2b2224e4c1449e7b157c28381a8461fe3', '{"id":"BTC-1","agency":"BTC","name_vi":"thuế điện tử","function_vi":"Quản lý thuế điện tử","data_domains":["dân cư","hộ tịch"],"extra":[{"column":"ghi chú","value":"mới"}]}', '{}');
INSERT INTO member (edition, platform, version) VALUES (1, 1, 1);
INSERT INTO member (edition, platform, version) VALUES (2, 1, 3);
INSERT INTO member (edition, platform, version) VALUES (1, 2, 2);
INSERT INTO member (edition, platform, version) VALUES (2, 2, 2);
INSERT INTO settings (hash, model) VALUES ('hash-1', '{"prior":-9000}');
INSERT INTO run (seq, settings, snapshot, editions, findings, digest, saved, content) VALUES (1, 'hash-1', 'fcf8832b9e61010b5bc12d18fcf4df471efcb46c0c4cc00f1ca264b8e1c141d9', '[2]', 1, '0dbccfcc51513b56a1bca7404c882f3c03a1c43f9b276c1c8506d25f83fcaf45', '2024-07-30T12:00:00Z', '{"run":0,"snapshot":"fcf8832b9e61010b5bc12d18fcf4df471efcb46c0c4cc00f1ca264b8e1c141d9","settings":"hash-1","engine":"test","started":"2024-07-30T12:00:00Z","seconds":0,"certificate":{"platforms":0,"pairs_expected":0,"pairs_compared":0,"pairs_bounded":0,"pairs_skipped":0,"threshold":0,"digest":""},"findings":null}');
INSERT INTO finding (seq, run, id, a, b, agency_a, agency_b, score, relation, verdict, owners, robust, content) VALUES (1, 1, 'F-8b7d195e29', 'BTC-1', 'BYT-1', 'BTC', 'BYT', 1500, 'overlap', 'overlap', 'between', 0, '{"id":"F-8b7d195e29","pair":{"a":"BTC-1","b":"BYT-1"},"prior":-9000,"score":1500,"relation":"overlap","verdict":"overlap","owners":"between","evidence":[{"comparison":"name","presence":"present","similarity":700,"weight":10500,"shared":[{"a":"dân cư","b":"dân cư","via":"words","share":700}]}],"margin":0,"robust":false,"counterfactual":{"comparison":"","score":0,"finding":false},"explain":{"en":{"summary":"alike","shared":"","differs":"","why_not_higher":"","counterfactual":"","relation":""},"vi":{"summary":"giống nhau","shared":"","differs":"","why_not_higher":"","counterfactual":"","relation":""}},"settings":"hash-1"}');
PRAGMA user_version = 1;
