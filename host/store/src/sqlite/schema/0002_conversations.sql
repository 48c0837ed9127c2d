-- Conversations, their logs, and what leaves.
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    conversation TEXT NOT NULL,
    version INTEGER NOT NULL,
    length INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    bot_state BLOB,
    answers TEXT,
    UNIQUE (account, conversation)
);
CREATE INDEX conversation_recent ON conversation (updated_ms, id);
CREATE INDEX conversation_account_recent ON conversation (account, updated_ms, id);
CREATE TABLE log (
    feed INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    event TEXT NOT NULL,
    UNIQUE (conversation_id, number)
);
-- state: 0 queued, 1 started, 2 waiting, 3 sent, 4 failed, 5 uncertain. Below 3 it holds up its conversation's line.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    idempotency_id TEXT NOT NULL,
    account TEXT NOT NULL,
    conversation TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    not_before_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    settled_ms INTEGER,
    attempt INTEGER NOT NULL DEFAULT 0,
    step INTEGER NOT NULL DEFAULT 0,
    continuation BLOB,
    written_by TEXT,
    unrepeatable INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    payload TEXT NOT NULL
);
CREATE INDEX outbox_account ON outbox (account, seq) WHERE state < 3;
CREATE INDEX outbox_line ON outbox (account, conversation, seq) WHERE state < 3;
CREATE INDEX outbox_started ON outbox (seq) WHERE state = 1;
CREATE INDEX outbox_failed ON outbox (seq) WHERE state = 4;
CREATE TABLE message_name (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    envelope TEXT NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE TABLE item (
    account TEXT NOT NULL,
    scope TEXT NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    until_ms INTEGER,
    once INTEGER NOT NULL,
    taken_by TEXT,
    PRIMARY KEY (account, scope, owner, name)
) WITHOUT ROWID;
CREATE INDEX item_until ON item (until_ms) WHERE until_ms IS NOT NULL;
