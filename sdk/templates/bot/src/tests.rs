//! The bot as the host meets it: turns in, acts out.

use jackfield_sdk::Bot as _;
use jackfield_sdk::turns::content::{Content, Message, Part, Text};
use jackfield_sdk::turns::conversations::{Line, Speaker, View};
use jackfield_sdk::turns::events::{Choice, ChoiceKind, ChoiceValue};
use jackfield_sdk::turns::types::ConversationKind;
use jackfield_sdk::turns::{Act, Cause, Reply, Turn};

use crate::PluginName;

fn turn(cause: Cause, said: Option<&str>, state: &[u8]) -> Turn {
    let line = |said: &str| {
        let text = Text { body: said.to_owned(), marks: vec![] };
        Line {
            id: "m-1".to_owned(),
            speaker: Speaker::Network,
            at: 1,
            message: Message {
                parts: vec![Part { content: Content::Text(text), extra: vec![] }],
                media: vec![],
                quick_replies: vec![],
                extra: vec![],
            },
            chosen: vec![],
            deleted: false,
        }
    };
    Turn {
        settings: "{}".to_owned(),
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
            tail: said.into_iter().map(line).collect(),
            extra: vec![],
        },
        cause,
        state: state.to_vec(),
        written_by: None,
        now: 1,
        seed: vec![],
    }
}

fn reply(cause: Cause, said: Option<&str>, state: &[u8]) -> Reply {
    PluginName.handle(turn(cause, said, state)).expect("a reply")
}

/// What is said, or nothing.
fn words(reply: &Reply) -> Option<&str> {
    reply.acts.iter().find_map(|act| match act {
        Act::Say(utterance) => match &utterance.message.parts[0].content {
            Content::Text(text) => Some(text.body.as_str()),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn it_greets_and_repeats() {
    let greeting = reply(Cause::Assigned("route".to_owned()), None, &[]);
    assert!(words(&greeting).is_some_and(|words| words.starts_with("Hello")));
    let answer = reply(Cause::Message, Some("tea"), &greeting.state);
    assert_eq!(words(&answer), Some("You said: tea"));
}

#[test]
fn it_hands_off_when_asked_to_and_tells_what_it_heard() {
    let before = reply(Cause::Message, Some("tea"), &[]);
    let value = ChoiceValue { name: String::new(), value: "person".to_owned(), label: None };
    let choice = Choice {
        kind: ChoiceKind::Button,
        label: "A person, please".to_owned(),
        values: vec![value],
        answers: None,
        question: None,
        extra: vec![],
    };
    let after = reply(Cause::Choice(choice), None, &before.state);
    let [Act::HandOff(hand_off)] = after.acts.as_slice() else {
        panic!("a hand-off is wanted");
    };
    assert_eq!(hand_off.summary, "The bot heard 1 messages.");
}

#[test]
fn a_memory_that_cannot_be_read_is_a_failure_and_no_trap() {
    assert!(PluginName.handle(turn(Cause::Message, None, b"{")).is_err());
}
