//! Secrets as the sandbox meets them: by name, never shown.

use std::fmt;
use std::sync::Arc;

use crate::credentials::KeySet;

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

/// Where the secrets and public key sets of the call's account are.
pub trait Secrets: Send + Sync {
    /// The values of a secret, newest first: two while it is rotated, none where the account has none. A value shorter than 4
    /// bytes is a word of any text and is not blotted out of the plugin's lines: who sets one should be told.
    fn values(&self, name: &str) -> Vec<SecretValue>;

    /// The public key set that the plugin's description asks for by this name, as it was last fetched. None: there is no such set,
    /// or it could not be fetched; the plugin is told that it is missing.
    fn keys(&self, name: &str) -> Option<Arc<KeySet>> {
        let _ = name;
        None
    }

    /// A token came whose key id the set does not hold. True: the set will be fetched again, so that the check is the host's trouble
    /// for now (`missing`); false: it was fetched just now, the key id is unknown and the token does not hold. Anybody can send
    /// such tokens: the implementation bounds how often it fetches.
    fn renew_keys(&self, name: &str) -> bool {
        let _ = name;
        false
    }
}
