//! Ids, and the seeds that plugins get: unpredictable from outside, the same through one job.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key of this host from which seeds are derived; 32 random bytes, kept with the other keys.
#[derive(Clone)]
pub struct SeedKey([u8; 32]);

impl SeedKey {
    /// Takes the key's bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The seed of a job: the same at every step and attempt, and after a restart.
    #[must_use]
    pub fn of(&self, job: &str) -> [u8; 32] {
        // A MAC over the name: who sees one seed learns nothing about another.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return self.0;
        };
        mac.update(job.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for SeedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SeedKey(redacted)")
    }
}

/// A new id that sorts by time.
pub(crate) fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
