//! The outbox in SQLite. The order per conversation is a question to an index of what is not settled, not a lock.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteStore;
use crate::outbox::{Envelope, EnvelopeState, NewEnvelope, Outbox, Settlement, Step};
use crate::{Page, Result, StoreError, page};

const QUEUED: i64 = 0;
const STARTED: i64 = 1;
const WAITING: i64 = 2;
const SENT: i64 = 3;
const FAILED: i64 = 4;
const UNCERTAIN: i64 = 5;

const COLUMNS: &str = "seq, id, idempotency_id, account, conversation, state, not_before_ms, created_ms, attempt, \
                       step, continuation, written_by, unrepeatable, reason, payload";
/// May go now: due, and first of its conversation's line. `state < 3` stands here for the partial indexes.
const READY: &str = "o.state < 3 AND o.state <> 1 AND o.not_before_ms <= ?1 AND NOT EXISTS (SELECT 1 FROM outbox p \
                     WHERE p.account = o.account AND p.conversation = o.conversation AND p.seq < o.seq AND p.state < 3)";

#[async_trait]
impl Outbox for SqliteStore {
    async fn claim(&self, account: &str, now_ms: i64, limit: u32) -> Result<Vec<Envelope>> {
        let account = account.to_owned();
        self.write(move |c| claim(c, &account, now_ms, page::held(limit))).await
    }

