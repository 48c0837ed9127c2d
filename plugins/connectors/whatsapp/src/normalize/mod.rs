//! What an authentic webhook says: wire -> events.
//!
//! Every part becomes an event of its own. A part that cannot be read becomes `other` with its raw text, and its neighbours
//! live; only a body that is no JSON at all is an error, which parks the request.

mod account;
mod content;
mod messages;
mod statuses;

use jackfield_sdk::build::{fail, other};
use jackfield_sdk::events::Event;
use jackfield_sdk::http::Request;
use jackfield_sdk::json::{self, Fields};
use jackfield_sdk::types::{Account, Failure, FailureKind};

use crate::wire::{Change, changes};

/// # Errors
///
/// `malformed` when the body is not JSON or not a webhook of a WhatsApp Business account.
pub fn normalize(_account: &Account, request: &Request) -> Result<Vec<Event>, Failure> {
    let body = json::parse(&request.body).map_err(|error| fail(FailureKind::Malformed, format!("no JSON: {error}")))?;
    if body.text("object") != Some("whatsapp_business_account") {
        return Err(fail(
            FailureKind::Malformed,
            "the webhook is not of a WhatsApp Business account",
        ));
    }
    Ok(changes(&body, request.received)
        .enumerate()
        .flat_map(|(index, change)| events_of(index, &change))
        .collect())
}

fn events_of(index: usize, change: &Change<'_>) -> Vec<Event> {
    let events = match change.field {
        "messages" => messages_of(change),
        "smb_message_echoes" | "message_echoes" => messages::echoes(change),
        "user_preferences" => account::preferences(change),
        "message_template_status_update" => account::template(change).into_iter().collect(),
        "account_update"
        | "account_alerts"
        | "account_review_update"
        | "phone_number_quality_update"
        | "phone_number_name_update"
        | "business_capability_update" => account::health(change).into_iter().collect(),
        _ => vec![],
    };
    if events.is_empty() {
        return vec![untold(index, change)];
    }
    events
}

fn messages_of(change: &Change<'_>) -> Vec<Event> {
    let mut events = messages::messages(change);
    events.extend(statuses::statuses(change));
    events.extend(account::errors(change));
    events
}

/// A change without a place in the contract, or of a shape that is not known.
fn untold(index: usize, change: &Change<'_>) -> Event {
    /// Fields that are expected and mean nothing to a conversation.
    const KNOWN: &[&str] = &[
        "calls",
        "history",
        "smb_app_state_sync",
        "flows",
        "security",
        "message_template_quality_update",
    ];
    let id = format!("{}:{}:{index}", change.field, change.stamp());
    let known = KNOWN.contains(&change.field);
    Event {
        address: change.address(),
        time: change.time.and_then(|seconds| seconds.checked_mul(1000)),
        ..jackfield_sdk::build::event(id, other(change.field, &change.value.to_string(), known))
    }
}
