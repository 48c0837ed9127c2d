//! What goes out for each kind of content, and what becomes of the answers.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_sdk::build::{
    direct, group, media as media_of, message as message_of, message_of_media, message_of_text, part, text,
};
use jackfield_sdk::content::{
    Action, Button, Card, Cards, Content, Link, Location, Mark, MarkKind, Media, MediaKind, MediaSource, Message,
    Native, Picker, PickerItem, PickerSection, Text,
};
use jackfield_sdk::delivery::CallStep;
use jackfield_sdk::testing::{account, answered, cases, envelope, resumed, say as saying, show};
use jackfield_sdk::types::{Recipient, Target};

use super::*;
use crate::steps::resume;

const USER: &str = "U1111111111111111111111111111111a";
const GROUP: &str = "C2222222222222222222222222222222b";

fn to_user(act: Act) -> Envelope {
    let recipient = Recipient {
        kind: "consumer".into(),
        id: USER.into(),
        aliases: vec![],
    };
    envelope(direct(USER), recipient, act)
}

fn to_group(act: Act) -> Envelope {
    let recipient = Recipient {
        kind: "group".into(),
        id: GROUP.into(),
        aliases: vec![],
    };
    envelope(group(GROUP), recipient, act)
}

fn with_token(mut envelope: Envelope) -> Envelope {
    envelope.context = vec![Item {
        until: Some(account("{}").now + 1),
        once: true,
        ..item(Scope::Conversation, ids::REPLY_TOKEN, "token-1")
    }];
    envelope
}

fn targeting(mut envelope: Envelope) -> Envelope {
    let context = vec![
        item(Scope::Message, ids::QUOTE_TOKEN, "quote-1"),
        item(Scope::Message, ids::READ_TOKEN, "read-1"),
    ];
    envelope.target = Some(Target {
        id: "535".into(),
        inbound: true,
        at: 1,
        context,
    });
    envelope
}

fn first(envelope: &Envelope) -> CallStep {
    match super::send(&account("{}"), envelope).unwrap() {
        Start::Call(step) => step,
        other => unreachable!("{other:?}"),
    }
}

fn button(label: &str, action: Action) -> Button {
    Button {
        label: label.into(),
        action,
        payload: None,
        picture: None,
    }
}

fn linked(kind: MediaKind, name: &str) -> Media {
    let link = Some(format!("https://media.example/{name}"));
    Media {
        link,
        name: Some(name.into()),
        ..media_of(kind, MediaSource::Stored(name.into()))
    }
}

fn card(title: &str, subtitle: &str, buttons: Vec<Button>) -> Card {
    Card {
        title: Some(title.into()),
        subtitle: Some(subtitle.into()),
        media: None,
        buttons,
        tap: None,
    }
}

fn cards(cards: Vec<Card>) -> Message {
    message_of(Content::Cards(Cards {
        text: None,
        cards,
        footer: None,
    }))
}

fn replies(payloads: &[&str]) -> Vec<Button> {
    payloads
        .iter()
        .map(|payload| button(&payload.to_uppercase(), Action::Reply((*payload).into())))
        .collect()
}

fn picker(items: u32) -> Message {
    let item = |n| PickerItem {
        payload: format!("slot={n}"),
        title: format!("Slot {n}"),
        subtitle: None,
        picture: None,
    };
    let section = PickerSection {
        title: None,
        multiple: false,
        items: (0..items).map(item).collect(),
    };
    message_of(Content::Picker(Picker {
        text: text("When?"),
        open_label: None,
        header: None,
        footer: None,
        sections: vec![section],
    }))
}

fn marked() -> Message {
    let mark = |start, end, kind| Mark { start, end, kind };
    let marks = vec![
        mark(3, 7, MarkKind::Mention(USER.into())),
        mark(8, 9, MarkKind::Emoji("5ac1/001".into())),
    ];
    message_of(Content::Text(Text {
        body: "Hi @Mio $ {ok}".into(),
        marks,
    }))
}

