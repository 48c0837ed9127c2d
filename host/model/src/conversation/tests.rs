//! What holds for every history of a conversation, and single cases worth reading.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::command::{Command, Refusal};
use super::event::{Assignee, Body, Closing, Event, Ignored, Plugin};
use super::inbound::words;
use super::routing::{Condition, Rule, route};
use super::{Progress, State, apply, decide, replay};
use crate::event::{
    BrandOrigin, Event as NetworkEvent, EventBody, EventFlags, MessageEvent, Origin, Receipt, ReceiptState,
};
use crate::finding::Finding;
use crate::turn::{Act, HandOff, Utterance};
use crate::types::{Author, AuthorKind, Failure, FailureKind, LimitScope, MessageName, Sender};

fn network(id: &str, body: EventBody) -> NetworkEvent {
    let sender = Sender {
        id: "c".into(),
        aliases: vec![],
        name: None,
        extra: vec![],
    };
    NetworkEvent {
        id: id.into(),
        address: None,
        conversation: None,
        origin: Origin::Consumer(Some(sender)),
        time: None,
        marked: EventFlags::default(),
        referral: None,
        body,
        items: vec![],
        extra: vec![],
    }
}

fn inbound(event: NetworkEvent) -> Command {
    Command::Inbound {
        id: format!("m-{}", event.id),
        channel: "chat".into(),
        account: "a".into(),
        event,
    }
}

fn text(id: &str) -> NetworkEvent {
    let message = MessageEvent {
        message: words("hello"),
        reply_to: None,
        replaces: None,
        forwarded: false,
    };
    network(id, EventBody::Message(message))
}

fn failure() -> Failure {
    let kind = FailureKind::Rejected;
    Failure {
        kind,
        after: None,
        limit: LimitScope::Account,
        code: None,
        text: "no".into(),
        extra: vec![],
    }
}

fn receipt(state: ReceiptState, name: Option<MessageName>, before: Option<u64>) -> NetworkEvent {
    let messages = name.into_iter().collect();
    network(
        "",
        EventBody::Receipt(Receipt {
            state,
            messages,
            before,
            participant: None,
            extra: vec![],
        }),
    )
}

fn say(envelope: &str) -> Command {
    let author = Author {
        kind: AuthorKind::Agent,
        name: None,
        picture_url: None,
    };
    Command::Say {
        envelope: envelope.into(),
        author,
        message: words("hi"),
    }
}

fn sent(envelope: &str, id: &str) -> Command {
    Command::Sent {
        envelope: envelope.into(),
        network: vec![id.into()],
    }
}

/// Runs commands, each at its time; refused ones change nothing. The state and the log.
fn run(commands: impl IntoIterator<Item = (Command, u64)>) -> (State, Vec<Event>) {
    let (mut state, mut log) = (State::default(), vec![]);
    for (command, now) in commands {
        for event in decide(&state, command, now).unwrap_or_default() {
            state = apply(state, &event);
            log.push(event);
        }
    }
    (state, log)
}

fn arb_receipt() -> impl Strategy<Value = NetworkEvent> {
    let state = prop_oneof![
        Just(ReceiptState::Sent),
        Just(ReceiptState::Delivered),
        Just(ReceiptState::Read),
        Just(ReceiptState::Played),
        Just(ReceiptState::Expired),
        Just(ReceiptState::Failed(failure())),
    ];
    (state, proptest::option::of(0..6u8), proptest::option::of(any::<u64>()))
        .prop_map(|(state, id, before)| receipt(state, id.map(|id| MessageName::Network(format!("n{id}"))), before))
}

