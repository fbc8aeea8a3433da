-- Version 3: the log of acts that pinned term statistics anew. Like the ledger it is only ever added to.

CREATE TABLE pin (
  seq      INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,
  previous TEXT NOT NULL, -- SHA-256 of the statistics before
  pinned   TEXT NOT NULL, -- and of those that were written
  content  TEXT NOT NULL  -- JSON of registry.Pin without seq
) STRICT;

CREATE TRIGGER pin_keeps_entries BEFORE DELETE ON pin
BEGIN SELECT RAISE(ABORT, 'the log of pinned statistics is only ever added to'); END;

CREATE TRIGGER pin_keeps_content BEFORE UPDATE ON pin
BEGIN SELECT RAISE(ABORT, 'the log of pinned statistics is only ever added to'); END;

-- Also stops INSERT OR REPLACE, which removes rows without asking the first trigger.
CREATE TRIGGER pin_continues BEFORE INSERT ON pin
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM pin)
BEGIN SELECT RAISE(ABORT, 'the log of pinned statistics goes on from its last entry'); END;
