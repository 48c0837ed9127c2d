-- What an operator set up, and what plugins keep.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    brand TEXT NOT NULL,
    plugin TEXT NOT NULL,
    address TEXT,
    parent TEXT,
    config TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
);
CREATE TABLE plugin (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    granted TEXT,
    added_ms INTEGER NOT NULL
);
CREATE TABLE activation (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    digest TEXT,
    at_ms INTEGER NOT NULL
);
CREATE INDEX activation_name ON activation (name, seq);
CREATE TABLE secret (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    current BLOB NOT NULL,
    previous BLOB,
    updated_ms INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    until_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE media (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT,
    size INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    until_ms INTEGER
);
CREATE INDEX media_digest ON media (digest);
CREATE INDEX media_until ON media (until_ms) WHERE until_ms IS NOT NULL;
CREATE TABLE kv (
    space TEXT NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (space, name)
) WITHOUT ROWID;
-- Bytes of keys and values, kept beside the rows so that a quota costs one look-up.
CREATE TABLE kv_size (space TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
