//! The enricher as the host meets it: events in, findings out.

use jackfield_sdk::Enricher as _;
use jackfield_sdk::findings::content::{Content, Message, Part, Text};
use jackfield_sdk::findings::conversations::View;
use jackfield_sdk::findings::events::{Event, EventBody, EventFlags, MessageEvent, Origin};
use jackfield_sdk::findings::types::ConversationKind;
use jackfield_sdk::findings::{Finding, Input};

use crate::PluginName;

fn input(origin: Origin, words: &str) -> Input {
    let text = Text { body: words.to_owned(), marks: vec![] };
    let message = Message {
        parts: vec![Part { content: Content::Text(text), extra: vec![] }],
        media: vec![],
        quick_replies: vec![],
        extra: vec![],
    };
    let body = MessageEvent { message, reply_to: None, replaces: None, forwarded: false };
    Input {
        settings: "{}".to_owned(),
        event: Event {
            id: "m-1".to_owned(),
            address: None,
            conversation: None,
            origin,
            time: None,
            marked: EventFlags::empty(),
            referral: None,
            body: EventBody::Message(body),
            items: vec![],
            extra: vec![],
        },
        conversation: View {
            id: "c-1".to_owned(),
            channel: "any".to_owned(),
            kind: ConversationKind::Direct,
            features: vec![],
            language: None,
            skill: None,
            window_until: None,
            consumer: None,
            attributes: vec![],
            tags: vec![],
            tail: vec![],
            extra: vec![],
        },
        now: 1,
        seed: vec![],
    }
}

/// What was found, or nothing.
fn found(origin: Origin, words: &str) -> Option<String> {
    let findings = PluginName.enrich(input(origin, words)).expect("findings");
    findings.into_iter().find_map(|finding| match finding {
        Finding::Attribute(attribute) => Some(attribute.value),
        _ => None,
    })
}

#[test]
fn a_question_is_known_by_its_mark() {
    for (words, expected) in [("Where is it?", "true"), ("在哪里？ ", "true"), ("It is here.", "false")] {
        assert_eq!(found(Origin::Consumer(None), words).as_deref(), Some(expected), "{words}");
    }
}

#[test]
fn nothing_is_found_in_what_is_no_consumers() {
    assert_eq!(found(Origin::Network, "Where is it?"), None);
}
