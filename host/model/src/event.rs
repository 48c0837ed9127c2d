//! What happened on the network.
//!
//! Mirrors the interface `events` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::capability::Feature;
use crate::content::{MediaSource, Message};
use crate::types::{Alias, Conversation, Failure, Instant, Item, Json, MessageName, Sender, Tail};

/// The brand's own word that came from elsewhere, or our own coming back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrandOrigin {
    /// It carries our mark: sent by us.
    #[serde(default)]
    pub ours: bool,
    /// The app or person behind it, as the network names it.
    #[serde(default)]
    pub app: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// None where the network hides who it was (a group member without consent).
    Consumer(Option<Sender>),
    Brand(BrandOrigin),
    Network,
}

/// See the contract.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct EventFlags {
    /// From before the account was connected: kept, never acted on.
    #[serde(default)]
    pub history: bool,
    /// Another app owns the conversation: seen, not ours to answer.
    #[serde(default)]
    pub standby: bool,
    /// The network says that it sends this again.
    #[serde(default)]
    pub redelivered: bool,
}

/// How someone came here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// `ad`, `link`, `qr`, `search`, `map`, `post`, or as it came.
    pub source: String,
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub campaign: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageEvent {
    pub message: Message,
    #[serde(default)]
    pub reply_to: Option<MessageName>,
    /// An edit: this takes the place of that message; which edit, where the network counts, else 1.
    #[serde(default)]
    pub replaces: Option<(MessageName, u32)>,
    /// Passed on by the consumer.
    #[serde(default)]
    pub forwarded: bool,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    QuickReply,
    Button,
    Picker,
    Time,
    Form,
    Survey,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceValue {
    /// Name of the field or section; empty where there is one only.
    pub name: String,
    /// Payload, or what was filled in.
    pub value: String,
    #[serde(default)]
    pub label: Option<String>,
}

/// The consumer chose or filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub kind: ChoiceKind,
    /// What they saw; shown in the conversation.
    pub label: String,
    #[serde(default)]
    pub values: Vec<ChoiceValue>,
    #[serde(default)]
    pub answers: Option<MessageName>,
    /// The name that we gave the question, where the network carries it.
    #[serde(default)]
    pub question: Option<String>,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    pub target: MessageName,
    /// None takes it back.
    #[serde(default)]
    pub emoji: Option<String>,
    /// The network's word for it.
    #[serde(default)]
    pub name: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    Sent,
    Delivered,
    Read,
    /// Voice or video was played.
    Played,
    Failed(Failure),
    /// Its time ran out; it will not arrive.
    Expired,
    Cancelled,
}

/// About messages that we sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub state: ReceiptState,
    #[serde(default)]
    pub messages: Vec<MessageName>,
    /// And everything sent before.
    #[serde(default)]
    pub before: Option<Instant>,
    /// In a group: whose receipt it is.
    #[serde(default)]
    pub participant: Option<String>,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    #[serde(default)]
    pub name: Option<String>,
    /// BCP 47.
    #[serde(default)]
    pub locale: Option<String>,
    /// IANA name.
    #[serde(default)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub picture: Option<MediaSource>,
    #[serde(default)]
    pub aliases: Vec<Alias>,
    #[serde(default)]
    pub extra: Tail,
}

/// The network says that two ids are one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityChange {
    pub old: Alias,
    pub new: Alias,
    /// The old id no longer works.
    #[serde(default)]
    pub replaced: bool,
}

/// A consumer's will to be written to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Opt-in or opt-out.
    #[serde(default)]
    pub given: bool,
    /// `all`, `marketing`, or a topic of the network.
    pub topic: String,
    #[serde(default)]
    pub until: Option<Instant>,
    /// Their word, if they gave one.
    #[serde(default)]
    pub word: Option<String>,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participants {
    /// Came or went.
    #[serde(default)]
    pub joined: bool,
    #[serde(default)]
    pub people: Vec<Sender>,
    /// The brand itself is among them.
    #[serde(default)]
    pub ourselves: bool,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadOwner {
    Ours,
    Other,
    Nobody,
}

/// Who may answer, where several apps share a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    pub owner: ThreadOwner,
    #[serde(default)]
    pub app: Option<String>,
    /// Asked for only.
    #[serde(default)]
    pub requested: bool,
    #[serde(default)]
    pub note: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    #[serde(default)]
    pub ok: bool,
    /// The consumer's own authorization code or token; kept like a secret, shown to nobody.
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub state: Option<String>,
    #[serde(default)]
    pub problem: Option<String>,
}

