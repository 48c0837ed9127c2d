//! Words that all the other interfaces use.
//!
//! Three rules hold throughout. Text is UTF-8; an unpaired surrogate from the network is replaced by U+FFFD, never an
//! error. Every number that a plugin returns is checked by the host: floats must be finite, sizes and times within the
//! limits of `describe` and of the host. A string that names an algorithm, a feature, a kind or a format comes from a
//! vocabulary that grows with the documentation: an unknown word is an error value or "none", never a trap.
//!
//! Mirrors the interface `types` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;

/// Milliseconds since 1970-01-01T00:00:00Z. The only 64-bit integer of the contract: JavaScript runtimes disagree whether
/// one is a number or a bigint, so their SDK converts it.
pub type Instant = u64;

/// A span of time in milliseconds, at most 49 days.
pub type Millis = u32;

/// A longer span, in seconds.
pub type Seconds = u32;

/// JSON text (RFC 8259), at most 256 KiB unless said otherwise.
pub type Json = String;

/// The room in which a record grows within a minor version: names of ours are documented, names of an author's own
/// start with `x-`. At most 32 pairs and 16 KiB together.
pub type Tail = Vec<(String, String)>;

/// What an item of context belongs to, and so with what it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One message: comes back whenever that message is the target of an action (a quote token).
    Message,
    /// One conversation: comes back with every send in it (the number that was written to).
    Conversation,
    /// One stored media object on this account: comes back when it is sent again (an uploaded media id).
    Media,
    /// The account: comes back in `account.state`. The last writer wins, so never a counter.
    Account,
}

/// Something small that a connector wants to have back. At most 16 live items of a scope's owner, 64 bytes of key,
/// 2 KiB of value. Only the same plugin of the same publisher gets it back, in the same account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub scope: Scope,
    /// For scope `media`: the id of the stored media object. None elsewhere.
    #[serde(default)]
    pub owner: Option<String>,
    pub key: String,
    /// An empty value removes the item.
    pub value: String,
    /// Not given back after this instant; none: 30 days.
    #[serde(default)]
    pub until: Option<Instant>,
    /// Given to one envelope (in all its attempts) and then forgotten, however that ends (a reply token).
    #[serde(default)]
    pub once: bool,
}

/// The account that a call is about, as it stands at the moment of the call.
///
/// Accounts may have a parent of the same channel (an app, a service provider, a partner), which owns
/// the webhook and the secrets they share: names of secrets are looked up in the account, then in its parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Our id; stable, at most 64 characters.
    pub id: String,
    /// The network's own id of it (page, phone number, agent, business id). None for a parent.
    #[serde(default)]
    pub address: Option<String>,
    /// By the plugin's own schema. Never a secret.
    pub settings: Json,
    /// The items of scope `account`.
    #[serde(default)]
    pub state: Vec<Item>,
    /// The public URL of the webhook, exactly as the network was told.
    pub webhook_url: String,
    /// The time of this call: the only clock there is.
    pub now: Instant,
    /// 32 bytes that nobody can predict; the same through all steps and attempts of one job, another for the next.
    /// Good for keys, nonces and boundaries.
    #[serde(default)]
    pub seed: Bytes,
    #[serde(default)]
    pub extra: Tail,
}

/// What kind of place a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationKind {
    /// One consumer and the brand.
    Direct,
    /// Several consumers (group, room, channel, mail with several recipients).
    Group,
    /// Answers below something public (post, comment, review).
    Public,
}

/// Where a message belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Unique within the account, at most 256 bytes; what `recipients.resolve` gives for the same address.
    pub key: String,
    pub kind: ConversationKind,
    #[serde(default)]
    pub title: Option<String>,
}

/// Another name of a person on the same network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// `phone` (E.164 with plus), `email`, or the network's word (`bsuid`, `user-ref`).
    pub kind: String,
    pub value: String,
    /// The network itself vouches that both names are one person.
    #[serde(default)]
    pub vouched: bool,
}

/// A consumer as the network names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The primary id, at most 256 bytes, stable for this account.
    pub id: String,
    #[serde(default)]
    pub aliases: Vec<Alias>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub extra: Tail,
}

/// To whom something is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// `consumer`, `group`, `phone`, or the network's word (`comment`, `opt-in-token`).
    pub kind: String,
    pub id: String,
    #[serde(default)]
    pub aliases: Vec<Alias>,
}

/// A message as a connector names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageName {
    /// The network's id.
    Network(String),
    /// The id of our envelope, or the reference derived from it that the network carried for us.
    Ours(String),
}

/// A message as the host names it: known, and with what was kept for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The network's id.
    pub id: String,
    /// From the consumer, not from the brand.
    #[serde(default)]
    pub inbound: bool,
    pub at: Instant,
    #[serde(default)]
    pub context: Vec<Item>,
}

/// Who speaks for the brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    Agent,
    Bot,
    /// Automatic messages and surveys.
    System,
}

/// Name and face under which the brand speaks, where the network shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub kind: AuthorKind,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub picture_url: Option<String>,
}

/// Why something failed, as the core must react to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Try again, after `after` if given.
    Retryable,
    /// As above, and slow down within `limit`.
    RateLimited,
    /// The credential is broken: raise health, stop sending, lose nothing.
    Unauthorized,
    /// The account is blocked, unpaid, suspended or not set up: as above, but another remedy.
    AccountBlocked,
    /// The service window is closed for this content.
    WindowClosed,
    /// No such recipient, or not on this network (now): another channel may be tried.
    Unreachable,
    /// The recipient does not want it.
    OptedOut,
    TooLarge,
    /// This recipient or account cannot take this kind: the core adapts again with the narrowing that came along.
    Unsupported,
    /// Template missing, paused, refused or wrongly filled: a person must act.
    Template,
    /// Another app owns the conversation now.
    NotOwner,
    /// Media or message no longer exists at the network.
    Gone,
    /// Refused for good for any other reason.
    Rejected,
    /// Perhaps done: an answer never came. Not repeated by itself; a receipt or echo settles it.
    Uncertain,
    /// The plugin cannot make sense of what it was given.
    Malformed,
}

/// How far a limit of the network reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitScope {
    Recipient,
    /// Calls with the same `http-call.label`.
    Label,
    Account,
}

/// A failure with the network's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub kind: FailureKind,
    #[serde(default)]
    pub after: Option<Millis>,
    pub limit: LimitScope,
    /// The network's code, for people and reports.
    #[serde(default)]
    pub code: Option<String>,
    /// At most 1 KiB; for people. Never holds a secret or a consumer's text.
    pub text: String,
    #[serde(default)]
    pub extra: Tail,
}

impl Failure {
    /// A failure that the host itself finds: without a code of a network's, and without a time to wait.
    #[must_use]
    pub fn found(kind: FailureKind, limit: LimitScope, text: impl Into<String>) -> Self {
        Self {
            kind,
            after: None,
            limit,
            code: None,
            text: text.into(),
            extra: vec![],
        }
    }
}
