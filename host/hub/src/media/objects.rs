//! Where the bytes of media are kept, by their digest: a folder now, an object store some day.

use async_trait::async_trait;
use tokio::io::AsyncRead;

use super::error::Result;

/// A stretch of an object's bytes.
pub type ObjectStream = Box<dyn AsyncRead + Send + Unpin>;

/// A place for immutable objects. A digest is 64 characters of lower-case hex, and names the same bytes for ever.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Begins an object whose digest is not known yet.
    ///
    /// # Errors
    ///
    /// `Io`.
    async fn begin(&self) -> Result<Box<dyn Writing>>;

    /// At most `length` bytes from `from` on; none when there is no such object.
    ///
    /// # Errors
    ///
    /// `Io`.
    async fn read(&self, digest: &str, from: u64, length: u64) -> Result<Option<ObjectStream>>;

    /// Removes an object; one that is not there is removed already.
    ///
    /// # Errors
    ///
    /// `Io`.
    async fn remove(&self, digest: &str) -> Result<()>;
}

/// An object that is being written. Dropped without [`Writing::keep`], nothing of it stays.
#[async_trait]
pub trait Writing: Send + Sync {
    /// Adds bytes at the end.
    ///
    /// # Errors
    ///
    /// `Io`.
    async fn write(&mut self, chunk: &[u8]) -> Result<()>;

    /// Makes it durable under its digest. An object that is there already stays, for it is the same.
    ///
    /// # Errors
    ///
    /// `Io`; nothing stays then.
    async fn keep(self: Box<Self>, digest: &str) -> Result<()>;
}
