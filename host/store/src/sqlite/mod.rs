//! The store in one SQLite file: WAL with full sync, one writer thread with group commit, readers beside it.
//!
//! SQLite takes one writer at a time whatever one does, so the writers' queue is ours: a commit serves everybody who
//! queued while the one before was on its way to the disk. Readers see the last commit and never wait for the writer.

mod accounts;
mod errors;
mod events;
mod intake;
mod items;
mod kv;
mod media;
mod migrations;
mod outbox;
mod parked;
mod plugins;
mod readers;
mod secrets;
mod tokens;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::{Result, StoreError};
use readers::Readers;
use writer::Writer;

/// How long SQLite itself waits for a lock of another process (a backup tool, a shell) before the call is `Busy`.
const LOCK_PATIENCE: Duration = Duration::from_millis(2_000);
/// Prepared statements kept per connection: more than this crate has, so none is prepared twice.
const STATEMENTS: usize = 128;
/// The WAL is written back once it has this many pages (16 MiB): rare enough to stay off most commits' way.
const CHECKPOINT_PAGES: u32 = 4_096;
/// Page cache of the writer, in KiB (SQLite counts KiB as negative pages); holds the dedupe tree's inner pages.
const CACHE_KIB: i64 = 65_536;

/// The store in one file. Clones share it; the last one to go ends the writer thread.
#[derive(Clone)]
pub struct SqliteStore {
    writer: Arc<Writer>,
    readers: Arc<Readers>,
    path: Arc<PathBuf>,
}

impl SqliteStore {
    /// Opens the file, or makes it; checks it, and brings its schema up to date. Blocks: call it before serving.
    ///
    /// # Errors
    ///
    /// `Corrupt` when the file is damaged or is none of SQLite's, `TooNew` when a newer program wrote it, `Busy` when
    /// another process holds it, `Io` when it cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_limited(path, None)
    }

    /// As [`SqliteStore::open`], with the most pages (4 KiB each) that the file may grow to; past them a write is
    /// `Full`, as it is when the disk is.
    ///
    /// # Errors
    ///
    /// As [`SqliteStore::open`].
    pub fn open_limited(path: &Path, max_pages: Option<u32>) -> Result<Self> {
        let mut connection = connect(path, OpenFlags::default())?;
        check(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        migrations::migrate(&mut connection)?;
        if let Some(pages) = max_pages {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        Ok(Self {
            writer: Arc::new(Writer::start(connection)?),
            readers: Arc::new(Readers::new(path)),
            path: Arc::new(path.to_owned()),
        })
    }

    /// Writes a consistent copy to `target`, which must not exist, while reads and writes go on.
    ///
    /// # Errors
    ///
    /// `Conflict` when the target exists, `Full` or `Io` when it cannot be written.
    pub async fn backup(&self, target: &Path) -> Result<()> {
        if target.exists() {
            return Err(StoreError::Conflict(format!("{} exists", target.display())));
        }
        let target = target.to_owned();
        let text = target.to_str().map(str::to_owned);
        let Some(text) = text else {
            return Err(StoreError::Io("the backup's path is not UTF-8".to_owned()));
        };
        // VACUUM INTO reads one snapshot, so no writer makes it begin again, as the backup API would.
        let made = self
            .read(move |c| Ok(c.execute("VACUUM INTO ?1", [text]).map(drop)?))
            .await;
        if made.is_err() {
            // Half a copy must not be taken for one; that it cannot be removed either adds nothing to the error.
            let _ = std::fs::remove_file(&target);
        } else {
            std::fs::File::open(&target)
                .and_then(|f| f.sync_all())
                .map_err(|e| StoreError::Io(e.to_string()))?;
        }
        made
    }

    /// Finishes what is queued, writes the WAL back and takes nothing more. All clones are closed by it.
    ///
    /// # Errors
    ///
    /// `Closed` when it was closed before.
    pub async fn close(&self) -> Result<()> {
        self.readers.close();
        self.writer.stop().await
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` inside the writer's transaction; answers once that is committed.
    async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.writer.write(work).await
    }

    /// Runs `work` on a reader, on a thread that may block.
    async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        self.readers.read(work).await
    }
}

/// Opens a connection with what all of them have in common.
fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(LOCK_PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Refuses a damaged file before anything is written to it.
fn check(connection: &Connection) -> Result<()> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Corrupt(verdict))
    }
}
