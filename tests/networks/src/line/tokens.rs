//! Tokens that the network hands out and knows again: they carry what they stand for and a proof, so that a process that
//! knows the channel's secret (the load generator) makes ones that a simulator elsewhere accepts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How long a reply token is good: one minute after its webhook.
pub const REPLY_LIFE_MS: u64 = 60_000;

/// What a reply token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The chat that it answers: `U`, `C` or `R` and 32 hex digits.
    pub chat: String,
    /// When it was made; milliseconds since 1970.
    pub at_ms: u64,
    /// Its number (48 bits).
    pub number: u64,
}

fn proof(secret: &str, kind: &str, bytes: &[u8]) -> [u8; 4] {
    // HMAC takes keys of every length, so there is always a tag.
    let tag = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mac| mac.chain_update(kind).chain_update(bytes).finalize().into_bytes())
        .unwrap_or_default();
    [tag[0], tag[1], tag[2], tag[3]]
}

/// The text of a reply token. Only the 48 low bits of time and number are kept.
pub fn reply(secret: &str, of: &Reply) -> String {
    let mut bytes = Vec::with_capacity(33);
    bytes.extend(of.chat.bytes().take(1));
    bytes.extend(hex::decode(of.chat.get(1..).unwrap_or_default()).unwrap_or_default());
    bytes.extend_from_slice(&of.at_ms.to_be_bytes()[2..]);
    bytes.extend_from_slice(&of.number.to_be_bytes()[2..]);
    let proof = proof(secret, "reply", &bytes);
    bytes.extend_from_slice(&proof);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a reply token stands for; none when it was never handed out.
pub fn parse_reply(secret: &str, token: &str) -> Option<Reply> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == 33)?;
    let (body, told) = bytes.split_at(29);
    if proof(secret, "reply", body) != told {
        return None;
    }
    let number = |part: &[u8]| part.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Some(Reply {
        chat: format!("{}{}", char::from(body[0]), hex::encode(&body[1..17])),
        at_ms: number(&body[17..23]),
        number: number(&body[23..29]),
    })
}

/// A quote token or a mark-as-read token of this number.
pub fn plain(secret: &str, kind: &str, number: u64) -> String {
    let mut bytes = number.to_be_bytes().to_vec();
    let proof = proof(secret, kind, &bytes);
    bytes.extend_from_slice(&proof);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether a quote token or a mark-as-read token was handed out.
pub fn is_plain(secret: &str, kind: &str, token: &str) -> bool {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == 12);
    bytes.is_some_and(|bytes| proof(secret, kind, &bytes[..8]) == bytes[8..])
}

/// Kind of the tokens that quote a message.
pub const QUOTE: &str = "quote";
/// Kind of the tokens that mark a message as read.
pub const READ: &str = "read";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn tokens_are_known_again_and_none_can_be_made_up() {
        let of = Reply {
            chat: crate::ids::chat('C', "family"),
            at_ms: 1_732_400_000_123,
            number: 42,
        };
        let token = reply("secret", &of);
        assert_eq!(parse_reply("secret", &token), Some(of));
        assert_eq!(parse_reply("other", &token), None);
        assert_eq!(parse_reply("secret", "b60d432864f44d079f6d8efe86cf404b"), None);
        let quote = plain("secret", QUOTE, 7);
        assert!(is_plain("secret", QUOTE, &quote));
        assert!(!is_plain("secret", READ, &quote));
    }
}
