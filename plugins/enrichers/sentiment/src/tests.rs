//! The enricher as the host meets it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::Sentiment;
use jackfield_sdk::Enricher;
use jackfield_sdk::findings::content::{Captioned, Content, Message, Part, Text};
use jackfield_sdk::findings::conversations::View;
use jackfield_sdk::findings::events::{BrandOrigin, Event, EventBody, EventFlags, MessageEvent, Origin};
use jackfield_sdk::findings::types::ConversationKind;
use jackfield_sdk::findings::{Finding, Input};

fn text(body: &str) -> Text {
    Text {
        body: body.into(),
        marks: vec![],
    }
}

fn input(origin: Origin, contents: Vec<Content>) -> Input {
    let parts = contents
        .into_iter()
        .map(|content| Part { content, extra: vec![] })
        .collect();
    let message = Message {
        parts,
        media: vec![],
        quick_replies: vec![],
        extra: vec![],
    };
    let body = EventBody::Message(MessageEvent {
        message,
        reply_to: None,
        replaces: None,
        forwarded: false,
    });
    Input {
        settings: "{}".into(),
        event: event(origin, body),
        conversation: View {
            id: "v".into(),
            channel: "chat".into(),
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

fn event(origin: Origin, body: EventBody) -> Event {
    Event {
        id: "1".into(),
        address: None,
        conversation: None,
        origin,
        time: None,
        marked: EventFlags::empty(),
        referral: None,
        body,
        items: vec![],
        extra: vec![],
    }
}

/// The score, if there is a finding.
fn enriched(input: Input) -> Option<f64> {
    let findings = Sentiment.enrich(input).expect("it never fails");
    assert!(findings.len() <= 1);
    findings.into_iter().next().map(|finding| match finding {
        Finding::Sentiment(score) => score,
        other => panic!("not a sentiment: {other:?}"),
    })
}

#[test]
fn a_consumers_text_and_captions_are_scored_together() {
    let caption = Content::Media(Captioned {
        media: 0,
        caption: Some(text("arrived broken")),
    });
    let score = enriched(input(
        Origin::Consumer(None),
        vec![Content::Text(text("Terrible")), caption],
    ))
    .unwrap();
    assert!(score < -0.7, "{score}");
}

#[test]
fn the_brands_own_words_are_not_scored() {
    let brand = Origin::Brand(BrandOrigin { ours: true, app: None });
    assert_eq!(enriched(input(brand, vec![Content::Text(text("great"))])), None);
}

#[test]
fn nothing_known_is_no_finding() {
    assert_eq!(
        enriched(input(Origin::Consumer(None), vec![Content::Text(text("12345"))])),
        None
    );
    assert_eq!(enriched(input(Origin::Consumer(None), vec![])), None);
    let mut typing = input(Origin::Consumer(None), vec![]);
    typing.event.body = EventBody::Typing(true);
    assert_eq!(enriched(typing), None);
}

#[test]
fn it_asks_for_messages_only_and_for_no_reach() {
    let description = Sentiment.describe();
    assert_eq!(
        (description.takes, description.writes),
        (vec!["message".to_owned()], vec!["sentiment".to_owned()])
    );
    assert!(description.reach.is_empty() && description.secrets.is_empty());
}
