//! `statuses[]`: what became of what we sent.

use jackfield_sdk::build::{event, fail, other, receipt};
use jackfield_sdk::events::{Event, EventBody, OpenWindow, Receipt, ReceiptState};
use jackfield_sdk::json::{Fields, Value};
use jackfield_sdk::types::{FailureKind, MessageName};

use crate::wire::{Change, time};
use crate::{errors, ids};

/// Conversations in which everything may be sent until they expire; those that a template opened allow nothing more.
const OPEN: &[&str] = &["service", "user_initiated", "referral_conversation"];

pub fn statuses(change: &Change<'_>) -> Vec<Event> {
    change
        .value
        .list("statuses")
        .iter()
        .flat_map(|status| events_of(change, status))
        .collect()
}

fn events_of(change: &Change<'_>, status: &Value) -> Vec<Event> {
    let group = status.text("recipient_type") == Some("group");
    let recipient = status.text("recipient_id");
    let contacts = change.value.list("contacts");
    let conversation = if group {
        ids::conversation(recipient, None)
    } else {
        let person = ids::consumer(recipient, status.text("recipient_user_id"), contacts);
        ids::conversation(None, person.as_ref())
    };
    let participant = status
        .text("recipient_participant_id")
        .or_else(|| status.text("recipient_participant_user_id"));
    let message = status.text("id").unwrap_or_default();
    let word = status.text("status").unwrap_or_default();
    let framed = |id, body| Event {
        address: change.address(),
        conversation: conversation.clone(),
        time: time(status, "timestamp"),
        ..event(id, body)
    };
    let id = ids::receipt(message, word, participant);
    let body = match state(word, status).filter(|_| !message.is_empty()) {
        Some(state) => EventBody::Receipt(Receipt {
            participant: participant.map(str::to_owned),
            extra: extra(status),
            ..receipt(state, MessageName::Network(message.to_owned()))
        }),
        None => other(
            format!("status.{word}"),
            &status.to_string(),
            matches!(word, "deleted" | "warning"),
        ),
    };
    let window = window(status).map(|(id, body)| framed(id, body));
    std::iter::once(framed(id, body)).chain(window).collect()
}

fn state(word: &str, status: &Value) -> Option<ReceiptState> {
    Some(match word {
        "sent" => ReceiptState::Sent,
        "delivered" => ReceiptState::Delivered,
        "read" => ReceiptState::Read,
        "played" => ReceiptState::Played,
        "failed" => ReceiptState::Failed(
            status
                .list("errors")
                .first()
                .and_then(errors::of_error)
                .unwrap_or_else(|| fail(FailureKind::Rejected, "Meta says failed and not why")),
        ),
        _ => return None,
    })
}

/// Our own id, which the network carried, and what Meta charges for.
fn extra(status: &Value) -> Vec<(String, String)> {
    let pricing = status.at("pricing");
    let pairs = [
        ("x-envelope", status.string("biz_opaque_callback_data")),
        ("x-pricing-category", pricing.string("category")),
        ("x-pricing-type", pricing.string("type")),
    ];
    pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// The network tells until when the conversation stays open: 24 hours, or 72 after an ad.
fn window(status: &Value) -> Option<(String, EventBody)> {
    let conversation = status.at("conversation");
    let until = time(conversation, "expiration_timestamp")?;
    let reason = conversation
        .at("origin")
        .text("type")
        .filter(|origin| OPEN.contains(origin))?;
    let id = format!("{}:{until}", conversation.text("id").unwrap_or("window"));
    Some((
        id,
        EventBody::Window(OpenWindow {
            until,
            reason: reason.to_owned(),
        }),
    ))
}
