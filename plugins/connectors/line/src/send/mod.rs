//! Envelope -> call, answer -> next step.
//!
//! A live reply token makes the words free, so the first attempt uses it. The token is good once: a reply is never
//! repeated, and every later attempt is a push, whose retry key (our envelope's id) makes repeating harmless for 24 hours.

mod action;
mod cards;
mod flex;
mod message;
mod rich;
mod text;

use jackfield_sdk::build::{dispatch, fail, go_on, item, post_json, progress, sent, start};
use jackfield_sdk::delivery::{Acceptance, Act, Dispatch, Envelope, PartOutcome, Progress, Sent, Start, Step, Words};
use jackfield_sdk::http::{Answer, Body, HttpCall, Outcome};
use jackfield_sdk::json::{self, Fields, Value, json};
use jackfield_sdk::types::{Account, Failure, FailureKind, Item, Scope};

use crate::steps::Job;
use crate::{errors, ids, wire};

/// A continuation takes 64 KiB; a push that is larger cannot wait behind a reply and goes first.
const MOST_KEPT_BYTES: usize = 48 * 1024;
/// How long the typing sign stays unless words come: a multiple of five, 5 to 60.
const LOADING_SECONDS: u32 = 20;

/// Starts to do what the envelope says.
///
/// # Errors
///
/// `unsupported` for acts and contents that LINE does not have, `too-large` beyond its limits.
pub fn send(account: &Account, envelope: &Envelope) -> Result<Start, Failure> {
    match &envelope.act {
        Act::Message(words) => say(account, envelope, words),
        Act::Typing(true) if ids::is_direct(envelope.conversation.as_ref(), &envelope.recipient) => loading(envelope),
        // The sign ends by itself, and groups have none.
        Act::Typing(_) => Ok(Start::Nothing),
        Act::Read => read(envelope),
        _ => Err(fail(
            FailureKind::Unsupported,
            "LINE has no such act for official accounts",
        )),
    }
}

fn say(account: &Account, envelope: &Envelope, words: &Words) -> Result<Start, Failure> {
    if words.in_place {
        return Err(fail(
            FailureKind::Unsupported,
            "LINE lets no official account edit what it said",
        ));
    }
    let (messages, parts) = message::messages(envelope, &words.message)?;
    let mut push = json!({
        "to": ids::destination(envelope.conversation.as_ref(), &envelope.recipient),
        "messages": messages,
        "notificationDisabled": envelope.silent,
    });
    let kept = push.to_string();
    let token = live(&envelope.context, ids::REPLY_TOKEN, account.now);
    match token.filter(|_| envelope.attempt == 1 && kept.len() <= MOST_KEPT_BYTES) {
        Some(token) => {
            let reply = json!({
                "replyToken": token,
                "messages": push["messages"].take(),
                "notificationDisabled": envelope.silent,
            });
            let call = post_json(wire::api("/v2/bot/message/reply"), "reply", &reply).bearer(wire::ACCESS_TOKEN);
            start(
                call,
                &Job::Reply {
                    envelope: envelope.id.clone(),
                    parts,
                    push: kept,
                },
            )
        }
        None => start(
            push_call(&envelope.id, kept),
            &Job::Push {
                envelope: envelope.id.clone(),
                parts,
            },
        ),
    }
}

fn push_call(envelope: &str, body: String) -> HttpCall {
    let call = jackfield_sdk::build::call("POST", wire::api("/v2/bot/message/push"), "push", Body::Json(body));
    HttpCall {
        repeatable: true,
        ..call
    }
    .header("x-line-retry-key", envelope)
    .bearer(wire::ACCESS_TOKEN)
}

/// The value of an item that is not yet over.
fn live<'a>(items: &'a [Item], key: &str, now: u64) -> Option<&'a str> {
    let item = items
        .iter()
        .find(|item| item.key == key && item.until.is_none_or(|until| until > now))?;
    Some(item.value.as_str()).filter(|value| !value.is_empty())
}

