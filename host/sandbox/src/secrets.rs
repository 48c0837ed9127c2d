//! Secrets as the sandbox meets them: by name, never shown.

use std::fmt;

/// A secret's value. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(Vec<u8>);

impl SecretValue {
    /// The value itself: only for whoever computes with it.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretValue(redacted)")
    }
}

impl From<String> for SecretValue {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<Vec<u8>> for SecretValue {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// Where the secrets of the call's account are.
pub trait Secrets: Send + Sync {
    /// The values of a secret, newest first: two while it is rotated, none where the account has none.
    fn values(&self, name: &str) -> Vec<SecretValue>;
}
