//! Arguments for every function of the contract, with nothing in them that matters.

use jackfield_model::content::{Media, Message};
use jackfield_model::conversation_view::View;
use jackfield_model::delivery::{Envelope, Resumed};
use jackfield_model::event::Event;
use jackfield_model::finding::Input;
use jackfield_model::http::{Outcome, Peer, Request};
use jackfield_model::recipient::Wanted;
use jackfield_model::turn::Turn;
use jackfield_model::types::{Account, Recipient};
use serde_json::json;

use super::{NOW, tag};

pub fn account(settings: &str) -> Account {
    Account {
        id: "account".into(),
        address: None,
        settings: settings.into(),
        state: vec![],
        webhook_url: "https://hub.example.com/channels/account".into(),
        now: NOW,
        seed: vec![9; 32].into(),
        extra: vec![],
    }
}

pub fn request(body: &[u8]) -> Request {
    Request {
        method: "POST".into(),
        url: "https://hub.example.com/channels/account".into(),
        path: "/".into(),
        headers: vec![],
        body: body.to_vec().into(),
        received: NOW,
        peer: Peer {
            address: None,
            certificate: None,
        },
        extra: vec![],
    }
}

/// A request that carries the MAC that the guest checks.
pub fn signed_request(body: &[u8]) -> Request {
    Request {
        headers: vec![("x-tag".into(), tag(body))],
        ..request(body)
    }
}

pub fn recipient() -> Recipient {
    Recipient {
        kind: "consumer".into(),
        id: "someone".into(),
        aliases: vec![],
    }
}

pub fn wanted() -> Wanted {
    serde_json::from_value(json!({"profile": true})).expect("flags")
}

pub fn envelope() -> Envelope {
    serde_json::from_value(json!({
        "id": "00000000-0000-4000-8000-000000000001",
        "attempt": 1,
        "sequence": 1,
        "recipient": recipient(),
        "act": "unsend",
        "author": {"kind": "agent"},
        "purpose": "answer",
        "window": {},
        "silent": false,
    }))
    .expect("an envelope")
}

pub fn resumed() -> Resumed {
    Resumed {
        continuation: vec![1].into(),
        written_by: "0.1.0".into(),
    }
}

pub fn outcome() -> Outcome {
    Outcome::Waited
}

pub fn media() -> Media {
    serde_json::from_value(json!({"kind": "image", "source": {"link": "https://a.example/"}})).expect("media")
}

fn view() -> View {
    serde_json::from_value(json!({
        "id": "conversation", "channel": "guest", "kind": "direct", "features": [], "attributes": [], "tags": [], "tail": [],
    }))
    .expect("a view")
}

fn settings(attack: &str, size: usize) -> String {
    json!({"attack": attack, "size": size}).to_string()
}

/// A bot's turn, with settings that say how to attack.
pub fn turn(attack: &str, size: usize) -> Turn {
    Turn {
        settings: settings(attack, size),
        conversation: view(),
        cause: serde_json::from_value(json!("message")).expect("a cause"),
        state: vec![].into(),
        written_by: None,
        now: NOW,
        seed: vec![9; 32].into(),
    }
}

/// An enricher's input, with settings that say how to attack.
pub fn input(attack: &str, size: usize) -> Input {
    Input {
        settings: settings(attack, size),
        event: event(),
        conversation: view(),
        now: NOW,
        seed: vec![9; 32].into(),
    }
}

fn event() -> Event {
    serde_json::from_value(json!({"id": "1", "origin": "network", "body": "opened"})).expect("an event")
}

pub fn message_of(event: &Event) -> Option<&Message> {
    match &event.body {
        jackfield_model::event::EventBody::Message(said) => Some(&said.message),
        _ => None,
    }
}
