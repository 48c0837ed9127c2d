//! The plugin registry in SQLite. The active version of a name is the last row of its activations.

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use super::errors::found;
use crate::plugins::{PluginVersion, Plugins};
use crate::{Result, StoreError, page};

#[async_trait]
impl Plugins for SqliteStore {
    async fn put_plugin(&self, version: PluginVersion) -> Result<()> {
        self.write(move |c| {
            let PluginVersion {
                digest,
                name,
                description,
                grant,
                added_ms,
            } = version;
            let sql = "INSERT INTO plugin (digest, name, description, granted, added_ms) VALUES (?1, ?2, ?3, ?4, ?5) \
                       ON CONFLICT (digest) DO UPDATE SET description = excluded.description";
            c.prepare_cached(sql)?
                .execute(params![digest, name, description, grant, added_ms])?;
            Ok(())
        })
        .await
    }

    async fn plugins(&self) -> Result<Vec<PluginVersion>> {
        self.read(|c| {
            let sql = "SELECT digest, name, description, granted, added_ms FROM plugin ORDER BY name, added_ms, digest";
            let mut statement = c.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(PluginVersion {
                    digest: row.get(0)?,
                    name: row.get(1)?,
                    description: row.get(2)?,
                    grant: row.get(3)?,
                    added_ms: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn set_grant(&self, digest: &str, grant: Option<&str>) -> Result<()> {
        let (digest, grant) = (digest.to_owned(), grant.map(str::to_owned));
        self.write(move |c| {
            let sql = "UPDATE plugin SET granted = ?2 WHERE digest = ?1";
            found(c.prepare_cached(sql)?.execute(params![digest, grant])?, || {
                format!("plugin version {digest}")
            })
        })
        .await
    }

    async fn set_active(&self, name: &str, digest: Option<&str>, at_ms: i64) -> Result<Option<String>> {
        let (name, digest) = (name.to_owned(), digest.map(str::to_owned));
        self.write(move |c| {
            if let Some(digest) = &digest {
                let sql = "SELECT count(*) FROM plugin WHERE name = ?1 AND digest = ?2";
                let rows: i64 = c.prepare_cached(sql)?.query_row([&name, digest], |row| row.get(0))?;
                found(usize::from(rows > 0), || format!("version {digest} of {name}"))?;
            }
            let before = active_of(c, &name)?;
            c.prepare_cached("INSERT INTO activation (name, digest, at_ms) VALUES (?1, ?2, ?3)")?
                .execute(params![name, digest, at_ms])?;
            Ok(before)
        })
        .await
    }

    async fn active(&self) -> Result<Vec<(String, String)>> {
        self.read(|c| {
            let sql = "SELECT name, digest FROM activation WHERE digest IS NOT NULL \
                       AND seq IN (SELECT max(seq) FROM activation GROUP BY name) ORDER BY name";
            let mut statement = c.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn activations(&self, name: &str, limit: u32) -> Result<Vec<(i64, Option<String>)>> {
        let name = name.to_owned();
        self.read(move |c| {
            let sql = "SELECT at_ms, digest FROM activation WHERE name = ?1 ORDER BY seq DESC LIMIT ?2";
            let mut statement = c.prepare_cached(sql)?;
            let rows = statement.query_map(params![name, page::held(limit)], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn remove_plugin(&self, digest: &str) -> Result<()> {
        let digest = digest.to_owned();
        self.write(move |c| {
            let mut find = c.prepare_cached("SELECT name FROM plugin WHERE digest = ?1")?;
            let name: Option<String> = find.query_row([&digest], |row| row.get(0)).optional()?;
            let name = name.ok_or_else(|| StoreError::NotFound(format!("plugin version {digest}")))?;
            if active_of(c, &name)?.as_deref() == Some(&digest) {
                return Err(StoreError::Conflict(format!("version {digest} of {name} is active")));
            }
            c.prepare_cached("DELETE FROM plugin WHERE digest = ?1")?
                .execute([&digest])?;
            Ok(())
        })
        .await
    }
}

fn active_of(c: &Connection, name: &str) -> Result<Option<String>> {
    let sql = "SELECT digest FROM activation WHERE name = ?1 ORDER BY seq DESC LIMIT 1";
    Ok(c.prepare_cached(sql)?
        .query_row([name], |row| row.get(0))
        .optional()?
        .flatten())
}
