//! Tokens of the API: 32 random bytes that are shown once; the store has their SHA-256.
//!
//! A token is looked up by its hash, so that comparing takes no longer for a better guess: a guess that is nearly right has
//! a hash that is not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// What a token begins with, so that a scanner of leaked secrets knows one.
const PREFIX: &str = "jf_";

/// What its holder may do. Each role is for one kind of person; only an admin is two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads conversations and speaks in them.
    Agent,
    /// As an agent, and sees accounts and sends again what failed.
    Manager,
    /// Runs the host: plugins, accounts, parked requests, metrics. Reads no conversation.
    Operator,
    /// Everything, and the tokens of the others.
    Admin,
}

/// What the store keeps of a token's reach, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// What its holder may do.
    pub role: Role,
    /// On which brands; none: on all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brands: Option<Vec<String>>,
}

/// A new token, in the clear.
///
/// # Errors
///
/// When the system gives no random bytes.
pub fn new_token() -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut_slice())?;
    Ok(Zeroizing::new(format!(
        "{PREFIX}{}",
        URL_SAFE_NO_PAD.encode(bytes.as_slice())
    )))
}

/// What the store keeps of a token.
#[must_use]
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
