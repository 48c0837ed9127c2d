//! LINE's JSON as LINE writes it (line/line-openapi at 6e4c2a2, `webhook.yml`), and the addresses of its API.
//!
//! Every member is optional: LINE adds kinds without notice and leaves members out where a person has not consented. What
//! these types do not name stays in the raw part, which goes along with every event that is not understood.

use jackfield_sdk::json::Value;
use serde::Deserialize;

/// Everything but media bytes.
pub const API_HOST: &str = "api.line.me";
/// Media bytes.
pub const DATA_HOST: &str = "api-data.line.me";
/// Secret: key of the webhook's signature.
pub const CHANNEL_SECRET: &str = "channel-secret";
/// Secret: bearer of every call.
pub const ACCESS_TOKEN: &str = "channel-access-token";

/// Paths that one of our calls may have, with the method, for the grant. `*` is one segment.
pub const API_PATHS: &[(&str, &str, &str)] = &[
    ("POST", "/v2/bot/message/reply", "answer a consumer without cost"),
    ("POST", "/v2/bot/message/push", "write to a consumer or group"),
    (
        "POST",
        "/v2/bot/chat/loading/start",
        "show that an answer is being written",
    ),
    (
        "POST",
        "/v2/bot/chat/markAsRead",
        "mark the consumer's messages as read",
    ),
    ("GET", "/v2/bot/profile/*", "name and picture of a consumer"),
    (
        "GET",
        "/v2/bot/group/*/member/*",
        "name and picture of a member of a group",
    ),
    (
        "GET",
        "/v2/bot/room/*/member/*",
        "name and picture of a member of a room",
    ),
    ("GET", "/v2/bot/info", "check the access token"),
    ("GET", "/v2/bot/message/quota", "how many pushes the plan allows"),
    ("GET", "/v2/bot/message/quota/consumption", "how many of them are used"),
    ("PUT", "/v2/bot/channel/webhook/endpoint", "register the webhook"),
];
/// As [`API_PATHS`], on the host of media.
pub const DATA_PATHS: &[(&str, &str, &str)] = &[
    ("GET", "/v2/bot/message/*/content", "fetch what a consumer sent"),
    ("GET", "/v2/bot/message/*/content/transcoding", "wait until it is ready"),
];

/// The URL of a path at the API.
pub fn api(path: &str) -> String {
    format!("https://{API_HOST}{path}")
}

/// The URL of a message's content, or of what follows it.
pub fn content(message: &str, suffix: &str) -> String {
    let message = jackfield_sdk::query::encode(message);
    format!("https://{DATA_HOST}/v2/bot/message/{message}/content{suffix}")
}

/// One event of a webhook.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// `message`, `follow` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Milliseconds since 1970.
    pub timestamp: Option<u64>,
    /// `active` or `standby`.
    pub mode: Option<String>,
    /// ULID, the same in every delivery.
    pub webhook_event_id: Option<String>,
    /// Whether this was delivered before.
    pub delivery_context: Option<DeliveryContext>,
    /// Absent on events of the account.
    pub source: Option<Source>,
    /// Answers this event once.
    pub reply_token: Option<String>,
    /// Of `message` and `messageEdited`.
    pub message: Option<Message>,
}

/// How an event came.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryContext {
    /// LINE sends it again.
    #[serde(default)]
    pub is_redelivery: bool,
}

/// Where an event happened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Missing in groups where the member has not consented.
    pub user_id: Option<String>,
    /// Of a group chat.
    pub group_id: Option<String>,
    /// Of a multi-person chat.
    pub room_id: Option<String>,
}

/// What a consumer sent. Which members are there depends on `kind`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Number as text.
    pub id: String,
    /// `text`, `image` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Quotes this message in an answer.
    pub quote_token: Option<String>,
    /// Marks this message as read.
    pub mark_as_read_token: Option<String>,
    /// The message that it answers.
    pub quoted_message_id: Option<String>,
    /// Of a text, or of a sticker with words on it.
    pub text: Option<String>,
    /// LINE's picture characters in the text.
    #[serde(default)]
    pub emojis: Vec<Emoji>,
    /// People named in the text.
    pub mention: Option<Mention>,
    /// Milliseconds.
    pub duration: Option<f64>,
    /// Who keeps the bytes.
    pub content_provider: Option<ContentProvider>,
    /// Images that were sent together.
    pub image_set: Option<ImageSet>,
    /// Of a file.
    pub file_name: Option<String>,
    /// Bytes.
    pub file_size: Option<u64>,
    /// Of a location.
    pub title: Option<String>,
    /// Of a location.
    pub address: Option<String>,
    /// Degrees.
    pub latitude: Option<f64>,
    /// Degrees.
    pub longitude: Option<f64>,
    /// Of a sticker.
    pub package_id: Option<String>,
    /// Of a sticker.
    pub sticker_id: Option<String>,
    /// `STATIC`, `ANIMATION` …
    pub sticker_resource_type: Option<String>,
    /// Words that describe a sticker.
    #[serde(default)]
    pub keywords: Vec<String>,
}

/// A picture character. Index and length count UTF-16 code units.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Emoji {
    /// First unit.
    pub index: usize,
    /// Units.
    pub length: usize,
    /// Set of emoji.
    pub product_id: String,
    /// Emoji in the set.
    pub emoji_id: String,
}

/// People named in a text.
#[derive(Debug, Deserialize)]
pub struct Mention {
    /// In the order of the text.
    #[serde(default)]
    pub mentionees: Vec<Mentionee>,
}

/// Someone named in a text. Index and length count UTF-16 code units.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mentionee {
    /// First unit.
    pub index: usize,
    /// Units.
    pub length: usize,
    /// `user` or `all`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Missing where the person has not consented.
    pub user_id: Option<String>,
}

/// Who keeps the bytes of media.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentProvider {
    /// `line` or `external`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of `external`.
    pub original_content_url: Option<String>,
}

/// Images that were sent together.
#[derive(Debug, Deserialize)]
pub struct ImageSet {
    /// The set.
    pub id: String,
    /// Place in the set, from 1.
    pub index: Option<u32>,
    /// Images in the set.
    pub total: Option<u32>,
}

/// An event as far as it can be read.
///
/// # Errors
///
/// Where a member is not of its documented type.
pub fn event(raw: &Value) -> Result<Event, serde_json::Error> {
    Event::deserialize(raw)
}
