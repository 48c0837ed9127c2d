//! JSON Web Tokens signed at the moment of sending (RFC 7515, 7518, 8037), with ring's keys: it is in the tree for TLS anyway.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jackfield_model::http::JwtFill;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Map, Value};

use super::mac;

/// Why a token is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwtError {
    #[error("the header and claims of a JWT must be JSON objects")]
    Json,
    #[error("there is no such JWT algorithm")]
    Algorithm,
    #[error("the secret is no key for this JWT algorithm; enter the private key as the network gave it")]
    Key,
    #[error("this machine gives no random numbers")]
    Random,
}

/// Signs the token that `fill` describes with `key`, at `now_ms`.
pub(super) fn sign(fill: &JwtFill, key: &[u8], now_ms: u64) -> Result<String, JwtError> {
    let mut header = object(&fill.header)?;
    header.entry("typ").or_insert_with(|| "JWT".into());
    // The algorithm is the fill's own word: a header that says another would be another token.
    header.insert("alg".to_owned(), fill.algorithm.as_str().into());
    let mut claims = object(&fill.claims)?;
    let now = now_ms / 1000;
    if fill.issued_at {
        claims.insert("iat".to_owned(), now.into());
    }
    if let Some(lifetime) = fill.lifetime {
        claims.insert("exp".to_owned(), (now + u64::from(lifetime) / 1000).into());
    }
    if fill.unique {
        claims.insert("jti".to_owned(), random_id()?.into());
    }
    let part = |map: Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(map).to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = signature(&fill.algorithm, key, signed.as_bytes())?;
    Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn object(json: &str) -> Result<Map<String, Value>, JwtError> {
    // An author who wants no more members writes nothing.
    if json.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(json).map_err(|_| JwtError::Json)
}

fn random_id() -> Result<String, JwtError> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_| JwtError::Random)?;
    Ok(hex::encode(bytes))
}

fn signature(algorithm: &str, key: &[u8], data: &[u8]) -> Result<Vec<u8>, JwtError> {
    match algorithm {
        "HS256" | "HS384" | "HS512" => mac::tag(algorithm, key, data).ok_or(JwtError::Algorithm),
        "RS256" => rsa(&RSA_PKCS1_SHA256, key, data),
        "RS384" => rsa(&RSA_PKCS1_SHA384, key, data),
        "RS512" => rsa(&RSA_PKCS1_SHA512, key, data),
        "PS256" => rsa(&RSA_PSS_SHA256, key, data),
        "PS384" => rsa(&RSA_PSS_SHA384, key, data),
        "PS512" => rsa(&RSA_PSS_SHA512, key, data),
        "ES256" => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING, key, data),
        "ES384" => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING, key, data),
        "EdDSA" => {
            let key = private_key(key)?;
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.secret_der()).map_err(|_| JwtError::Key)?;
            Ok(pair.sign(data).as_ref().to_vec())
        }
        _ => Err(JwtError::Algorithm),
    }
}

/// A key as PEM, or as the DER that PEM wraps.
fn private_key(key: &[u8]) -> Result<PrivateKeyDer<'static>, JwtError> {
    if key.windows(10).any(|window| window == b"-----BEGIN") {
        PrivateKeyDer::from_pem_slice(key).map_err(|_| JwtError::Key)
    } else {
        PrivateKeyDer::try_from(key.to_vec()).map_err(|_| JwtError::Key)
    }
}

fn rsa(padding: &'static dyn RsaEncoding, key: &[u8], data: &[u8]) -> Result<Vec<u8>, JwtError> {
    let key = private_key(key)?;
    let pair = match &key {
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        other => RsaKeyPair::from_pkcs8(other.secret_der()),
    };
    let pair = pair.map_err(|_| JwtError::Key)?;
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(padding, &SystemRandom::new(), data, &mut signature)
        .map_err(|_| JwtError::Key)?;
    Ok(signature)
}

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm, key: &[u8], data: &[u8]) -> Result<Vec<u8>, JwtError> {
    let random = SystemRandom::new();
    let key = private_key(key)?;
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, key.secret_der(), &random).map_err(|_| JwtError::Key)?;
    let signature = pair.sign(&random, data).map_err(|_| JwtError::Random)?;
    Ok(signature.as_ref().to_vec())
}