fn with_quick_replies() -> Message {
    let time = r#"{"payload":"when","precision":"datetime","least":"2026-11-24T10:00"}"#;
    let quick_replies = vec![
        button("Send location", Action::ShareLocation),
        button("Skip", Action::Reply("loc=skip".into())),
        button("Later", Action::PickTime(time.into())),
        button("A person", Action::LiveAgent),
        button("Call", Action::Dial("+81312345678".into())),
        button("Copy", Action::Copy("CODE".into())),
    ];
    Message {
        quick_replies,
        ..message_of_text("Where are you?")
    }
}

fn video() -> Message {
    let mut message = message_of_media(
        Media {
            thumbnail: Some(1),
            ..linked(MediaKind::Video, "v.mp4")
        },
        Some(text("Look")),
    );
    message.media.push(linked(MediaKind::Image, "v.jpg"));
    message
}

fn sticker() -> Message {
    let extra = vec![
        ("x-package-id".into(), "446".into()),
        ("x-sticker-id".into(), "1988".into()),
    ];
    message_of_media(
        Media {
            extra,
            ..media_of(MediaKind::Sticker, MediaSource::Stored("s".into()))
        },
        None,
    )
}

fn place() -> Content {
    Content::Location(Location {
        latitude: 35.6,
        longitude: 139.7,
        name: Some("Shop".into()),
        address: None,
        url: None,
    })
}

fn native(kind: &str, payload: &str) -> Message {
    message_of(Content::Native(Native {
        kind: kind.into(),
        payload: payload.into(),
        summary: "A menu".into(),
    }))
}

