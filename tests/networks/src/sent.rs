//! What the business sent, as the network took it.

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

/// A message that was accepted.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    /// Its place among all accepted messages, from 0.
    pub number: u64,
    /// When, by the simulator's clock; milliseconds since 1970.
    pub at_ms: u64,
    /// Whom it is for: digits, a user id or a group's id; for LINE's broadcasts `*`.
    pub to: String,
    /// Whether they see it: not when it failed later, or they have blocked the business.
    pub reached: bool,
    /// The id that the network gave it.
    pub id: String,
    /// The network's name of its kind. With a dot where there are kinds of the kind: `interactive.list`, `template.buttons`.
    pub kind: String,
    /// Its words: body, caption or alternative text.
    pub text: Option<String>,
    /// What a consumer can tap on it, in the order of reading.
    pub choices: Vec<Choice>,
    /// The message that it quotes: its id (WhatsApp) or quote token (LINE).
    pub quotes: Option<String>,
    /// The call that brought it: `messages`, `reply`, `push`, `multicast`, `broadcast`, `marketing_messages`.
    pub via: &'static str,
    /// The message as it was sent.
    pub body: Value,
    /// The whole request; that of several messages is the same.
    #[serde(skip)]
    pub request: std::sync::Arc<Recorded>,
}

/// Something that a consumer can tap.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// What stands on it.
    pub label: String,
    /// What a tap does.
    pub does: Does,
}

/// What a tap does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// WhatsApp: a reply button.
    Reply {
        /// What comes back.
        id: String,
    },
    /// WhatsApp: a row of a list.
    Row {
        /// What comes back.
        id: String,
        /// The second line.
        description: Option<String>,
    },
    /// WhatsApp: a quick reply of a template.
    Payload {
        /// What comes back.
        payload: String,
    },
    /// WhatsApp: opens a flow, which comes back when it is filled in.
    Flow {
        /// What tells the flow.
        token: String,
    },
    /// LINE: sends these words as the consumer's own.
    Say {
        /// The words.
        text: String,
    },
    /// LINE: a postback.
    Postback {
        /// What comes back.
        data: String,
    },
    /// LINE: a date or time is picked.
    PickTime {
        /// What comes back beside the time.
        data: String,
        /// `date`, `time` or `datetime`.
        mode: String,
    },
    /// Asks for the consumer's location.
    ShareLocation,
    /// Opens a page, dials a number.
    Open {
        /// Which.
        url: String,
    },
    /// Anything else, as it was sent.
    Other(Value),
}

/// A sign that was accepted: typing, a read mark, a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Act {
    /// `typing`, `read`, `block`, `unblock`, `upload`, `subscribe`, `unsubscribe`, `webhook`.
    pub kind: &'static str,
    /// Which message (WhatsApp), token, chat, media or URL it is about.
    pub about: String,
}

/// A request, kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The method.
    pub method: String,
    /// The host that was asked for.
    pub host: String,
    /// Path and query.
    pub target: String,
    /// Headers in their order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Recorded {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl From<&crate::exchange::Request> for Recorded {
    fn from(request: &crate::exchange::Request) -> Recorded {
        let headers = request.head.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        let target = request
            .head
            .uri
            .path_and_query()
            .map_or_else(String::new, ToString::to_string);
        Recorded {
            method: request.head.method.to_string(),
            host: request.host().to_owned(),
            target,
            headers: headers.collect(),
            body: request.body.clone(),
        }
    }
}
