//! Envelopes -> calls, and answers -> how it went.
//!
//! A message with stored media takes a call for each upload and then its own; what was uploaded is kept in the context of
//! the media, so that the same picture goes up once a month and not once a message.

mod content;
mod draft;
mod interactive;
mod markup;
mod template;

use jackfield_sdk::build::{alias, call, direct, dispatch, fail, go_on, post_json, progress, sender, sent, start};
use jackfield_sdk::delivery::{Acceptance, Act, Dispatch, Envelope, Progress, Sent, Start, Step, Words};
use jackfield_sdk::http::{Body, Outcome};
use jackfield_sdk::json::{self, Fields, Value, json};
use jackfield_sdk::types::{Account, Failure, FailureKind, Recipient};

pub use draft::Draft;

use crate::errors;
use crate::ids::is_phone;
use crate::job::{ACCESS_TOKEN, Job};
use crate::wire::Settings;

/// Begins to do what the envelope says.
///
/// # Errors
///
/// `unsupported` for what the network has no call for, `malformed` for an envelope that lacks what its act needs.
pub fn send(account: &Account, envelope: &Envelope) -> Result<Start, Failure> {
    let settings = Settings::of(account)?;
    match &envelope.act {
        Act::Message(Words { in_place: true, .. }) => Err(unsupported("WhatsApp cannot edit what was sent")),
        Act::Message(words) => begin(&settings, envelope, content::draft(envelope, &words.message)?),
        Act::Native(native) => begin(&settings, envelope, content::native(native).map(Draft::of)?),
        Act::React(emoji) => {
            let reaction = json!({"message_id": target(envelope)?, "emoji": emoji.as_deref().unwrap_or_default()});
            begin(
                &settings,
                envelope,
                Draft::of(json!({"type": "reaction", "reaction": reaction})),
            )
        }
        // The network ends the sign by itself, and shows it only in answer to a message.
        Act::Typing(false) => Ok(Start::Nothing),
        Act::Typing(true) if envelope.target.is_none() => Ok(Start::Nothing),
        Act::Typing(true) => {
            let mut seen = read(target(envelope)?);
            seen["typing_indicator"] = json!({"type": "text"});
            sign(&settings, envelope, &seen)
        }
        Act::Read => sign(&settings, envelope, &read(target(envelope)?)),
        Act::Block(blocked) => block(&settings, envelope, *blocked),
        Act::Unsend => Err(unsupported("WhatsApp cannot delete what was sent")),
        Act::Thread(_) | Act::Presence(_) => Err(unsupported("WhatsApp knows no such act")),
    }
}

fn unsupported(text: &str) -> Failure {
    fail(FailureKind::Unsupported, text)
}

fn target(envelope: &Envelope) -> Result<&str, Failure> {
    let target = envelope.target.as_ref().map(|target| target.id.as_str());
    target.ok_or_else(|| fail(FailureKind::Malformed, "this act needs the message that it is about"))
}

fn read(message: &str) -> Value {
    json!({"messaging_product": "whatsapp", "status": "read", "message_id": message})
}

fn sign(settings: &Settings, envelope: &Envelope, body: &Value) -> Result<Start, Failure> {
    let mut call = post_json(settings.of_phone("/messages"), "signs", body).bearer(ACCESS_TOKEN);
    call.repeatable = true;
    start(
        call,
        &Job::Act {
            envelope: envelope.id.clone(),
        },
    )
}

fn block(settings: &Settings, envelope: &Envelope, blocked: bool) -> Result<Start, Failure> {
    let id = &envelope.recipient.id;
    let user = if is_phone(id) {
        json!({"user": format!("+{id}")})
    } else {
        json!({"user_id": id})
    };
    let body = json!({"messaging_product": "whatsapp", "block_users": [user]});
    let method = if blocked { "POST" } else { "DELETE" };
    let mut call = call(
        method,
        settings.of_phone("/block_users"),
        "block",
        Body::Json(body.to_string()),
    );
    call.repeatable = true;
    start(
        call.bearer(ACCESS_TOKEN),
        &Job::Act {
            envelope: envelope.id.clone(),
        },
    )
}

