//! What a message can carry, in neutral terms.
//!
//! Nothing nests in itself (WIT has no recursive types), and nothing big stands in two places: guests carry code for every
//! place in which a type stands. So media stand once, in `message.media`, and everything else points at them.
//!
//! Mirrors the interface `content` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::http::Digest;
use crate::types::{Instant, Json, Millis, Tail};

/// Index into `message.media`.
pub type MediaIndex = u32;

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    Bold,
    Italic,
    Strike,
    Code,
    /// To this URL.
    Link(String),
    /// Of the person with this id.
    Mention(String),
    /// The network's own picture character, by its name there.
    Emoji(String),
    Other(String),
}

/// A stretch of text that means more. Counted in Unicode scalar values, half open, inside the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub start: u32,
    pub end: u32,
    pub kind: MarkKind,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub body: String,
    #[serde(default)]
    pub marks: Vec<Mark>,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Image,
    Audio,
    /// Spoken into the device.
    Voice,
    Video,
    File,
    Sticker,
}

/// A part of the raw webhook body that holds the bytes themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyPart {
    pub offset: u32,
    pub length: u32,
    #[serde(default)]
    pub base64: bool,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaSource {
    /// Inbound: bytes of the connector's own for `media.download`, at most 8 KiB.
    Reference(Bytes),
    /// A public URL that needs no credential.
    Link(String),
    /// Inbound: in the webhook itself (mail).
    Inline(BodyPart),
    /// Outbound: an id in the media store.
    Stored(String),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub kind: MediaKind,
    pub source: MediaSource,
    /// Outbound: a public address of the bytes that lives as long as `describe` asks, where it asks for one.
    #[serde(default)]
    pub link: Option<String>,
    #[serde(default)]
    pub mime: Option<String>,
    /// Bytes.
    #[serde(default)]
    pub size: Option<u32>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub alt: Option<String>,
    #[serde(default)]
    pub duration: Option<Millis>,
    /// Pixels.
    #[serde(default)]
    pub dimensions: Option<(u32, u32)>,
    #[serde(default)]
    pub thumbnail: Option<MediaIndex>,
    #[serde(default)]
    pub digest: Option<Digest>,
    /// Inbound: fetch before this instant.
    #[serde(default)]
    pub until: Option<Instant>,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captioned {
    pub media: MediaIndex,
    #[serde(default)]
    pub caption: Option<Text>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees, -90..=90.
    pub latitude: f64,
    /// Degrees, -180..=180.
    pub longitude: f64,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    /// Kind (`phone`, `email`, `url`, `address`, `organisation`, `birthday`), label, value.
    #[serde(default)]
    pub details: Vec<(String, String, String)>,
    /// As it came.
    #[serde(default)]
    pub vcard: Option<String>,
}

/// A shared page, post or story, or a rich link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub url: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub picture: Option<MediaIndex>,
}

/// What a button does. The schemas of the JSON objects are in the documentation of the SDK.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Comes back as a choice with this payload.
    Reply(String),
    OpenUrl(String),
    /// E.164.
    Dial(String),
    ShareLocation,
    /// `phone` or `email`.
    ShareContact(String),
    Copy(String),
    /// Asks for a person.
    LiveAgent,
    /// {latitude, longitude, name, query}
    ViewLocation(Json),
    /// {title, description, begins, ends}
    Calendar(Json),
    /// {payload, precision, initial, least, most}
    PickTime(Json),
    /// {url, scopes, parameters}; redirect, state and challenge are the host's.
    Login(Json),
    /// The network's payment request.
    Pay(Json),
    Native(Json),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    pub action: Action,
    /// Comes back also for actions that are not replies, where the network tells.
    #[serde(default)]
    pub payload: Option<String>,
    #[serde(default)]
    pub picture: Option<MediaIndex>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub subtitle: Option<String>,
    #[serde(default)]
    pub media: Option<MediaIndex>,
    #[serde(default)]
    pub buttons: Vec<Button>,
    /// The button (by index) that a tap on the card itself presses.
    #[serde(default)]
    pub tap: Option<u32>,
}