#[test]
fn every_kind_of_content_goes_out_as_its_snapshot_says() {
    let link = Link {
        url: "https://a.example".into(),
        title: Some("A".into()),
        description: None,
        picture: None,
    };
    let audio = Media {
        duration: Some(1500),
        ..linked(MediaKind::Voice, "a.m4a")
    };
    let several = Message {
        parts: vec![part(Content::Text(text("1"))), part(place())],
        ..message_of_text("")
    };
    let kinds: Vec<(&str, Envelope)> = vec![
        ("text-reply", with_token(to_user(saying(message_of_text("Hello"))))),
        ("text-push", to_user(saying(message_of_text("Hello")))),
        ("text-marks-group", to_group(saying(marked()))),
        ("text-marks-direct", to_user(saying(marked()))),
        ("text-quoting", targeting(to_user(saying(message_of_text("This one"))))),
        ("quick-replies", to_user(saying(with_quick_replies()))),
        ("several-parts", to_user(saying(several))),
        (
            "image",
            to_user(saying(message_of_media(linked(MediaKind::Image, "i.png"), None))),
        ),
        ("video-caption", to_user(saying(video()))),
        ("voice", to_user(saying(message_of_media(audio, None)))),
        (
            "file",
            to_user(saying(message_of_media(linked(MediaKind::File, "bill.pdf"), None))),
        ),
        ("sticker", to_user(saying(sticker()))),
        ("location", to_user(saying(message_of(place())))),
        ("link", to_user(saying(message_of(Content::Link(link))))),
        (
            "card-buttons",
            to_user(saying(cards(vec![card("Tea", "Green", replies(&["a", "b", "c"]))]))),
        ),
        (
            "card-confirm",
            to_user(saying(cards(vec![Card {
                title: None,
                ..card("", "Sure?", replies(&["y", "n"]))
            }]))),
        ),
        (
            "card-flex",
            to_user(saying(cards(vec![card(&"T".repeat(60), "Long", replies(&["a"]))]))),
        ),
        (
            "carousel-template",
            to_user(saying(cards(vec![
                card("1", "x", replies(&["a"])),
                card("2", "y", replies(&["b"])),
            ]))),
        ),
        (
            "carousel-flex",
            to_user(saying(cards(vec![
                card("1", "x", replies(&["a"])),
                card("2", "y", vec![]),
            ]))),
        ),
        ("picker-quick-replies", to_user(saying(picker(3)))),
        ("picker-flex", to_user(saying(picker(14)))),
        (
            "native-flex",
            to_user(saying(native(
                "flex",
                r#"{"contents":{"type":"bubble"},"sender":{"name":"X"}}"#,
            ))),
        ),
        ("typing", to_user(Act::Typing(true))),
        ("read", targeting(to_user(Act::Read))),
    ];
    let shown: Vec<_> = kinds
        .iter()
        .map(|(name, envelope)| (*name, show(&first(envelope))))
        .collect();
    cases::check(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/send"), &shown);
}

#[test]
fn a_spent_token_falls_to_a_push_with_the_envelopes_id_as_key() {
    let envelope = with_token(to_user(saying(message_of_text("Hello"))));
    let reply = first(&envelope);
    assert!(reply.call.url.ends_with("/reply") && !reply.call.repeatable);
    let next = resume(
        &resumed(&reply.continuation),
        answered(400, r#"{"message":"Invalid reply token"}"#),
    )
    .unwrap();
    let Step::Call(push) = next.step else { unreachable!() };
    assert!(push.call.url.ends_with("/push"));
    assert_eq!(
        push.call.headers,
        [("x-line-retry-key".to_owned(), envelope.id.clone())]
    );
    let body = r#"{"sentMessages":[{"id":"561","quoteToken":"q"}]}"#;
    let end = resume(&resumed(&push.continuation), answered(200, body)).unwrap();
    let Step::Sent(dispatch) = end.step else { unreachable!() };
    let sent = dispatch.parts[0].outcome.as_ref().unwrap();
    assert_eq!((sent.id.as_str(), sent.items[0].value.as_str()), ("561", "q"));
}

#[test]
fn a_second_attempt_and_a_token_that_is_over_go_as_a_push() {
    let mut again = with_token(to_user(saying(message_of_text("Hello"))));
    again.attempt = 2;
    assert!(first(&again).call.url.ends_with("/push"));
    let mut late = with_token(to_user(saying(message_of_text("Hello"))));
    late.context[0].until = Some(account("{}").now);
    assert!(first(&late).call.url.ends_with("/push"));
}

#[test]
fn a_reply_without_an_answer_is_never_repeated_but_one_that_never_left_is_pushed() {
    let reply = first(&with_token(to_user(saying(message_of_text("Hello")))));
    for outcome in [Outcome::Unknown("reset".into()), answered(500, "")] {
        let failure = resume(&resumed(&reply.continuation), outcome).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Uncertain);
    }
    let next = resume(&resumed(&reply.continuation), Outcome::Unsent("no route".into())).unwrap();
    assert!(matches!(next.step, Step::Call(_)));
}

#[test]
fn a_push_that_line_had_before_is_a_success() {
    let push = first(&to_user(saying(message_of_text("Hello"))));
    let end = resume(
        &resumed(&push.continuation),
        answered(409, r#"{"sentMessages":[{"id":"9"}]}"#),
    )
    .unwrap();
    let Step::Sent(dispatch) = end.step else { unreachable!() };
    assert!(matches!(
        dispatch.parts[0].outcome.as_ref().unwrap().state,
        Acceptance::Repeated
    ));
    let lost = resume(&resumed(&push.continuation), Outcome::Unknown("reset".into())).unwrap_err();
    assert_eq!(lost.kind, FailureKind::Retryable);
}

#[test]
fn what_line_does_not_have_is_refused_and_what_is_pointless_is_not_done() {
    let refused = |envelope: &Envelope| super::send(&account("{}"), envelope).unwrap_err().kind;
    assert_eq!(refused(&to_user(Act::Unsend)), FailureKind::Unsupported);
    assert_eq!(refused(&to_user(saying(picker(0)))), FailureKind::Malformed);
    assert_eq!(
        refused(&to_user(saying(native("push", "{}")))),
        FailureKind::Unsupported
    );
    let private = message_of_media(media_of(MediaKind::Image, MediaSource::Stored("m".into())), None);
    assert_eq!(refused(&to_user(saying(private))), FailureKind::Unsupported);
    let six = Message {
        parts: vec![part(place()); 6],
        ..message_of_text("")
    };
    assert_eq!(refused(&to_user(saying(six))), FailureKind::TooLarge);
    for pointless in [
        to_group(Act::Typing(true)),
        to_user(Act::Typing(false)),
        to_user(Act::Read),
    ] {
        assert!(matches!(
            super::send(&account("{}"), &pointless).unwrap(),
            Start::Nothing
        ));
    }
}
