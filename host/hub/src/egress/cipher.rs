//! Symmetric ciphers of single messages, over media on their way in and out.
//!
//! CTR and CBC stream. GCM gives no byte before its tag was checked, so it needs the whole in memory and has a limit of its own.

use aes::Aes256;
use cbc::{Decryptor, Encryptor};
use cipher::{Block, BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, StreamCipher as _};
use ctr::Ctr128BE;
use jackfield_model::http::Cipher;
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};

const BLOCK: usize = 16;
/// Bytes of a GCM tag, which stands behind the enciphered bytes.
const TAG: usize = 16;
/// Most bytes under GCM.
pub(super) const MOST_GCM_BYTES: usize = 32 * 1024 * 1024;

/// Why bytes are not enciphered or deciphered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum CipherError {
    #[error("there is no cipher of that name")]
    Algorithm,
    #[error("the cipher's key or initial vector has another length than it must")]
    Key,
    /// Wrong key, wrong bytes: which of them is nobody's business.
    #[error("the bytes cannot be deciphered")]
    Bytes,
    #[error("more than {MOST_GCM_BYTES} bytes under GCM")]
    TooLong,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Encipher,
    Decipher,
}

/// A cipher at work.
pub(super) struct Ciphering {
    mode: Mode,
    direction: Direction,
    /// What waits for the rest of its block, or for the end.
    held: Vec<u8>,
}

enum Mode {
    Ctr(Box<Ctr128BE<Aes256>>),
    CbcEncrypt(Box<Encryptor<Aes256>>),
    CbcDecrypt(Box<Decryptor<Aes256>>),
    Gcm(Box<LessSafeKey>, [u8; 12]),
}

impl Ciphering {
    pub fn new(cipher: &Cipher, direction: Direction) -> Result<Self, CipherError> {
        let (key, iv) = (&cipher.key.0, &cipher.iv.0);
        let mode = match (cipher.algorithm.as_str(), direction) {
            ("aes-256-ctr", _) => {
                let ctr = Ctr128BE::<Aes256>::new_from_slices(key, iv).map_err(|_| CipherError::Key)?;
                Mode::Ctr(Box::new(ctr))
            }
            ("aes-256-cbc", Direction::Encipher) => {
                let cbc = Encryptor::<Aes256>::new_from_slices(key, iv).map_err(|_| CipherError::Key)?;
                Mode::CbcEncrypt(Box::new(cbc))
            }
            ("aes-256-cbc", Direction::Decipher) => {
                let cbc = Decryptor::<Aes256>::new_from_slices(key, iv).map_err(|_| CipherError::Key)?;
                Mode::CbcDecrypt(Box::new(cbc))
            }
            ("aes-128-gcm", _) => gcm(&AES_128_GCM, key, iv)?,
            ("aes-256-gcm", _) => gcm(&AES_256_GCM, key, iv)?,
            _ => return Err(CipherError::Algorithm),
        };
        Ok(Self {
            mode,
            direction,
            held: Vec::new(),
        })
    }

    /// Takes a chunk and gives what is ready.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<u8>, CipherError> {
        if let Mode::Ctr(ctr) = &mut self.mode {
            let mut out = chunk.to_vec();
            ctr.try_apply_keystream(&mut out).map_err(|_| CipherError::TooLong)?;
            return Ok(out);
        }
        self.held.extend_from_slice(chunk);
        let ready = match &self.mode {
            Mode::CbcEncrypt(_) => self.held.len() / BLOCK * BLOCK,
            // The last block holds the padding: it waits until it is known to be the last.
            Mode::CbcDecrypt(_) => self.held.len().saturating_sub(1) / BLOCK * BLOCK,
            Mode::Gcm(..) if self.held.len() > MOST_GCM_BYTES + TAG => return Err(CipherError::TooLong),
            Mode::Gcm(..) | Mode::Ctr(_) => 0,
        };
        let mut out: Vec<u8> = self.held.drain(..ready).collect();
        self.blocks(&mut out);
        Ok(out)
    }

    /// Says that no more comes, and gives the rest.
    pub fn finish(mut self) -> Result<Vec<u8>, CipherError> {
        let mut out = std::mem::take(&mut self.held);
        match (&self.mode, self.direction) {
            (Mode::Ctr(_), _) => {}
            (Mode::CbcEncrypt(_), _) => {
                // PKCS#7: as many bytes of that number as are missing, at least one.
                let missing = BLOCK - out.len();
                out.resize(BLOCK, u8::try_from(missing).unwrap_or(0));
                self.blocks(&mut out);
            }
            (Mode::CbcDecrypt(_), _) => {
                if out.len() != BLOCK {
                    return Err(CipherError::Bytes);
                }
                self.blocks(&mut out);
                let padding = out.last().copied().unwrap_or_default();
                let count = usize::from(padding);
                let holds = (1..=BLOCK).contains(&count) && out[BLOCK - count..].iter().all(|byte| *byte == padding);
                if !holds {
                    return Err(CipherError::Bytes);
                }
                out.truncate(BLOCK - count);
            }
            (Mode::Gcm(key, nonce), Direction::Encipher) => {
                let nonce = Nonce::assume_unique_for_key(*nonce);
                key.seal_in_place_append_tag(nonce, Aad::empty(), &mut out)
                    .map_err(|_| CipherError::TooLong)?;
            }
            (Mode::Gcm(key, nonce), Direction::Decipher) => {
                let nonce = Nonce::assume_unique_for_key(*nonce);
                let plain = key.open_in_place(nonce, Aad::empty(), &mut out);
                let length = plain.map_err(|_| CipherError::Bytes)?.len();
                out.truncate(length);
            }
        }
        Ok(out)
    }

    /// Runs whole blocks through CBC, in place.
    fn blocks(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_exact_mut(BLOCK) {
            let Ok(block) = <&mut Block<Aes256>>::try_from(chunk) else {
                continue;
            };
            match &mut self.mode {
                Mode::CbcEncrypt(cbc) => cbc.encrypt_block(block),
                Mode::CbcDecrypt(cbc) => cbc.decrypt_block(block),
                Mode::Ctr(_) | Mode::Gcm(..) => {}
            }
        }
    }
}

