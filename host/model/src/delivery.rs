//! What connectors are given to send, and how they get things done in steps.
//!
//! Mirrors the interface `delivery` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::content::{Message, Native};
use crate::event::{Event, TemplateStatus, Thread};
use crate::http::HttpCall;
use crate::types::{
    Author, Conversation, Failure, Instant, Item, Json, LimitScope, Millis, Recipient, Sender, Tail, Target,
};

/// Why we send, for channels that ask and rules that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Answers the consumer.
    Answer,
    /// About something the consumer ordered or has.
    Service,
    Transaction,
    Authentication,
    Marketing,
    Survey,
    /// Receipt of a message or of an opt-out.
    Acknowledgement,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Words {
    pub message: Message,
    /// Takes the target's place (an edit); else a target is what it replies to.
    #[serde(default)]
    pub in_place: bool,
}

/// What the brand does. `describe` says which of these a channel knows; the core sends no other. What it is about is
/// `envelope.target`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Message(Words),
    Unsend,
    /// An emoji; none takes it back.
    React(Option<String>),
    /// Starts or stops; the target is the consumer's last message.
    Typing(bool),
    /// The consumer's messages up to the target.
    Read,
    Thread(Thread),
    /// A person came in (true) or left, where the network shows it.
    Presence(bool),
    /// The consumer shall (not) be able to write.
    Block(bool),
    Native(Native),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowState {
    /// None: no window on this channel, or not known.
    #[serde(default)]
    pub open_until: Option<Instant>,
    /// The permit that the core chose because the window is closed.
    #[serde(default)]
    pub permit: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// A UUID, the same in every attempt: our id of the message and the network's idempotency key. For parts the SDK
    /// derives UUIDv5 from it.
    pub id: String,
    /// 1 at first.
    pub attempt: u32,
    /// Grows with every envelope of the account.
    pub sequence: u32,
    /// None where this send opens it.
    #[serde(default)]
    pub conversation: Option<Conversation>,
    pub recipient: Recipient,
    pub act: Act,
    #[serde(default)]
    pub target: Option<Target>,
    /// Of the conversation and of the media sent.
    #[serde(default)]
    pub context: Vec<Item>,
    pub author: Author,
    pub purpose: Purpose,
    pub window: WindowState,
    /// Not to arrive later than this.
    #[serde(default)]
    pub until: Option<Instant>,
    /// Without a sound.
    #[serde(default)]
    pub silent: bool,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    Accepted,
    /// The network holds it for review.
    Held,
    /// It had this one already.
    Repeated,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The network's id; our own where the network has none.
    pub id: String,
    pub state: Acceptance,
    #[serde(default)]
    pub segments: Option<u32>,
    /// To keep for this message, of scope `message`.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// How one part of one envelope went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOutcome {
    pub envelope: String,
    /// Index of the first part that this message of the network carries.
    pub part: u32,
    #[serde(with = "crate::result_json")]
    pub outcome: Result<Sent, Failure>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    #[serde(default)]
    pub parts: Vec<PartOutcome>,
    /// The conversation that this send opened or turned out to belong to.
    #[serde(default)]
    pub conversation: Option<Conversation>,
    /// The recipient as the network calls them.
    #[serde(default)]
    pub sender: Option<Sender>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollEnd {
    /// At most 64 KiB; stored in one transaction with the events.
    #[serde(default)]
    pub cursor: Bytes,
    /// None: at once.
    #[serde(default)]
    pub again: Option<Millis>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateInfo {
    pub status: TemplateStatus,
    #[serde(default)]
    pub category: Option<String>,
    /// JSON Schema of its parameters.
    pub parameters: Json,
    /// The text as it will look, with places marked `{{name}}`.
    pub preview: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePage {
    #[serde(default)]
    pub templates: Vec<TemplateInfo>,
    #[serde(default)]
    pub next: Option<Bytes>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// The network's id of the account.
    #[serde(default)]
    pub address: Option<String>,
    /// Name shown to consumers.
    #[serde(default)]
    pub name: Option<String>,
    /// Call `setup.arrange` with `connect` again (a subscription that runs out).
    #[serde(default)]
    pub renew_at: Option<Instant>,
    #[serde(default)]
    pub notes: Vec<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallStep {
    pub call: HttpCall,
    /// The author's own bytes, at most 64 KiB. Kept by the host, given back unchanged to the version that wrote them
    /// while it can still be run, else to its successor, which is told (`resumed.written-by`).
    #[serde(default)]
    pub continuation: Bytes,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitStep {
    /// 1 s at least, 1 h at most.
    pub after: Millis,
    #[serde(default)]
    pub continuation: Bytes,
}

/// How a job begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    Call(CallStep),
    Wait(WaitStep),
    /// Nothing to do on this network.
    Nothing,
}

/// What a job wants next, or how it ended. A job takes at most 16 calls and 32 steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Call(CallStep),
    Wait(WaitStep),
    /// End of `channel.send` and `bulk.send`.
    Sent(Dispatch),
    /// End of `media.download`: the stored object.
    Media(String),
    /// End of `poll.next`.
    Polled(PollEnd),
    /// End of `templates.browse`.
    Templates(TemplatePage),
    /// End of `setup.arrange` with `connect` or `check`.
    Ready(Readiness),
    /// End of everything else.
    Done,
}

/// The network's hint that calls should slow down, though this one went well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    pub limit: LimitScope,
    /// Start no other such call before this span is over.
    pub hold: Millis,
    /// How much of the allowance is used.
    #[serde(default)]
    pub percent: Option<u8>,
}

/// A step, and what was learnt on the way to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub step: Step,
    /// Of a poll, task or look-up; and health, narrowings, identities from any answer.
    #[serde(default)]
    pub events: Vec<Event>,
    /// To keep for the account, the conversation or the media sent.
    #[serde(default)]
    pub items: Vec<Item>,
    #[serde(default)]
    pub pace: Option<Pace>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    #[serde(default)]
    pub continuation: Bytes,
    /// The plugin version that wrote it.
    pub written_by: String,
}
