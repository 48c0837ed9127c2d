//! What bots and enrichers see of a conversation, and say of themselves.
//!
//! Mirrors the interface `conversations` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::capability::Feature;
use crate::content::Message;
use crate::description::{Reach, SecretNeed, TokenRecipe};
use crate::types::{Author, ConversationKind, Instant, Json, Sender, Tail};

/// Who spoke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    Consumer(Sender),
    Brand(Author),
    Network,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Our id of the message.
    pub id: String,
    pub speaker: Speaker,
    pub at: Instant,
    pub message: Message,
    /// What the consumer chose, as payloads.
    #[serde(default)]
    pub chosen: Vec<String>,
    #[serde(default)]
    pub deleted: bool,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub key: String,
    pub value: Json,
    /// Who said so: `network`, `agent`, `api`, or a plugin's name.
    pub source: String,
    #[serde(default)]
    pub verified: bool,
    /// 0..=1.
    pub confidence: f64,
    pub at: Instant,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub id: String,
    pub channel: String,
    pub kind: ConversationKind,
    /// As narrowed for this conversation.
    #[serde(default)]
    pub features: Vec<Feature>,
    /// BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub skill: Option<String>,
    /// None: open.
    #[serde(default)]
    pub window_until: Option<Instant>,
    #[serde(default)]
    pub consumer: Option<Sender>,
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// The last messages, oldest first; how many, the grant says.
    #[serde(default)]
    pub tail: Vec<Line>,
    #[serde(default)]
    pub extra: Tail,
}

/// What a bot or enricher says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    pub name: String,
    pub title: String,
    pub version: String,
    pub author: String,
    /// JSON Schema 2020-12 without remote references.
    pub settings_schema: Json,
    #[serde(default)]
    pub secrets: Vec<SecretNeed>,
    #[serde(default)]
    pub tokens: Vec<TokenRecipe>,
    #[serde(default)]
    pub reach: Vec<Reach>,
    /// Attribute keys, and `language`, `intent`, `sentiment`; enrichers are ordered by them.
    #[serde(default)]
    pub reads: Vec<String>,
    #[serde(default)]
    pub writes: Vec<String>,
    /// Bots: skills they may hand off to, `*` for all. Enrichers: cases of `event-body` that they want.
    #[serde(default)]
    pub takes: Vec<String>,
    #[serde(default)]
    pub extra: Tail,
}
