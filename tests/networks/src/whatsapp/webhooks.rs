//! What WhatsApp posts to the business. Source: Cloud API, "Webhooks", payload examples.

use serde_json::{Value, json};

use super::errors;
use crate::shared::Shared;

/// Who a consumer is to WhatsApp.
#[derive(Debug, Clone)]
pub struct Person {
    /// The profile's name.
    pub name: String,
    /// Digits of the phone number; none where the consumer hides it behind a username.
    pub phone: Option<String>,
    /// The business-scoped user id.
    pub user_id: String,
}

impl Person {
    /// What messages to this consumer are addressed to.
    pub fn address(&self) -> &str {
        self.phone.as_deref().unwrap_or(&self.user_id)
    }
}

/// The frame of all webhooks about messages.
fn frame(shared: &Shared, field: &str, value: Value) -> Value {
    let account = &shared.config.account;
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": account.business, "changes": [{"value": value, "field": field}]}],
    })
}

fn value(shared: &Shared) -> Value {
    let account = &shared.config.account;
    json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": account.number, "phone_number_id": account.address},
    })
}

fn contact(person: &Person) -> Value {
    let mut contact = json!({"profile": {"name": person.name}, "user_id": person.user_id});
    match &person.phone {
        Some(phone) => contact["wa_id"] = json!(phone),
        None => contact["profile"]["username"] = json!(person.name.to_lowercase().replace(' ', ".")),
    }
    contact
}

/// A message of a consumer; `content` has its `type` and the member of that name, and what else is its own.
pub fn message(shared: &Shared, person: &Person, id: &str, content: Value, group: Option<&str>) -> Value {
    let seconds = shared.config.clock.now_ms() / 1000;
    let mut message = json!({"from_user_id": person.user_id, "id": id, "timestamp": seconds.to_string()});
    if let Some(phone) = &person.phone {
        message["from"] = json!(phone);
    }
    if let Some(group) = group {
        message["group_id"] = json!(group);
    }
    if let (Some(message), Value::Object(content)) = (message.as_object_mut(), content) {
        message.extend(content);
    }
    let mut value = value(shared);
    value["contacts"] = json!([contact(person)]);
    value["messages"] = json!([message]);
    frame(shared, "messages", value)
}

/// A consumer says whether marketing may reach them.
pub fn preference(shared: &Shared, person: &Person, wants: bool) -> Value {
    let seconds = shared.config.clock.now_ms() / 1000;
    let mut preference = json!({
        "user_id": person.user_id,
        "detail": if wants { "User requested to resume marketing messages" } else { "User requested to stop marketing messages" },
        "category": "marketing_messages",
        "value": if wants { "resume" } else { "stop" },
        "timestamp": seconds,
    });
    if let Some(phone) = &person.phone {
        preference["wa_id"] = json!(phone);
    }
    let mut value = value(shared);
    value["contacts"] = json!([contact(person)]);
    value["user_preferences"] = json!([preference]);
    frame(shared, "user_preferences", value)
}

/// What a status is about.
pub struct Status<'a> {
    /// The message's id.
    pub message: &'a str,
    /// Digits, user id or group's id.
    pub person: &'a str,
    /// Whether the person is a user id.
    pub by_user_id: bool,
    /// Whether the person is a group.
    pub group: bool,
    /// The business's own words, given back.
    pub tag: Option<&'a str>,
    /// Whether the message was a template.
    pub template: bool,
}

/// What became of a message of the business: `sent`, `delivered`, `read`, `played` or `failed`.
pub fn status(shared: &Shared, of: &Status<'_>, what: &str, failure: Option<u32>) -> Value {
    let seconds = shared.config.clock.now_ms() / 1000;
    let mut status = json!({"id": of.message, "status": what, "timestamp": seconds.to_string()});
    let recipient = if of.by_user_id {
        "recipient_user_id"
    } else {
        "recipient_id"
    };
    status[recipient] = json!(of.person);
    if of.group {
        status["recipient_type"] = json!("group");
    }
    if let Some(tag) = of.tag {
        status["biz_opaque_callback_data"] = json!(tag);
    }
    if let Some(code) = failure {
        status["errors"] = json!([errors::in_status(code)]);
    } else if matches!(what, "sent" | "delivered") {
        let (category, kind) = if of.template {
            ("utility", "regular")
        } else {
            ("service", "free_customer_service")
        };
        status["pricing"] =
            json!({"billable": of.template, "pricing_model": "PMP", "category": category, "type": kind});
    }
    let mut value = value(shared);
    value["statuses"] = json!([status]);
    frame(shared, "messages", value)
}
