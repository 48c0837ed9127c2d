//! What a channel can do. By name, because this vocabulary grows fastest of all and a record cannot.
//!
//! Mirrors the interface `capabilities` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::types::{Seconds, Tail};

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The network refuses it: never sent.
    None,
    /// Sent, and lost on the way.
    Dropped,
    /// The core replaces it before it reaches the connector.
    Fallback,
    /// Sent with losses that `note` tells.
    Partial,
    Native,
}

/// A numeric limit. Names: `length`, `label-length`, `title-length`, `subtitle-length`, `payload-bytes`, `bytes`,
/// `caption-length`, `least`, `most`, `beside` (others in the same set), `media` (of each card, at least), `buttons`, `sections`,
/// `rows`, `alt-length`, `age-seconds`, `width`, `height`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub name: String,
    pub value: u32,
    /// For lengths: `scalars`, `utf16`, `bytes`, `graphemes`, `gsm-segments`.
    #[serde(default)]
    pub unit: Option<String>,
}

/// How media reaches the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaPath {
    /// The connector uploads the bytes.
    Upload,
    /// The network or the consumer's device fetches a public link, which must live for `link-lifetime`.
    Link,
    /// In the request, as Base64.
    Inline,
}

/// One ability. Names: every case of `content.content`; every case of `content.action` as `button.<case>`; `buttons`,
/// `quick-replies`, `image`, `audio`, `voice`, `video`, `file`, `sticker`, `marks.<case>`, `typing`, `typing-in`, `read`,
/// `read-out`, `delivered`, `reactions`, `reactions-out`, `edit`, `edit-out`, `unsend`, `unsend-out`, `reply-to`,
/// `reply-to-out`, `proactive`, `groups`, `silent`, `author`, `thread-control`. `cards` speaks of a single card, `carousel` of
/// several (its `least` and `most` count cards). A name that is missing is `none`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feature {
    pub name: String,
    pub level: Level,
    #[serde(default)]
    pub limits: Vec<Limit>,
    /// MIME types, button kinds and the like that are taken.
    #[serde(default)]
    pub formats: Vec<String>,
    #[serde(default)]
    pub path: Option<MediaPath>,
    #[serde(default)]
    pub link_lifetime: Option<Seconds>,
    #[serde(default)]
    pub note: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptShape {
    None,
    PerMessage,
    /// Everything before an instant.
    Watermark,
    Both,
}

/// What may be sent when the window is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// `template`, or the network's tag (`HUMAN_AGENT`).
    pub name: String,
    /// How long after the consumer's last word; none: always.
    #[serde(default)]
    pub duration: Option<Seconds>,
    /// Only with words of a person.
    #[serde(default)]
    pub agents_only: bool,
    /// One message for each opt-in.
    #[serde(default)]
    pub once: bool,
    /// Contents allowed, by name; empty: all.
    #[serde(default)]
    pub contents: Vec<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub duration: Seconds,
    /// What opens it again: `message`, `choice`, `reaction`, `opt-in`, `referral`, `call`.
    #[serde(default)]
    pub opened_by: Vec<String>,
    #[serde(default)]
    pub permits: Vec<Permit>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    #[serde(default)]
    pub features: Vec<Feature>,
    #[serde(default)]
    pub window: Option<Window>,
    /// Parts that one send may carry.
    pub parts: u32,
    /// Envelopes that one `bulk.send` may carry; 0: no such interface.
    pub bulk: u32,
    /// The network keeps the order of sends.
    #[serde(default)]
    pub ordered: bool,
    /// The network recognises a repeated send by our id.
    #[serde(default)]
    pub idempotent: bool,
    pub delivered: ReceiptShape,
    pub read: ReceiptShape,
    /// Longest network id of a message, bytes.
    pub id_length: u32,
    #[serde(default)]
    pub extra: Tail,
}
