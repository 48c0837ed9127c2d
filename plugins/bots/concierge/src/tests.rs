//! The bot as the host meets it: turns in, acts out.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_sdk::Bot;
use jackfield_sdk::json::{Fields, Value, json};
use jackfield_sdk::turns::content::{Action, Content, Message, Part, Text};
use jackfield_sdk::turns::conversations::{Line, Speaker, View};
use jackfield_sdk::turns::events::{Choice, ChoiceKind, ChoiceValue};
use jackfield_sdk::turns::types::{ConversationKind, FailureKind, Sender};
use jackfield_sdk::turns::{Act, Cause, Reply, Turn, Utterance};

use crate::Concierge;
use crate::settings::{SCHEMA, Settings};

/// A conversation with the bot; keeps its state as the host would.
struct Talk {
    settings: Value,
    state: Vec<u8>,
}

impl Talk {
    fn new() -> Self {
        Self {
            settings: json!({"greeting": "Welcome!", "skill": "service"}),
            state: vec![],
        }
    }

    fn turn(&mut self, cause: Cause, said: Option<&str>, chosen: &[&str]) -> Vec<Act> {
        let Reply { acts, state } = Concierge.handle(self.as_turn(cause, said, chosen)).expect("a reply");
        self.state = state;
        acts
    }

    fn as_turn(&self, cause: Cause, said: Option<&str>, chosen: &[&str]) -> Turn {
        let tail = said.map(|said| line(said, chosen)).into_iter().collect();
        Turn {
            settings: self.settings.to_string(),
            conversation: View {
                id: "v".into(),
                channel: "any".into(),
                kind: ConversationKind::Direct,
                features: vec![],
                language: None,
                skill: None,
                window_until: None,
                consumer: None,
                attributes: vec![],
                tags: vec![],
                tail,
                extra: vec![],
            },
            cause,
            state: self.state.clone(),
            written_by: Some("0.1.0".into()),
            now: 1,
            seed: vec![],
        }
    }

    fn assigned(mut self) -> Self {
        self.turn(Cause::Assigned("rule".into()), None, &[]);
        self
    }

    fn hears(&mut self, words: &str) -> Vec<Act> {
        self.turn(Cause::Message, Some(words), &[])
    }

    fn chooses(&mut self, payload: &str) -> Vec<Act> {
        let values = vec![ChoiceValue {
            name: String::new(),
            value: payload.into(),
            label: None,
        }];
        let kind = ChoiceKind::Button;
        let choice = Choice {
            kind,
            label: "·".into(),
            values,
            answers: None,
            question: None,
            extra: vec![],
        };
        self.turn(Cause::Choice(choice), None, &[])
    }
}

fn line(said: &str, chosen: &[&str]) -> Line {
    let content = Content::Text(Text {
        body: said.into(),
        marks: vec![],
    });
    let parts = vec![Part { content, extra: vec![] }];
    Line {
        id: "m".into(),
        speaker: Speaker::Consumer(Sender {
            id: "c".into(),
            aliases: vec![],
            name: None,
            extra: vec![],
        }),
        at: 1,
        message: Message {
            parts,
            media: vec![],
            quick_replies: vec![],
            extra: vec![],
        },
        chosen: chosen.iter().map(|&payload| payload.into()).collect(),
        deleted: false,
    }
}

/// One word for each act, with what matters of it.
fn brief(acts: &[Act]) -> Vec<String> {
    acts.iter().map(brief_act).collect()
}

fn brief_act(act: &Act) -> String {
    match act {
        Act::Say(utterance) => brief_words(utterance),
        Act::HandOff(to) => {
            format!(
                "hand off to {}: {} {}",
                to.skill.as_deref().unwrap_or("-"),
                to.reason,
                to.summary
            )
        }
        Act::Note(text) => format!("note: {text}"),
        Act::Attribute(set) => format!("{} = {}", set.key, set.value),
        other => format!("{other:?}"),
    }
}

fn brief_words(utterance: &Utterance) -> String {
    let replies = utterance.message.quick_replies.len();
    match &utterance.message.parts[0].content {
        Content::Text(text) if replies > 0 => format!("{} [{replies}]", text.body),
        Content::Text(text) => text.body.clone(),
        Content::Cards(cards) => format!("{} card(s)", cards.cards.len()),
        Content::Picker(picker) => format!("list of {}", picker.sections[0].items.len()),
        other => format!("{other:?}"),
    }
}

#[test]
fn it_greets_with_the_menu_when_assigned_and_on_a_first_message() {
    assert_eq!(
        brief(&Talk::new().turn(Cause::Assigned("rule".into()), None, &[])),
        ["Welcome! [6]"]
    );
    assert_eq!(brief(&Talk::new().hears("hm")), ["Welcome! [6]"]);
    let first = Talk::new().hears("opening hours?");
    assert_eq!(
        brief(&first),
        ["Welcome!", "We are here Monday to Friday, 9:00 to 17:00. [2]"]
    );
}

#[test]
fn words_and_payloads_show_the_same() {
    for (request, shown) in [
        ("menu", "What would you like to see? [6]"),
        ("card", "1 card(s)"),
        ("carousel", "3 card(s)"),
        ("list", "list of 4"),
        ("hours", "We are here Monday to Friday, 9:00 to 17:00. [2]"),
    ] {
        let mut talk = Talk::new().assigned();
        assert_eq!(brief(&talk.hears(&format!("The {request}, please!"))), [shown]);
        assert_eq!(brief(&talk.chooses(request)), [shown]);
        assert_eq!(
            brief(&talk.turn(Cause::Message, Some("2"), &[request])),
            [shown],
            "a mapped free answer"
        );
    }
}

