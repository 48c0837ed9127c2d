//! The dialogue: a memory and a cause give acts and the next memory.

use jackfield_sdk::json::Value;
use jackfield_sdk::turns::content::Content;
use jackfield_sdk::turns::conversations::{Line, Speaker};
use jackfield_sdk::turns::events::Choice;
use jackfield_sdk::turns::{Act, Cause, HandOff, SetAttribute, Turn};

use crate::memory::{Memory, Stage};
use crate::request::Request;
use crate::settings::Settings;
use crate::show;

/// The attribute that a choice in the list sets.
pub const TOPIC: &str = "concierge.topic";
/// A consumer should not wait for ever for a person who is not there: five minutes.
const HANDBACK_MS: u32 = 300_000;
/// Words not understood in a row until a person is asked to help.
const MISSES: u8 = 3;

/// What the bot does when its turn comes.
pub fn answer(settings: &Settings, mut memory: Memory, turn: &Turn) -> (Vec<Act>, Memory) {
    let acts = match &turn.cause {
        Cause::Assigned(_) => greet(settings, &mut memory),
        Cause::Message => match turn.conversation.tail.last() {
            Some(line) if matches!(line.speaker, Speaker::Consumer(_)) => heard(settings, &mut memory, line),
            // The brand's or the network's own words are not for us.
            _ => vec![],
        },
        Cause::Choice(choice) => chosen(settings, &mut memory, choice),
        Cause::Handback(why) => {
            memory.stage = Stage::Showing;
            vec![
                Act::Note(format!("Nobody took over: {why}")),
                show::menu("I am sorry, nobody is free right now. Can I help meanwhile?"),
            ]
        }
        Cause::Undelivered(failure) => vec![Act::Note(format!("A message did not arrive: {}", failure.text))],
        Cause::Closed => {
            memory = Memory::default();
            vec![]
        }
        Cause::Other(json) if asks_for_person(json) => hand_off(settings, &mut memory, "asked for a person"),
        // It started nothing that could come back by these, and a thumbs-up needs no answer.
        Cause::Reaction(_)
        | Cause::Login(_)
        | Cause::Consent(_)
        | Cause::Exchange(_)
        | Cause::Timer(_)
        | Cause::Called(_)
        | Cause::Other(_) => vec![],
    };
    (acts, memory)
}

fn greet(settings: &Settings, memory: &mut Memory) -> Vec<Act> {
    memory.stage = Stage::Showing;
    memory.misses = 0;
    vec![show::menu(&settings.greeting)]
}

fn heard(settings: &Settings, memory: &mut Memory, line: &Line) -> Vec<Act> {
    let text = words(line);
    let by_payload = line.chosen.iter().find_map(|payload| Request::of_payload(payload));
    let topic = line
        .chosen
        .iter()
        .find_map(|payload| topic_of_payload(payload))
        .or_else(|| {
            let open = memory.stage == Stage::Picking && by_payload.is_none();
            open.then(|| topic_of_words(&text)).flatten()
        });
    respond(settings, memory, by_payload.or_else(|| Request::of_words(&text)), topic)
}

fn chosen(settings: &Settings, memory: &mut Memory, choice: &Choice) -> Vec<Act> {
    let payloads = || choice.values.iter().map(|value| value.value.as_str());
    let topic = payloads().find_map(topic_of_payload);
    let request = payloads()
        .find_map(Request::of_payload)
        .or_else(|| Request::of_words(&choice.label));
    respond(settings, memory, request, topic)
}