fn arb_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        (0..40u8).prop_map(|id| inbound(text(&id.to_string()))),
        arb_receipt().prop_map(inbound),
        (0..6u8).prop_map(|id| say(&format!("e{id}"))),
        (0..6u8).prop_map(|id| sent(&format!("e{id}"), &format!("n{id}"))),
        (0..6u8).prop_map(|id| Command::SendFailed {
            envelope: format!("e{id}"),
            failure: failure()
        }),
        Just(Command::Close(Closing::Consumer)),
        (0..9_000u64).prop_map(|idle_limit_ms| Command::Tick { idle_limit_ms }),
        Just(inbound(network("live", EventBody::LiveAgent))),
        Just(Command::Assign {
            to: Assignee::Agent("ann".into()),
            why: "free".into()
        }),
    ]
}

fn arb_commands() -> impl Strategy<Value = Vec<(Command, u64)>> {
    proptest::collection::vec((arb_command(), prop_oneof![0..10_000u64, any::<u64>()]), 0..60)
}

proptest! {
    #[test]
    fn closes_at_most_once_until_it_is_reopened(commands in arb_commands()) {
        let mut open = false;
        for event in run(commands).1 {
            match event.body {
                Body::Opened(_) | Body::Reopened => {
                    prop_assert!(!open);
                    open = true;
                }
                Body::Closed(_) => {
                    prop_assert!(open);
                    open = false;
                }
                _ => {}
            }
        }
    }

    #[test]
    fn the_log_alone_gives_the_state_even_when_it_was_stored(commands in arb_commands()) {
        let (state, log) = run(commands);
        let stored = serde_json::to_string(&log).unwrap();
        let log: Vec<Event> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(replay(&log), state);
    }

    #[test]
    fn receipts_never_go_backwards(commands in arb_commands()) {
        let mut state = State::default();
        for event in run(commands).1 {
            let next = apply(state.clone(), &event);
            for sent in &state.outbound {
                let after = next.outbound_of(&MessageName::Ours(sent.envelope.clone())).unwrap();
                prop_assert!(sent.progress <= after.progress);
            }
            prop_assert!(state.delivered_until <= next.delivered_until && state.read_until <= next.read_until);
            prop_assert!(next.read_until <= next.delivered_until, "read implies delivered");
            state = next;
        }
    }

    #[test]
    fn what_a_network_sends_again_changes_nothing(commands in arb_commands(), now in any::<u64>()) {
        let (state, _) = run(commands.clone());
        for (command, _) in commands {
            if matches!(&command, Command::Inbound { event, .. } if !event.id.is_empty()) {
                prop_assert_eq!(decide(&state, command, now), Ok(vec![]));
            }
        }
    }

    #[test]
    fn a_tick_never_fails_whatever_the_time(commands in arb_commands(), now in any::<u64>(), limit in any::<u64>()) {
        let (state, _) = run(commands);
        let events = decide(&state, Command::Tick { idle_limit_ms: limit }, now).unwrap();
        let closed = events.iter().fold(state, apply);
        prop_assert_eq!(decide(&closed, Command::Tick { idle_limit_ms: limit }, now), Ok(vec![]));
    }
}

#[test]
fn a_failure_after_delivery_is_kept_with_the_reason_and_not_followed() {
    let name = || Some(MessageName::Network("n".into()));
    let (state, log) = run([
        (inbound(text("1")), 1),
        (say("e"), 2),
        (sent("e", "n"), 3),
        (inbound(receipt(ReceiptState::Read, name(), None)), 4),
        (inbound(receipt(ReceiptState::Delivered, name(), None)), 5),
        (inbound(receipt(ReceiptState::Failed(failure()), name(), None)), 6),
    ]);
    assert_eq!(state.outbound[0].progress, Progress::Read);
    let Body::Receipt(last) = &log.last().unwrap().body else {
        panic!("a receipt")
    };
    assert_eq!(last.ignored, [("n".to_owned(), Ignored::AfterDelivery)]);
    assert_eq!(
        log.len(),
        6,
        "opened, message, said, accepted, read, failed; the late `delivered` says nothing new"
    );
}

