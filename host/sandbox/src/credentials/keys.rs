//! Keys as they are written: PEM, certificates, JWK, raw bytes, in hex or Base64. Sets of them by key id.

use std::collections::BTreeMap;

use base64::Engine as _;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use serde_json::Value;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::{BASE64, BASE64_URL};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Bytes of a raw Ed25519 key.
const ED25519_BYTES: usize = 32;
/// Most keys of a set.
const MOST_KEYS: usize = 256;

/// The public half of a key, in the form that the check takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// Modulus and exponent, most significant byte first.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// The uncompressed point.
    P256(Vec<u8>),
    /// The raw key.
    Ed25519(Vec<u8>),
}

/// Whether bytes are a key or document that people write as text: never what a MAC is keyed with, or a public key would do for a
/// secret.
pub(super) fn is_document(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    text.starts_with(b"-----BEGIN ") || text.starts_with(b"{")
}

/// The blocks of a PEM text: labels and their DER.
fn pem(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN ") {
        rest = &rest[start + "-----BEGIN ".len()..];
        let Some((label, body)) = rest.split_once("-----") else {
            break;
        };
        let end = format!("-----END {label}-----");
        let Some((body, after)) = body.split_once(&end) else {
            break;
        };
        let compact: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        if let Ok(der) = BASE64.decode(compact) {
            blocks.push((label.to_owned(), der));
        }
        rest = after;
    }
    blocks
}

impl PublicKey {
    /// Reads a key in any of the forms that people are given: PEM (a public key or a certificate), a JWK, raw bytes of Ed25519, or
    /// those in hex or Base64, or DER.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let text = text.trim();
            if text.starts_with("-----BEGIN ") {
                return pem(text).iter().find_map(|(label, der)| Self::of_pem(label, der));
            }
            if text.starts_with('{') {
                return Self::of_jwk(&serde_json::from_str(text).ok()?);
            }
            let decoded = hex::decode(text).or_else(|_| BASE64.decode(text));
            if let Ok(der) = decoded {
                return Self::of_raw(&der);
            }
        }
        Self::of_raw(bytes)
    }

    fn of_raw(bytes: &[u8]) -> Option<Self> {
        if bytes.len() == ED25519_BYTES {
            return Some(Self::Ed25519(bytes.to_vec()));
        }
        Self::of_pem("PUBLIC KEY", bytes).or_else(|| Self::of_pem("CERTIFICATE", bytes))
    }

    fn of_pem(label: &str, der: &[u8]) -> Option<Self> {
        match label {
            "PUBLIC KEY" => Self::of_info(&SubjectPublicKeyInfoOwned::from_der(der).ok()?),
            "RSA PUBLIC KEY" => Self::of_rsa(der),
            "CERTIFICATE" => {
                let certificate = x509_cert::Certificate::from_der(der).ok()?;
                Self::of_info(certificate.tbs_certificate().subject_public_key_info())
            }
            _ => None,
        }
    }

    fn of_info(info: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        let bytes = info.subject_public_key.as_bytes()?;
        match info.algorithm.oid {
            RSA => Self::of_rsa(bytes),
            EC => {
                let parameters = info.algorithm.parameters.as_ref()?.to_der().ok()?;
                let curve = ObjectIdentifier::from_der(&parameters).ok()?;
                (curve == P256).then(|| Self::P256(bytes.to_vec()))
            }
            ED25519 if bytes.len() == ED25519_BYTES => Some(Self::Ed25519(bytes.to_vec())),
            _ => None,
        }
    }

    fn of_rsa(der: &[u8]) -> Option<Self> {
        let key = rsa::pkcs1::RsaPublicKeyRef::try_from(der).ok()?;
        Some(Self::Rsa {
            n: key.modulus.as_bytes().to_vec(),
            e: key.public_exponent.as_bytes().to_vec(),
        })
    }

    fn of_jwk(jwk: &Value) -> Option<Self> {
        let member = |name: &str| BASE64_URL.decode(jwk[name].as_str()?).ok();
        match (jwk["kty"].as_str()?, jwk["crv"].as_str()) {
            ("RSA", _) => {
                let trimmed = |bytes: Vec<u8>| bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
                Some(Self::Rsa {
                    n: trimmed(member("n")?),
                    e: trimmed(member("e")?),
                })
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (member("x")?, member("y")?);
                (x.len() == 32 && y.len() == 32).then(|| Self::P256([&[4], x.as_slice(), &y].concat()))
            }
            ("OKP", Some("Ed25519")) => {
                let x = member("x")?;
                (x.len() == ED25519_BYTES).then_some(Self::Ed25519(x))
            }
            _ => None,
        }
    }

    /// The key for enciphering to it.
    pub(super) fn rsa(&self) -> Option<rsa::PublicKey> {
        let Self::Rsa { n, e } = self else { return None };
        let bits = |bytes: &[u8]| u32::try_from(bytes.len() * 8).ok();
        let n = rsa::BoxedUint::from_be_slice(n, bits(n)?).ok()?;
        let e = rsa::BoxedUint::from_be_slice(e, bits(e)?).ok()?;
        rsa::PublicKey::new(n, e).ok()
    }
}

