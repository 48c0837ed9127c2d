//! The wide records of the contract with their empty fields filled in.
//!
//! Each function gives a whole record; an author names the fields that matter and takes the rest by struct update:
//! `Event { conversation: Some(here), ..event(id, body) }`. So a field that the contract gains later breaks no author.

mod describing;

pub use describing::{as_bearer, feature, reach, secret};

use crate::content::{Captioned, Content, Media, MediaKind, MediaSource, Message, Part, PickerItem, Text};
use crate::delivery::{Acceptance, CallStep, Dispatch, PartOutcome, Progress, Sent, Start, Step};
use crate::events::{
    Choice, ChoiceKind, Event, EventBody, EventFlags, MessageEvent, Origin, OtherEvent, Receipt, ReceiptState,
};
use crate::http::{Body, Fill, FillValue, FormPart, HttpCall, MediaBody, PartContent, Place, Reply, Sink};
use crate::text::cut_bytes;
use crate::types::{
    Alias, Conversation, ConversationKind, Failure, FailureKind, Item, LimitScope, MessageName, Scope, Sender,
};
use crate::{Rejection, Verdict, continuation};

/// The longest text of a failure, bytes (`types.failure`).
const FAILURE_TEXT_BYTES: usize = 1024;
/// The longest raw part of an `other` event, bytes (`events.other-event`).
const RAW_BYTES: usize = 64 * 1024;
/// Enough for the answer of any API call that is not media.
const ANSWER_BYTES: u32 = 1024 * 1024;

/// An event of the network itself: no conversation, no time.
pub fn event(id: impl Into<String>, body: EventBody) -> Event {
    Event {
        id: id.into(),
        address: None,
        conversation: None,
        origin: Origin::Network,
        time: None,
        marked: EventFlags::empty(),
        referral: None,
        body,
        items: vec![],
        extra: vec![],
    }
}

/// A conversation with one consumer.
pub fn direct(key: impl Into<String>) -> Conversation {
    Conversation {
        key: key.into(),
        kind: ConversationKind::Direct,
        title: None,
    }
}

/// A conversation with several.
pub fn group(key: impl Into<String>) -> Conversation {
    Conversation {
        key: key.into(),
        kind: ConversationKind::Group,
        title: None,
    }
}

/// A consumer known by this id only.
pub fn sender(id: impl Into<String>) -> Sender {
    Sender {
        id: id.into(),
        aliases: vec![],
        name: None,
        extra: vec![],
    }
}

/// Another name of a person that the network vouches for.
pub fn alias(kind: &str, value: impl Into<String>) -> Alias {
    Alias {
        kind: kind.to_owned(),
        value: value.into(),
        vouched: true,
    }
}

/// Text without marks.
pub fn text(body: impl Into<String>) -> Text {
    Text {
        body: body.into(),
        marks: vec![],
    }
}

/// A part of this content.
pub fn part(content: Content) -> Part {
    Part { content, extra: vec![] }
}

/// A message of one part.
pub fn message(content: Content) -> Message {
    Message {
        parts: vec![part(content)],
        media: vec![],
        quick_replies: vec![],
        extra: vec![],
    }
}

/// A message of text.
pub fn message_of_text(body: impl Into<String>) -> Message {
    message(Content::Text(text(body)))
}

/// A message of one media object and its caption.
pub fn message_of_media(media: Media, caption: Option<Text>) -> Message {
    Message {
        media: vec![media],
        ..message(Content::Media(Captioned { media: 0, caption }))
    }
}

/// Media of which nothing but kind and source is known.
pub fn media(kind: MediaKind, source: MediaSource) -> Media {
    Media {
        kind,
        source,
        link: None,
        mime: None,
        size: None,
        name: None,
        alt: None,
        duration: None,
        dimensions: None,
        thumbnail: None,
        digest: None,
        until: None,
        extra: vec![],
    }
}

/// An entry of a picker.
pub fn picker_item(payload: impl Into<String>, title: impl Into<String>) -> PickerItem {
    PickerItem {
        payload: payload.into(),
        title: title.into(),
        subtitle: None,
        picture: None,
    }
}

/// A message that answers, replaces and forwards nothing.
pub fn message_event(message: Message) -> MessageEvent {
    MessageEvent {
        message,
        reply_to: None,
        replaces: None,
        forwarded: false,
    }
}

/// A choice without values.
pub fn choice(kind: ChoiceKind, label: impl Into<String>) -> Choice {
    Choice {
        kind,
        label: label.into(),
        values: vec![],
        answers: None,
        question: None,
        extra: vec![],
    }
}

/// A receipt of one message.
pub fn receipt(state: ReceiptState, message: MessageName) -> Receipt {
    Receipt {
        state,
        messages: vec![message],
        before: None,
        participant: None,
        extra: vec![],
    }
}

/// What has no place in the contract, or was not understood: the raw part, cut at the contract's limit.
pub fn other(kind: impl Into<String>, raw: &str, known: bool) -> EventBody {
    EventBody::Other(OtherEvent {
        kind: kind.into(),
        raw: cut_bytes(raw, RAW_BYTES).to_owned(),
        known,
    })
}

/// Something to keep for 30 days.
pub fn item(scope: Scope, key: &str, value: impl Into<String>) -> Item {
    Item {
        scope,
        owner: None,
        key: key.to_owned(),
        value: value.into(),
        until: None,
        once: false,
    }
}

