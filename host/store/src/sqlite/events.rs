//! Conversation logs in SQLite, and the one transaction of a turn.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteStore;
use crate::events::{Committed, Conversation, Events, LoggedEvent, RecentCursor, Turn};
use crate::{Page, Result, StoreError, page};

const CONVERSATION: &str = "account, conversation, version, length, updated_ms, bot_state, answers, id";
const LOGGED: &str = "SELECT l.feed, c.account, c.conversation, l.number, l.at_ms, l.event \
                      FROM log l JOIN conversation c ON c.id = l.conversation_id";

#[async_trait]
impl Events for SqliteStore {
    async fn commit_turn(&self, turn: Turn) -> Result<Committed> {
        self.write(move |c| commit(c, turn)).await
    }

    async fn conversation(&self, account: &str, conversation: &str) -> Result<Option<Conversation>> {
        let key = [account.to_owned(), conversation.to_owned()];
        self.read(move |c| {
            let sql = format!("SELECT {CONVERSATION} FROM conversation WHERE account = ?1 AND conversation = ?2");
            Ok(c.prepare_cached(&sql)?
                .query_row(key, read)
                .optional()?
                .map(|(conversation, _)| conversation))
        })
        .await
    }

    async fn log(&self, account: &str, conversation: &str, from: i64, limit: u32) -> Result<Vec<LoggedEvent>> {
        let (account, conversation) = (account.to_owned(), conversation.to_owned());
        self.read(move |c| {
            let sql = format!(
                "{LOGGED} WHERE c.account = ?1 AND c.conversation = ?2 AND l.number >= ?3 ORDER BY l.number LIMIT ?4"
            );
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map(params![account, conversation, from, page::held(limit)], read_logged)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn conversations(
        &self,
        account: Option<&str>,
        after: Option<RecentCursor>,
        limit: u32,
    ) -> Result<Page<Conversation, RecentCursor>> {
        let account = account.map(str::to_owned);
        let limit = page::held(limit);
        let rows = self
            .read(move |c| list(c, account.as_deref(), after, limit + 1))
            .await?;
        let Page { rows, next } = Page::cut(rows, limit, |(row, id)| (row.updated_ms, *id));
        Ok(Page {
            rows: rows.into_iter().map(|(row, _)| row).collect(),
            next,
        })
    }

    async fn feed(&self, after: i64, limit: u32) -> Result<Vec<LoggedEvent>> {
        self.read(move |c| {
            let sql = format!("{LOGGED} WHERE l.feed > ?1 ORDER BY l.feed LIMIT ?2");
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map(params![after, page::held(limit)], read_logged)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

fn commit(c: &Connection, turn: Turn) -> Result<Committed> {
    let (id, length) = enter(c, &turn)?;
    let mut number = length;
    let mut feed = Vec::with_capacity(turn.append.len());
    let mut append =
        c.prepare_cached("INSERT INTO log (conversation_id, number, at_ms, event) VALUES (?1, ?2, ?3, ?4)")?;
    for event in &turn.append {
        number += 1;
        append.execute(params![id, number, turn.at_ms, event])?;
        feed.push(c.last_insert_rowid());
    }
    let version = turn.expected_version + 1;
    c.prepare_cached(
        "UPDATE conversation SET version = ?2, length = ?3, updated_ms = ?4, \
         bot_state = coalesce(?5, bot_state), answers = coalesce(?6, answers) WHERE id = ?1",
    )?
    .execute(params![id, version, number, turn.at_ms, turn.bot_state, turn.answers])?;
    for event in turn.processed {
        if !super::intake::close(c, event)? {
            return Err(StoreError::Conflict(format!(
                "intake event {}.{} is not open",
                event.0, event.1
            )));
        }
    }
    for envelope in turn.outbox {
        super::outbox::queue(c, &turn.account, &turn.conversation, turn.at_ms, envelope)?;
    }
    for (envelope, settlement) in turn.settled {
        super::outbox::settle(c, &envelope, turn.at_ms, settlement)?;
    }
    for change in turn.items {
        super::items::change(c, change)?;
    }
    Ok(Committed { version, feed })
}

/// The conversation's row and the length of its log; makes the row for a first turn.
fn enter(c: &Connection, turn: &Turn) -> Result<(i64, i64)> {
    let mut find =
        c.prepare_cached("SELECT id, version, length FROM conversation WHERE account = ?1 AND conversation = ?2")?;
    let row = find
        .query_row([&turn.account, &turn.conversation], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?))
        })
        .optional()?;
    let (id, version, length) = match row {
        Some(row) => row,
        None => {
            let sql = "INSERT INTO conversation (account, conversation, version, length, updated_ms) VALUES (?1, ?2, 0, 0, ?3)";
            c.prepare_cached(sql)?
                .execute(params![turn.account, turn.conversation, turn.at_ms])?;
            (c.last_insert_rowid(), 0, 0)
        }
    };
    if version == turn.expected_version {
        Ok((id, length))
    } else {
        let expected = turn.expected_version;
        Err(StoreError::Conflict(format!(
            "the conversation is at version {version}, not {expected}"
        )))
    }
}

fn list(
    c: &Connection,
    account: Option<&str>,
    after: Option<RecentCursor>,
    limit: u32,
) -> Result<Vec<(Conversation, i64)>> {
    let filter = if account.is_some() {
        "account = ?1"
    } else {
        "?1 IS NULL"
    };
    let sql = format!(
        "SELECT {CONVERSATION} FROM conversation WHERE {filter} AND (updated_ms, id) < (?2, ?3) \
         ORDER BY updated_ms DESC, id DESC LIMIT ?4"
    );
    let (updated_ms, id) = after.unwrap_or((i64::MAX, i64::MAX));
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement.query_map(params![account, updated_ms, id, limit], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<(Conversation, i64)> {
    let conversation = Conversation {
        account: row.get(0)?,
        conversation: row.get(1)?,
        version: row.get(2)?,
        length: row.get(3)?,
        updated_ms: row.get(4)?,
        bot_state: row.get(5)?,
        answers: row.get(6)?,
    };
    Ok((conversation, row.get(7)?))
}

fn read_logged(row: &Row<'_>) -> rusqlite::Result<LoggedEvent> {
    Ok(LoggedEvent {
        feed: row.get(0)?,
        account: row.get(1)?,
        conversation: row.get(2)?,
        number: row.get(3)?,
        at_ms: row.get(4)?,
        event: row.get(5)?,
    })
}
