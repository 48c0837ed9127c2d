//! What a network's event means for a conversation.

use crate::content::{Content, Message, Part, Text};
use crate::conversation_view::Speaker;
use crate::event::{Event as NetworkEvent, EventBody, MessageEvent, Origin, OtherEvent, Receipt, ReceiptState};
use crate::types::{Author, AuthorKind, ConversationKind, Instant, MessageName, Sender};

use super::command::Refusal;
use super::event::{Body, Chosen, Closing, Direction, Edited, Event, Opened, Said};
use super::receipts;
use super::state::State;

pub(super) fn inbound(
    state: &State,
    id: String,
    channel: String,
    account: String,
    event: NetworkEvent,
    now: Instant,
) -> Result<Vec<Event>, Refusal> {
    let key = key(&event);
    if key.as_ref().is_some_and(|key| state.seen.contains(key)) {
        return Ok(vec![]);
    }
    let passive = event.marked.history || event.marked.standby;
    let at = event.time.map_or(now, |time| time.min(now));
    let from_consumer = matches!(event.origin, Origin::Consumer(_));
    let consumer = match &event.origin {
        Origin::Consumer(sender) => sender.clone(),
        Origin::Brand(_) | Origin::Network => None,
    };
    let kind = event
        .conversation
        .as_ref()
        .map_or(ConversationKind::Direct, |known| known.kind);
    let referral = event.referral.clone();
    let came_in = matches!(event.body, EventBody::Opened);
    let wakes = from_consumer && !passive && wakes(&event.body);

    let body = if passive { remembered(&event.body) } else { None };
    let body = if body.is_some() {
        body
    } else {
        meaning(state, id, event)?
    };
    if body.is_none() && !came_in {
        return Ok(vec![]);
    }
    // It opens when we learn of it: a message that was parked for a day has not been idle for a day.
    let start_at = if passive { at } else { now };
    let start = if state.opened.is_none() {
        Some(Body::Opened(Opened {
            channel,
            account,
            kind,
            consumer,
            referral,
        }))
    } else {
        (state.closed.is_some() && wakes).then_some(Body::Reopened)
    };
    let start = start.map(|body| Event {
        at: start_at,
        key: None,
        passive,
        body,
    });
    let body = body.map(|body| Event {
        at,
        key: None,
        passive,
        body,
    });
    let mut events: Vec<Event> = start.into_iter().chain(body).collect();
    if let Some(first) = events.first_mut() {
        first.key = key;
    }
    Ok(events)
}

/// What would be acted on, and must not be because it is history or another app's: kept raw.
fn remembered(body: &EventBody) -> Option<Body> {
    match body {
        EventBody::Closed | EventBody::LiveAgent => Some(known(body.name(), String::new())),
        EventBody::Window(window) => Some(known(body.name(), json(window))),
        _ => None,
    }
}

/// What opens a closed conversation again: the consumer wants something.
fn wakes(body: &EventBody) -> bool {
    match body {
        EventBody::Message(message) => message.replaces.is_none(),
        EventBody::Choice(_) | EventBody::Opened | EventBody::LiveAgent => true,
        _ => false,
    }
}