/// The network waits for data to show (a dynamic form); answered through `direct.render`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    pub form: String,
    pub token: String,
    pub action: String,
    pub data: Json,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenWindow {
    /// Overrides the window of the capabilities in this conversation.
    pub until: Instant,
    pub reason: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateStatus {
    pub name: String,
    pub language: String,
    /// `approved`, `pending`, `rejected`, `paused`, `disabled`, or as it came.
    pub status: String,
    #[serde(default)]
    pub reason: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthLevel {
    Good,
    Degraded,
    Stopped,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    pub level: HealthLevel,
    /// `token`, `quality`, `limit`, `policy`, `suspended`, `launch`, or as it came.
    pub topic: String,
    pub text: String,
}

/// What is more or less for this account, conversation or sender than `describe` said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrowing {
    /// Replace those of the same name.
    #[serde(default)]
    pub features: Vec<Feature>,
    /// None: reachable as before.
    #[serde(default)]
    pub reachable: Option<bool>,
    /// Ask again after this instant.
    #[serde(default)]
    pub until: Option<Instant>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherEvent {
    /// The network's word for it.
    pub kind: String,
    /// The raw part, at most 64 KiB.
    pub raw: String,
    /// Expected, but without a place in this contract (beacon, membership); else new or broken.
    #[serde(default)]
    pub known: bool,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventBody {
    Message(MessageEvent),
    Choice(Choice),
    Reaction(Reaction),
    Unsend(MessageName),
    Receipt(Receipt),
    Typing(bool),
    Profile(Profile),
    Identity(IdentityChange),
    Consent(Consent),
    /// Came in without a word.
    Opened,
    Closed,
    Participants(Participants),
    Thread(Thread),
    /// The consumer asks for a person.
    LiveAgent,
    Login(Login),
    /// The network's payment object.
    Payment(Json),
    Exchange(Exchange),
    Narrowing(Narrowing),
    Window(OpenWindow),
    Template(TemplateStatus),
    Health(Health),
    /// More is to be fetched or acknowledged: the host runs `tasks.perform` with these bytes (at most 16 KiB) and holds
    /// later events of the conversation for it, at most 30 s.
    Task(Bytes),
    Other(OtherEvent),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The network's own id where there is one, at most 256 bytes. The host drops what it has had before by account,
    /// conversation, kind and id, so that an id cannot silence another conversation.
    pub id: String,
    /// The network's id of the account it is for; needed where one webhook serves several.
    #[serde(default)]
    pub address: Option<String>,
    /// None for events of the account.
    #[serde(default)]
    pub conversation: Option<Conversation>,
    pub origin: Origin,
    /// The network's time; the host takes the earlier of this and the time of receipt.
    #[serde(default)]
    pub time: Option<Instant>,
    #[serde(default)]
    pub marked: EventFlags,
    #[serde(default)]
    pub referral: Option<Referral>,
    pub body: EventBody,
    #[serde(default)]
    pub items: Vec<Item>,
    #[serde(default)]
    pub extra: Tail,
}

impl Event {
    /// What this is, as far as it makes two events of one id two: networks give a message, its edits and its receipts one id.
    #[must_use]
    pub fn kind(&self) -> String {
        match &self.body {
            EventBody::Message(message) => match &message.replaces {
                Some((_, edition)) => format!("edit.{edition}"),
                None => "message".to_owned(),
            },
            EventBody::Receipt(receipt) => {
                let who = receipt.participant.as_deref().unwrap_or_default();
                format!("receipt.{}.{who}", receipt.state.name())
            }
            body => body.name().to_owned(),
        }
    }
}

impl ReceiptState {
    /// The contract's word.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed(_) => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }
}

impl EventBody {
    /// The contract's word for the case, in snake case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Message(_) => "message",
            Self::Choice(_) => "choice",
            Self::Reaction(_) => "reaction",
            Self::Unsend(_) => "unsend",
            Self::Receipt(_) => "receipt",
            Self::Typing(_) => "typing",
            Self::Profile(_) => "profile",
            Self::Identity(_) => "identity",
            Self::Consent(_) => "consent",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Participants(_) => "participants",
            Self::Thread(_) => "thread",
            Self::LiveAgent => "live_agent",
            Self::Login(_) => "login",
            Self::Payment(_) => "payment",
            Self::Exchange(_) => "exchange",
            Self::Narrowing(_) => "narrowing",
            Self::Window(_) => "window",
            Self::Template(_) => "template",
            Self::Health(_) => "health",
            Self::Task(_) => "task",
            Self::Other(_) => "other",
        }
    }
}
