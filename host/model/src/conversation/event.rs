//! What happened in a conversation, as it is stored for ever.
//!
//! Stored JSON: a case may be added and an optional field with a default may be added; nothing is renamed or removed
//! (`tests/stored` holds one pair of files for each published version).

use serde::{Deserialize, Serialize};

use crate::content::{Media, Message};
use crate::conversation_view::{Attribute, Speaker};
use crate::event::{
    Choice, Consent, IdentityChange, OpenWindow, OtherEvent, Participants, Profile, Reaction, Referral,
};
use crate::event::{ReceiptState, Thread};
use crate::finding::Finding;
use crate::turn::{HandOff, SurveyAnswer};
use crate::types::{ConversationKind, Failure, Instant, MessageName, Sender};

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub at: Instant,
    /// Kind and network id of the network event behind it; by this a repetition is known. It stands on
    /// the first of the events that came of it. None for our own doing.
    #[serde(default)]
    pub key: Option<String>,
    /// From before the account was connected, or while another app owned the thread: kept, never acted on.
    #[serde(default)]
    pub passive: bool,
    pub body: Body,
}

/// A plugin as provenance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plugin {
    pub name: String,
    pub version: String,
}

/// Who has the conversation now.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    #[default]
    Nobody,
    /// By the plugin's name.
    Bot(String),
    /// The queue of this skill.
    Skill(String),
    /// By our id of the agent.
    Agent(String),
}

/// Why it was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    Consumer,
    /// The agent's id.
    Agent(String),
    /// The bot's reason.
    Bot(String),
    /// Nobody spoke for as long as the configuration says.
    Idle,
    Network,
}

/// How it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub channel: String,
    /// Our id of the account.
    pub account: String,
    pub kind: ConversationKind,
    #[serde(default)]
    pub consumer: Option<Sender>,
    #[serde(default)]
    pub referral: Option<Referral>,
}

/// Seen from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Inbound,
    Outbound,
}

/// Somebody said something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Ours; outbound it is the envelope's.
    pub id: String,
    pub direction: Direction,
    pub author: Speaker,
    pub message: Message,
    /// Inbound, and outbound from elsewhere: the network's id, where it has one.
    #[serde(default)]
    pub network: Option<String>,
    #[serde(default)]
    pub reply_to: Option<MessageName>,
    #[serde(default)]
    pub forwarded: bool,
    /// Outbound: the brand sent it past us (another app, the network's own inbox).
    #[serde(default)]
    pub elsewhere: bool,
}

/// A message was changed by its author.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edited {
    pub target: MessageName,
    /// Which edit; a lower one than was seen changes nothing.
    pub edition: u32,
    pub message: Message,
}

/// A medium of a message, as it stands in the media store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaKept {
    /// Our id of the message.
    pub message: String,
    /// Position among the message's media.
    pub index: u32,
    pub media: Media,
}

/// The consumer pressed or filled in something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// Our id.
    pub id: String,
    pub author: Speaker,
    pub choice: Choice,
}

/// Why part of a receipt was kept and not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ignored {
    /// The message had arrived, so that it cannot have failed.
    AfterDelivery,
    /// No envelope has this id yet; followed when the network's ids of an envelope become known.
    NotYetKnown,
}

/// What a receipt meant here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub state: ReceiptState,
    /// Envelopes that it moves on.
    #[serde(default)]
    pub envelopes: Vec<String>,
    /// It holds for everything sent until then.
    #[serde(default)]
    pub before: Option<Instant>,
    /// What it named and did not move.
    #[serde(default)]
    pub ignored: Vec<(String, Ignored)>,
    /// In a group: whose it is. A message is as far as its furthest reader.
    #[serde(default)]
    pub participant: Option<String>,
}

/// Somebody else has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub to: Assignee,
    pub why: String,
}

/// What an enricher found, or a bot set; with the plugin and version that did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub plugin: Plugin,
    /// Our id of the message it was found in.
    #[serde(default)]
    pub message: Option<String>,
    pub finding: Finding,
}

/// For agents only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A plugin's name, or an agent's id.
    pub by: String,
    pub text: String,
}

/// A bot gave it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOff {
    pub plugin: Plugin,
    pub hand_off: HandOff,
}

/// What happened. Typing is not among it: it is shown and forgotten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    Opened(Opened),
    Message(Said),
    Edited(Edited),
    /// Taken back by its author; its words are kept in the log only.
    Unsent(MessageName),
    Choice(Chosen),
    /// The bytes behind a message's media are here now.
    MediaKept(MediaKept),
    Reaction(Reaction),
    /// The network took an envelope, under these ids.
    Accepted {
        envelope: String,
        network: Vec<String>,
    },
    SendFailed {
        envelope: String,
        failure: Failure,
    },
    Receipt(Received),
    Assigned(Assigned),
    Attribute(Attribute),
    Finding(Found),
    Tag(String),
    Untag(String),
    Note(Note),
    /// Higher is sooner.
    Priority(i32),
    /// BCP 47.
    Language(String),
    Window(OpenWindow),
    Consent(Consent),
    Identity(IdentityChange),
    Profile(Profile),
    Participants(Participants),
    Thread(Thread),
    /// The consumer asked for a person.
    LiveAgent,
    HandedOff(HandedOff),
    Survey(SurveyAnswer),
    Closed(Closing),
    /// The consumer came back.
    Reopened,
    /// A network event that has no place of its own here; kept raw.
    Other(OtherEvent),
}
