//! Secrets as ciphertext: this crate never sees a key or a plain value.

use async_trait::async_trait;

use crate::Result;

/// The values of a secret: two while it is rotated.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValues {
    /// The secret's name.
    pub name: String,
    /// The value in use, encrypted.
    pub current: Vec<u8>,
    /// The value before, encrypted, while both count.
    pub previous: Option<Vec<u8>>,
    /// When it was changed, milliseconds since 1970.
    pub updated_ms: i64,
}

impl std::fmt::Debug for SecretValues {
    /// Shows the name only: even ciphertext has no business in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretValues")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The door for secrets.
#[async_trait]
pub trait Secrets {
    /// Sets a value; with `rotate` the one before stays valid beside it until [`Secrets::end_rotation`].
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn set_secret(&self, account: &str, name: &str, ciphertext: Vec<u8>, rotate: bool, at_ms: i64) -> Result<()>;

    /// All secrets of an account, by name.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn secrets(&self, account: &str) -> Result<Vec<SecretValues>>;

    /// Drops the value before the current one.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such secret.
    async fn end_rotation(&self, account: &str, name: &str) -> Result<()>;

    /// Removes a secret.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is no such secret.
    async fn remove_secret(&self, account: &str, name: &str) -> Result<()>;
}
