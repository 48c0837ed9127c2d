//! LINE's webhook -> events. One event of theirs gives one of ours; what is not understood becomes `other` with its raw
//! part, and its neighbours live.

mod account;
mod message;
mod people;

use jackfield_sdk::build::{choice, event, fail, item, other, sender};
use jackfield_sdk::events::{ChoiceKind, ChoiceValue, Event, EventBody, EventFlags, Login, Origin};
use jackfield_sdk::json::{self, Fields, Value};
use jackfield_sdk::types::{Failure, FailureKind, Item, MessageName, Scope};

use crate::{ids, wire};

/// How long a reply token is good after the event, milliseconds. LINE says «about a minute» and does not promise more.
const REPLY_TOKEN_LIFE_MS: u64 = 60_000;

/// The events of a body, in LINE's order.
///
/// # Errors
///
/// `malformed` when the body is no JSON object with `events`.
pub fn normalize(body: &[u8]) -> Result<Vec<Event>, Failure> {
    let body = json::parse(body).map_err(|error| malformed(&format!("the body is not JSON: {error}")))?;
    if !body.at("events").is_array() {
        return Err(malformed("the body has no list of events"));
    }
    let address = body.string("destination");
    let events = body.list("events").iter().enumerate();
    Ok(events.map(|(index, raw)| one(index, raw, address.clone())).collect())
}

fn malformed(text: &str) -> Failure {
    fail(FailureKind::Malformed, text)
}

fn one(index: usize, raw: &Value, address: Option<String>) -> Event {
    let Ok(wire) = wire::event(raw) else {
        let id = raw
            .string("webhookEventId")
            .unwrap_or_else(|| format!("unreadable-{index}"));
        let kind = raw.text("type").unwrap_or("unreadable");
        return Event {
            address,
            ..event(id, other(kind, &raw.to_string(), false))
        };
    };
    let id = id_of(&wire, index);
    let mut marked = EventFlags::empty();
    if wire.mode.as_deref() == Some("standby") {
        marked = marked | EventFlags::STANDBY;
    }
    if wire
        .delivery_context
        .as_ref()
        .is_some_and(|context| context.is_redelivery)
    {
        marked = marked | EventFlags::REDELIVERED;
    }
    let conversation = wire.source.as_ref().and_then(ids::conversation);
    let mut items = message_items(&wire);
    if conversation.is_some() {
        items.extend(reply_token(&wire));
    }
    Event {
        address,
        conversation,
        origin: origin(&wire),
        time: wire.timestamp,
        marked,
        items,
        ..event(id, body_of(&wire, raw))
    }
}

/// The message's own id where there is one, so that replies and edits find it; else the id of the event.
fn id_of(wire: &wire::Event, index: usize) -> String {
    let message = wire
        .message
        .as_ref()
        .filter(|_| wire.kind == "message")
        .map(|message| message.id.clone());
    message
        .or_else(|| wire.webhook_event_id.clone())
        .unwrap_or_else(|| format!("{}-{}-{index}", wire.kind, wire.timestamp.unwrap_or_default()))
}

fn origin(wire: &wire::Event) -> Origin {
    match (&wire.source, wire.kind.as_str()) {
        (None, _) | (_, "join" | "leave" | "memberJoined" | "memberLeft") => Origin::Network,
        (Some(source), _) => Origin::Consumer(source.user_id.as_deref().map(sender)),
    }
}

fn reply_token(wire: &wire::Event) -> Option<Item> {
    let token = wire.reply_token.as_deref()?;
    Some(Item {
        until: wire.timestamp.map(|at| at.saturating_add(REPLY_TOKEN_LIFE_MS)),
        once: true,
        ..item(Scope::Conversation, ids::REPLY_TOKEN, token)
    })
}

fn message_items(wire: &wire::Event) -> Vec<Item> {
    let Some(message) = &wire.message else { return vec![] };
    let quote = message
        .quote_token
        .as_deref()
        .map(|token| item(Scope::Message, ids::QUOTE_TOKEN, token));
    let read = message
        .mark_as_read_token
        .as_deref()
        .map(|token| item(Scope::Message, ids::READ_TOKEN, token));
    quote.into_iter().chain(read).collect()
}

