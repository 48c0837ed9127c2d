//! A small pool of read-only connections, used on threads that may block.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::{Result, StoreError};

/// Readers at once. Reads are short; more threads than a small machine's cores would only take turns.
const READERS: usize = 4;

/// The pool. Connections are opened when they are first needed.
pub(super) struct Readers {
    path: PathBuf,
    free: std::sync::Arc<Mutex<Vec<Connection>>>,
    permits: Semaphore,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            free: std::sync::Arc::default(),
            permits: Semaphore::new(READERS),
        }
    }

    /// Refuses reads from now on; those under way finish.
    pub(super) fn close(&self) {
        self.permits.close();
        self.free.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs `work` on a connection of the pool.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let _permit = self.permits.acquire().await.map_err(|_| StoreError::Closed)?;
        let free = std::sync::Arc::clone(&self.free);
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            let taken = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = match taken {
                Some(connection) => connection,
                None => super::connect(
                    &path,
                    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
                )?,
            };
            let result = work(&connection);
            free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            result
        });
        done.await.map_err(|error| StoreError::Internal(error.to_string()))?
    }
}