/// None: nothing is to be logged.
fn meaning(state: &State, id: String, event: NetworkEvent) -> Result<Option<Body>, Refusal> {
    Ok(match event.body {
        EventBody::Message(message) => said(state, id, event.id, &event.origin, message),
        EventBody::Choice(choice) => Some(Body::Choice(Chosen {
            id,
            author: speaker(&event.origin),
            choice,
        })),
        EventBody::Reaction(reaction) => Some(Body::Reaction(reaction)),
        EventBody::Unsend(target) => Some(Body::Unsent(target)),
        EventBody::Receipt(receipt) => receipts::received(state, &receipt).map(Body::Receipt),
        EventBody::Profile(profile) => Some(Body::Profile(profile)),
        EventBody::Identity(change) => Some(Body::Identity(change)),
        EventBody::Consent(consent) => Some(Body::Consent(consent)),
        EventBody::Participants(participants) => Some(Body::Participants(participants)),
        EventBody::Thread(thread) => Some(Body::Thread(thread)),
        EventBody::LiveAgent => Some(Body::LiveAgent),
        EventBody::Window(window) => Some(Body::Window(window)),
        EventBody::Closed => state.is_open().then_some(Body::Closed(Closing::Network)),
        EventBody::Other(other) => Some(Body::Other(other)),
        EventBody::Payment(raw) => Some(known("payment", raw)),
        EventBody::Narrowing(narrowing) => Some(known("narrowing", json(&narrowing))),
        // The code is a secret of the consumer's: that they logged in is logged, with what is not.
        EventBody::Login(login) => Some(known("login", json(&(login.ok, login.problem)))),
        // The token answers once and is worth nothing afterwards.
        EventBody::Exchange(exchange) => Some(known("exchange", json(&(exchange.form, exchange.action)))),
        // Coming in is the `opened` or `reopened` that the caller writes; typing is shown and forgotten; a task is work.
        EventBody::Opened | EventBody::Typing(_) | EventBody::Task(_) => None,
        EventBody::Template(_) | EventBody::Health(_) => return Err(Refusal::NotOfConversation),
    })
}

fn said(state: &State, id: String, network: String, origin: &Origin, event: MessageEvent) -> Option<Body> {
    if let Some((target, edition)) = event.replaces {
        return Some(Body::Edited(Edited {
            target,
            edition,
            message: event.message,
        }));
    }
    let outbound = matches!(origin, Origin::Brand(_));
    // Our own word comes back: it only tells that the network has it, maybe before its answer told so.
    if matches!(origin, Origin::Brand(brand) if brand.ours) {
        let echo = Receipt {
            state: ReceiptState::Sent,
            messages: vec![MessageName::Network(network)],
            before: None,
            participant: None,
            extra: vec![],
        };
        return receipts::received(state, &echo).map(Body::Receipt);
    }
    Some(Body::Message(Said {
        id,
        direction: if outbound {
            Direction::Outbound
        } else {
            Direction::Inbound
        },
        author: speaker(origin),
        message: event.message,
        network: Some(network).filter(|id| !id.is_empty()),
        reply_to: event.reply_to,
        forwarded: event.forwarded,
        elsewhere: outbound,
    }))
}

fn speaker(origin: &Origin) -> Speaker {
    match origin {
        Origin::Consumer(Some(sender)) => Speaker::Consumer(sender.clone()),
        // The network hides who it was; that it was a consumer is known.
        Origin::Consumer(None) => Speaker::Consumer(Sender {
            id: String::new(),
            aliases: vec![],
            name: None,
            extra: vec![],
        }),
        Origin::Brand(brand) => Speaker::Brand(Author {
            kind: AuthorKind::Agent,
            name: brand.app.clone(),
            picture_url: None,
        }),
        Origin::Network => Speaker::Network,
    }
}

fn known(kind: &str, raw: String) -> Body {
    Body::Other(OtherEvent {
        kind: kind.to_owned(),
        raw,
        known: true,
    })
}

fn json<T: serde::Serialize>(value: &T) -> String {
    // These types hold texts, numbers and lists only, for which serde_json has no error.
    serde_json::to_string(value).unwrap_or_else(|error| format!("\"{error}\""))
}

/// A text as a message.
pub(super) fn words(text: &str) -> Message {
    let content = Content::Text(Text {
        body: text.to_owned(),
        marks: vec![],
    });
    Message {
        parts: vec![Part { content, extra: vec![] }],
        media: vec![],
        quick_replies: vec![],
        extra: vec![],
    }
}

/// By kind and id, as networks give a message and its receipts one id. None where the network has none.
fn key(event: &NetworkEvent) -> Option<String> {
    (!event.id.is_empty()).then(|| format!("{}:{}", event.kind(), event.id))
}