fn body_of(wire: &wire::Event, raw: &Value) -> EventBody {
    let body = match wire.kind.as_str() {
        "message" => wire.message.as_ref().and_then(|message| message::body(message, false)),
        "messageEdited" => wire.message.as_ref().and_then(|message| message::body(message, true)),
        "unsend" => raw
            .at("unsend")
            .string("messageId")
            .map(|id| EventBody::Unsend(MessageName::Network(id))),
        "postback" => postback(raw.at("postback")),
        "accountLink" => login(raw.at("link")),
        "follow" => Some(people::consent(true, raw.at("follow").flag("isUnblocked"))),
        "unfollow" => Some(people::consent(false, false)),
        "join" => Some(people::ourselves(true)),
        "leave" => Some(people::ourselves(false)),
        "memberJoined" => people::members(true, raw.at("joined").list("members")),
        "memberLeft" => people::members(false, raw.at("left").list("members")),
        "delivery" => account::receipt(raw.at("delivery")),
        "module" | "activated" | "deactivated" | "botSuspended" | "botResumed" => account::health(&wire.kind, raw),
        "videoPlayComplete" | "beacon" | "membership" => Some(other(&wire.kind, &raw.to_string(), true)),
        _ => None,
    };
    body.unwrap_or_else(|| other(unread_kind(wire), &raw.to_string(), false))
}

fn unread_kind(wire: &wire::Event) -> String {
    match &wire.message {
        Some(message) => format!("{}.{}", wire.kind, message.kind),
        None => wire.kind.clone(),
    }
}

/// A postback: what a button carried, or the time that was picked. LINE does not say which message it answers, nor what
/// stood on the button.
fn postback(postback: &Value) -> Option<EventBody> {
    let data = postback.at("data").as_str()?;
    if data == ids::LIVE_AGENT {
        return Some(EventBody::LiveAgent);
    }
    let picked = ["datetime", "date", "time"].into_iter().find_map(|precision| {
        let value = postback.at("params").text(precision)?;
        Some((precision, value))
    });
    let value = |name: &str, value: &str| ChoiceValue {
        name: name.to_owned(),
        value: value.to_owned(),
        label: None,
    };
    let mut body = match picked {
        Some((precision, time)) => {
            let mut body = choice(ChoiceKind::Time, time);
            body.values = vec![value("", data), value(precision, time)];
            body
        }
        None => {
            let mut body = choice(ChoiceKind::Button, data);
            body.values = vec![value("", data)];
            body
        }
    };
    for name in ["newRichMenuAliasId", "status"] {
        if let Some(text) = postback.at("params").string(name) {
            body.extra.push((format!("x-{name}"), text));
        }
    }
    Some(EventBody::Choice(body))
}

/// The end of an account link. The nonce is what our own login page gave to LINE, so it is the state and not a code.
fn login(link: &Value) -> Option<EventBody> {
    let result = link.text("result")?;
    let ok = result == "ok";
    Some(EventBody::Login(Login {
        ok,
        code: None,
        state: link.string("nonce"),
        problem: (!ok).then(|| format!("LINE says: {result}")),
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jackfield_sdk::testing::{cases, show};

    use super::*;

    #[test]
    fn every_recorded_webhook_says_what_its_snapshot_says() {
        cases::walk(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/normalize"), |case| {
            normalize(case.as_bytes()).map_or_else(|failure| show(&failure), |events| show(&events))
        });
    }

    #[test]
    fn a_verification_without_events_says_nothing() {
        assert!(normalize(br#"{"destination":"U0","events":[]}"#).unwrap().is_empty());
    }

    #[test]
    fn a_body_that_is_no_webhook_is_malformed() {
        for wrong in ["", "[]", "{}", r#"{"events":1}"#] {
            assert_eq!(
                normalize(wrong.as_bytes()).unwrap_err().kind,
                FailureKind::Malformed,
                "{wrong}"
            );
        }
    }
}