/// A private RSA key in PEM, as PKCS #8 or PKCS #1.
pub(super) fn private_rsa(bytes: &[u8]) -> Option<rsa::PrivateKey> {
    let text = std::str::from_utf8(bytes).ok()?;
    pem(text).iter().find_map(|(label, der)| match label.as_str() {
        "PRIVATE KEY" => rsa::PrivateKey::from_pkcs8_der(der).ok(),
        "RSA PRIVATE KEY" => rsa::PrivateKey::from_pkcs1_der(der).ok(),
        _ => None,
    })
}

/// Why a document is no key set.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// It is no JSON.
    #[error("a key set is JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It has neither shape.
    #[error("a key set is a JWKS (`{{\"keys\": [...]}}`) or an object of key id to PEM")]
    Shape,
    /// Nothing in it can be used.
    #[error("the key set holds no key that this host can use (RSA, P-256, Ed25519)")]
    Empty,
}

#[derive(Debug, Clone)]
struct SetKey {
    id: Option<String>,
    algorithm: Option<String>,
    key: PublicKey,
}

/// Public keys of an issuer, by key id. Parsed once when the host fetched them.
#[derive(Debug, Clone)]
pub struct KeySet {
    keys: Vec<SetKey>,
}

impl KeySet {
    /// Reads a JWKS, or a JSON object of key id to PEM. Keys of other kinds, and such as are not for signatures, are left out; at
    /// most 256 are taken.
    ///
    /// # Errors
    ///
    /// [`KeySetError`], by what is wrong with the document.
    pub fn parse(json: &[u8]) -> Result<Self, KeySetError> {
        let document: BTreeMap<String, Value> = serde_json::from_slice(json)?;
        let keys: Vec<SetKey> = match document.get("keys") {
            Some(Value::Array(all)) => all.iter().filter_map(of_set).take(MOST_KEYS).collect(),
            Some(_) => return Err(KeySetError::Shape),
            None => document
                .iter()
                .filter_map(|(id, pem)| {
                    Some(SetKey {
                        id: Some(id.clone()),
                        algorithm: None,
                        key: PublicKey::read(pem.as_str()?.as_bytes())?,
                    })
                })
                .take(MOST_KEYS)
                .collect(),
        };
        if keys.is_empty() {
            return Err(KeySetError::Empty);
        }
        Ok(Self { keys })
    }

    /// The keys that may have signed a token: that of its key id, or all where it names none.
    pub(super) fn for_token(&self, id: Option<&str>, algorithm: &str) -> Vec<PublicKey> {
        let fits = |key: &&SetKey| {
            (id.is_none() || key.id.as_deref() == id) && key.algorithm.as_deref().is_none_or(|one| one == algorithm)
        };
        self.keys.iter().filter(fits).map(|key| key.key.clone()).collect()
    }
}

fn of_set(jwk: &Value) -> Option<SetKey> {
    if jwk["use"].as_str().is_some_and(|usage| usage != "sig") {
        return None;
    }
    Some(SetKey {
        id: jwk["kid"].as_str().map(str::to_owned),
        algorithm: jwk["alg"].as_str().map(str::to_owned),
        key: PublicKey::of_jwk(jwk)?,
    })
}
