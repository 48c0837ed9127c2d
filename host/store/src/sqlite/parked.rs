//! Parked requests in SQLite.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};

use super::SqliteStore;
use super::errors::found;
use crate::intake::{Accepted, NewIntake};
use crate::parked::{NewParked, Parked, ParkedRequest};
use crate::{Page, Result, page};

const COLUMNS: &str = "seq, account, received_ms, plugin, reason, replays, request";

#[async_trait]
impl Parked for SqliteStore {
    async fn park(&self, parked: NewParked) -> Result<i64> {
        self.write(move |c| {
            let NewParked {
                account,
                received_ms,
                plugin,
                reason,
                request,
            } = parked;
            let sql = "INSERT INTO parked (account, received_ms, plugin, reason, request) VALUES (?1, ?2, ?3, ?4, ?5)";
            c.prepare_cached(sql)?
                .execute(params![account, received_ms, plugin, reason, request])?;
            Ok(c.last_insert_rowid())
        })
        .await
    }

    async fn list_parked(&self, account: Option<&str>, after: Option<i64>, limit: u32) -> Result<Page<ParkedRequest>> {
        let account = account.map(str::to_owned);
        let limit = page::held(limit);
        let rows = self
            .read(move |c| list(c, account.as_deref(), after, limit + 1))
            .await?;
        Ok(Page::cut(rows, limit, |row| row.seq))
    }

    async fn next_parked(&self, account: &str, after: Option<i64>) -> Result<Option<ParkedRequest>> {
        let account = account.to_owned();
        Ok(self.read(move |c| list(c, Some(&account), after, 1)).await?.pop())
    }

    async fn replay_parked(&self, seq: i64, intake: NewIntake) -> Result<Accepted> {
        self.write(move |c| {
            remove(c, seq)?;
            super::intake::accept(c, intake)
        })
        .await
    }

    async fn park_again(&self, seq: i64, plugin: &str, reason: &str) -> Result<()> {
        let (plugin, reason) = (plugin.to_owned(), reason.to_owned());
        self.write(move |c| {
            let sql = "UPDATE parked SET plugin = ?2, reason = ?3, replays = replays + 1 WHERE seq = ?1";
            found(c.prepare_cached(sql)?.execute(params![seq, plugin, reason])?, || {
                format!("parked request {seq}")
            })
        })
        .await
    }

    async fn discard_parked(&self, seq: i64) -> Result<()> {
        self.write(move |c| remove(c, seq)).await
    }

    async fn count_parked(&self) -> Result<Vec<(String, u64)>> {
        self.read(|c| {
            let mut statement =
                c.prepare_cached("SELECT account, count(*) FROM parked GROUP BY account ORDER BY account")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

fn remove(c: &Connection, seq: i64) -> Result<()> {
    let gone = c.prepare_cached("DELETE FROM parked WHERE seq = ?1")?.execute([seq])?;
    found(gone, || format!("parked request {seq}"))
}

fn list(c: &Connection, account: Option<&str>, after: Option<i64>, limit: u32) -> Result<Vec<ParkedRequest>> {
    let filter = if account.is_some() {
        "account = ?1"
    } else {
        "?1 IS NULL"
    };
    let sql = format!("SELECT {COLUMNS} FROM parked WHERE {filter} AND seq > ?2 ORDER BY seq LIMIT ?3");
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement.query_map(params![account, after.unwrap_or(0), limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ParkedRequest> {
    Ok(ParkedRequest {
        seq: row.get(0)?,
        replays: row.get(5)?,
        parked: NewParked {
            account: row.get(1)?,
            received_ms: row.get(2)?,
            plugin: row.get(3)?,
            reason: row.get(4)?,
            request: row.get(6)?,
        },
    })
}
