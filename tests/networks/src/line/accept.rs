//! Messages that the network takes: replies with their token, pushes with their retry key.

use std::sync::Arc;

use serde_json::{Value, json};

use super::messages::{messages, silent};
use super::{Accepted, Line, errors, json_body, read, sound, tokens};
use crate::exchange::{Answer, Request};
use crate::sent::{Recorded, Sent};
use crate::shape::{self, Part, Unit};
use crate::shared::Shared;
use crate::spec::Of;

/// Accepted requests are known by their retry key for this long.
const KEY_LIFE_MS: u64 = 24 * 60 * 60 * 1000;
const RETRY_KEY: &str = "x-line-retry-key";

/// `POST /v2/bot/message/reply`.
pub fn reply(shared: &Shared, own: &Line, request: &Request, _: &str) -> Answer {
    let secret = &shared.config.account.secret;
    if !request.header(RETRY_KEY).is_empty() {
        shared.problem(request, "a reply takes no retry key");
        return errors::of(400, "The retry key is not supported for this endpoint");
    }
    let body = sound(shared, own, request, Of::Reply, |part| {
        part.object(&["replyToken", "messages"], &["notificationDisabled"]);
        part.member("replyToken", |token| token.text(1..=1000, Unit::Utf16));
        part.member("messages", |list| messages(list, secret));
        silent(part);
    });
    let mut body = match body {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let now = shared.config.clock.now_ms();
    let token = tokens::parse_reply(secret, body["replyToken"].as_str().unwrap_or_default());
    let Some(token) = token.filter(|token| token.at_ms.saturating_add(tokens::REPLY_LIFE_MS) >= now) else {
        return errors::of(400, "Invalid reply token");
    };
    if !own.state().used.insert(token.number) {
        return errors::of(400, "Invalid reply token");
    }
    let sent = take(shared, own, request, body["messages"].take(), &[&token.chat], "reply");
    Answer::json(200, &json!({"sentMessages": sent}))
}

/// `POST /v2/bot/message/push`.
pub fn push(shared: &Shared, own: &Line, request: &Request, id: &str) -> Answer {
    let secret = &shared.config.account.secret;
    let body = sound(shared, own, request, Of::Push, |part| {
        part.object(&["to", "messages"], &["notificationDisabled", "customAggregationUnits"]);
        part.member("to", |to| chat(to, &['U', 'C', 'R']));
        part.member("messages", |list| messages(list, secret));
        units(part);
        silent(part);
    });
    keyed(shared, own, request, id, body, |mut body| {
        let to = body["to"].as_str().unwrap_or_default().to_owned();
        take(shared, own, request, body["messages"].take(), &[&to], "push")
    })
}

/// `POST /v2/bot/message/multicast`.
pub fn multicast(shared: &Shared, own: &Line, request: &Request, id: &str) -> Answer {
    let secret = &shared.config.account.secret;
    let body = sound(shared, own, request, Of::Multicast, |part| {
        part.object(&["to", "messages"], &["notificationDisabled", "customAggregationUnits"]);
        part.member("to", |list| list.list(1..=500, |to| chat(to, &['U'])));
        part.member("messages", |list| messages(list, secret));
        units(part);
        silent(part);
    });
    keyed(shared, own, request, id, body, |mut body| {
        let people = body["to"].take();
        let people: Vec<_> = people
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        take(shared, own, request, body["messages"].take(), &people, "multicast");
        Value::Null
    })
}

/// `POST /v2/bot/message/broadcast`.
pub fn broadcast(shared: &Shared, own: &Line, request: &Request, id: &str) -> Answer {
    let secret = &shared.config.account.secret;
    let body = sound(shared, own, request, Of::Broadcast, |part| {
        part.object(&["messages"], &["notificationDisabled"]);
        part.member("messages", |list| messages(list, secret));
        silent(part);
    });
    keyed(shared, own, request, id, body, |mut body| {
        take(shared, own, request, body["messages"].take(), &["*"], "broadcast");
        Value::Null
    })
}

/// `POST /v2/bot/message/validate/…`: says whether it would be taken.
pub fn validate(shared: &Shared, request: &Request) -> Answer {
    let body = match json_body(shared, request) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let flaws = shape::check(&body, |part| {
        part.object(&["messages"], &[]);
        part.member("messages", |list| messages(list, &shared.config.account.secret));
    });
    if flaws.is_empty() {
        Answer::json(200, &json!({}))
    } else {
        errors::flawed(&flaws)
    }
}

fn units(part: Part<'_>) {
    part.member("customAggregationUnits", |units| {
        units.list(1..=1, |unit| {
            unit.bytes_of(1..=30, "a name of a-z, 0-9 and _", |b| {
                b.is_ascii_alphanumeric() || b == b'_'
            })
        });
    });
}

/// An id of a chat of one of these kinds.
pub fn chat(part: Part<'_>, kinds: &[char]) {
    let id = part.value().as_str().unwrap_or_default();
    let sound =
        id.starts_with(kinds) && id.len() == 33 && id.bytes().skip(1).all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !sound {
        part.flaw("The property, 'to', in the request body is invalid");
    }
}

/// Whether a retry key is a UUID: 8-4-4-4-12 hex digits.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Takes a request once for its retry key, and says so the second time.
fn keyed(
    shared: &Shared,
    own: &Line,
    request: &Request,
    id: &str,
    body: Result<Value, Answer>,
    take: impl FnOnce(Value) -> Value,
) -> Answer {
    let body = match body {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let (key, now) = (request.header(RETRY_KEY), shared.config.clock.now_ms());
    if key.is_empty() {
        return taken(&take(body));
    }
    if !is_uuid(key) {
        shared.problem(request, format!("the retry key `{key}` is no UUID"));
        return errors::of(400, "The retry key is invalid");
    }
    // One lock from the look to the entry, so that of two at once only one is taken.
    {
        let mut state = own.state();
        if let Some(known) = state
            .keys
            .get(key)
            .filter(|known| now.saturating_sub(known.at_ms) <= KEY_LIFE_MS)
        {
            if known.body != request.body {
                shared.problem(request, "a retry key came again with another body");
            }
            let mut body = json!({"message": "The retry key is already accepted"});
            if !known.sent.is_null() {
                body["sentMessages"] = known.sent.clone();
            }
            return Answer::json(409, &body).with("x-line-accepted-request-id", known.request.clone());
        }
        let accepted = Accepted {
            request: id.to_owned(),
            body: request.body.clone(),
            sent: Value::Null,
            at_ms: now,
        };
        state.keys.insert(key.to_owned(), accepted);
    }
    let sent = take(body);
    if let Some(known) = own.state().keys.get_mut(key) {
        known.sent = sent.clone();
    }
    taken(&sent)
}

fn taken(sent: &Value) -> Answer {
    if sent.is_null() {
        Answer::json(200, &json!({}))
    } else {
        Answer::json(200, &json!({"sentMessages": sent}))
    }
}

/// Gives every message an id and keeps it for each recipient; the `sentMessages`.
fn take(shared: &Shared, own: &Line, request: &Request, messages: Value, people: &[&str], via: &'static str) -> Value {
    let Value::Array(messages) = messages else {
        return json!([]);
    };
    let secret = &shared.config.account.secret;
    let mut told = Vec::with_capacity(messages.len());
    for _ in &messages {
        let number = shared.ids.count();
        let id = (561_000_000_000_000_000 + number).to_string();
        told.push(json!({"id": id, "quoteToken": tokens::plain(secret, tokens::QUOTE, number)}));
    }
    let many = messages.len() * people.len();
    if via != "reply" {
        own.state().pushed += many as u64;
    }
    if !shared.book.keeps() {
        shared.book.count(many as u64);
        return Value::Array(told);
    }
    let (recorded, at_ms) = (Arc::new(Recorded::from(request)), shared.config.clock.now_ms());
    let mut all = Vec::with_capacity(many);
    for person in people {
        let reached = own.reaches(person);
        for (message, told) in messages.iter().zip(&told) {
            all.push(Sent {
                number: 0,
                at_ms,
                to: (*person).to_owned(),
                reached,
                id: told["id"].as_str().unwrap_or_default().to_owned(),
                kind: read::kind(message),
                text: read::text(message),
                choices: read::choices(message),
                quotes: message["quoteToken"].as_str().map(str::to_owned),
                via,
                body: message.clone(),
                request: Arc::clone(&recorded),
            });
        }
    }
    shared.book.accept(all);
    Value::Array(told)
}
