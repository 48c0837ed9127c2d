//! What a channel loses of a message, why, and what it became: one typed line for each, for the log, the preview and reports.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::units::Unit;

/// One thing that does not arrive as it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// The part of the message that it is in, by index. None: the message itself or its quick replies.
    #[serde(default)]
    pub part: Option<u32>,
    /// Which thing.
    pub what: What,
    /// The reason.
    pub why: Why,
    /// What the consumer gets instead.
    pub became: Became,
}

/// What is lost or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The message as one thing.
    Message,
    /// A whole part, by the name of its content (`text`, `picker`).
    Content(String),
    /// A field of the part: `body`, `caption`, `title`, `subtitle`, `tap`, `alt`, ...
    Field(String),
    /// A mark, by its case.
    Mark(String),
    /// A media object or picture, by its index in the message.
    Media(u32),
    /// One thing that the consumer can do.
    Action(ActionName),
}

/// An action, as its author would look for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionName {
    /// Where its author put it.
    pub place: Place,
    /// The whole label.
    pub label: String,
    /// Its case in the contract (`reply`, `open-url`); `pick` for what is picked from a list, `slot` for a time.
    pub action: String,
}

/// Where an action stands, by indices; in one part ordered as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Below the message.
    QuickReply(u32),
    /// On a card.
    Button {
        /// Which card.
        card: u32,
        /// Which of its buttons.
        button: u32,
    },
    /// In a list.
    Row {
        /// Which section.
        section: u32,
        /// Which item of it.
        item: u32,
    },
    /// A time of a time picker.
    Slot(u32),
}

/// Why something is lost or changed. Features and limits by the channel's own names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The channel does not have it.
    Missing { feature: String },
    /// The channel leaves it to us to replace it.
    Fallback { feature: String },
    /// The network takes it and loses it.
    Dropped { feature: String },
    /// The network takes it with losses; the connector's note says which.
    Partial {
        feature: String,
        #[serde(default)]
        note: Option<String>,
    },
    /// More than the channel takes.
    Over {
        feature: String,
        limit: String,
        /// For lengths.
        #[serde(default)]
        unit: Option<Unit>,
        most: u64,
        has: u64,
    },
    /// Less than the channel takes.
    Under {
        feature: String,
        limit: String,
        least: u64,
        has: u64,
    },
    /// Of a kind or format that the feature does not name.
    Format { feature: String, format: String },
    /// Can only come in: an order, something unsupported, bytes that a connector refers to.
    InboundOnly,
    /// Points at what is not there, or says nothing that can be read.
    Malformed,
    /// Has nothing in it.
    Empty,
}

/// What stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It is sent; the network or the channel shows less of it.
    Sent,
    /// So many pieces.
    Pieces(u64),
    /// A message part of its own.
    OwnText,
    /// Words, a link or a number in a text.
    Text,
    /// An entry of a numbered list, with this number; what is typed finds it again.
    Numbered(u32),
    /// A shorter text: this one.
    Cut(String),
    /// Another kind of content, media or action: `audio`, `picker`, `quick-replies`, `cards`, `reply`.
    Kind(String),
    /// A short payload, which the answer map knows.
    StandIn(String),
    /// It is sent without this.
    Without,
    /// Nothing.
    Nothing,
}

/// How much a loss means to the consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody sees it.
    Unseen,
    /// It looks different.
    Looks,
    /// The consumer must do something else than was meant.
    Action,
    /// Something is not there.
    Content,
}

impl Loss {
    /// How much this means to the consumer.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match (&self.what, &self.became) {
            (_, Became::StandIn(_)) => Severity::Unseen,
            (What::Mark(_), _) => Severity::Looks,
            (What::Action(_), Became::Cut(_) | Became::Sent | Became::Without | Became::Kind(_)) => Severity::Looks,
            (What::Action(_), Became::Text | Became::Numbered(_)) => Severity::Action,
            // Nobody fills in what is only read.
            (What::Content(kind), Became::Text) if kind == "form" => Severity::Action,
            (_, Became::Nothing | Became::Without | Became::Cut(_)) => Severity::Content,
            (_, Became::Sent) if matches!(self.why, Why::Dropped { .. }) => Severity::Content,
            _ => Severity::Looks,
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            write!(f, "part {part}: ")?;
        }
        write!(f, "{}{}: {}", self.what, self.became, self.why)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message => write!(f, "the message"),
            Self::Content(name) => write!(f, "the {name}"),
            Self::Field(name) => write!(f, "its {name}"),
            Self::Mark(kind) => write!(f, "the mark {kind}"),
            Self::Media(index) => write!(f, "media {index}"),
            Self::Action(action) => write!(f, "\"{}\" ({})", action.label, action.action),
        }
    }
}

impl fmt::Display for Became {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent => write!(f, " is sent with less"),
            Self::Pieces(count) => write!(f, " is sent in {count} pieces"),
            Self::OwnText => write!(f, " is sent as a text of its own"),
            Self::Text => write!(f, " became text"),
            Self::Numbered(number) => write!(f, " became entry {number} of a numbered list"),
            Self::Cut(text) => write!(f, " was cut to \"{text}\""),
            Self::Kind(kind) => write!(f, " became {kind}"),
            Self::StandIn(payload) => write!(f, " is sent with the short payload {payload}"),
            Self::Without => write!(f, " is left out"),
            Self::Nothing => write!(f, " is not sent"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { feature } => write!(f, "the channel has no {feature}"),
            Self::Fallback { feature } => write!(f, "the channel leaves {feature} to be replaced"),
            Self::Dropped { feature } => write!(f, "the network loses {feature} on the way"),
            Self::Partial { feature, note: None } => write!(f, "the channel carries {feature} in part"),
            Self::Partial {
                feature,
                note: Some(note),
            } => write!(f, "the channel carries {feature} in part: {note}"),
            Self::Over {
                feature,
                limit,
                most,
                has,
                ..
            } => write!(f, "{limit} of {feature} is at most {most}, and this has {has}"),
            Self::Under {
                feature,
                limit,
                least,
                has,
            } => write!(f, "{limit} of {feature} is at least {least}, and this has {has}"),
            Self::Format { feature, format } => write!(f, "{feature} does not take {format}"),
            Self::InboundOnly => write!(f, "it can only come in"),
            Self::Malformed => write!(f, "it points at nothing, or cannot be read"),
            Self::Empty => write!(f, "there is nothing in it"),
        }
    }
}