#[test]
fn an_item_of_the_list_sets_the_topic_by_payload_and_by_title() {
    let expected = [
        r#"concierge.topic = "Invoices""#,
        r#"note: Chose the topic "Invoices"."#,
        "You chose: Invoices. Shall a person look into it? [2]",
    ];
    let mut talk = Talk::new().assigned();
    talk.hears("list");
    assert_eq!(brief(&talk.hears("invoices")), expected);
    assert_eq!(brief(&Talk::new().assigned().chooses("topic:invoice")), expected);
    let unasked = Talk::new().assigned().hears("invoices");
    assert!(
        brief(&unasked)[0].starts_with("I did not understand"),
        "without the list it is no answer"
    );
}

#[test]
fn it_hands_off_with_reason_and_summary_and_is_silent_until_it_is_handed_back() {
    let wait = "One moment, I am looking for a person who can help.";
    let hand_off = "hand off to service: The consumer asked for a person. Asked the concierge for: card, agent.";
    let mut talk = Talk::new().assigned();
    talk.hears("card");
    assert_eq!(brief(&talk.hears("I want an agent")), [wait, hand_off]);
    assert_eq!(brief(&talk.hears("menu")), Vec::<String>::new());
    let back = brief(&talk.turn(Cause::Handback("nobody in".into()), None, &[]));
    assert_eq!(
        back,
        [
            "note: Nobody took over: nobody in",
            "I am sorry, nobody is free right now. Can I help meanwhile? [6]"
        ]
    );
    assert_eq!(brief(&talk.chooses("card")), ["1 card(s)"]);
}

#[test]
fn the_live_agent_button_and_event_hand_off_too() {
    for acts in [
        Talk::new().assigned().chooses("agent"),
        Talk::new()
            .assigned()
            .turn(Cause::Other(r#""live_agent""#.into()), None, &[]),
        Talk::new().turn(Cause::Other(r#"{"live_agent":null}"#.into()), None, &[]),
    ] {
        assert!(matches!(&acts[..], [Act::Say(_), Act::HandOff(_)]), "{acts:?}");
    }
    let menu = Talk::new().turn(Cause::Assigned("rule".into()), None, &[]);
    let Act::Say(menu) = &menu[0] else { panic!("a menu") };
    assert!(
        menu.message
            .quick_replies
            .iter()
            .any(|reply| matches!(reply.action, Action::LiveAgent))
    );
    assert!(
        Talk::new()
            .assigned()
            .turn(Cause::Other("[1".into()), None, &[])
            .is_empty()
    );
}

#[test]
fn three_words_in_a_row_that_it_does_not_understand_bring_a_person() {
    let mut talk = Talk::new().assigned();
    talk.hears("xyzzy");
    talk.hears("card");
    for _ in 0..2 {
        assert!(brief(&talk.hears("xyzzy"))[0].starts_with("I did not understand"));
    }
    let last = talk.hears("xyzzy");
    assert!(brief(&last)[1].contains("was not understood"));
}

#[test]
fn a_state_that_cannot_be_read_begins_anew_and_tells_the_agents() {
    let mut talk = Talk {
        state: br#"{"v":"99"}"#.into(),
        ..Talk::new()
    };
    let acts = brief(&talk.hears("hello"));
    assert!(acts[0].starts_with("note: The concierge could not read what 0.1.0"));
    assert_eq!(acts[1], "Welcome! [6]");
}

#[test]
fn the_state_of_version_1_is_read_for_ever() {
    let mut talk = Talk {
        state: br#"{"v":"1","stage":"picking","misses":1,"asked":["list"]}"#.into(),
        ..Talk::new()
    };
    assert_eq!(brief(&talk.hears("My order"))[0], r#"concierge.topic = "My order""#);
    let stored: Value = serde_json::from_slice(&talk.state).unwrap();
    assert_eq!(
        stored,
        json!({"v": "1", "stage": "showing", "misses": 0, "asked": ["list", "topic:order"]})
    );
}

#[test]
fn the_state_stays_small_and_closing_forgets_it() {
    let mut talk = Talk::new().assigned();
    for _ in 0..1_000 {
        talk.hears("card");
    }
    assert!(talk.state.len() < 512);
    assert!(talk.turn(Cause::Closed, None, &[]).is_empty());
    assert_eq!(brief(&talk.hears("hm")), ["Welcome! [6]"]);
}

#[test]
fn wrong_settings_are_a_typed_failure_and_the_defaults_are_the_schemas() {
    let talk = Talk {
        settings: json!({"greting": "x"}),
        state: vec![],
    };
    let failure = Concierge
        .handle(talk.as_turn(Cause::Message, Some("hi"), &[]))
        .unwrap_err();
    assert!(matches!(failure.kind, FailureKind::Malformed));
    assert!(failure.text.contains("greting"));

    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let default = |name: &str| schema.at("properties").at(name).text("default").map(str::to_owned);
    let settings = Settings::read("").unwrap();
    assert_eq!(
        [
            default("greeting"),
            default("hours"),
            default("website"),
            default("skill")
        ],
        [
            Some(settings.greeting),
            Some(settings.hours),
            Some(settings.website),
            settings.skill
        ]
    );
}
