//! Events: one honest one of a body, and those that break the contract's numbers.

use jackfield_sdk::build::{direct, event, item, media, message, message_event, message_of_text, receipt, sender};
use jackfield_sdk::content::{BodyPart, Captioned, Content, Location, Mark, MarkKind, MediaKind, MediaSource, Text};
use jackfield_sdk::events::{Event, EventBody, Origin, OtherEvent, ReceiptState};
use jackfield_sdk::types::{MessageName, Scope};

use crate::attack::Plan;

/// Long after every test.
const FAR_FUTURE: u64 = u64::MAX;

/// The body as one text of one consumer.
pub fn honest(body: &[u8]) -> Vec<Event> {
    vec![said(Content::Text(Text {
        body: String::from_utf8_lossy(body).into_owned(),
        marks: vec![],
    }))]
}

fn said(content: Content) -> Event {
    Event {
        conversation: Some(direct("someone")),
        origin: Origin::Consumer(Some(sender("someone"))),
        time: Some(1),
        ..event("1", EventBody::Message(message_event(message(content))))
    }
}

fn at(latitude: f64, longitude: f64) -> Vec<Event> {
    vec![said(Content::Location(Location {
        latitude,
        longitude,
        name: None,
        address: None,
        url: None,
    }))]
}

fn with_media(source: MediaSource, shown: u32, thumbnail: Option<u32>) -> Vec<Event> {
    let mut message = message(Content::Media(Captioned {
        media: shown,
        caption: None,
    }));
    message.media = vec![jackfield_sdk::content::Media {
        thumbnail,
        ..media(MediaKind::Image, source)
    }];
    vec![event("1", EventBody::Message(message_event(message)))]
}

/// The events of the plan.
pub fn of(plan: &Plan) -> Vec<Event> {
    let many = |n: usize| "x".repeat(n);
    match plan.attack.as_str() {
        "events" => vec![event("1", EventBody::Opened); plan.size],
        "output" => honest(many(plan.size).as_bytes()),
        "long-id" => vec![event(many(plan.size), EventBody::Opened)],
        "long-key" => vec![Event {
            conversation: Some(direct(many(plan.size))),
            ..event("1", EventBody::Opened)
        }],
        "long-sender" => vec![Event {
            origin: Origin::Consumer(Some(sender(many(plan.size)))),
            ..event("1", EventBody::Opened)
        }],
        "future" => vec![
            Event {
                time: Some(FAR_FUTURE),
                ..said(Content::Unsupported("x".to_owned()))
            },
            event(
                "2",
                EventBody::Receipt(jackfield_sdk::events::Receipt {
                    before: Some(FAR_FUTURE),
                    ..receipt(ReceiptState::Read, MessageName::Network("1".to_owned()))
                }),
            ),
        ],
        "empty-names" => vec![
            event(
                "1",
                EventBody::Receipt(receipt(ReceiptState::Read, MessageName::Network(String::new()))),
            ),
            said(Content::Unsupported("x".to_owned())),
        ],
        "not-a-number" => at(f64::NAN, 0.0),
        "infinite" => at(0.0, f64::INFINITY),
        "off-the-earth" => at(90.5, 0.0),
        "media-index" => with_media(MediaSource::Link("https://a.example/".to_owned()), 1, None),
        "thumbnail-index" => with_media(MediaSource::Link("https://a.example/".to_owned()), 0, Some(u32::MAX)),
        "body-part" => with_media(
            MediaSource::Inline(BodyPart {
                offset: u32::MAX,
                length: u32::MAX,
                base64: false,
            }),
            0,
            None,
        ),
        "reference" => with_media(MediaSource::Reference(vec![1; plan.size]), 0, None),
        "mark" => vec![said(Content::Text(Text {
            body: "short".to_owned(),
            marks: vec![Mark {
                start: 3,
                end: u32::MAX,
                kind: MarkKind::Bold,
            }],
        }))],
        "items" => vec![Event {
            items: vec![item(Scope::Account, "key", "value"); plan.size],
            ..event("1", EventBody::Opened)
        }],
        "long-item" => vec![Event {
            items: vec![item(Scope::Account, "key", many(plan.size))],
            ..event("1", EventBody::Opened)
        }],
        "tail" => vec![Event {
            extra: vec![("x-a".to_owned(), many(plan.size))],
            ..event("1", EventBody::Opened)
        }],
        "task" => vec![event("1", EventBody::Task(vec![1; plan.size]))],
        "raw" => vec![event(
            "1",
            EventBody::Other(OtherEvent {
                kind: "x".to_owned(),
                raw: many(plan.size),
                known: false,
            }),
        )],
        "payment" => vec![event("1", EventBody::Payment(many(plan.size)))],
        "no-account" => vec![Event {
            body: EventBody::Message(message_event(message_of_text("x"))),
            ..event("1", EventBody::Opened)
        }],
        _ => vec![],
    }
}
