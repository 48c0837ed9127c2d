//! The media index in SQLite.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use crate::media::{Media, MediaEntry};
use crate::{Result, page};

#[async_trait]
impl Media for SqliteStore {
    async fn add_media(&self, entry: MediaEntry) -> Result<()> {
        self.write(move |c| {
            let MediaEntry {
                id,
                account,
                digest,
                media_type,
                name,
                size,
                created_ms,
                until_ms,
            } = entry;
            let sql = "INSERT INTO media (id, account, digest, media_type, name, size, created_ms, until_ms) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let row = params![id, account, digest, media_type, name, size, created_ms, until_ms];
            c.prepare_cached(sql)?.execute(row)?;
            Ok(())
        })
        .await
    }

    async fn media(&self, id: &str) -> Result<Option<MediaEntry>> {
        let id = id.to_owned();
        self.read(move |c| {
            let sql =
                "SELECT id, account, digest, media_type, name, size, created_ms, until_ms FROM media WHERE id = ?1";
            let mut statement = c.prepare_cached(sql)?;
            let entry = statement.query_row([id], |row| {
                Ok(MediaEntry {
                    id: row.get(0)?,
                    account: row.get(1)?,
                    digest: row.get(2)?,
                    media_type: row.get(3)?,
                    name: row.get(4)?,
                    size: row.get(5)?,
                    created_ms: row.get(6)?,
                    until_ms: row.get(7)?,
                })
            });
            Ok(entry.optional()?)
        })
        .await
    }

    async fn forget_media(&self, now_ms: i64, limit: u32) -> Result<Vec<String>> {
        self.write(move |c| {
            let sql = "SELECT id, digest FROM media WHERE until_ms <= ?1 ORDER BY until_ms LIMIT ?2";
            let mut statement = c.prepare_cached(sql)?;
            let rows = statement.query_map(params![now_ms, page::held(limit)], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let rows: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
            let mut unnamed = Vec::new();
            for (id, digest) in rows {
                c.prepare_cached("DELETE FROM media WHERE id = ?1")?.execute([id])?;
                let left = "SELECT count(*) FROM media WHERE digest = ?1";
                let left: i64 = c.prepare_cached(left)?.query_row([&digest], |row| row.get(0))?;
                if left == 0 {
                    unnamed.push(digest);
                }
            }
            Ok(unnamed)
        })
        .await
    }
}
