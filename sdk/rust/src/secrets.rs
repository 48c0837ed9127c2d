//! The host's `credentials`, callable in a component and in native tests alike.
//!
//! In a component each function is the import of the same name. Natively there is no host: the checks that webhooks need are
//! computed here over the secrets of [`testing::with_secrets`](crate::testing::with_secrets), the others say `unsupported`.

pub use crate::credentials::CredentialError;

#[cfg(target_arch = "wasm32")]
pub use crate::credentials::{
    decrypt, digest, encrypt, equals, mac, mac_derived, verify_digest, verify_jwt, verify_mac, verify_signature,
};

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use hmac::{Hmac, KeyInit, Mac};
    use sha1::Sha1;
    use sha2::{Digest, Sha256, Sha512};

    use super::CredentialError;
    use crate::credentials::JwtChecks;
    use crate::http::Piece;

    thread_local! {
        static SECRETS: RefCell<HashMap<String, Vec<u8>>> = RefCell::default();
    }

    /// Puts other secrets in place and gives those that were there.
    pub(crate) fn swap(secrets: HashMap<String, Vec<u8>>) -> HashMap<String, Vec<u8>> {
        SECRETS.replace(secrets)
    }

    fn value(secret: &str) -> Result<Vec<u8>, CredentialError> {
        SECRETS
            .with_borrow(|all| all.get(secret).cloned())
            .ok_or_else(|| CredentialError::Missing(secret.to_owned()))
    }

    fn hmac<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> Result<Vec<u8>, CredentialError> {
        let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|e| CredentialError::Malformed(e.to_string()))?;
        mac.update(data);
        Ok(mac.finalize().into_bytes().to_vec())
    }

    fn mac_with(key: &[u8], algorithm: &str, data: &[u8]) -> Result<Vec<u8>, CredentialError> {
        match algorithm {
            "HS1" => hmac::<Hmac<Sha1>>(key, data),
            "HS256" => hmac::<Hmac<Sha256>>(key, data),
            "HS512" => hmac::<Hmac<Sha512>>(key, data),
            other => Err(CredentialError::Unsupported(other.to_owned())),
        }
    }

    /// As `credentials.mac`.
    pub fn mac(secret: &str, algorithm: &str, data: &[u8]) -> Result<Vec<u8>, CredentialError> {
        mac_with(&value(secret)?, algorithm, data)
    }

    /// As `credentials.mac-derived`.
    pub fn mac_derived(
        secret: &str,
        prefix: &[u8],
        steps: &[Vec<u8>],
        algorithm: &str,
        data: &[u8],
    ) -> Result<Vec<u8>, CredentialError> {
        let mut key = [prefix, &value(secret)?].concat();
        for step in steps {
            key = mac_with(&key, algorithm, step)?;
        }
        mac_with(&key, algorithm, data)
    }

    /// As `credentials.verify-mac`. Not in constant time: tests only.
    pub fn verify_mac(secret: &str, algorithm: &str, data: &[u8], tag: &[u8]) -> Result<bool, CredentialError> {
        Ok(mac(secret, algorithm, data)? == tag)
    }

    /// As `credentials.digest`.
    pub fn digest(algorithm: &str, pieces: &[Piece], sorted: bool) -> Result<Vec<u8>, CredentialError> {
        let mut bytes = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Bytes(bytes) => Ok(bytes.clone()),
                Piece::Secret(name) => value(name),
                Piece::Body => Err(CredentialError::Unsupported("there is no body here".to_owned())),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if sorted {
            bytes.sort();
        }
        let all = bytes.concat();
        match algorithm {
            "sha-1" => Ok(Sha1::digest(&all).to_vec()),
            "sha-256" => Ok(Sha256::digest(&all).to_vec()),
            other => Err(CredentialError::Unsupported(other.to_owned())),
        }
    }

    /// As `credentials.verify-digest`. Not in constant time: tests only.
    pub fn verify_digest(algorithm: &str, pieces: &[Piece], sorted: bool, tag: &[u8]) -> Result<bool, CredentialError> {
        Ok(digest(algorithm, pieces, sorted)? == tag)
    }

    /// As `credentials.equals`. Not in constant time: tests only.
    pub fn equals(secret: &str, text: &str) -> Result<bool, CredentialError> {
        Ok(value(secret)? == text.as_bytes())
    }

    fn only_in_a_host<T>(function: &str) -> Result<T, CredentialError> {
        Err(CredentialError::Unsupported(format!(
            "{function} needs a host: test the component"
        )))
    }

    /// As `credentials.verify-jwt`; only in a component.
    pub fn verify_jwt(_key: &str, _token: &str, _checks: &JwtChecks) -> Result<Option<String>, CredentialError> {
        only_in_a_host("verify-jwt")
    }

    /// As `credentials.verify-signature`; only in a component.
    pub fn verify_signature(
        _key: &str,
        _algorithm: &str,
        _data: &[u8],
        _signature: &[u8],
    ) -> Result<bool, CredentialError> {
        only_in_a_host("verify-signature")
    }

    /// As `credentials.decrypt`; only in a component.
    pub fn decrypt(_: &str, _: &str, _: Option<&[u8]>, _: &[u8]) -> Result<Vec<u8>, CredentialError> {
        only_in_a_host("decrypt")
    }

    /// As `credentials.encrypt`; only in a component.
    pub fn encrypt(_: &str, _: &str, _: Option<&[u8]>, _: &[u8]) -> Result<Vec<u8>, CredentialError> {
        only_in_a_host("encrypt")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::encoding::from_hex;
    use crate::testing::with_secrets;

    #[test]
    fn the_mac_is_that_of_rfc_4231() {
        // RFC 4231, test case 2.
        let tag = from_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843").unwrap();
        with_secrets(&[("key", "Jefe")], || {
            assert!(verify_mac("key", "HS256", b"what do ya want for nothing?", &tag).unwrap());
            assert!(!verify_mac("key", "HS256", b"something else", &tag).unwrap());
        });
    }

    #[test]
    fn a_missing_secret_is_an_error_and_not_a_no() {
        with_secrets(&[("a", "1")], || {
            assert!(matches!(equals("b", "1"), Err(CredentialError::Missing(name)) if name == "b"));
            assert!(equals("a", "1").unwrap());
        });
        assert!(
            matches!(equals("a", "1"), Err(CredentialError::Missing(_))),
            "secrets last as long as the closure"
        );
    }
}
