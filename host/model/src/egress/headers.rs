//! Headers that a plugin may give a call: none that is the host's own, and nothing that HTTP would read as more than one.

use super::gate::{Denial, limit};
use super::{MOST_HEADER_BYTES, MOST_HEADERS};

/// Headers that are the host's own: they frame the message, name the peer, or carry a credential.
const HOST_HEADERS: [&str; 13] = [
    "host",
    "authorization",
    "cookie",
    "set-cookie",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "forwarded",
];

/// Headers as a plugin may give them, names in lower case.
pub(super) fn check_headers(headers: &[(String, String)]) -> Result<Vec<(String, String)>, Denial> {
    limit("headers", headers.len(), MOST_HEADERS)?;
    limit(
        "header bytes",
        headers.iter().map(|(name, value)| name.len() + value.len()).sum(),
        MOST_HEADER_BYTES,
    )?;
    headers
        .iter()
        .map(|(name, value)| checked_header(name, value))
        .collect()
}

/// A header's name and value, checked for what HTTP allows; used for plugin's headers and for fills.
pub(super) fn checked_header(name: &str, value: &str) -> Result<(String, String), Denial> {
    let lower = name.to_ascii_lowercase();
    if HOST_HEADERS.contains(&lower.as_str()) || lower.starts_with("proxy-") {
        return Err(Denial::HostHeader(lower));
    }
    if !is_token(name) || value.chars().any(|c| c.is_control() || c > '\u{ff}') {
        return Err(Denial::Header(name.escape_default().to_string()));
    }
    Ok((lower, value.to_owned()))
}

fn is_token(name: &str) -> bool {
    // RFC 9110, section 5.6.2.
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