#[test]
fn a_receipt_that_overtakes_the_answer_to_the_send_counts_once_the_id_is_known() {
    let early = receipt(ReceiptState::Delivered, Some(MessageName::Network("n".into())), None);
    let (state, log) = run([
        (inbound(text("1")), 1),
        (say("e"), 2),
        (inbound(early.clone()), 3),
        (inbound(early), 3),
        (sent("e", "n"), 4),
    ]);
    assert_eq!(state.outbound[0].progress, Progress::Delivered);
    assert!(state.early.is_empty());
    assert_eq!(log.len(), 5, "the repetition is not logged");
}

#[test]
fn a_watermark_moves_what_the_network_had_by_then_and_nothing_in_the_outbox() {
    let read = receipt(ReceiptState::Read, None, Some(5));
    let (state, _) = run([
        (inbound(text("1")), 1),
        (say("old"), 2),
        (say("late"), 2),
        (say("waiting"), 2),
        (sent("old", "n1"), 3),
        (sent("late", "n2"), 6),
        (inbound(read), 9),
    ]);
    let progress: Vec<_> = state.outbound.iter().map(|sent| sent.progress).collect();
    assert_eq!(progress, [Progress::Read, Progress::Sent, Progress::Queued]);
    assert_eq!((state.read_until, state.delivered_until), (Some(5), Some(5)));
}

#[test]
fn the_consumers_word_reopens_and_history_does_not() {
    let mut old = text("2");
    old.marked.history = true;
    let close = || Command::Close(Closing::Agent("ann".into()));
    let (state, _) = run([(inbound(text("1")), 1), (close(), 2), (inbound(old), 3)]);
    assert!(!state.is_open());
    assert_eq!(decide(&state, close(), 4), Err(Refusal::AlreadyClosed));
    let events = decide(&state, inbound(text("3")), 5).unwrap();
    assert_eq!(events[0].body, Body::Reopened);
    assert!(events.iter().fold(state, apply).is_open());
}

#[test]
fn history_is_kept_and_never_acted_on() {
    let mut commands = vec![(inbound(text("1")), 1)];
    for (id, body) in [("l", EventBody::LiveAgent), ("c", EventBody::Closed)] {
        let mut old = network(id, body);
        old.marked.history = true;
        commands.push((inbound(old), 2));
    }
    let (state, log) = run(commands);
    assert!(state.is_open() && !state.wants_person);
    assert_eq!(log.len(), 4);
    assert!(
        log[2..]
            .iter()
            .all(|event| event.passive && matches!(event.body, Body::Other(_)))
    );
}

#[test]
fn a_message_that_was_parked_for_long_does_not_make_its_conversation_idle() {
    let mut parked = text("1");
    parked.time = Some(10);
    let (state, log) = run([
        (inbound(parked), 100_000),
        (Command::Tick { idle_limit_ms: 1_000 }, 100_999),
    ]);
    assert!(state.is_open());
    assert_eq!(log.iter().map(|event| event.at).collect::<Vec<_>>(), [100_000, 10]);
    assert!(state.is_idle(101_000, 1_000));
}

#[test]
fn our_own_echo_is_no_second_message() {
    let mut echo = text("n");
    echo.origin = Origin::Brand(BrandOrigin { ours: true, app: None });
    let (state, _) = run([
        (inbound(text("1")), 1),
        (say("e"), 2),
        (inbound(echo), 3),
        (sent("e", "n"), 4),
    ]);
    assert_eq!(state.tail.len(), 2);
    assert_eq!(state.outbound[0].progress, Progress::Sent);
}

