//! The heart of every connector. Pure functions: all they know is in their parameters.
//!
//! Mirrors the interface `channel` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::http::Reply;
use crate::types::Millis;

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// 400, 401, 403, 404, 405, 413 or 415.
    pub status: u16,
    /// For the log, never for the caller.
    pub reason: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Wait this long for words to answer with (`direct.render`); at most 10 s.
    pub within: Millis,
    /// Answered when none come.
    pub otherwise: Reply,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Authentic: store what `normalize` makes of it, then answer this.
    Accept(Reply),
    /// Authentic, and the network takes our words in the answer.
    Hold(Hold),
    /// A handshake: answer this, nothing to store.
    Answer(Reply),
    Reject(Rejection),
}
