//! Accounts in SQLite.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use super::errors::found;
use crate::Result;
use crate::accounts::{Account, Accounts};

const SELECT: &str = "SELECT id, brand, plugin, address, parent, config, updated_ms FROM account";

#[async_trait]
impl Accounts for SqliteStore {
    async fn put_account(&self, account: Account) -> Result<()> {
        self.write(move |c| {
            let Account {
                id,
                brand,
                plugin,
                address,
                parent,
                config,
                updated_ms,
            } = account;
            let sql = "INSERT OR REPLACE INTO account (id, brand, plugin, address, parent, config, updated_ms) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            c.prepare_cached(sql)?
                .execute(params![id, brand, plugin, address, parent, config, updated_ms])?;
            Ok(())
        })
        .await
    }

    async fn account(&self, id: &str) -> Result<Option<Account>> {
        let id = id.to_owned();
        let sql = format!("{SELECT} WHERE id = ?1");
        self.read(move |c| Ok(c.prepare_cached(&sql)?.query_row([id], read).optional()?))
            .await
    }

    async fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!("{SELECT} ORDER BY id"))?;
            Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn remove_account(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.write(move |c| {
            c.prepare_cached("DELETE FROM secret WHERE account = ?1")?
                .execute([&id])?;
            found(
                c.prepare_cached("DELETE FROM account WHERE id = ?1")?.execute([&id])?,
                || format!("account {id}"),
            )
        })
        .await
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        brand: row.get(1)?,
        plugin: row.get(2)?,
        address: row.get(3)?,
        parent: row.get(4)?,
        config: row.get(5)?,
        updated_ms: row.get(6)?,
    })
}
