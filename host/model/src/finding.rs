//! What an enricher finds in an event.
//!
//! Mirrors the interface `findings` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::conversation_view::View;
use crate::event::Event;
use crate::types::{Instant, Json};

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub settings: Json,
    pub event: Event,
    pub conversation: View,
    pub now: Instant,
    /// As `account.seed`.
    #[serde(default)]
    pub seed: Bytes,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundAttribute {
    pub key: String,
    pub value: Json,
    pub confidence: f64,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundLabel {
    pub label: String,
    /// 0..=1.
    pub confidence: f64,
}

/// A stretch of a part's text to be covered before it is shown, indexed or given to a bot; counted like `content.mark`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    pub part: u32,
    pub start: u32,
    pub end: u32,
    /// `card-number`, `email`, `phone`, `iban`, or the author's own.
    pub kind: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Attribute(FoundAttribute),
    Intent(FoundLabel),
    Language(FoundLabel),
    /// -1..=1.
    Sentiment(f64),
    Redaction(Redaction),
    Other(FoundAttribute),
}
