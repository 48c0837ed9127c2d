//! The index of media: what the content-addressed folder holds, and for whom. The bytes are elsewhere.

use async_trait::async_trait;

use crate::Result;

/// An entry of the index. Two accounts that received the same bytes have an entry each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaEntry {
    /// Our unguessable id.
    pub id: String,
    /// The account.
    pub account: String,
    /// The sha256 of the bytes, in hex: their place in the folder.
    pub digest: String,
    /// The media type.
    pub media_type: String,
    /// The file name that the sender gave.
    pub name: Option<String>,
    /// In bytes.
    pub size: i64,
    /// When it was stored, milliseconds since 1970.
    pub created_ms: i64,
    /// When it may go, milliseconds since 1970; none to keep it.
    pub until_ms: Option<i64>,
}

/// The door for the media index.
#[async_trait]
pub trait Media {
    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// `Conflict` when the id exists.
    async fn add_media(&self, entry: MediaEntry) -> Result<()>;

    /// One entry.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn media(&self, id: &str) -> Result<Option<MediaEntry>>;

    /// Removes at most `limit` entries whose time is over; returns the digests that no entry names any more.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn forget_media(&self, now_ms: i64, limit: u32) -> Result<Vec<String>>;
}
