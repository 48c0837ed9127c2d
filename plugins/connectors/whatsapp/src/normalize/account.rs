//! What the network says of the account: preferences of consumers, templates, quality, errors.

use jackfield_sdk::build::{event, other};
use jackfield_sdk::events::{Consent, Event, EventBody, Health, HealthLevel, Origin, TemplateStatus};
use jackfield_sdk::json::{Fields, Value};

use crate::wire::{Change, time};
use crate::{errors, ids};

/// Consumers who stopped or resumed marketing messages.
pub fn preferences(change: &Change<'_>) -> Vec<Event> {
    let contacts = change.value.list("contacts");
    let of = |part: &Value| {
        let person = ids::consumer(part.text("wa_id"), part.text("user_id"), contacts);
        let (category, word) = (
            part.text("category").unwrap_or_default(),
            part.text("value").unwrap_or_default(),
        );
        let id = format!("{category}:{word}:{}", part.whole("timestamp").unwrap_or_default());
        Event {
            address: change.address(),
            conversation: ids::conversation(None, person.as_ref()),
            origin: Origin::Consumer(person),
            time: time(part, "timestamp"),
            ..event(id, preference(part, category, word))
        }
    };
    change.value.list("user_preferences").iter().map(of).collect()
}

fn preference(part: &Value, category: &str, word: &str) -> EventBody {
    let given = match word {
        "stop" => false,
        "resume" | "signup" => true,
        _ => return other("user_preferences", &part.to_string(), false),
    };
    let topic = if category == "marketing_messages" {
        "marketing"
    } else {
        category
    };
    let signup = part.string("signup_id").map(|id| ("x-signup-id".to_owned(), id));
    EventBody::Consent(Consent {
        given,
        topic: topic.to_owned(),
        until: None,
        word: None,
        extra: signup.into_iter().collect(),
    })
}

/// A template was approved, refused, paused or disabled.
pub fn template(change: &Change<'_>) -> Option<Event> {
    let value = change.value;
    let status = TemplateStatus {
        name: value.string("message_template_name")?,
        language: value.string("message_template_language")?,
        status: value.text("event")?.to_lowercase(),
        reason: value.string("reason").filter(|reason| reason != "NONE"),
    };
    let id = format!(
        "{}:{}:{}:{}",
        status.name,
        status.language,
        status.status,
        change.stamp()
    );
    Some(of_account(change, id, EventBody::Template(status)))
}

/// Meta's judgement of the account or number. None for events that judge nothing.
pub fn health(change: &Change<'_>) -> Option<Event> {
    let value = change.value;
    let word = value
        .text("event")
        .or_else(|| value.text("decision"))
        .or_else(|| value.text("alert_severity"))?;
    let topic = match change.field {
        "phone_number_quality_update" => "quality",
        "business_capability_update" => "limit",
        "account_update" if word == "DISABLED_UPDATE" => "suspended",
        _ => "policy",
    };
    let level = match word {
        "DISABLED_UPDATE" if value.at("ban_info").text("waba_ban_state") != Some("REINSTATE") => HealthLevel::Stopped,
        "ACCOUNT_DELETED" | "PARTNER_REMOVED" | "REJECTED" | "CRITICAL" => HealthLevel::Stopped,
        "UNFLAGGED" | "ONBOARDING" | "UPGRADE" | "APPROVED" | "DISABLED_UPDATE" | "VERIFIED_ACCOUNT"
        | "INFORMATIONAL" | "PARTNER_ADDED" => HealthLevel::Good,
        _ => HealthLevel::Degraded,
    };
    let details = [
        "current_limit",
        "display_phone_number",
        "alert_type",
        "rejection_reason",
    ];
    let details = details
        .iter()
        .filter_map(|key| value.text(key))
        .collect::<Vec<_>>()
        .join(", ");
    let id = format!("{}:{word}:{}", change.field, change.stamp());
    let text = format!("{word} {details}").trim_end().to_owned();
    Some(of_account(
        change,
        id,
        EventBody::Health(Health {
            level,
            topic: topic.to_owned(),
            text,
        }),
    ))
}

/// `value.errors[]` without a message: something is wrong with the account.
pub fn errors(change: &Change<'_>) -> Vec<Event> {
    let of = |error: &Value| {
        let failure = errors::of_error(error)?;
        let code = failure.code.as_deref().unwrap_or_default();
        let id = format!("error:{code}:{}", change.stamp());
        let health = Health {
            level: HealthLevel::Degraded,
            topic: "errors".to_owned(),
            text: format!("{code}: {}", failure.text),
        };
        Some(of_account(change, id, EventBody::Health(health)))
    };
    change.value.list("errors").iter().filter_map(of).collect()
}

fn of_account(change: &Change<'_>, id: String, body: EventBody) -> Event {
    let time = change.time.and_then(|seconds| seconds.checked_mul(1000));
    Event {
        address: change.address(),
        time,
        ..event(id, body)
    }
}