#[test]
fn an_edit_replaces_and_an_older_edit_does_not() {
    let edit = |id: &str, edition, body: &str| {
        let replaces = Some((MessageName::Network("1".into()), edition));
        let message = MessageEvent {
            message: words(body),
            reply_to: None,
            replaces,
            forwarded: false,
        };
        inbound(network(id, EventBody::Message(message)))
    };
    let (state, _) = run([
        (inbound(text("1")), 1),
        (edit("b", 2, "second"), 2),
        (edit("a", 1, "first"), 3),
    ]);
    assert_eq!(state.tail[0].line.message, words("second"));
    let (state, _) = run([
        (inbound(text("1")), 1),
        (
            inbound(network("u", EventBody::Unsend(MessageName::Network("1".into())))),
            2,
        ),
    ]);
    assert!(state.tail[0].line.deleted && state.tail[0].line.message.parts.is_empty());
}

fn bot_acts(act: Act) -> Command {
    Command::Bot {
        plugin: Plugin {
            name: "greeter".into(),
            version: "1".into(),
        },
        envelope: "e".into(),
        act,
    }
}

#[test]
fn a_bot_acts_only_while_the_conversation_is_its_own() {
    let hand_off = HandOff {
        skill: Some("billing".into()),
        reason: "asked".into(),
        summary: "s".into(),
        within: None,
    };
    let (state, _) = run([
        (inbound(text("1")), 1),
        (
            Command::Assign {
                to: Assignee::Bot("greeter".into()),
                why: "rule".into(),
            },
            2,
        ),
        (
            bot_acts(Act::Say(Utterance {
                message: words("hi"),
                question: None,
                open: true,
            })),
            3,
        ),
        (bot_acts(Act::HandOff(hand_off)), 4),
    ]);
    assert_eq!(state.outbound.len(), 1);
    assert_eq!(state.assignee, Assignee::Skill("billing".into()));
    assert!(state.wants_person);
    assert_eq!(
        decide(&state, bot_acts(Act::Tag("late".into())), 5),
        Err(Refusal::NotAssigned)
    );
}

#[test]
fn a_number_that_is_none_never_enters_the_log() {
    let (state, _) = run([(inbound(text("1")), 1)]);
    let plugin = Plugin {
        name: "mood".into(),
        version: "1".into(),
    };
    let found = Command::Found {
        plugin,
        message: None,
        findings: vec![Finding::Sentiment(f64::NAN)],
    };
    assert_eq!(
        decide(&state, found, 2),
        Err(Refusal::OutOfRange {
            what: "sentiment",
            range: "-1..=1"
        })
    );
}

#[test]
fn the_first_rule_that_fits_wins_and_the_trace_says_why_the_others_did_not() {
    let (mut state, _) = run([(inbound(text("1")), 1)]);
    state.language = Some("en-GB".into());
    let rule = |name: &str, when: Vec<Condition>, to: &str| Rule {
        name: name.into(),
        when,
        to: Assignee::Skill(to.into()),
    };
    let rules = [
        rule(
            "german",
            vec![Condition::Channel("chat".into()), Condition::Language("de".into())],
            "de",
        ),
        rule("known", vec![Condition::FirstTime(false)], "known"),
        rule("english", vec![Condition::Language("EN".into())], "en"),
        rule("rest", vec![], "all"),
    ];
    let found = route(&rules, &state, true);
    assert_eq!(
        (found.rule.as_deref(), found.to),
        (Some("english"), Assignee::Skill("en".into()))
    );
    let unmet: Vec<_> = found.passed.into_iter().map(|passed| passed.unmet).collect();
    assert_eq!(unmet, [Condition::Language("de".into()), Condition::FirstTime(false)]);
    assert_eq!(route(&rules[..2], &state, true).to, Assignee::Nobody);
}

#[test]
fn the_state_stays_small_however_long_the_conversation() {
    let long = (0..2_000u64).flat_map(|n| [(inbound(text(&n.to_string())), n), (say(&format!("e{n}")), n)]);
    let (state, _) = run(long);
    assert_eq!(state.tail.len(), super::state::TAIL_LINES);
    assert_eq!(state.outbound.len(), super::state::FOLLOWED_MESSAGES);
    assert_eq!(state.seen.len(), super::state::SEEN_KEYS);
}
