//! The intake in SQLite: one row a webhook, one small row an open event, 16 bytes an event seen.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::SqliteStore;
use crate::intake::{Accepted, Intake, NewEvent, NewIntake, PendingEvent};
use crate::{Result, StoreError, frame, page};

#[async_trait]
impl Intake for SqliteStore {
    async fn accept(&self, intake: NewIntake) -> Result<Accepted> {
        self.write(move |c| accept(c, intake)).await
    }

    async fn pending(&self, after: Option<(i64, u32)>, limit: u32) -> Result<Vec<PendingEvent>> {
        self.read(move |c| pending(c, after, page::held(limit))).await
    }

    async fn processed(&self, events: Vec<(i64, u32)>) -> Result<u32> {
        self.write(move |c| {
            let mut open = 0;
            for event in events {
                open += u32::from(close(c, event)?);
            }
            Ok(open)
        })
        .await
    }

    async fn request(&self, seq: i64) -> Result<Vec<u8>> {
        self.read(move |c| {
            let mut statement = c.prepare_cached("SELECT request FROM intake WHERE seq = ?1")?;
            let row = statement.query_row([seq], |row| row.get(0)).optional()?;
            row.ok_or_else(|| StoreError::NotFound(format!("intake row {seq}")))
        })
        .await
    }

    async fn forget(&self, before_ms: i64, limit: u32) -> Result<u32> {
        self.write(move |c| forget(c, before_ms, page::held(limit))).await
    }
}

/// Keeps a request inside the current transaction; a replay of a parked one uses it too.
pub(super) fn accept(c: &Connection, intake: NewIntake) -> Result<Accepted> {
    let NewIntake {
        id,
        account,
        received_ms,
        request,
        events,
    } = intake;
    let mut seen = c.prepare_cached("INSERT INTO seen (hash) VALUES (?1) ON CONFLICT DO NOTHING")?;
    let mut fresh = Vec::with_capacity(events.len());
    let mut duplicates = 0;
    for (index, event) in (0_u32..).zip(events) {
        if seen.execute([hash(&event)])? == 1 {
            fresh.push((index, event));
        } else {
            duplicates += 1;
        }
    }
    let blob = frame::encode(fresh.iter().map(|(index, event)| (*index, event)));
    c.prepare_cached("INSERT INTO intake (id, account, received_ms, events, request) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, account, received_ms, blob, request])?;
    let seq = c.last_insert_rowid();
    let mut open = c.prepare_cached("INSERT INTO intake_open (seq, position) VALUES (?1, ?2)")?;
    for (index, _) in &fresh {
        open.execute(params![seq, index])?;
    }
    let fresh = fresh
        .into_iter()
        .map(|(index, event)| PendingEvent {
            seq,
            index,
            received_ms,
            event,
        })
        .collect();
    Ok(Accepted { seq, fresh, duplicates })
}

/// Marks an event processed; false when it was not open.
pub(super) fn close(c: &Connection, (seq, index): (i64, u32)) -> Result<bool> {
    let mut statement = c.prepare_cached("DELETE FROM intake_open WHERE seq = ?1 AND position = ?2")?;
    Ok(statement.execute(params![seq, index])? == 1)
}

/// What makes an event the same as another one. Lengths stand before the fields, so that no two lists of fields are one.
fn hash(event: &NewEvent) -> [u8; 16] {
    let mut fields = Vec::with_capacity(128);
    frame::put(&mut fields, &event.account);
    fields.push(u8::from(event.conversation.is_some()));
    frame::put(&mut fields, event.conversation.as_deref().unwrap_or_default());
    frame::put(&mut fields, &event.kind);
    frame::put(&mut fields, &event.event_id);
    let digest: [u8; 32] = Sha256::digest(&fields).into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

fn pending(c: &Connection, after: Option<(i64, u32)>, limit: u32) -> Result<Vec<PendingEvent>> {
    let mut open = c.prepare_cached(
        "SELECT seq, position FROM intake_open WHERE (seq, position) > (?1, ?2) ORDER BY seq, position LIMIT ?3",
    )?;
    // Rows begin at 1, so this stands before all of them.
    let (seq, index) = after.unwrap_or((0, 0));
    let rows = open.query_map(params![seq, index, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let open: Vec<(i64, u32)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut load = c.prepare_cached("SELECT received_ms, events FROM intake WHERE seq = ?1")?;
    let mut found = Vec::with_capacity(open.len());
    for group in open.chunk_by(|a, b| a.0 == b.0) {
        let seq = group[0].0;
        let (received_ms, blob): (i64, Vec<u8>) = load.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (index, event) in frame::decode(&blob)? {
            if group.binary_search(&(seq, index)).is_ok() {
                found.push(PendingEvent {
                    seq,
                    index,
                    received_ms,
                    event,
                });
            }
        }
    }
    Ok(found)
}

fn forget(c: &Connection, before_ms: i64, limit: u32) -> Result<u32> {
    // Rows are in the order of acceptance, so the oldest are at the beginning and the search stops at the limit.
    let mut old = c.prepare_cached(
        "SELECT seq, events FROM intake i WHERE received_ms < ?1 \
         AND NOT EXISTS (SELECT 1 FROM intake_open o WHERE o.seq = i.seq) ORDER BY seq LIMIT ?2",
    )?;
    let rows = old.query_map(params![before_ms, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows: Vec<(i64, Vec<u8>)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut forgotten = 0;
    for (seq, blob) in rows {
        for (_, event) in frame::decode(&blob)? {
            c.prepare_cached("DELETE FROM seen WHERE hash = ?1")?
                .execute([hash(&event)])?;
        }
        c.prepare_cached("DELETE FROM intake WHERE seq = ?1")?.execute([seq])?;
        forgotten += 1;
    }
    Ok(forgotten)
}
