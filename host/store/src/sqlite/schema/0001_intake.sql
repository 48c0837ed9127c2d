-- What came in. A webhook is one row; the small table beside it says what is still to be processed, so that
-- marking an event never rewrites a row with a raw request in it.
CREATE TABLE intake (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    events BLOB NOT NULL,
    request BLOB NOT NULL
);
CREATE TABLE intake_open (
    seq INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (seq, position)
) WITHOUT ROWID;
-- The first 16 bytes of a SHA-256 over the length-prefixed account, conversation, kind and event id. Among 2^40 events
-- the chance of any two different ones meeting is below 2^-48, so equality of the hash is taken for equality.
CREATE TABLE seen (hash BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE parked (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    plugin TEXT NOT NULL,
    reason TEXT NOT NULL,
    replays INTEGER NOT NULL DEFAULT 0,
    request BLOB NOT NULL
);
CREATE INDEX parked_account ON parked (account, seq);
