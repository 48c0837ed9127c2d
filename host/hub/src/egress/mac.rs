//! HMAC over the pieces that a fill names.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jackfield_model::http::Encoding;
use ring::hmac;

/// Names of `credentials.mac` to algorithms.
fn algorithm(name: &str) -> Option<hmac::Algorithm> {
    match name {
        "HS1" => Some(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        "HS256" => Some(hmac::HMAC_SHA256),
        "HS384" => Some(hmac::HMAC_SHA384),
        "HS512" => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

/// The raw tag over `data`; none for an algorithm that there is not.
pub(super) fn tag(name: &str, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let key = hmac::Key::new(algorithm(name)?, key);
    Some(hmac::sign(&key, data).as_ref().to_vec())
}

/// Writes a tag as the fill asks.
pub(super) fn written(tag: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Hex => hex::encode(tag),
        Encoding::Base64 => STANDARD.encode(tag),
        Encoding::Base64url => URL_SAFE_NO_PAD.encode(tag),
    }
}
