//! MACs, hashes, and comparisons that take the same time whatever they find.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq as _;

use super::Outcome;
use crate::contract::v0_1::wit::credentials::CredentialError;

pub(super) fn hmac(algorithm: &str, key: &[u8], data: &[u8]) -> Outcome<Vec<u8>> {
    macro_rules! with {
        ($hash:ty) => {{
            let mut mac = Hmac::<$hash>::new_from_slice(key).map_err(|_| CredentialError::Malformed("key".into()))?;
            mac.update(data);
            Ok(mac.finalize().into_bytes().to_vec())
        }};
    }
    match algorithm {
        "HS1" => with!(Sha1),
        "HS256" => with!(Sha256),
        "HS384" => with!(Sha384),
        "HS512" => with!(Sha512),
        other => Err(unsupported(other)),
    }
}

pub(super) fn digest(algorithm: &str, data: &[u8]) -> Outcome<Vec<u8>> {
    match algorithm {
        "sha-1" => Ok(Sha1::digest(data).to_vec()),
        "sha-256" => Ok(Sha256::digest(data).to_vec()),
        "sha-512" => Ok(Sha512::digest(data).to_vec()),
        other => Err(unsupported(other)),
    }
}

/// In constant time for a length; tags have a length that everybody knows.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// In constant time, the length included.
pub(super) fn same_text(a: &[u8], b: &[u8]) -> bool {
    // Through a hash: a comparison of lengths would tell the secret's.
    same(&Sha256::digest(a), &Sha256::digest(b))
}

/// An algorithm's name is the guest's text: short, if it is to be told.
pub(super) fn unsupported(algorithm: &str) -> CredentialError {
    CredentialError::Unsupported(algorithm.chars().take(64).collect())
}