/// One card, or with several a carousel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cards {
    #[serde(default)]
    pub text: Option<Text>,
    #[serde(default)]
    pub cards: Vec<Card>,
    #[serde(default)]
    pub footer: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickerItem {
    pub payload: String,
    pub title: String,
    #[serde(default)]
    pub subtitle: Option<String>,
    #[serde(default)]
    pub picture: Option<MediaIndex>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickerSection {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub multiple: bool,
    #[serde(default)]
    pub items: Vec<PickerItem>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picker {
    pub text: Text,
    /// On the control that opens the list.
    #[serde(default)]
    pub open_label: Option<String>,
    #[serde(default)]
    pub header: Option<MediaIndex>,
    #[serde(default)]
    pub footer: Option<String>,
    #[serde(default)]
    pub sections: Vec<PickerSection>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSlot {
    pub payload: String,
    pub begins: Instant,
    pub duration: Millis,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimePicker {
    pub text: Text,
    #[serde(default)]
    pub slots: Vec<TimeSlot>,
    #[serde(default)]
    pub place: Option<String>,
    /// IANA name.
    #[serde(default)]
    pub time_zone: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Paragraph,
    Number,
    Email,
    Phone,
    Date,
    SingleChoice,
    MultipleChoice,
    YesNo,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    pub name: String,
    pub label: String,
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    /// Payload and label.
    #[serde(default)]
    pub choices: Vec<(String, String)>,
    #[serde(default)]
    pub hint: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormPage {
    pub name: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub fields: Vec<FormField>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// A form that the network keeps, by its id there; the pages then only describe it.
    #[serde(default)]
    pub stored: Option<String>,
    /// Comes back in `choice.question`.
    pub name: String,
    pub text: Text,
    #[serde(default)]
    pub open_label: Option<String>,
    #[serde(default)]
    pub pages: Vec<FormPage>,
    /// First data for a kept form.
    #[serde(default)]
    pub data: Option<Json>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateValue {
    Text(String),
    Media(MediaIndex),
    Payload(String),
    /// Location, currency, date and the like.
    Other(Json),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateParameter {
    /// `header`, `body`, `button`, `card`.
    pub component: String,
    pub index: u32,
    #[serde(default)]
    pub name: Option<String>,
    pub value: TemplateValue,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub name: String,
    /// BCP 47, or the network's code.
    pub language: String,
    #[serde(default)]
    pub parameters: Vec<TemplateParameter>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    pub product: String,
    pub quantity: u32,
    /// Decimal text.
    #[serde(default)]
    pub price: Option<String>,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    #[serde(default)]
    pub catalogue: Option<String>,
    /// ISO 4217.
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub lines: Vec<OrderLine>,
    #[serde(default)]
    pub text: Option<String>,
}

/// What only one network has. Outbound it fills the content part of a request and nothing else: recipient, tags,
/// account and credentials stay the connector's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Native {
    pub kind: String,
    pub payload: Json,
    /// What people and other channels see instead.
    pub summary: String,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text(Text),
    Media(Captioned),
    Location(Location),
    Contact(Contact),
    Link(Link),
    Cards(Cards),
    Picker(Picker),
    TimePicker(TimePicker),
    Form(Form),
    Template(Template),
    Order(Order),
    Native(Native),
    /// Something was sent that the network itself does not pass on; its reason.
    Unsupported(String),
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub content: Content,
    #[serde(default)]
    pub extra: Tail,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// In the order of showing: a text with several pictures is one message. Outbound at most `capabilities.parts`.
    #[serde(default)]
    pub parts: Vec<Part>,
    #[serde(default)]
    pub media: Vec<Media>,
    /// Shown with the last part; their actions as on buttons.
    #[serde(default)]
    pub quick_replies: Vec<Button>,
    #[serde(default)]
    pub extra: Tail,
}

impl Content {
    /// Its name among the features of capabilities and the contents of permits.
    #[must_use]
    pub fn feature(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Media(_) => "media",
            Self::Location(_) => "location",
            Self::Contact(_) => "contact",
            Self::Link(_) => "link",
            Self::Cards(_) => "cards",
            Self::Picker(_) => "picker",
            Self::TimePicker(_) => "time-picker",
            Self::Form(_) => "form",
            Self::Template(_) => "template",
            Self::Order(_) => "order",
            Self::Native(_) => "native",
            Self::Unsupported(_) => "unsupported",
        }
    }
}
