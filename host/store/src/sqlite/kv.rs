//! Plugins' key-value spaces in SQLite.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use crate::kv::Kv;
use crate::{Page, Result, StoreError, page};

#[async_trait]
impl Kv for SqliteStore {
    async fn kv_get(&self, space: &str, key: &str) -> Result<Option<Vec<u8>>> {
        let (space, key) = (space.to_owned(), key.to_owned());
        self.read(move |c| get(c, &space, &key)).await
    }

    async fn kv_set(&self, space: &str, key: &str, value: Vec<u8>, quota: i64) -> Result<()> {
        let (space, key) = (space.to_owned(), key.to_owned());
        self.write(move |c| set(c, &space, &key, &value, quota)).await
    }

    async fn kv_swap(
        &self,
        space: &str,
        key: &str,
        expected: Option<Vec<u8>>,
        value: Vec<u8>,
        quota: i64,
    ) -> Result<bool> {
        let (space, key) = (space.to_owned(), key.to_owned());
        self.write(move |c| {
            let same = get(c, &space, &key)? == expected;
            if same {
                set(c, &space, &key, &value, quota)?;
            }
            Ok(same)
        })
        .await
    }

    async fn kv_delete(&self, space: &str, key: &str) -> Result<()> {
        let (space, key) = (space.to_owned(), key.to_owned());
        self.write(move |c| {
            if let Some(value) = get(c, &space, &key)? {
                c.prepare_cached("DELETE FROM kv WHERE space = ?1 AND name = ?2")?
                    .execute([&space, &key])?;
                grow(c, &space, -weight(&key, &value))?;
            }
            Ok(())
        })
        .await
    }

    async fn kv_keys(&self, space: &str, after: Option<&str>, limit: u32) -> Result<Page<String, String>> {
        let (space, after) = (space.to_owned(), after.map(str::to_owned));
        let limit = page::held(limit);
        let rows = self
            .read(move |c| {
                let sql = "SELECT name FROM kv WHERE space = ?1 AND (?2 IS NULL OR name > ?2) ORDER BY name LIMIT ?3";
                let mut statement = c.prepare_cached(sql)?;
                let rows = statement.query_map(params![space, after, limit + 1], |row| row.get(0))?;
                Ok(rows.collect::<rusqlite::Result<Vec<String>>>()?)
            })
            .await?;
        Ok(Page::cut(rows, limit, Clone::clone))
    }

    async fn kv_size(&self, space: &str) -> Result<i64> {
        let space = space.to_owned();
        self.read(move |c| size(c, &space)).await
    }
}

fn get(c: &Connection, space: &str, key: &str) -> Result<Option<Vec<u8>>> {
    let mut statement = c.prepare_cached("SELECT value FROM kv WHERE space = ?1 AND name = ?2")?;
    Ok(statement.query_row([space, key], |row| row.get(0)).optional()?)
}

fn set(c: &Connection, space: &str, key: &str, value: &[u8], quota: i64) -> Result<()> {
    let before = get(c, space, key)?.map_or(0, |old| weight(key, &old));
    let more = weight(key, value) - before;
    // What makes a space smaller is always allowed, also when its quota was lowered under it.
    if more > 0 && size(c, space)? + more > quota {
        return Err(StoreError::Conflict(format!(
            "the space would hold more than its {quota} bytes"
        )));
    }
    c.prepare_cached("INSERT OR REPLACE INTO kv (space, name, value) VALUES (?1, ?2, ?3)")?
        .execute(params![space, key, value])?;
    grow(c, space, more)
}

fn size(c: &Connection, space: &str) -> Result<i64> {
    let mut statement = c.prepare_cached("SELECT bytes FROM kv_size WHERE space = ?1")?;
    Ok(statement.query_row([space], |row| row.get(0)).optional()?.unwrap_or(0))
}

fn grow(c: &Connection, space: &str, bytes: i64) -> Result<()> {
    let sql = "INSERT INTO kv_size (space, bytes) VALUES (?1, ?2) ON CONFLICT (space) DO UPDATE SET bytes = bytes + ?2";
    c.prepare_cached(sql)?.execute(params![space, bytes])?;
    Ok(())
}

/// What an entry counts: the bytes of its key and its value.
fn weight(key: &str, value: &[u8]) -> i64 {
    i64::try_from(key.len() + value.len()).unwrap_or(i64::MAX)
}
