//! Enciphering and deciphering with secrets of the account.

use aes::cipher::block_padding::{NoPadding, Pkcs7};
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use sha1::Sha1;
use sha2::Sha256;

use super::keys::{PublicKey, private_rsa};
use super::{Outcome, hash::unsupported};
use crate::contract::v0_1::wit::credentials::CredentialError;

/// Bytes of a block of AES, and so of the iv of CBC.
const BLOCK: usize = 16;
/// Longest padding: some networks fill up to blocks of 32 bytes, in the manner of PKCS #7.
const LONGEST_PADDING: usize = 32;

fn malformed<T>(what: &str) -> Outcome<T> {
    Err(CredentialError::Malformed(what.to_owned()))
}

/// One word for every way in which data do not hold: which it was would help who guesses.
fn does_not_hold<T>() -> Outcome<T> {
    malformed("the data cannot be deciphered with this key")
}

/// The iv that is given, or the first bytes of the key.
fn iv_of<'a>(key: &'a [u8], iv: Option<&'a [u8]>, length: usize) -> Outcome<&'a [u8]> {
    let iv = match iv {
        Some(iv) => Some(iv),
        None => key.get(..length),
    };
    match iv {
        Some(iv) if iv.len() == length => Ok(iv),
        _ => malformed(&format!("the iv has {length} bytes")),
    }
}

pub(super) fn decrypt(key: &[u8], algorithm: &str, iv: Option<&[u8]>, data: &[u8]) -> Outcome<Vec<u8>> {
    match algorithm {
        "rsa-oaep-sha256" | "rsa-oaep-sha1" => {
            let Some(private) = private_rsa(key) else {
                return malformed("the key is no private RSA key in PEM");
            };
            let plain = if algorithm == "rsa-oaep-sha1" {
                private.oaep_decrypt::<Sha1>(data)
            } else {
                private.oaep_decrypt::<Sha256>(data)
            };
            plain.or_else(|_| does_not_hold())
        }
        "aes-256-cbc" => cbc_decrypt::<cbc::Decryptor<aes::Aes256>>(key, iv, data),
        "aes-128-cbc" => cbc_decrypt::<cbc::Decryptor<aes::Aes128>>(key, iv, data),
        "aes-256-gcm" => gcm_decrypt(&AES_256_GCM, key, iv, data),
        "aes-128-gcm" => gcm_decrypt(&AES_128_GCM, key, iv, data),
        other => Err(unsupported(other)),
    }
}

pub(super) fn encrypt(key: &[u8], algorithm: &str, iv: Option<&[u8]>, data: &[u8]) -> Outcome<Vec<u8>> {
    match algorithm {
        "rsa-oaep-sha256" | "rsa-oaep-sha1" => {
            let public = match private_rsa(key) {
                Some(private) => Some(private.as_public_key().clone()),
                None => PublicKey::read(key).and_then(|public| public.rsa()),
            };
            let Some(public) = public else {
                return malformed("the key is no RSA key in PEM");
            };
            let enciphered = if algorithm == "rsa-oaep-sha1" {
                public.oaep_encrypt::<Sha1>(data)
            } else {
                public.oaep_encrypt::<Sha256>(data)
            };
            enciphered.or_else(|_| malformed("the data are too long for this key"))
        }
        "aes-256-cbc" => cbc_encrypt::<cbc::Encryptor<aes::Aes256>>(key, iv, data),
        "aes-128-cbc" => cbc_encrypt::<cbc::Encryptor<aes::Aes128>>(key, iv, data),
        "aes-256-gcm" => gcm_encrypt(&AES_256_GCM, key, iv, data),
        "aes-128-gcm" => gcm_encrypt(&AES_128_GCM, key, iv, data),
        other => Err(unsupported(other)),
    }
}

fn cbc_decrypt<D: KeyIvInit + BlockModeDecrypt>(key: &[u8], iv: Option<&[u8]>, data: &[u8]) -> Outcome<Vec<u8>> {
    let iv = iv_of(key, iv, BLOCK)?;
    let Ok(cipher) = D::new_from_slices(key, iv) else {
        return malformed("the key has another length than the cipher's");
    };
    let Ok(mut plain) = cipher.decrypt_padded_vec::<NoPadding>(data) else {
        return does_not_hold();
    };
    let padding = plain.last().copied().unwrap_or_default();
    let length = usize::from(padding);
    let holds = (1..=LONGEST_PADDING.min(plain.len())).contains(&length)
        && plain[plain.len() - length..].iter().all(|byte| *byte == padding);
    if !holds {
        return does_not_hold();
    }
    plain.truncate(plain.len() - length);
    Ok(plain)
}

fn cbc_encrypt<E: KeyIvInit + BlockModeEncrypt>(key: &[u8], iv: Option<&[u8]>, data: &[u8]) -> Outcome<Vec<u8>> {
    let iv = iv_of(key, iv, BLOCK)?;
    match E::new_from_slices(key, iv) {
        Ok(cipher) => Ok(cipher.encrypt_padded_vec::<Pkcs7>(data)),
        Err(_) => malformed("the key has another length than the cipher's"),
    }
}

/// Key and nonce of GCM; the nonce has 12 bytes.
fn gcm(algorithm: &'static Algorithm, key: &[u8], iv: Option<&[u8]>) -> Outcome<(LessSafeKey, Nonce)> {
    let nonce = iv_of(key, iv, algorithm.nonce_len())?;
    let Ok(key) = UnboundKey::new(algorithm, key) else {
        return malformed("the key has another length than the cipher's");
    };
    match Nonce::try_assume_unique_for_key(nonce) {
        Ok(nonce) => Ok((LessSafeKey::new(key), nonce)),
        Err(_) => malformed("the iv has another length than the cipher's"),
    }
}

fn gcm_decrypt(algorithm: &'static Algorithm, key: &[u8], iv: Option<&[u8]>, data: &[u8]) -> Outcome<Vec<u8>> {
    let (key, nonce) = gcm(algorithm, key, iv)?;
    let mut bytes = data.to_vec();
    match key.open_in_place(nonce, Aad::empty(), &mut bytes) {
        Ok(plain) => Ok(plain.to_vec()),
        Err(_) => does_not_hold(),
    }
}

fn gcm_encrypt(algorithm: &'static Algorithm, key: &[u8], iv: Option<&[u8]>, data: &[u8]) -> Outcome<Vec<u8>> {
    let (key, nonce) = gcm(algorithm, key, iv)?;
    let mut bytes = data.to_vec();
    match key.seal_in_place_append_tag(nonce, Aad::empty(), &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => malformed("the data are too long for the cipher"),
    }
}
