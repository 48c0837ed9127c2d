//! An object on its way in: hashed while it is written, indexed when it is whole.

use jackfield_store::media::MediaEntry;
use ring::digest::{Context, SHA256};

use super::error::{MediaError, Result};
use super::objects::Writing;
use super::{MediaStore, random_hex};

/// What the index says of a new object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMedia {
    /// Whose it is; empty for the house's own, which every account may use.
    pub account: String,
    /// MIME type.
    pub media_type: String,
    /// The file name that the sender gave.
    pub name: Option<String>,
    /// When it may go, milliseconds since 1970; none to keep it.
    pub until_ms: Option<i64>,
}

/// An object that is being written.
pub struct Upload {
    store: MediaStore,
    writing: Box<dyn Writing>,
    hash: Context,
    size: u64,
    most: u64,
}

impl Upload {
    pub(super) fn new(store: MediaStore, writing: Box<dyn Writing>, most: u64) -> Self {
        Self {
            store,
            writing,
            hash: Context::new(&SHA256),
            size: 0,
            most,
        }
    }

    /// Adds bytes at the end.
    ///
    /// # Errors
    ///
    /// `TooLarge` when they do not fit any more, `Io`.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.size += chunk.len() as u64;
        if self.size > self.most {
            return Err(MediaError::TooLarge { most: self.most });
        }
        self.hash.update(chunk);
        self.writing.write(chunk).await
    }

    /// Keeps the object and gives it an id. When this has answered, both are on the disk.
    ///
    /// # Errors
    ///
    /// `Io` or the index's own; bytes without an entry may stay then, and are found again by the next object that has them.
    pub async fn finish(self, about: NewMedia, now_ms: i64) -> Result<MediaEntry> {
        let digest = hex::encode(self.hash.finish());
        let entry = MediaEntry {
            id: random_hex()?,
            account: about.account,
            digest,
            media_type: about.media_type,
            name: about.name,
            size: i64::try_from(self.size).unwrap_or(i64::MAX),
            created_ms: now_ms,
            until_ms: about.until_ms,
        };
        let _kept_together = self.store.inner.collecting.read().await;
        self.writing.keep(&entry.digest).await?;
        self.store.inner.index.add_media(entry.clone()).await?;
        Ok(entry)
    }
}
