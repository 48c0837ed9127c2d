//! The schema's history: a list whose position is the version, kept in the file's `user_version`.
//!
//! A migration that was released is never edited; a change is a new one at the end.

use rusqlite::Connection;

use crate::{Result, StoreError};

const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001_intake.sql"),
    include_str!("schema/0002_conversations.sql"),
    include_str!("schema/0003_registry.sql"),
];

/// Brings the file to the newest version, one transaction a step.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    migrate_to(connection, MIGRATIONS.len())
}

fn migrate_to(connection: &mut Connection, target: usize) -> Result<()> {
    let known = i64::try_from(MIGRATIONS.len()).map_err(|e| StoreError::Internal(e.to_string()))?;
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    for (version, sql) in (1_i64..).zip(MIGRATIONS.iter().take(target)) {
        if version > found {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", version)?;
            transaction.commit()?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    fn schema(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_schema")
            .unwrap();
        let mut rows: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(|r| r.unwrap())
            .collect();
        rows.sort();
        rows
    }

    #[test]
    fn every_older_version_becomes_the_newest_and_keeps_its_rows() {
        let mut fresh = Connection::open_in_memory().unwrap();
        migrate(&mut fresh).unwrap();
        for version in 0..MIGRATIONS.len() {
            let mut old = Connection::open_in_memory().unwrap();
            migrate_to(&mut old, version).unwrap();
            let at: i64 = old.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            assert_eq!(usize::try_from(at).unwrap(), version);
            if version > 0 {
                let row =
                    "INSERT INTO parked (account, received_ms, plugin, reason, request) VALUES ('a',1,'d','r',x'00')";
                old.execute_batch(row).unwrap();
            }
            migrate(&mut old).unwrap();
            assert_eq!(schema(&old), schema(&fresh), "from version {version}");
            let kept: i64 = old
                .query_row("SELECT count(*) FROM parked", [], |row| row.get(0))
                .unwrap();
            assert_eq!(kept, i64::from(version > 0));
        }
    }

    #[test]
    fn a_file_of_a_newer_program_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(StoreError::TooNew { found: 999, .. })
        ));
    }
}
