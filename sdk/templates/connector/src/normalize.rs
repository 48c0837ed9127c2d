//! Webhook -> events. What is not understood becomes `other` with its raw part, and its neighbours live.

use jackfield_sdk::build::{direct, event, fail, message_event, message_of_text, other, sender};
use jackfield_sdk::events::{Event, EventBody, Origin};
use jackfield_sdk::json::{self, Fields, Value};
use jackfield_sdk::types::{Failure, FailureKind, Sender};

use crate::wire;

/// The events of a body, in the network's order.
///
/// # Errors
///
/// `malformed` where the body is no JSON object with `messages`: then nothing of it can be read, and it is parked.
pub fn normalize(body: &[u8]) -> Result<Vec<Event>, Failure> {
    let malformed = |text: String| fail(FailureKind::Malformed, text);
    let body = json::parse(body).map_err(|error| malformed(format!("the body is no JSON: {error}")))?;
    if !body.at("messages").is_array() {
        return Err(malformed("the body has no list of messages".to_owned()));
    }
    Ok(body.list("messages").iter().enumerate().map(|(at, raw)| one(at, raw)).collect())
}

fn one(at: usize, raw: &Value) -> Event {
    let Ok(message) = serde_json::from_value::<wire::Message>(raw.clone()) else {
        let (id, from) = (raw.string("id"), raw.string("from"));
        return Event {
            conversation: from.clone().map(direct),
            origin: Origin::Consumer(from.map(sender)),
            ..event(id.unwrap_or_else(|| format!("unreadable-{at}")), other("message", &raw.to_string(), false))
        };
    };
    Event {
        conversation: Some(direct(message.from.clone())),
        origin: Origin::Consumer(Some(Sender { name: message.name, ..sender(message.from) })),
        time: message.sent,
        ..event(message.id, EventBody::Message(message_event(message_of_text(message.text))))
    }
}

#[cfg(test)]
mod tests {
    use jackfield_sdk::testing::{cases, show};

    use super::*;

    #[test]
    fn every_recorded_webhook_says_what_its_snapshot_says() {
        cases::walk(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/normalize"), |case| {
            normalize(case.as_bytes()).map_or_else(|failure| show(&failure), |events| show(&events))
        });
    }

    #[test]
    fn a_body_that_is_no_webhook_is_malformed() {
        for wrong in ["", "[]", "{}", r#"{"messages":1}"#] {
            assert!(normalize(wrong.as_bytes()).is_err_and(|failure| failure.kind == FailureKind::Malformed));
        }
    }
}
