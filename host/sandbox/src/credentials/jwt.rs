//! Checks of JSON Web Tokens (RFC 7519): the caller fixes the algorithms, the call's own time is the time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use super::keys::PublicKey;
use super::{Outcome, hash, signature};
use crate::contract::v0_1::wit::credentials::{CredentialError, JwtChecks};

/// Longest token, bytes.
const LONGEST_TOKEN: usize = 32 * 1024;

/// What a token is checked with.
pub(super) enum Key {
    /// A secret that both sides know.
    Shared(Vec<u8>),
    /// The public half of the issuer's.
    Public(PublicKey),
    /// A secret that is a document, and no public key: good for nothing here.
    Neither,
}

impl Key {
    /// A secret's value: a document is a public key and never the key of a MAC, or who knows the public half could sign.
    pub(super) fn of_secret(bytes: Vec<u8>, is_document: bool) -> Self {
        if is_document {
            PublicKey::read(&bytes).map_or(Self::Neither, Self::Public)
        } else {
            Self::Shared(bytes)
        }
    }
}

/// The header, as far as it counts.
#[derive(Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    #[serde(default)]
    pub(super) kid: Option<String>,
    /// Extensions that must be understood; none is.
    #[serde(default)]
    crit: Option<Value>,
}

/// The claims as JSON where the token holds by one of the keys, which `keys` gives once the header is known. What is no token, or
/// by an algorithm that the caller did not name, does not hold.
pub(super) fn verify(
    token: &str,
    checks: &JwtChecks,
    now: u64,
    keys: impl FnOnce(&Header) -> Vec<Key>,
) -> Outcome<Option<String>> {
    for algorithm in &checks.algorithms {
        match algorithm.as_str() {
            "HS256" | "HS384" | "HS512" => {}
            other => signature::known(other)?,
        }
    }
    let Some(token) = Token::read(token) else {
        return Ok(None);
    };
    if !checks.algorithms.contains(&token.header.alg) || token.header.crit.is_some() {
        return Ok(None);
    }
    let mut holds = false;
    for key in keys(&token.header) {
        holds |= token.signed_by(&key)?;
    }
    Ok((holds && claims_hold(&token.claims, checks, now)).then_some(token.payload))
}

struct Token<'a> {
    header: Header,
    signed: &'a str,
    signature: Vec<u8>,
    payload: String,
    claims: Value,
}

impl<'a> Token<'a> {
    fn read(token: &'a str) -> Option<Self> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        let claims: Value = serde_json::from_str(&payload).ok()?;
        claims.is_object().then_some(())?;
        Some(Self {
            header,
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
            payload,
            claims,
        })
    }

    fn signed_by(&self, key: &Key) -> Outcome<bool> {
        let algorithm = self.header.alg.as_str();
        match (key, algorithm.starts_with("HS")) {
            (Key::Shared(secret), true) => {
                let tag = hash::hmac(algorithm, secret, self.signed.as_bytes())?;
                Ok(hash::same(&tag, &self.signature))
            }
            // ES256 of a token is always in the fixed form.
            (Key::Public(_), false) if algorithm == "ES256" && self.signature.len() != 64 => Ok(false),
            (Key::Public(public), false) => {
                match signature::verify(public, algorithm, self.signed.as_bytes(), &self.signature) {
                    // A key of another kind in the same set.
                    Err(CredentialError::Unsupported(_)) => Ok(false),
                    other => other,
                }
            }
            _ => Ok(false),
        }
    }
}

/// A time of a claim in milliseconds: a number of seconds, perhaps with a fraction. None: it is no number.
fn millis(claim: &Value) -> Option<f64> {
    claim.as_f64().map(|seconds| seconds * 1000.0)
}

fn claims_hold(claims: &Value, checks: &JwtChecks, now: u64) -> bool {
    // Exact for some hundred thousand years.
    #[allow(clippy::cast_precision_loss)]
    let now = now as f64;
    let leeway = f64::from(checks.leeway);
    // A claim that is there and is no number does not hold; one that is missing says nothing.
    let time =
        |name: &str, holds: &dyn Fn(f64) -> bool| claims.get(name).is_none_or(|claim| millis(claim).is_some_and(holds));
    if !time("exp", &|exp| now < exp + leeway)
        || !time("nbf", &|nbf| now + leeway >= nbf)
        || !time("iat", &|iat| now + leeway >= iat)
    {
        return false;
    }
    if let Some(oldest) = checks.oldest {
        let recent = |iat: f64| now - iat <= f64::from(oldest) + leeway;
        if !claims.get("iat").and_then(millis).is_some_and(recent) {
            return false;
        }
    }
    if let Some(issuer) = &checks.issuer
        && claims.get("iss").and_then(Value::as_str) != Some(issuer)
    {
        return false;
    }
    checks.audience.as_ref().is_none_or(|audience| match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(audience)),
        _ => false,
    })
}
