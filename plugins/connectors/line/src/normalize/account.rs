//! Events of the account: its state, and the one receipt that LINE gives.

use jackfield_sdk::build::receipt as receipt_of;
use jackfield_sdk::events::{EventBody, Health, HealthLevel, ReceiptState};
use jackfield_sdk::json::{Fields, Value};
use jackfield_sdk::types::MessageName;

/// The delivery of a push to a phone number, named by the tag that we gave it.
pub fn receipt(delivery: &Value) -> Option<EventBody> {
    let tag = delivery.string("data")?;
    Some(EventBody::Receipt(receipt_of(
        ReceiptState::Delivered,
        MessageName::Ours(tag),
    )))
}

/// What an event of the account's state means for its health; none where it is not told.
pub fn health(kind: &str, raw: &Value) -> Option<EventBody> {
    let (level, topic, text) = match kind {
        "activated" => (
            HealthLevel::Good,
            "module",
            "The module channel is active and may answer.",
        ),
        "deactivated" => (
            HealthLevel::Degraded,
            "module",
            "Another module channel is active: this one may not answer.",
        ),
        "botSuspended" => (
            HealthLevel::Stopped,
            "suspended",
            "LINE suspended the official account. Look into LINE Official Account Manager.",
        ),
        "botResumed" => (
            HealthLevel::Good,
            "suspended",
            "LINE lifted the suspension of the official account.",
        ),
        "module" => match raw.at("module").text("type")? {
            "attached" => (
                HealthLevel::Good,
                "module",
                "The module channel was attached to the official account.",
            ),
            "detached" => (
                HealthLevel::Stopped,
                "module",
                "The module channel was detached from the official account. Attach it again to go on.",
            ),
            _ => return None,
        },
        _ => return None,
    };
    Some(EventBody::Health(Health {
        level,
        topic: topic.to_owned(),
        text: text.to_owned(),
    }))
}
