//! Links that expire: who holds one may fetch one object until its time is over, and can make no other.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use super::error::{MediaError, Result};

/// What is signed begins with this, so that a signature of another kind by the same key is none here.
const PURPOSE: &[u8] = b"jackfield media link 1\0";

/// Makes and checks links. Links of one key are good on every host that has it.
pub(super) struct Links {
    key: hmac::Key,
}

impl Links {
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// `<id>.<until>.<signature>`: characters that need no escape in a path. Ids hold no dot.
    pub fn make(&self, id: &str, until_ms: i64) -> String {
        let tag = hmac::sign(&self.key, &signed(id, until_ms));
        format!("{id}.{until_ms}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// The id that a link speaks of.
    pub fn check<'a>(&self, link: &'a str, now_ms: i64) -> Result<&'a str> {
        let mut parts = link.split('.');
        let (Some(id), Some(until), Some(tag), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(MediaError::Link);
        };
        let until_ms: i64 = until.parse().map_err(|_| MediaError::Link)?;
        let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| MediaError::Link)?;
        hmac::verify(&self.key, &signed(id, until_ms), &tag).map_err(|_| MediaError::Link)?;
        if now_ms < until_ms {
            Ok(id)
        } else {
            Err(MediaError::Link)
        }
    }
}

fn signed(id: &str, until_ms: i64) -> Vec<u8> {
    [PURPOSE, &until_ms.to_be_bytes(), id.as_bytes()].concat()
}
