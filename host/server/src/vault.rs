//! Secrets at rest: sealed with XChaCha20-Poly1305 under a key from a file or the environment.
//!
//! What is sealed is bound to its account and name, so that a row copied to another place opens nothing. The key's id stands
//! in front, so that a new key can be put before the old one: what is written from then on has the new one, what was
//! written before still opens.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use zeroize::Zeroizing;

/// The first byte of what is sealed, so that the form can change.
const FORM: u8 = 1;
/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of a nonce; at 24 random ones do not meet.
const NONCE_BYTES: usize = 24;
/// Bytes before the ciphertext: form, key id, nonce.
const HEAD_BYTES: usize = 2 + NONCE_BYTES;

/// Why nothing was sealed or opened. No text holds a part of a key or of a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keys cannot be read.
    #[error(
        "line {line} of the keys is not `<id from 0 to 255> <32 bytes in Base64>`; `jackfield init` makes such a file"
    )]
    Keys {
        /// From 1.
        line: usize,
    },
    /// Two keys have one id.
    #[error("key id {0} stands twice among the keys; give the new key an id of its own")]
    RepeatedId(u8),
    /// There is no key.
    #[error("there is no key among the keys; `jackfield init` makes one")]
    NoKey,
    /// It was sealed with a key that is not here any more.
    #[error("it was sealed with key {0}, which is not among the keys; put that key back, below the one in use")]
    UnknownKey(u8),
    /// The bytes were changed, belong to another account or name, or were sealed with another key of the same id.
    #[error("it cannot be opened: it was changed, belongs elsewhere, or the key is another")]
    Refused,
    /// The system gave no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
}

/// The keys of one host.
pub struct Vault {
    /// The first one seals, all of them open.
    keys: Vec<(u8, Zeroizing<[u8; KEY_BYTES]>)>,
}

/// A secret in the clear: wiped when it is dropped, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Plain(Zeroizing<Vec<u8>>);

impl Plain {
    /// The value itself: only for whoever computes with it.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Plain {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plain(redacted)")
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<u8> = self.keys.iter().map(|(id, _)| *id).collect();
        write!(f, "Vault(keys {ids:?}, redacted)")
    }
}

/// The text of a new file of keys, with one key.
///
/// # Errors
///
/// [`VaultError::Random`].
pub fn new_keys() -> Result<Zeroizing<String>, VaultError> {
    let mut key = Zeroizing::new([0u8; KEY_BYTES]);
    random(key.as_mut_slice())?;
    Ok(Zeroizing::new(format!("1 {}\n", STANDARD.encode(key.as_slice()))))
}

impl Vault {
    /// Reads keys: one a line, `<id> <Base64>`, the one in use first; empty lines and lines after `#` count nothing.
    ///
    /// # Errors
    ///
    /// [`VaultError::Keys`], [`VaultError::RepeatedId`], [`VaultError::NoKey`].
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let mut keys: Vec<(u8, Zeroizing<[u8; KEY_BYTES]>)> = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (id, key) = key_of(line).ok_or(VaultError::Keys { line: at + 1 })?;
            if keys.iter().any(|(known, _)| *known == id) {
                return Err(VaultError::RepeatedId(id));
            }
            keys.push((id, key));
        }
        if keys.is_empty() {
            return Err(VaultError::NoKey);
        }
        Ok(Self { keys })
    }

    /// Seals a secret for its account and name.
    ///
    /// # Errors
    ///
    /// [`VaultError::Random`]; [`VaultError::Refused`] for what is larger than a cipher takes (256 GiB).
    pub fn seal(&self, account: &str, name: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (id, key) = self.keys.first().ok_or(VaultError::NoKey)?;
        let mut nonce = [0u8; NONCE_BYTES];
        random(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: &bound_to(*id, account, name),
        };
        let sealed = cipher(key)
            .encrypt(&nonce.into(), payload)
            .map_err(|_| VaultError::Refused)?;
        let mut out = Vec::with_capacity(HEAD_BYTES + sealed.len());
        out.extend_from_slice(&[FORM, *id]);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what was sealed for this account and name.
    ///
    /// # Errors
    ///
    /// [`VaultError::UnknownKey`], [`VaultError::Refused`].
    pub fn open(&self, account: &str, name: &str, sealed: &[u8]) -> Result<Plain, VaultError> {
        let (head, body) = sealed.split_first_chunk::<HEAD_BYTES>().ok_or(VaultError::Refused)?;
        let [form, id, nonce @ ..] = head;
        if *form != FORM {
            return Err(VaultError::Refused);
        }
        let (_, key) = self
            .keys
            .iter()
            .find(|(known, _)| known == id)
            .ok_or(VaultError::UnknownKey(*id))?;
        let payload = Payload {
            msg: body,
            aad: &bound_to(*id, account, name),
        };
        let plain = cipher(key)
            .decrypt(nonce.into(), payload)
            .map_err(|_| VaultError::Refused)?;
        Ok(Plain::from(plain))
    }

    /// Was it sealed with the key in use? What was not is sealed anew when it is next written.
    #[must_use]
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        sealed.get(1) == self.keys.first().map(|(id, _)| id)
    }
}

