//! What people type.

use crate::content::{Action, Button, Message};
use crate::event::{Choice, ChoiceKind, ChoiceValue, EventBody};
use crate::types::MessageName;

use super::super::{AnswerMap, adapt};
use super::{adapted, button, channel, native, plain_channel, reply, say_text};

fn numbered(replies: Vec<Button>) -> AnswerMap {
    let message = Message {
        quick_replies: replies,
        ..say_text("Well?")
    };
    adapted(&message, &plain_channel()).answers
}

fn finds(answers: &AnswerMap, typed: &str) -> Option<String> {
    answers.find(typed).map(|answer| answer.payload)
}

#[test]
fn a_number_a_word_and_the_label_find_the_postback() {
    let answers = numbered(vec![
        reply("Small", "s"),
        reply("Café crème", "c"),
        reply("Größe L", "l"),
    ]);
    for typed in [
        "2", "2.", "(2)", " 2 ", "2)", "#2", "two", "Two.", "２", "②", "2️⃣", "٢", "zwei", "dos", "二",
    ] {
        assert_eq!(finds(&answers, typed).as_deref(), Some("c"), "{typed}");
    }
    for typed in [
        "Café crème",
        "CAFÉ CRÈME",
        "  café   crème  ",
        "cafe\u{301} cre\u{300}me",
        "café crème!",
        "2. Café crème",
    ] {
        assert_eq!(finds(&answers, typed).as_deref(), Some("c"), "{typed}");
    }
    for typed in ["GRÖSSE L", "größe l", "GRÖẞE L", "grösse l"] {
        assert_eq!(finds(&answers, typed).as_deref(), Some("l"), "{typed}");
    }
    for typed in ["", " ", "4", "0", "cafe creme", "2. Small", "I want 2", "?"] {
        assert_eq!(finds(&answers, typed), None, "{typed}");
    }
}

#[test]
fn a_label_wins_over_a_number() {
    let answers = numbered(vec![reply("3", "three"), reply("2", "two"), reply("1", "one")]);
    assert_eq!(finds(&answers, "3").as_deref(), Some("three"));
    assert_eq!(finds(&answers, "1").as_deref(), Some("one"));
    // It is no label, but it is in a frame: the label still wins.
    assert_eq!(finds(&answers, "(3)").as_deref(), Some("three"));
}

#[test]
fn one_label_for_two_things_finds_neither_but_their_numbers_do() {
    let answers = numbered(vec![reply("Yes", "a"), reply("YES", "b"), reply("No", "c")]);
    assert_eq!(finds(&answers, "yes"), None);
    assert_eq!(finds(&answers, "Yes"), None);
    assert_eq!(finds(&answers, "1").as_deref(), Some("a"));
    assert_eq!(finds(&answers, "2").as_deref(), Some("b"));
    assert_eq!(finds(&answers, "no").as_deref(), Some("c"));
    // The same thing twice is one thing.
    let answers = numbered(vec![reply("Menu", "menu"), reply("Menu", "menu")]);
    assert_eq!(finds(&answers, "menu").as_deref(), Some("menu"));
}

#[test]
fn marks_tell_labels_apart_where_they_do() {
    let answers = numbered(vec![reply("C++", "cpp"), reply("C#", "cs"), reply("👍", "up")]);
    assert_eq!(finds(&answers, "c++").as_deref(), Some("cpp"));
    assert_eq!(finds(&answers, "C").as_deref(), None);
    assert_eq!(finds(&answers, "👍").as_deref(), Some("up"));
    assert_eq!(finds(&answers, "👍🏽"), None);
}

#[test]
fn an_answer_is_the_event_that_a_tap_would_have_been() {
    let message = Message {
        quick_replies: vec![reply("Yes", "y"), button("A person", Action::LiveAgent)],
        ..say_text("Well?")
    };
    let answers = adapt(&message, Some("really"), &plain_channel()).answers;
    let ours = MessageName::Ours("e1".into());
    assert_eq!(
        answers.find("1").unwrap().into_event(Some(ours.clone())),
        EventBody::Choice(Choice {
            kind: ChoiceKind::QuickReply,
            label: "Yes".into(),
            values: vec![ChoiceValue {
                name: String::new(),
                value: "y".into(),
                label: Some("Yes".into()),
            }],
            answers: Some(ours),
            question: Some("really".into()),
            extra: vec![],
        })
    );
    assert_eq!(answers.find("a person").unwrap().into_event(None), EventBody::LiveAgent);
    // It has no payload, so none brings it back.
    assert_eq!(answers.payload(""), None);
}

#[test]
fn the_map_is_stored_and_read_again() {
    let answers = numbered(vec![reply("Small", "s"), reply("Large", "l")]);
    let stored = serde_json::to_string(&answers).unwrap();
    let read: AnswerMap = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, answers);
    assert_eq!(
        stored,
        concat!(
            r#"{"offers":[{"answer":{"kind":"quick_reply","label":"Small","name":"","payload":"s","question":null,"live_agent":false},"#,
            r#""labels":["Small"],"number":1,"sent":null},{"answer":{"kind":"quick_reply","label":"Large","name":"","payload":"l","#,
            r#""question":null,"live_agent":false},"labels":["Large"],"number":2,"sent":null}]}"#
        ),
        "what is stored stays readable: add, never rename"
    );
    assert!(serde_json::from_str::<AnswerMap>("{}").unwrap().is_empty());
}

#[test]
fn a_person_asked_for_in_a_list_comes_back_as_one() {
    let message = Message {
        quick_replies: vec![reply("Yes", "live-agent"), button("A person", Action::LiveAgent)],
        ..say_text("Well?")
    };
    let plan = adapted(&message, &channel(vec![native("text"), native("picker")]));
    let crate::content::Content::Picker(picker) = &plan.messages[0].parts[0].content else {
        panic!()
    };
    let payloads: Vec<_> = picker.sections[0]
        .items
        .iter()
        .map(|item| item.payload.as_str())
        .collect();
    assert!(!plan.answers.payload(payloads[0]).unwrap().live_agent);
    assert!(plan.answers.payload(payloads[1]).unwrap().live_agent);
}
