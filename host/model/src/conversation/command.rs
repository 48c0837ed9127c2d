//! What is asked of a conversation, and why it may be refused.

use crate::content::Message;
use crate::conversation_view::Attribute;
use crate::event::Event as NetworkEvent;
use crate::finding::Finding;
use crate::turn::Act;
use crate::types::{Author, ConversationKind, Failure, Instant};

use super::event::{Assignee, Closing, MediaKept, Plugin};

/// What is asked of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The brand begins it, before the consumer has said a word.
    Open {
        channel: String,
        account: String,
        kind: ConversationKind,
    },
    /// The network reported something. Opens the conversation where it is new.
    Inbound {
        /// Our id for the message, should it be one.
        id: String,
        channel: String,
        account: String,
        event: NetworkEvent,
    },
    /// A bot acts.
    Bot {
        plugin: Plugin,
        /// Our id of what it says (the envelope's), used by `say` only.
        envelope: String,
        act: Act,
    },
    /// An agent or the system says something; the envelope's id.
    Say {
        envelope: String,
        author: Author,
        message: Message,
    },
    /// The network took an envelope; its ids of the parts, in order.
    Sent {
        envelope: String,
        network: Vec<String>,
    },
    /// An envelope failed for good. Retries are the outbox's business and never come here.
    SendFailed {
        envelope: String,
        failure: Failure,
    },
    /// An enricher found something; in which message, by our id.
    Found {
        plugin: Plugin,
        message: Option<String>,
        findings: Vec<Finding>,
    },
    /// The bytes behind a message's media were fetched.
    MediaKept(MediaKept),
    /// The API or an agent sets an attribute.
    SetAttribute(Attribute),
    Assign {
        to: Assignee,
        why: String,
    },
    /// Somebody ends it.
    Close(Closing),
    /// Time has passed. Closes what was idle for this long, in milliseconds.
    Tick {
        idle_limit_ms: Instant,
    },
}

/// Why a command changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing has opened it yet.
    #[error("the conversation is not open yet: send an inbound event or `open` first")]
    NotOpened,
    #[error("the conversation exists already: say something in it instead")]
    AlreadyOpened,
    #[error("the conversation is closed: a word of the consumer opens it again")]
    AlreadyClosed,
    /// A bot acts where another, or a person, has taken over since its turn began.
    #[error("the conversation is not this bot's any more: its act is dropped")]
    NotAssigned,
    #[error("an envelope of this id was said already")]
    EnvelopeUsed,
    #[error("no envelope of this id is known here, or it is too old to matter")]
    UnknownEnvelope,
    /// Templates and health belong to the account.
    #[error("this event is about the account, not about a conversation")]
    NotOfConversation,
    /// A float that is not finite or out of its range.
    #[error("{what} must lie within {range}")]
    OutOfRange { what: &'static str, range: &'static str },
}
