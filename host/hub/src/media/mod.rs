//! Media: bytes by their digest in a folder, an index of who has them, and links that expire.
//!
//! Nothing large passes through a guest: the host streams an answer's body in here and a request's body out of here. Two
//! accounts that received the same bytes share them on the disk and have an id each; an id is 128 random bits.

mod error;
mod folder;
mod links;
mod objects;
mod upload;

use std::ops::Range;
use std::sync::Arc;

use jackfield_store::Store;
use jackfield_store::media::MediaEntry;
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::sync::RwLock;

pub use error::{MediaError, Result};
pub use folder::Folder;
pub use objects::{ObjectStream, Objects, Writing};
pub use upload::{NewMedia, Upload};

use links::Links;

/// Bytes of an id: enough that nobody guesses one.
const ID_BYTES: usize = 16;

/// The media of a host. Cheap to clone.
#[derive(Clone)]
pub struct MediaStore {
    inner: Arc<Inner>,
}

struct Inner {
    objects: Box<dyn Objects>,
    index: Arc<dyn Store>,
    links: Links,
    /// Held for reading from an object's keeping until its index row stands, for writing while objects without a row are
    /// removed: else one could be removed between the two.
    collecting: RwLock<()>,
}

impl MediaStore {
    /// Over a place for objects and the index. `link_key` is random and kept: links of another key are not valid.
    #[must_use]
    pub fn new(objects: Box<dyn Objects>, index: Arc<dyn Store>, link_key: &[u8; 32]) -> Self {
        Self {
            inner: Arc::new(Inner {
                objects,
                index,
                links: Links::new(link_key),
                collecting: RwLock::new(()),
            }),
        }
    }

    /// Begins an object of at most `most` bytes. Dropped before [`Upload::finish`], nothing of it stays.
    ///
    /// # Errors
    ///
    /// `Io` when nothing can be written.
    pub async fn upload(&self, most: u64) -> Result<Upload> {
        Ok(Upload::new(self.clone(), self.inner.objects.begin().await?, most))
    }

    /// The entry of an object that `account` may use: its own, or one of no account (the house's).
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, it is another account's, or its time is over.
    pub async fn find(&self, account: &str, id: &str, now_ms: i64) -> Result<MediaEntry> {
        let entry = self.entry(id, now_ms).await?;
        if entry.account == account || entry.account.is_empty() {
            Ok(entry)
        } else {
            Err(MediaError::NotFound(id.to_owned()))
        }
    }

    /// The entry of an object, whoever's it is: for an administrator.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none, or its time is over.
    pub async fn entry(&self, id: &str, now_ms: i64) -> Result<MediaEntry> {
        let entry = self.inner.index.media(id).await?;
        entry
            .filter(|entry| entry.until_ms.is_none_or(|until| now_ms < until))
            .ok_or_else(|| MediaError::NotFound(id.to_owned()))
    }

    /// The bytes of an object within `range`, as far as there are any.
    ///
    /// # Errors
    ///
    /// `NotFound` when the bytes are gone, `Io`.
    pub async fn read(&self, entry: &MediaEntry, range: Range<u64>) -> Result<ObjectStream> {
        let length = range.end.saturating_sub(range.start);
        let stream = self.inner.objects.read(&entry.digest, range.start, length).await?;
        stream.ok_or_else(|| MediaError::NotFound(entry.id.clone()))
    }

    /// A token that lets whoever holds it fetch the object until then: the last segment of a public URL.
    #[must_use]
    pub fn link(&self, id: &str, until_ms: i64) -> String {
        self.inner.links.make(id, until_ms)
    }

    /// The entry that a link's token speaks of.
    ///
    /// # Errors
    ///
    /// `Link` when the token is forged or its time is over, `NotFound` when the object is gone.
    pub async fn follow(&self, link: &str, now_ms: i64) -> Result<MediaEntry> {
        let id = self.inner.links.check(link, now_ms)?;
        self.entry(id, now_ms).await
    }

    /// Removes at most `limit` entries whose time is over, and the bytes that no entry names any more; returns how many
    /// objects were removed. To be called until it returns 0.
    ///
    /// # Errors
    ///
    /// The index's own, or `Io`.
    pub async fn collect(&self, now_ms: i64, limit: u32) -> Result<usize> {
        let _alone = self.inner.collecting.write().await;
        let unnamed = self.inner.index.forget_media(now_ms, limit).await?;
        for digest in &unnamed {
            self.inner.objects.remove(digest).await?;
        }
        Ok(unnamed.len())
    }
}

/// 128 random bits in hex.
fn random_hex() -> Result<String> {
    let mut bytes = [0; ID_BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| MediaError::Random)?;
    Ok(hex::encode(bytes))
}
