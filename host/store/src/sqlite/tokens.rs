//! API tokens' hashes in SQLite.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use super::errors::found;
use crate::Result;
use crate::tokens::{Token, Tokens};

const SELECT: &str = "SELECT hash, name, scopes, created_ms, until_ms FROM token";

#[async_trait]
impl Tokens for SqliteStore {
    async fn add_token(&self, token: Token) -> Result<()> {
        self.write(move |c| {
            let Token {
                hash,
                name,
                scopes,
                created_ms,
                until_ms,
            } = token;
            c.prepare_cached(
                "INSERT INTO token (hash, name, scopes, created_ms, until_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![hash, name, scopes, created_ms, until_ms])?;
            Ok(())
        })
        .await
    }

    async fn token(&self, hash: &[u8], now_ms: i64) -> Result<Option<Token>> {
        let hash = hash.to_owned();
        let sql = format!("{SELECT} WHERE hash = ?1 AND (until_ms IS NULL OR until_ms > ?2)");
        self.read(move |c| {
            Ok(c.prepare_cached(&sql)?
                .query_row(params![hash, now_ms], read)
                .optional()?)
        })
        .await
    }

    async fn tokens(&self) -> Result<Vec<Token>> {
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!("{SELECT} ORDER BY name"))?;
            Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn revoke_token(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.write(move |c| {
            found(
                c.prepare_cached("DELETE FROM token WHERE name = ?1")?
                    .execute([&name])?,
                || format!("token {name}"),
            )
        })
        .await
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        hash: row.get(0)?,
        name: row.get(1)?,
        scopes: row.get(2)?,
        created_ms: row.get(3)?,
        until_ms: row.get(4)?,
    })
}
