//! Context items in SQLite.

use async_trait::async_trait;
use rusqlite::{Connection, params};

use super::SqliteStore;
use crate::items::{Item, ItemChange, ItemPlace, Items};
use crate::{Result, page};

#[async_trait]
impl Items for SqliteStore {
    async fn change_items(&self, changes: Vec<ItemChange>) -> Result<()> {
        self.write(move |c| changes.into_iter().try_for_each(|one| change(c, one)))
            .await
    }

    async fn items_for(&self, place: &ItemPlace, envelope: &str, now_ms: i64) -> Result<Vec<Item>> {
        let (place, envelope) = (place.clone(), envelope.to_owned());
        self.write(move |c| items_for(c, place, &envelope, now_ms)).await
    }

    async fn forget_items(&self, now_ms: i64, limit: u32) -> Result<u32> {
        let sql = "DELETE FROM item WHERE (account, scope, owner, name) IN \
                   (SELECT account, scope, owner, name FROM item WHERE until_ms <= ?1 LIMIT ?2)";
        self.write(move |c| {
            let gone = c.prepare_cached(sql)?.execute(params![now_ms, page::held(limit)])?;
            Ok(u32::try_from(gone).unwrap_or(u32::MAX))
        })
        .await
    }
}

/// Applies a change inside the current transaction; a turn uses it too.
pub(super) fn change(c: &Connection, change: ItemChange) -> Result<()> {
    match change {
        ItemChange::Keep(Item {
            place,
            key,
            value,
            until_ms,
            once,
        }) => c
            .prepare_cached(
                "INSERT OR REPLACE INTO item (account, scope, owner, name, value, until_ms, once) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                place.account,
                place.scope,
                place.owner,
                key,
                value,
                until_ms,
                once
            ])?,
        ItemChange::Drop { place, key } => c
            .prepare_cached("DELETE FROM item WHERE account = ?1 AND scope = ?2 AND owner = ?3 AND name = ?4")?
            .execute(params![place.account, place.scope, place.owner, key])?,
    };
    Ok(())
}

fn items_for(c: &Connection, place: ItemPlace, envelope: &str, now_ms: i64) -> Result<Vec<Item>> {
    let ItemPlace { account, scope, owner } = &place;
    c.prepare_cached(
        "UPDATE item SET taken_by = ?4 WHERE account = ?1 AND scope = ?2 AND owner = ?3 AND once AND taken_by IS NULL \
         AND (until_ms IS NULL OR until_ms > ?5)",
    )?
    .execute(params![account, scope, owner, envelope, now_ms])?;
    let mut statement = c.prepare_cached(
        "SELECT name, value, until_ms, once FROM item WHERE account = ?1 AND scope = ?2 AND owner = ?3 \
         AND (NOT once OR taken_by = ?4) AND (until_ms IS NULL OR until_ms > ?5) ORDER BY name",
    )?;
    let rows = statement.query_map(params![account, scope, owner, envelope, now_ms], |row| {
        Ok(Item {
            place: place.clone(),
            key: row.get(0)?,
            value: row.get(1)?,
            until_ms: row.get(2)?,
            once: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
