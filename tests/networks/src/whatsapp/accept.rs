//! Messages that the network takes: id, answer, receipts.

use std::sync::Arc;

use base64::Engine;
use serde_json::{Value, json};

use super::messages::{self, MediaFacts};
use super::{WhatsApp, account, against_spec, errors, json_body, success, webhooks};
use crate::config::Receipts;
use crate::exchange::{Answer, Request};
use crate::faults::Fault;
use crate::sent::{Choice, Does, Recorded, Sent};
use crate::shared::Shared;
use crate::spec::Of;

/// The service window: 24 hours after a consumer's last message.
const WINDOW_MS: u64 = 24 * 60 * 60 * 1000;

/// `POST /{phone-number-id}/messages`.
pub fn message(shared: &Shared, own: &WhatsApp, request: &Request, fault: Option<Fault>) -> Answer {
    take(shared, own, request, fault, "messages")
}

/// `POST /{phone-number-id}/marketing_messages`: templates only.
pub fn marketing(shared: &Shared, own: &WhatsApp, request: &Request, fault: Option<Fault>) -> Answer {
    take(shared, own, request, fault, "marketing_messages")
}

fn take(shared: &Shared, own: &WhatsApp, request: &Request, fault: Option<Fault>, via: &'static str) -> Answer {
    let body = match json_body(shared, request) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let lookup = |id: &str| {
        own.state().media.get(id).map(|media| MediaFacts {
            mime: media.mime.clone(),
            size: media.bytes.len(),
        })
    };
    let flaws = messages::flaws(&body, &lookup);
    shared.flaws(request, &flaws);
    if let Some(flaw) = flaws.first() {
        return errors::flawed(flaw);
    }
    if body.get("status").is_some() {
        return sign(shared, request, &body);
    }
    against_spec(shared, own, request, Of::Message, &body);
    if via == "marketing_messages" && body["type"] != "template" {
        shared.problem(request, "marketing messages are templates");
        return errors::of(131_009, "marketing messages are templates");
    }
    if let Some(refusal) = refused(shared, own, request, &body) {
        return refusal;
    }
    accepted(shared, own, request, body, fault, via)
}

/// A read mark, with or without a typing sign.
fn sign(shared: &Shared, _: &Request, body: &Value) -> Answer {
    let about = body["message_id"].as_str().unwrap_or_default();
    let kind = if body.get("typing_indicator").is_some() {
        "typing"
    } else {
        "read"
    };
    shared.book.act(kind, about);
    success()
}

/// What is refused although its shape is sound.
fn refused(shared: &Shared, own: &WhatsApp, request: &Request, body: &Value) -> Option<Answer> {
    if digits(body["to"].as_str().unwrap_or_default()) == shared.config.account.number {
        shared.problem(request, "sender and recipient are the same number");
        return Some(errors::of(
            131_021,
            "Sender and recipient must be different phone numbers",
        ));
    }
    if body["type"] == "template"
        && let Err((code, why)) = account::fits_template(&own.state().templates, &body["template"])
    {
        return Some(errors::of(code, &why));
    }
    None
}

fn digits(to: &str) -> &str {
    to.strip_prefix('+').unwrap_or(to)
}

fn accepted(
    shared: &Shared,
    own: &WhatsApp,
    request: &Request,
    body: Value,
    fault: Option<Fault>,
    via: &'static str,
) -> Answer {
    let now = shared.config.clock.now_ms();
    let by_user_id = body.get("recipient").is_some();
    let input = body[if by_user_id { "recipient" } else { "to" }]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let person = digits(&input).to_owned();
    let id = wamid(shared, &person, 0x11);
    let status = webhooks::Status {
        message: &id,
        person: &person,
        by_user_id,
        group: body["recipient_type"] == "group",
        tag: body["biz_opaque_callback_data"].as_str(),
        template: body["type"] == "template",
    };
    let failure = failure(shared, own, &body, &person, now, fault);
    match failure {
        Some(code) => tell(shared, &status, "failed", Some(code)),
        None => receipts(shared, &status),
    }
    let mut contact = json!({"input": input});
    contact[if by_user_id { "user_id" } else { "wa_id" }] = json!(person);
    let mut taken = json!({"id": id});
    if body["type"] == "template" {
        taken["message_status"] = json!("accepted");
    }
    let answer = json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [taken]});
    if shared.book.keeps() {
        shared
            .book
            .accept(vec![sent(request, body, (person, failure.is_none()), id, now, via)]);
    } else {
        shared.book.count(1);
    }
    Answer::json(200, &answer)
}