/// A failure that concerns the recipient only.
pub fn fail(kind: FailureKind, text: impl Into<String>) -> Failure {
    let mut text = text.into();
    text.truncate(cut_bytes(&text, FAILURE_TEXT_BYTES).len());
    Failure {
        kind,
        after: None,
        limit: LimitScope::Recipient,
        code: None,
        text,
        extra: vec![],
    }
}

impl Failure {
    /// With the network's code.
    #[must_use]
    pub fn code(mut self, code: impl ToString) -> Failure {
        self.code = Some(code.to_string());
        self
    }

    /// To be tried again after this many milliseconds.
    #[must_use]
    pub fn after(mut self, millis: u32) -> Failure {
        self.after = Some(millis);
        self
    }

    /// Reaching this far.
    #[must_use]
    pub fn within(mut self, limit: LimitScope) -> Failure {
        self.limit = limit;
        self
    }
}

/// An empty answer to a webhook.
pub fn reply(status: u16) -> Reply {
    Reply {
        status,
        content_type: None,
        body: vec![],
    }
}

/// A plain text answer to a webhook.
pub fn reply_text(status: u16, body: impl Into<String>) -> Reply {
    Reply {
        status,
        content_type: Some("text/plain".to_owned()),
        body: body.into().into_bytes(),
    }
}

/// A refusal of a webhook request; the reason goes to the log only.
pub fn reject(status: u16, reason: impl Into<String>) -> Verdict {
    Verdict::Reject(Rejection {
        status,
        reason: reason.into(),
    })
}

/// A call with this method and body, answered to the guest.
pub fn call(method: &str, url: impl Into<String>, label: &str, body: Body) -> HttpCall {
    HttpCall {
        method: method.to_owned(),
        url: url.into(),
        headers: vec![],
        body,
        fills: vec![],
        client_certificate: None,
        into: Sink::Memory(ANSWER_BYTES),
        timeout: None,
        repeatable: false,
        label: label.to_owned(),
    }
}

/// A GET, which is harmless to repeat.
pub fn get(url: impl Into<String>, label: &str) -> HttpCall {
    HttpCall {
        repeatable: true,
        ..call("GET", url, label, Body::Empty)
    }
}

/// A POST of JSON, which is not repeated by itself.
pub fn post_json(url: impl Into<String>, label: &str, body: &serde_json::Value) -> HttpCall {
    call("POST", url, label, Body::Json(body.to_string()))
}

impl HttpCall {
    /// With `authorization: Bearer` and this secret or token, put in by the host.
    #[must_use]
    pub fn bearer(mut self, secret: &str) -> HttpCall {
        self.fills.push(Fill {
            place: Place::Header("authorization".to_owned()),
            prefix: "Bearer ".to_owned(),
            value: FillValue::Secret(secret.to_owned()),
        });
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> HttpCall {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// A text field of a multipart body.
pub fn field(name: &str, value: impl Into<String>) -> FormPart {
    FormPart {
        name: name.to_owned(),
        filename: None,
        content_type: None,
        content: PartContent::Text(value.into()),
    }
}

/// Stored media as a file of a multipart body.
pub fn file(name: &str, media: &str, filename: impl Into<String>, content_type: impl Into<String>) -> FormPart {
    FormPart {
        name: name.to_owned(),
        filename: Some(filename.into()),
        content_type: Some(content_type.into()),
        content: PartContent::Media(MediaBody {
            media: media.to_owned(),
            encipher: None,
        }),
    }
}

/// Begins a job with a call.
///
/// # Errors
///
/// As [`continuation::write`].
pub fn start(call: HttpCall, next: &impl serde::Serialize) -> Result<Start, Failure> {
    Ok(Start::Call(CallStep {
        call,
        continuation: continuation::write(next)?,
    }))
}

/// Goes on with a call.
///
/// # Errors
///
/// As [`continuation::write`].
pub fn go_on(call: HttpCall, next: &impl serde::Serialize) -> Result<Progress, Failure> {
    Ok(progress(Step::Call(CallStep {
        call,
        continuation: continuation::write(next)?,
    })))
}

/// A step on the way to which nothing was learnt.
pub fn progress(step: Step) -> Progress {
    Progress {
        step,
        events: vec![],
        items: vec![],
        pace: None,
    }
}

/// A message that the network accepted under its id.
pub fn sent(id: impl Into<String>) -> Sent {
    Sent {
        id: id.into(),
        state: Acceptance::Accepted,
        segments: None,
        items: vec![],
    }
}

/// The end of a send: how the message that begins with this part of the envelope went.
pub fn dispatch(envelope: &str, part: u32, outcome: Result<Sent, Failure>) -> Dispatch {
    Dispatch {
        parts: vec![PartOutcome {
            envelope: envelope.to_owned(),
            part,
            outcome,
        }],
        conversation: None,
        sender: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_the_contracts_limits_between_characters() {
        let failure = fail(FailureKind::Rejected, "é".repeat(600))
            .code(131_000)
            .after(5)
            .within(LimitScope::Account);
        assert_eq!(failure.text.len(), 1024);
        assert_eq!((failure.code.as_deref(), failure.after), (Some("131000"), Some(5)));
        let EventBody::Other(other) = other("x", &"a".repeat(RAW_BYTES + 1), false) else {
            unreachable!()
        };
        assert_eq!(other.raw.len(), RAW_BYTES);
    }

    #[test]
    fn a_bearer_is_a_fill_and_never_a_header() {
        let call = get("https://a.example", "x").bearer("token").header("accept", "a/b");
        assert_eq!(call.headers, [("accept".to_owned(), "a/b".to_owned())]);
        assert!(matches!(&call.fills[0].value, FillValue::Secret(name) if name == "token"));
        assert!(call.repeatable);
    }
}