fn cipher(key: &[u8; KEY_BYTES]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

/// What the seal vouches for beside the secret: lengths stand before the texts, so that no two places read the same.
fn bound_to(id: u8, account: &str, name: &str) -> Vec<u8> {
    let mut out = vec![FORM, id];
    for text in [account, name] {
        out.extend_from_slice(&(text.len() as u64).to_le_bytes());
        out.extend_from_slice(text.as_bytes());
    }
    out
}

fn key_of(line: &str) -> Option<(u8, Zeroizing<[u8; KEY_BYTES]>)> {
    let (id, key) = line.split_once(' ')?;
    let bytes = Zeroizing::new(STANDARD.decode(key.trim()).ok()?);
    Some((id.parse().ok()?, Zeroizing::new(bytes.as_slice().try_into().ok()?)))
}

fn random(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(|error| VaultError::Random(error.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn vault() -> Vault {
        Vault::parse(&new_keys().unwrap()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let vault = vault();
        let sealed = vault.seal("a", "token", b"sesame").unwrap();
        assert_eq!(vault.open("a", "token", &sealed).unwrap().expose(), b"sesame");
        for (account, name) in [("b", "token"), ("a", "tokens"), ("at", "oken"), ("", "atoken")] {
            assert_eq!(vault.open(account, name, &sealed), Err(VaultError::Refused));
        }
        assert!(!sealed.windows(6).any(|window| window == b"sesame"));
        assert_ne!(
            sealed,
            vault.seal("a", "token", b"sesame").unwrap(),
            "a nonce of its own each time"
        );
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let vault = vault();
        let sealed = vault.seal("a", "n", b"x").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault.open("a", "n", &changed).is_err(), "byte {at}");
        }
        for length in 0..sealed.len() {
            assert!(vault.open("a", "n", &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let old = new_keys().unwrap();
        let before = Vault::parse(&old).unwrap().seal("a", "n", b"x").unwrap();
        let new = new_keys().unwrap().replacen('1', "2", 1);
        let both = Vault::parse(&format!("# rotated\n{new}\n{}", *old)).unwrap();
        assert_eq!(both.open("a", "n", &before).unwrap().expose(), b"x");
        assert!(!both.is_current(&before));
        assert!(both.is_current(&both.seal("a", "n", b"x").unwrap()));
        let without = Vault::parse(&new).unwrap();
        assert_eq!(without.open("a", "n", &before), Err(VaultError::UnknownKey(1)));
    }

    #[test]
    fn keys_are_read_strictly_and_shown_never() {
        let keys = new_keys().unwrap();
        let text = keys.trim().split(' ').next_back().unwrap().to_owned();
        assert_eq!(Vault::parse("\n1 short\n").err(), Some(VaultError::Keys { line: 2 }));
        assert_eq!(Vault::parse("# none\n").err(), Some(VaultError::NoKey));
        assert_eq!(
            Vault::parse(&format!("{}{}", *keys, *keys)).err(),
            Some(VaultError::RepeatedId(1))
        );
        assert!(!format!("{:?}", Vault::parse(&keys).unwrap()).contains(&text));
        assert_eq!(format!("{:?}", Plain::from(b"sesame".to_vec())), "Plain(redacted)");
    }
}