/// The code with which an accepted message fails later.
fn failure(shared: &Shared, own: &WhatsApp, body: &Value, person: &str, now: u64, fault: Option<Fault>) -> Option<u32> {
    if let Some(Fault::FailedStatus { code }) = fault {
        return Some(code);
    }
    let open_anyway = !shared.config.window || body["type"] == "template";
    let wrote = own.state().wrote.get(person).copied();
    let closed = wrote.is_some_and(|wrote| now.saturating_sub(wrote) > WINDOW_MS);
    (closed && !open_anyway).then_some(131_047)
}

fn receipts(shared: &Shared, status: &webhooks::Status<'_>) {
    let told: &[&str] = match shared.config.receipts {
        Receipts::None => &[],
        Receipts::Delivered => &["sent", "delivered"],
        Receipts::Read => &["sent", "delivered", "read"],
    };
    for what in told {
        tell(shared, status, what, None);
    }
}

fn tell(shared: &Shared, status: &webhooks::Status<'_>, what: &str, failure: Option<u32>) {
    let body = webhooks::status(shared, status, what, failure);
    let webhook = shared.courier.signed(&body);
    shared.courier.queue(status.person, webhook);
}

/// An id as the network makes them: the person's digits and twenty hex digits of chance, in Base64. The direction is 0x11
/// for what the business sends, 0x12 for what it gets.
pub fn wamid(shared: &Shared, person: &str, direction: u8) -> String {
    let mut bytes = vec![0x1d, 0x18, u8::try_from(person.len()).unwrap_or(u8::MAX)];
    bytes.extend_from_slice(person.as_bytes());
    bytes.extend_from_slice(&[0x15, 0x02, 0x00, direction, 0x18, 0x14]);
    bytes.extend_from_slice(shared.ids.hex(20).to_uppercase().as_bytes());
    bytes.push(0);
    format!("wamid.{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

fn sent(
    request: &Request,
    body: Value,
    (to, reached): (String, bool),
    id: String,
    at_ms: u64,
    via: &'static str,
) -> Sent {
    let kind = body["type"].as_str().unwrap_or_default();
    let content = &body[kind];
    let kind = match content["type"].as_str().filter(|_| kind == "interactive") {
        Some(inner) => format!("{kind}.{inner}"),
        None => kind.to_owned(),
    };
    let text = ["/body", "/caption", "/body/text", "/emoji", "/name"]
        .iter()
        .find_map(|place| content.pointer(place)?.as_str());
    let text = text.map(str::to_owned);
    let choices = choices(content);
    let quotes = body["context"]["message_id"].as_str().map(str::to_owned);
    Sent {
        number: 0,
        at_ms,
        to,
        reached,
        id,
        kind,
        text,
        choices,
        quotes,
        via,
        body,
        request: Arc::new(Recorded::from(request)),
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn choices(content: &Value) -> Vec<Choice> {
    let action = &content["action"];
    let mut found = buttons(action);
    for card in action["cards"].as_array().into_iter().flatten() {
        found.extend(buttons(&card["action"]));
    }
    for row in action["sections"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|section| section["rows"].as_array())
        .flatten()
    {
        found.push(Choice {
            label: text_of(&row["title"]),
            does: Does::Row {
                id: text_of(&row["id"]),
                description: row["description"].as_str().map(str::to_owned),
            },
        });
    }
    let parameters = &action["parameters"];
    match content["type"].as_str() {
        Some("location_request_message") => found.push(Choice {
            label: "Send location".to_owned(),
            does: Does::ShareLocation,
        }),
        Some("flow") => found.push(Choice {
            label: text_of(&parameters["flow_cta"]),
            does: Does::Flow {
                token: text_of(&parameters["flow_token"]),
            },
        }),
        _ => {}
    }
    for component in content["components"].as_array().into_iter().flatten() {
        let payload = component["parameters"][0]["payload"].as_str();
        found.extend(payload.map(|payload| Choice {
            label: payload.to_owned(),
            does: Does::Payload {
                payload: payload.to_owned(),
            },
        }));
    }
    found
}

/// Reply buttons, or one that opens a page.
fn buttons(action: &Value) -> Vec<Choice> {
    let mut found = Vec::new();
    for button in action["buttons"].as_array().into_iter().flatten() {
        let reply = button
            .get("reply")
            .or_else(|| button.get("quick_reply"))
            .unwrap_or(&Value::Null);
        found.push(Choice {
            label: text_of(&reply["title"]),
            does: Does::Reply {
                id: text_of(&reply["id"]),
            },
        });
    }
    if action["name"] == "cta_url" {
        found.push(Choice {
            label: text_of(&action["parameters"]["display_text"]),
            does: Does::Open {
                url: text_of(&action["parameters"]["url"]),
            },
        });
    }
    found
}