    async fn ready_accounts(&self, now_ms: i64) -> Result<Vec<String>> {
        self.read(move |c| {
            let sql = format!("SELECT DISTINCT account FROM outbox o WHERE {READY} ORDER BY account");
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map([now_ms], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn next_due_ms(&self, after_ms: i64) -> Result<Option<i64>> {
        let sql = "SELECT min(not_before_ms) FROM outbox WHERE state < 3 AND state <> 1 AND not_before_ms > ?1";
        self.read(move |c| Ok(c.prepare_cached(sql)?.query_row([after_ms], |row| row.get(0))?))
            .await
    }

    async fn hurry(&self, account: &str, now_ms: i64) -> Result<u32> {
        let account = account.to_owned();
        let sql = "UPDATE outbox SET not_before_ms = ?2 WHERE account = ?1 AND state = 2 AND not_before_ms > ?2";
        self.write(move |c| {
            let many = c.prepare_cached(sql)?.execute(params![account, now_ms])?;
            Ok(u32::try_from(many).unwrap_or(u32::MAX))
        })
        .await
    }

    async fn record_step(&self, id: &str, step: Step) -> Result<()> {
        let id = id.to_owned();
        self.write(move |c| {
            expect(c, &id, &[STARTED])?;
            keep_step(c, &id, &step)
        })
        .await
    }

    async fn settle(&self, id: &str, at_ms: i64, settlement: Settlement) -> Result<()> {
        let id = id.to_owned();
        self.write(move |c| settle(c, &id, at_ms, settlement)).await
    }

    async fn unfinished(&self, after: Option<i64>, limit: u32) -> Result<Page<Envelope>> {
        let limit = page::held(limit);
        let rows = self.read(move |c| list(c, "state = 1", None, after, limit + 1)).await?;
        Ok(Page::cut(rows, limit, |row| row.seq))
    }

    async fn envelope(&self, id: &str) -> Result<Option<Envelope>> {
        let id = id.to_owned();
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1");
        self.read(move |c| Ok(c.prepare_cached(&sql)?.query_row([id], read).optional()?))
            .await
    }

    async fn dead_letters(&self, account: Option<&str>, after: Option<i64>, limit: u32) -> Result<Page<Envelope>> {
        let account = account.map(str::to_owned);
        let limit = page::held(limit);
        let rows = self
            .read(move |c| list(c, "state = 4", account.as_deref(), after, limit + 1))
            .await?;
        Ok(Page::cut(rows, limit, |row| row.seq))
    }

    async fn replay_dead_letter(&self, id: &str, at_ms: i64) -> Result<()> {
        let id = id.to_owned();
        self.write(move |c| {
            expect(c, &id, &[FAILED])?;
            // A new place in the order: what its conversation queued since is not to be overtaken by it.
            let last = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'";
            let place: i64 = c.prepare_cached(last)?.query_row([], |row| row.get::<_, i64>(0))? + 1;
            let sql = "UPDATE outbox SET seq = ?2, state = 0, not_before_ms = ?3, attempt = 0, step = 0, \
                       continuation = NULL, written_by = NULL, unrepeatable = 0, reason = NULL, settled_ms = NULL \
                       WHERE id = ?1";
            c.prepare_cached(sql)?.execute(params![id, place, at_ms])?;
            // An update does not move SQLite's own counter.
            c.prepare_cached("UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'outbox'")?
                .execute([place])?;
            Ok(())
        })
        .await
    }

    async fn envelope_named(&self, account: &str, name: &str) -> Result<Option<String>> {
        let key = [account.to_owned(), name.to_owned()];
        let sql = "SELECT envelope FROM message_name WHERE account = ?1 AND name = ?2";
        self.read(move |c| Ok(c.prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?))
            .await
    }
}

/// Queues an envelope inside a turn's transaction.
pub(super) fn queue(
    c: &Connection,
    account: &str,
    conversation: &str,
    at_ms: i64,
    envelope: NewEnvelope,
) -> Result<()> {
    let NewEnvelope {
        id,
        idempotency_id,
        payload,
        not_before_ms,
    } = envelope;
    c.prepare_cached(
        "INSERT INTO outbox (id, idempotency_id, account, conversation, not_before_ms, created_ms, payload) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        id,
        idempotency_id,
        account,
        conversation,
        not_before_ms,
        at_ms,
        payload
    ])?;
    Ok(())
}

fn claim(c: &Connection, account: &str, now_ms: i64, limit: u32) -> Result<Vec<Envelope>> {
    let sql = format!("SELECT {COLUMNS} FROM outbox o WHERE account = ?2 AND {READY} ORDER BY seq LIMIT ?3");
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement.query_map(params![now_ms, account, limit], read)?;
    let rows: Vec<Envelope> = rows.collect::<rusqlite::Result<_>>()?;
    let mut start = c.prepare_cached("UPDATE outbox SET state = 1, attempt = attempt + 1 WHERE seq = ?1")?;
    let mut again = c.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE seq = ?1"))?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        start.execute([row.seq])?;
        claimed.push(again.query_row([row.seq], read)?);
    }
    Ok(claimed)
}

/// Refuses what an envelope's state does not allow; returns its account.
fn expect(c: &Connection, id: &str, allowed: &[i64]) -> Result<String> {
    let mut find = c.prepare_cached("SELECT state, account FROM outbox WHERE id = ?1")?;
    let row = find
        .query_row([id], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
        .optional()?;
    match row {
        None => Err(StoreError::NotFound(format!("envelope {id}"))),
        Some((state, account)) if allowed.contains(&state) => Ok(account),
        Some((state, _)) => Err(StoreError::Conflict(format!("envelope {id} is {}", name(state)))),
    }
}

fn name(state: i64) -> &'static str {
    match state {
        QUEUED => "queued",
        STARTED => "started",
        WAITING => "waiting",
        SENT => "sent",
        FAILED => "failed",
        _ => "uncertain",
    }
}

fn keep_step(c: &Connection, id: &str, step: &Step) -> Result<()> {
    let sql = "UPDATE outbox SET step = ?2, continuation = ?3, written_by = ?4, unrepeatable = ?5 WHERE id = ?1";
    let Step {
        number,
        continuation,
        written_by,
        unrepeatable,
    } = step;
    c.prepare_cached(sql)?
        .execute(params![id, number, continuation, written_by, unrepeatable])?;
    Ok(())
}

/// Ends an attempt inside the current transaction; a turn uses it too.
pub(super) fn settle(c: &Connection, id: &str, at_ms: i64, settlement: Settlement) -> Result<()> {
    let final_word = matches!(settlement, Settlement::Sent { .. } | Settlement::Failed { .. });
    let account = expect(c, id, if final_word { &[STARTED, UNCERTAIN] } else { &[STARTED] })?;
    let (state, until_ms, reason) = match settlement {
        Settlement::Sent { names } => {
            let sql = "INSERT INTO message_name (account, name, envelope) VALUES (?1, ?2, ?3) \
                       ON CONFLICT (account, name) DO UPDATE SET envelope = excluded.envelope";
            for name in names {
                c.prepare_cached(sql)?.execute(params![account, name, id])?;
            }
            (SENT, None, None)
        }
        Settlement::Wait { until_ms, reason, step } => {
            keep_step(c, id, &step.unwrap_or_default())?;
            (WAITING, Some(until_ms), Some(reason))
        }
        Settlement::Failed { reason } => (FAILED, None, Some(reason)),
        Settlement::Uncertain { reason } => (UNCERTAIN, None, Some(reason)),
    };
    let sql = "UPDATE outbox SET state = ?2, not_before_ms = coalesce(?3, not_before_ms), reason = ?4, \
               settled_ms = ?5 WHERE id = ?1";
    c.prepare_cached(sql)?
        .execute(params![id, state, until_ms, reason, at_ms])?;
    Ok(())
}

fn list(c: &Connection, state: &str, account: Option<&str>, after: Option<i64>, limit: u32) -> Result<Vec<Envelope>> {
    let filter = if account.is_some() {
        "account = ?1"
    } else {
        "?1 IS NULL"
    };
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE {state} AND {filter} AND seq > ?2 ORDER BY seq LIMIT ?3");
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement.query_map(params![account, after.unwrap_or(0), limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Envelope> {
    let not_before_ms = row.get(6)?;
    let reason = || Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(13)?.unwrap_or_default());
    let state = match row.get::<_, i64>(5)? {
        QUEUED => EnvelopeState::Queued,
        STARTED => EnvelopeState::Started(Step {
            number: row.get(9)?,
            continuation: row.get(10)?,
            written_by: row.get(11)?,
            unrepeatable: row.get(12)?,
        }),
        WAITING => EnvelopeState::Waiting {
            until_ms: not_before_ms,
            reason: reason()?,
        },
        SENT => EnvelopeState::Sent,
        FAILED => EnvelopeState::Failed { reason: reason()? },
        _ => EnvelopeState::Uncertain { reason: reason()? },
    };
    Ok(Envelope {
        seq: row.get(0)?,
        account: row.get(3)?,
        conversation: row.get(4)?,
        attempt: row.get(8)?,
        created_ms: row.get(7)?,
        state,
        envelope: NewEnvelope {
            id: row.get(1)?,
            idempotency_id: row.get(2)?,
            payload: row.get(14)?,
            not_before_ms,
        },
    })
}
