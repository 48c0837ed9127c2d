//! Secrets' ciphertext in SQLite.

use async_trait::async_trait;
use rusqlite::params;

use super::SqliteStore;
use super::errors::found;
use crate::Result;
use crate::secrets::{SecretValues, Secrets};

#[async_trait]
impl Secrets for SqliteStore {
    async fn set_secret(&self, account: &str, name: &str, ciphertext: Vec<u8>, rotate: bool, at_ms: i64) -> Result<()> {
        let (account, name) = (account.to_owned(), name.to_owned());
        self.write(move |c| {
            let sql = "INSERT INTO secret (account, name, current, updated_ms) VALUES (?1, ?2, ?3, ?4) \
                       ON CONFLICT (account, name) DO UPDATE SET previous = CASE WHEN ?5 THEN current END, \
                       current = excluded.current, updated_ms = excluded.updated_ms";
            c.prepare_cached(sql)?
                .execute(params![account, name, ciphertext, at_ms, rotate])?;
            Ok(())
        })
        .await
    }

    async fn secrets(&self, account: &str) -> Result<Vec<SecretValues>> {
        let account = account.to_owned();
        self.read(move |c| {
            let sql = "SELECT name, current, previous, updated_ms FROM secret WHERE account = ?1 ORDER BY name";
            let mut statement = c.prepare_cached(sql)?;
            let rows = statement.query_map([account], |row| {
                Ok(SecretValues {
                    name: row.get(0)?,
                    current: row.get(1)?,
                    previous: row.get(2)?,
                    updated_ms: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn end_rotation(&self, account: &str, name: &str) -> Result<()> {
        self.on_secret(
            "UPDATE secret SET previous = NULL WHERE account = ?1 AND name = ?2",
            account,
            name,
        )
        .await
    }

    async fn remove_secret(&self, account: &str, name: &str) -> Result<()> {
        self.on_secret("DELETE FROM secret WHERE account = ?1 AND name = ?2", account, name)
            .await
    }
}

impl SqliteStore {
    async fn on_secret(&self, sql: &'static str, account: &str, name: &str) -> Result<()> {
        let (account, name) = (account.to_owned(), name.to_owned());
        self.write(move |c| {
            let rows = c.prepare_cached(sql)?.execute([&account, &name])?;
            found(rows, || format!("secret {name} of {account}"))
        })
        .await
    }
}
