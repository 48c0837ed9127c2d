//! Digests that the bytes of an answer must have, by the names of the contract.

use md5::{Digest as _, Md5};
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

/// A hash at work.
pub(super) enum Hashing {
    Sha(Box<Context>),
    Md5(Box<Md5>),
}

impl Hashing {
    /// None for an algorithm that there is not.
    pub fn of(algorithm: &str) -> Option<Self> {
        Some(match algorithm {
            "sha-256" => Self::Sha(Box::new(Context::new(&SHA256))),
            "sha-1" => Self::Sha(Box::new(Context::new(&SHA1_FOR_LEGACY_USE_ONLY))),
            "md5" => Self::Md5(Box::new(Md5::new())),
            _ => return None,
        })
    }

    pub fn push(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha(context) => context.update(bytes),
            Self::Md5(md5) => md5.update(bytes),
        }
    }

    pub fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha(context) => context.finish().as_ref().to_vec(),
            Self::Md5(md5) => md5.finalize().to_vec(),
        }
    }
}