/// A chosen topic wins over words: "My account" holds no request, but "Return something" might.
fn respond(settings: &Settings, memory: &mut Memory, request: Option<Request>, topic: Option<Topic>) -> Vec<Act> {
    if memory.stage == Stage::Away {
        return vec![];
    }
    let mut acts = vec![];
    if memory.stage == Stage::New {
        // The greeting is a menu already.
        if topic.is_none() && matches!(request, None | Some(Request::Menu)) {
            return greet(settings, memory);
        }
        acts.push(show::text(&settings.greeting));
    }
    memory.stage = Stage::Showing;
    acts.extend(match (topic, request) {
        (Some(topic), _) => {
            memory.misses = 0;
            picked(memory, topic)
        }
        (None, Some(request)) => {
            memory.misses = 0;
            memory.ask(request.payload());
            show(settings, memory, request)
        }
        (None, None) => missed(settings, memory),
    });
    acts
}

fn show(settings: &Settings, memory: &mut Memory, request: Request) -> Vec<Act> {
    match request {
        Request::Agent => hand_off(settings, memory, "asked for a person"),
        Request::Hours => vec![show::ways_on(&settings.hours, &[Request::Menu, Request::Agent])],
        Request::List => {
            memory.stage = Stage::Picking;
            vec![show::list()]
        }
        Request::Carousel => vec![show::carousel()],
        Request::Card => vec![show::card(&settings.website)],
        Request::Text => vec![show::text(
            "This is plain text. Every channel can show it, and you can always answer in words: menu, card, carousel, \
             list, hours, or agent.",
        )],
        Request::Menu => vec![show::menu("What would you like to see?")],
    }
}

fn missed(settings: &Settings, memory: &mut Memory) -> Vec<Act> {
    memory.misses = memory.misses.saturating_add(1);
    if memory.misses >= MISSES {
        return hand_off(settings, memory, "was not understood");
    }
    vec![show::menu(
        "I did not understand that. You can ask me for one of these:",
    )]
}

fn hand_off(settings: &Settings, memory: &mut Memory, reason: &str) -> Vec<Act> {
    if memory.stage == Stage::Away {
        return vec![];
    }
    memory.stage = Stage::Away;
    memory.misses = 0;
    let asked = if memory.asked.is_empty() {
        "nothing".into()
    } else {
        memory.asked.join(", ")
    };
    let hand_off = HandOff {
        skill: settings.skill.clone(),
        reason: format!("The consumer {reason}."),
        summary: format!("Asked the concierge for: {asked}."),
        within: Some(HANDBACK_MS),
    };
    vec![
        show::text("One moment, I am looking for a person who can help."),
        Act::HandOff(hand_off),
    ]
}

/// Payload and title.
type Topic = (&'static str, &'static str);

fn topic_of_payload(payload: &str) -> Option<Topic> {
    show::TOPIC_ITEMS
        .iter()
        .find(|item| item.0 == payload)
        .map(|item| (item.0, item.1))
}

fn topic_of_words(text: &str) -> Option<Topic> {
    let text = text.trim();
    show::TOPIC_ITEMS
        .iter()
        .find(|item| item.1.eq_ignore_ascii_case(text))
        .map(|item| (item.0, item.1))
}

fn picked(memory: &mut Memory, (payload, title): Topic) -> Vec<Act> {
    memory.ask(payload);
    let value = Value::from(title).to_string();
    vec![
        Act::Attribute(SetAttribute {
            key: TOPIC.into(),
            value,
            confidence: 1.0,
        }),
        Act::Note(format!("Chose the topic \"{title}\".")),
        show::ways_on(
            &format!("You chose: {title}. Shall a person look into it?"),
            &[Request::Agent, Request::Menu],
        ),
    ]
}

/// The event `live_agent` as JSON: its name, or an object with its name as key.
fn asks_for_person(json: &str) -> bool {
    match serde_json::from_str::<Value>(json) {
        Ok(Value::String(name)) => name == "live_agent",
        Ok(Value::Object(object)) => object.contains_key("live_agent"),
        _ => false,
    }
}

/// What the consumer wrote in a line.
fn words(line: &Line) -> String {
    let texts = line.message.parts.iter().filter_map(|part| match &part.content {
        Content::Text(text) => Some(text.body.as_str()),
        Content::Media(captioned) => captioned.caption.as_ref().map(|caption| caption.body.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}