fn gcm(algorithm: &'static Algorithm, key: &[u8], iv: &[u8]) -> Result<Mode, CipherError> {
    let key = UnboundKey::new(algorithm, key).map_err(|_| CipherError::Key)?;
    let nonce = iv.try_into().map_err(|_| CipherError::Key)?;
    Ok(Mode::Gcm(Box::new(LessSafeKey::new(key)), nonce))
}

/// How long `plain` bytes are once enciphered.
pub(super) fn enciphered_length(algorithm: &str, plain: u64) -> u64 {
    match algorithm {
        "aes-256-cbc" => (plain / BLOCK as u64 + 1) * BLOCK as u64,
        "aes-128-gcm" | "aes-256-gcm" => plain + TAG as u64,
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cipher(algorithm: &str) -> Cipher {
        let (key, iv) = match algorithm {
            "aes-128-gcm" => (16, 12),
            "aes-256-gcm" => (32, 12),
            _ => (32, 16),
        };
        Cipher {
            algorithm: algorithm.into(),
            key: vec![7; key].into(),
            iv: vec![9; iv].into(),
        }
    }

    fn run(cipher: &Cipher, direction: Direction, bytes: &[u8], step: usize) -> Result<Vec<u8>, CipherError> {
        let mut at_work = Ciphering::new(cipher, direction)?;
        let mut out = Vec::new();
        for chunk in bytes.chunks(step) {
            out.extend(at_work.push(chunk)?);
        }
        out.extend(at_work.finish()?);
        Ok(out)
    }

    #[test]
    fn what_is_enciphered_is_deciphered_again_whatever_the_chunks() {
        for algorithm in ["aes-256-ctr", "aes-256-cbc", "aes-128-gcm", "aes-256-gcm"] {
            for length in [0_usize, 1, 15, 16, 17, 100] {
                let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n).unwrap()).collect();
                let secret = run(&cipher(algorithm), Direction::Encipher, &plain, 7).unwrap();
                assert_eq!(
                    secret.len() as u64,
                    enciphered_length(algorithm, length as u64),
                    "{algorithm}"
                );
                let again = run(&cipher(algorithm), Direction::Decipher, &secret, 5).unwrap();
                assert_eq!(again, plain, "{algorithm} {length}");
            }
        }
    }

    /// NIST SP 800-38A, F.5.5 and F.2.5: the first block of each.
    #[test]
    fn published_vectors_hold() {
        let key = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
        let plain = hex::decode("6bc1bee22e409f96e93d7e117393172a").unwrap();
        for (algorithm, iv, expected) in [
            (
                "aes-256-ctr",
                "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
                "601ec313775789a5b7a7f504bbf3d228",
            ),
            (
                "aes-256-cbc",
                "000102030405060708090a0b0c0d0e0f",
                "f58c4c04d6e5f1ba779eabfb5f7bfbd6",
            ),
        ] {
            let cipher = Cipher {
                algorithm: algorithm.into(),
                key: hex::decode(key).unwrap().into(),
                iv: hex::decode(iv).unwrap().into(),
            };
            let secret = run(&cipher, Direction::Encipher, &plain, 16).unwrap();
            assert_eq!(hex::encode(&secret[..16]), expected, "{algorithm}");
        }
    }

    #[test]
    fn a_changed_byte_is_noticed_where_the_cipher_can() {
        for algorithm in ["aes-128-gcm", "aes-256-gcm"] {
            let mut secret = run(&cipher(algorithm), Direction::Encipher, b"a picture", 64).unwrap();
            secret[0] ^= 1;
            let result = run(&cipher(algorithm), Direction::Decipher, &secret, 64);
            assert_eq!(result, Err(CipherError::Bytes), "{algorithm}");
        }
        let half = run(&cipher("aes-256-cbc"), Direction::Decipher, &[0; 15], 64);
        assert_eq!(half, Err(CipherError::Bytes));
    }

    #[test]
    fn unknown_ciphers_and_wrong_keys_are_errors() {
        let unknown = Cipher {
            algorithm: "rot13".into(),
            ..cipher("aes-256-ctr")
        };
        let short = Cipher {
            key: vec![7; 16].into(),
            ..cipher("aes-256-ctr")
        };
        assert_eq!(
            Ciphering::new(&unknown, Direction::Encipher).err(),
            Some(CipherError::Algorithm)
        );
        assert_eq!(
            Ciphering::new(&short, Direction::Encipher).err(),
            Some(CipherError::Key)
        );
    }
}