/// Puts the frame around the content and starts with the first upload, or at once.
fn begin(settings: &Settings, envelope: &Envelope, mut draft: Draft) -> Result<Start, Failure> {
    let body = &mut draft.body;
    body["messaging_product"] = json!("whatsapp");
    body["biz_opaque_callback_data"] = json!(envelope.id);
    address(body, &envelope.recipient);
    let replies = matches!(envelope.act, Act::Message(_) | Act::Native(_));
    if let Some(target) = envelope.target.as_ref().filter(|_| replies) {
        body["context"] = json!({"message_id": target.id});
    }
    draft.envelope.clone_from(&envelope.id);
    draft.by_phone = is_phone(&envelope.recipient.id);
    let (call, job) = draft.next(settings);
    start(call, &job)
}

fn address(body: &mut Value, recipient: &Recipient) {
    let group = recipient.kind == "group";
    body["recipient_type"] = json!(if group { "group" } else { "individual" });
    let key = if group || is_phone(&recipient.id) {
        "to"
    } else {
        "recipient"
    };
    body[key] = json!(recipient.id);
}

/// An upload is done: the next, or the message itself.
pub fn uploaded(account: &Account, mut draft: Draft, outcome: Outcome) -> Result<Progress, Failure> {
    let id = errors::good(outcome, FailureKind::Retryable).and_then(|answer| {
        let id = json::parse(&answer.body).unwrap_or_default().string("id");
        id.ok_or_else(|| fail(FailureKind::Retryable, "Meta took the media and named no id"))
    });
    let item = match id {
        Ok(id) => draft.take_upload(id, account.now),
        Err(failure) => return Ok(ended(dispatch(&draft.envelope, 0, Err(failure)))),
    };
    let (call, job) = draft.next(&Settings::of(account)?);
    Ok(Progress {
        items: item.into_iter().collect(),
        ..go_on(call, &job)?
    })
}

/// The message was taken, or was not.
pub fn accepted(envelope: &str, by_phone: bool, outcome: Outcome) -> Progress {
    let answer = match errors::good(outcome, FailureKind::Uncertain) {
        Ok(answer) => json::parse(&answer.body).unwrap_or_default(),
        Err(failure) => return ended(dispatch(envelope, 0, Err(failure))),
    };
    let message = answer.list("messages").first().unwrap_or(&Value::Null);
    let Some(id) = message.string("id") else {
        let lost = fail(
            FailureKind::Uncertain,
            "Meta said yes and named no message; a status will tell",
        );
        return ended(dispatch(envelope, 0, Err(lost)));
    };
    let state = match message.text("message_status") {
        Some("held_for_quality_assessment" | "paused") => Acceptance::Held,
        _ => Acceptance::Accepted,
    };
    let contact = answer.list("contacts").first().unwrap_or(&Value::Null);
    let phone = contact.text("wa_id").filter(|id| by_phone && is_phone(id));
    let person = phone.map(|digits| {
        let mut person = sender(digits);
        person.aliases.push(alias("phone", format!("+{digits}")));
        person
            .aliases
            .extend(contact.text("user_id").map(|id| alias("bsuid", id)));
        person
    });
    ended(Dispatch {
        // The network may write a number otherwise than a person typed it (Brazil, Mexico): answers come from its form.
        conversation: phone.map(direct),
        sender: person,
        ..dispatch(envelope, 0, Ok(Sent { state, ..sent(id) }))
    })
}

/// A sign or a block was taken, or was not.
pub fn acted(envelope: &str, outcome: Outcome) -> Progress {
    let outcome = errors::good(outcome, FailureKind::Retryable).map(|_| sent(envelope));
    ended(dispatch(envelope, 0, outcome))
}

fn ended(dispatch: Dispatch) -> Progress {
    progress(Step::Sent(dispatch))
}
