//! Key and value for plugins: a private space each, with the room that it takes counted.

use async_trait::async_trait;

use crate::{Page, Result};

/// The door for plugins' key-value spaces. A space is named by the caller (plugin, or plugin and account).
#[async_trait]
pub trait Kv {
    /// The value of a key.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn kv_get(&self, space: &str, key: &str) -> Result<Option<Vec<u8>>>;

    /// Sets a value, unless the space would then hold more than `quota` bytes of keys and values.
    ///
    /// # Errors
    ///
    /// `Conflict` past the quota.
    async fn kv_set(&self, space: &str, key: &str, value: Vec<u8>, quota: i64) -> Result<()>;

    /// Sets a value only if the present one is `expected` (none: only if there is none); tells whether it did.
    ///
    /// # Errors
    ///
    /// `Conflict` past the quota.
    async fn kv_swap(
        &self,
        space: &str,
        key: &str,
        expected: Option<Vec<u8>>,
        value: Vec<u8>,
        quota: i64,
    ) -> Result<bool>;

    /// Removes a key, if it is there.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn kv_delete(&self, space: &str, key: &str) -> Result<()>;

    /// Keys in order of their bytes, after `after`.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn kv_keys(&self, space: &str, after: Option<&str>, limit: u32) -> Result<Page<String, String>>;

    /// Bytes of keys and values in the space.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn kv_size(&self, space: &str) -> Result<i64>;
}
