//! What a consumer does, the same for both networks; the networks write it each in their own way.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Something that a consumer does. In JSON `{"say": {"text": "hello"}}`, `{"tap": {"label": "Yes"}}`, `"follow"`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Deed {
    /// Writes.
    Say {
        /// The words.
        text: String,
        /// The id of the message that it answers.
        #[serde(default)]
        quotes: Option<String>,
    },
    /// Taps a button, a quick reply or a row of what was sent to them; the latest of this label.
    Tap {
        /// What stands on it.
        label: String,
        /// Of a time that is picked: `2026-11-24T10:00`; of a flow: the answers as JSON text.
        #[serde(default)]
        answer: Option<String>,
    },
    /// Sends media.
    Send(Media),
    /// Shares a place.
    Location {
        /// Degrees.
        latitude: f64,
        /// Degrees.
        longitude: f64,
        /// What it is called.
        #[serde(default)]
        name: Option<String>,
        /// Where it is.
        #[serde(default)]
        address: Option<String>,
    },
    /// Shares a contact (WhatsApp).
    Contact {
        /// Whose.
        name: String,
        /// Their number.
        phone: String,
    },
    /// Sends a sticker of the network's own (LINE), or a picture as one (WhatsApp: use [`Deed::Send`]).
    Sticker {
        /// The set.
        package: String,
        /// The sticker in it.
        sticker: String,
    },
    /// Reacts to a message of the business (WhatsApp); an empty emoji takes the reaction back.
    React {
        /// The message's id.
        message: String,
        /// The emoji.
        emoji: String,
    },
    /// Changes what they wrote.
    Edit {
        /// The id of their own message.
        message: String,
        /// The new words.
        text: String,
    },
    /// Takes back what they wrote.
    Unsend {
        /// The id of their own message.
        message: String,
    },
    /// Reads a message of the business and all before it (WhatsApp).
    Read {
        /// The message's id.
        message: String,
    },
    /// Says whether marketing may reach them (WhatsApp).
    Marketing {
        /// Whether.
        wanted: bool,
    },
    /// Becomes a friend, or unblocks (LINE).
    Follow,
    /// Blocks the business (LINE).
    Unfollow,
    /// Takes the business into the group (LINE).
    Invite,
    /// Removes the business from the group (LINE).
    Remove,
    /// WhatsApp: a message with these members (`type` and that of its name). LINE: an event with these.
    Raw(Value),
}

/// Media that a consumer sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// Of which kind.
    pub kind: MediaKind,
    /// The media type.
    pub mime: String,
    /// The bytes; Base64 in JSON.
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64", rename = "base64")]
    pub bytes: Bytes,
    /// The file's name.
    #[serde(default)]
    pub name: Option<String>,
    /// Words below it (WhatsApp).
    #[serde(default)]
    pub caption: Option<String>,
    /// LINE: how often the content is still being prepared (202) before it can be fetched.
    #[serde(default)]
    pub preparing: u32,
}

impl Media {
    /// Media of a kind, without name and caption.
    pub fn new(kind: MediaKind, mime: impl Into<String>, bytes: impl Into<Bytes>) -> Media {
        Media {
            kind,
            mime: mime.into(),
            bytes: bytes.into(),
            name: None,
            caption: None,
            preparing: 0,
        }
    }
}

/// The kind of media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// A voice note.
    Voice,
    /// A file.
    Document,
    /// A picture shown as a sticker.
    Sticker,
}

fn to_base64<S: Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map(Bytes::from).map_err(serde::de::Error::custom)
}