fn loading(envelope: &Envelope) -> Result<Start, Failure> {
    let chat = ids::destination(envelope.conversation.as_ref(), &envelope.recipient);
    let body = json!({ "chatId": chat, "loadingSeconds": LOADING_SECONDS });
    start(
        post_json(wire::api("/v2/bot/chat/loading/start"), "loading", &body).bearer(wire::ACCESS_TOKEN),
        &Job::Act,
    )
}

fn read(envelope: &Envelope) -> Result<Start, Failure> {
    let items = envelope.target.as_ref().map_or(&[][..], |target| &target.context);
    let Some(token) = items.iter().find(|item| item.key == ids::READ_TOKEN) else {
        return Ok(Start::Nothing);
    };
    let body = json!({ "markAsReadToken": token.value });
    start(
        post_json(wire::api("/v2/bot/chat/markAsRead"), "read", &body).bearer(wire::ACCESS_TOKEN),
        &Job::Act,
    )
}

/// The reply was answered. A spent token and a reply that never left fall to a push; no answer at all may mean that the
/// consumer has the words, so that is not repeated.
pub fn replied(envelope: &str, parts: &[u32], push: &str, outcome: Outcome) -> Result<Progress, Failure> {
    let fall = || {
        go_on(
            push_call(envelope, push.to_owned()),
            &Job::Push {
                envelope: envelope.into(),
                parts: parts.into(),
            },
        )
    };
    match outcome {
        Outcome::Answered(answer) if errors::is_spent_token(&answer) => fall(),
        Outcome::Answered(answer) if answer.status >= 500 => {
            let text = format!(
                "LINE had a trouble ({}) with a reply that may have arrived",
                answer.status
            );
            Err(fail(FailureKind::Uncertain, text).code(answer.status))
        }
        Outcome::Unsent(_) => fall(),
        Outcome::Unknown(why) => Err(fail(
            FailureKind::Uncertain,
            format!("the answer to a reply that may have arrived was lost: {why}"),
        )),
        outcome => errors::success(outcome).map(|answer| end(envelope, parts, &answer, Acceptance::Accepted)),
    }
}

/// The push was answered; 409 says that LINE had accepted it before.
pub fn pushed(envelope: &str, parts: &[u32], outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::answer(outcome)?;
    match answer.status {
        200..=299 => Ok(end(envelope, parts, &answer, Acceptance::Accepted)),
        409 => Ok(end(envelope, parts, &answer, Acceptance::Repeated)),
        _ => Err(errors::of(&answer)),
    }
}

fn end(envelope: &str, parts: &[u32], answer: &Answer, state: Acceptance) -> Progress {
    let body = json::parse(&answer.body).unwrap_or(Value::Null);
    let ids = body.list("sentMessages");
    let named = parts.iter().enumerate().map(|(index, &part)| {
        let message = ids.get(index).unwrap_or(&Value::Null);
        // A repeat that names no messages is still one that went out, under our own id.
        let id = message.string("id").unwrap_or_else(|| format!("{envelope}-{index}"));
        let quote = message
            .text("quoteToken")
            .map(|token| item(Scope::Message, ids::QUOTE_TOKEN, token));
        let outcome = Ok(Sent {
            state,
            items: quote.into_iter().collect(),
            ..sent(id)
        });
        PartOutcome {
            envelope: envelope.to_owned(),
            part,
            outcome,
        }
    });
    let parts = named.collect();
    let nothing = dispatch(envelope, 0, Ok(sent(envelope)));
    progress(Step::Sent(Dispatch { parts, ..nothing }))
}

/// A typing sign or read mark was answered. It is never worth a second call, but a broken token is worth knowing.
pub fn acted(outcome: Outcome) -> Result<Progress, Failure> {
    errors::success(outcome).map(|_| progress(Step::Done))
}

#[cfg(test)]
mod tests;
