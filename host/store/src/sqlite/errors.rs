//! SQLite's result codes as this crate's errors; the one place that knows both.

use rusqlite::ErrorCode;

use crate::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(text),
            Some(ErrorCode::ConstraintViolation) => Self::Conflict(text),
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::AuthorizationForStatementDenied,
            ) => Self::Io(text),
            _ => Self::Internal(text),
        }
    }
}

/// `Ok` when a statement touched a row; otherwise what was named does not exist.
pub(super) fn found(rows: usize, what: impl FnOnce() -> String) -> crate::Result<()> {
    if rows > 0 {
        Ok(())
    } else {
        Err(StoreError::NotFound(what()))
    }
}
