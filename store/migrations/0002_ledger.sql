-- Version 2: the decision ledger, and runs whose findings are no longer kept.

-- A run grown old keeps its row, and with it its numbers and its certificate.
ALTER TABLE run ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;

-- hash = SHA-256 over previous, a newline and content. The other columns repeat
-- parts of content, to find entries by.
CREATE TABLE ledger (
  seq      INTEGER PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE, -- hash in the ledger it was first made in
  a        TEXT NOT NULL,
  b        TEXT NOT NULL,
  batch    TEXT NOT NULL,
  content  TEXT NOT NULL,        -- JSON of registry.Entry without seq, previous and hash
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL UNIQUE,
  CHECK (a < b)
) STRICT;
CREATE INDEX ledger_pair ON ledger (a, b, seq);
CREATE INDEX ledger_batch ON ledger (batch) WHERE batch <> '';

CREATE TRIGGER ledger_keeps_entries BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the decision ledger is only ever added to'); END;

CREATE TRIGGER ledger_keeps_content BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the decision ledger is only ever added to'); END;

-- Also stops INSERT OR REPLACE, which removes rows without asking the first trigger.
CREATE TRIGGER ledger_continues BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
  OR NEW.previous IS NOT coalesce((SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), '')
  OR EXISTS (SELECT 1 FROM ledger WHERE hash = NEW.hash OR identity = NEW.identity)
BEGIN SELECT RAISE(ABORT, 'the decision ledger goes on from its last entry'); END;
