//! Why a call on the store failed, in the terms a caller acts on: refuse, retry, or tell an operator.

/// What went wrong. Whatever the case: nothing of the call was acknowledged, and nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the limit set for the file, has no room. Reads go on working.
    #[error("the store's disk is full; free space on the volume of the data folder")]
    Full,
    /// Another process holds the file, for longer than the backend's own patience.
    #[error("the store is locked by another process")]
    Busy,
    /// The file is not what this crate wrote, or was damaged.
    #[error("the store is corrupt: {0}; restore a backup")]
    Corrupt(String),
    /// The file was written by a newer version of this program.
    #[error("the store has schema version {found}, this program knows versions up to {known}; use the newer program")]
    TooNew {
        /// What the file says.
        found: i64,
        /// The newest that this program can read.
        known: i64,
    },
    /// The store was closed; nothing is taken any more.
    #[error("the store is closed")]
    Closed,
    /// Somebody else was first: another version, an id that exists, a state that does not allow it.
    #[error("conflict: {0}")]
    Conflict(String),
    /// What was named does not exist.
    #[error("{0} does not exist")]
    NotFound(String),
    /// The file system refused: permission, a read-only mount, a failing device.
    #[error("the store cannot be read or written: {0}")]
    Io(String),
    /// A fault of this program.
    #[error("internal fault of the store: {0}")]
    Internal(String),
}

/// Whether the same call may succeed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Try again after so many milliseconds.
    AfterMs(u32),
    /// Only once a person has acted: space, permissions, a backup.
    AfterRepair,
    /// Never with the same arguments: read again and decide anew.
    Never,
}

/// How long to wait for another process that holds the file; longer than a checkpoint or a backup step takes.
const BUSY_RETRY_MS: u32 = 250;
/// How long to wait when the disk is full: an operator or a log rotation needs a moment.
const FULL_RETRY_MS: u32 = 5_000;

impl StoreError {
    /// What to do about it; the gateway's `Retry-After` comes from here.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Full => Retry::AfterMs(FULL_RETRY_MS),
            Self::Busy => Retry::AfterMs(BUSY_RETRY_MS),
            Self::Corrupt(_) | Self::TooNew { .. } | Self::Io(_) => Retry::AfterRepair,
            Self::Closed | Self::Conflict(_) | Self::NotFound(_) | Self::Internal(_) => Retry::Never,
        }
    }
}
