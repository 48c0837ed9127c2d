//! The suite that every backend must keep, as plain functions over the traits, each on an empty store.
//!
//! A backend's own tests call [`PROMISES`] one by one. A broken promise panics with what was found, a failing call is
//! the error. How durable a commit is cannot be asked through a trait: that is tested with killed processes.

mod conversations;
mod inbound;
mod outbound;
mod registry;

use std::future::Future;
use std::pin::Pin;

use crate::events::Turn;
use crate::intake::{NewEvent, NewIntake};
use crate::outbox::NewEnvelope;
use crate::{Result, Store};

/// A promise on its way.
pub type Kept<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
/// A promise: give it an empty store.
pub type Promise = for<'a> fn(&'a dyn Store) -> Kept<'a>;

/// All promises, with the sentence that each holds.
pub const PROMISES: &[(&str, Promise)] = &[
    (
        "a duplicate is dropped and counted, in the same request and later",
        |s| Box::pin(inbound::duplicates(s)),
    ),
    (
        "what is pending comes in the order of acceptance, until a turn processed it",
        |s| Box::pin(inbound::order(s)),
    ),
    ("an intake id is accepted once", |s| Box::pin(inbound::intake_id(s))),
    ("what was forgotten is processed and old", |s| {
        Box::pin(inbound::forget(s))
    }),
    ("a parked request is replayed in order, into the intake, once", |s| {
        Box::pin(inbound::parked(s))
    }),
    ("a turn is all or nothing", |s| Box::pin(conversations::atomic(s))),
    ("of two turns on one version the second conflicts", |s| {
        Box::pin(conversations::optimistic(s))
    }),
    ("logs have no gaps and the feed resumes", |s| {
        Box::pin(conversations::logs(s))
    }),
    ("conversations are listed by last turn, page by page", |s| {
        Box::pin(conversations::paging(s))
    }),
    ("a conversation's envelopes leave one at a time and in order", |s| {
        Box::pin(outbound::line(s))
    }),
    ("a step survives and an envelope that is not started has none", |s| {
        Box::pin(outbound::steps(s))
    }),
    (
        "a turn settles an envelope together with what it appends, or not at all",
        |s| Box::pin(outbound::settled_in_a_turn(s)),
    ),
    (
        "an uncertain envelope is not sent again and a receipt settles it",
        |s| Box::pin(outbound::uncertain(s)),
    ),
    ("a dead letter is replayed at the end of its line", |s| {
        Box::pin(outbound::dead_letters(s))
    }),
    ("a network's message id leads to our envelope inside its account", |s| {
        Box::pin(outbound::names(s))
    }),
    ("a once-item is given to one envelope, and to that one again", |s| {
        Box::pin(outbound::items(s))
    }),
    (
        "grants stay with their digest and the active version is the last one set",
        |s| Box::pin(registry::plugins(s)),
    ),
    (
        "an account goes with its secrets, and a rotated secret has two values",
        |s| Box::pin(registry::accounts(s)),
    ),
    ("a token ends and can be revoked", |s| Box::pin(registry::tokens(s))),
    ("media's bytes are free once no entry names them", |s| {
        Box::pin(registry::media(s))
    }),
    ("a key-value space keeps to its quota and swaps by value", |s| {
        Box::pin(registry::kv(s))
    }),
];

/// An event of account `a`.
fn event(conversation: &str, id: &str) -> NewEvent {
    NewEvent {
        account: "a".to_owned(),
        conversation: Some(conversation.to_owned()),
        kind: "message".to_owned(),
        event_id: id.to_owned(),
        payload: format!("{{\"id\":\"{id}\"}}"),
    }
}

/// A request to account `a`, received at 1,000.
fn request(id: &str, events: Vec<NewEvent>) -> NewIntake {
    let request = format!("raw {id}").into_bytes();
    NewIntake {
        id: id.to_owned(),
        account: "a".to_owned(),
        received_ms: 1_000,
        request,
        events,
    }
}

/// A turn of account `a` at 2,000.
fn turn(conversation: &str, expected_version: i64) -> Turn {
    let (account, conversation) = ("a".to_owned(), conversation.to_owned());
    Turn {
        account,
        conversation,
        expected_version,
        at_ms: 2_000,
        ..Turn::default()
    }
}

/// An envelope that may go at once.
fn envelope(id: &str) -> NewEnvelope {
    let (idempotency_id, payload) = (format!("once-{id}"), format!("{{\"text\":\"{id}\"}}"));
    NewEnvelope {
        id: id.to_owned(),
        idempotency_id,
        payload,
        not_before_ms: 0,
    }
}
