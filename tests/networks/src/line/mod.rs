//! LINE Messaging API: who is asked for what, and the network's memory.
//!
//! Source: LINE's OpenAPI (`messaging-api.yml`); Messaging API reference.

mod accept;
mod account;
mod actions;
mod content;
pub mod errors;
mod flex;
mod messages;
mod read;
pub mod speak;
mod templates;
pub mod tokens;

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::Value;

use crate::config::Config;
use crate::error::Error;
use crate::exchange::{Answer, Request};
use crate::faults::{Fault, Place};
use crate::shape::{self, Part};
use crate::shared::Shared;
use crate::spec::{Of, Specs};

/// LINE's own memory.
pub struct Line {
    state: Mutex<State>,
    specs: Option<Specs>,
}

#[derive(Default)]
struct State {
    /// Numbers of the reply tokens that were used.
    used: HashSet<u64>,
    /// Requests that were accepted under a retry key.
    keys: HashMap<String, Accepted>,
    content: HashMap<String, Content>,
    /// Who has blocked the bot.
    unfollowed: HashSet<String>,
    /// Names of the people that this simulator made, by id.
    names: HashMap<String, String>,
    endpoint: Option<String>,
    pushed: u64,
}

/// What a retry key stands for.
struct Accepted {
    request: String,
    body: Bytes,
    sent: Value,
    at_ms: u64,
}

/// What a consumer sent.
struct Content {
    mime: String,
    bytes: Bytes,
    /// Looks after which it is ready.
    preparing: u32,
}

impl Line {
    /// An account that nothing has happened to.
    ///
    /// # Errors
    ///
    /// When the configured specification cannot be read.
    pub fn new(config: &Config) -> Result<Line, Error> {
        let specs = config
            .specs
            .as_deref()
            .map(|folder| Specs::of(config.network, folder))
            .transpose()?;
        Ok(Line {
            state: Mutex::default(),
            specs: specs.flatten(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether what is sent to this chat is seen: not by one who has blocked the bot.
    pub fn reaches(&self, chat: &str) -> bool {
        !self.state().unfollowed.contains(chat)
    }
}

/// Where a call lies, for faults.
pub fn place(path: &str) -> Place {
    match path {
        "/v2/bot/message/reply" => Place::Replies,
        "/v2/bot/message/push" => Place::Pushes,
        "/v2/bot/message/multicast" | "/v2/bot/message/broadcast" => Place::Messages,
        _ if path.contains("/content") => Place::Media,
        _ => Place::Other,
    }
}

/// Answers a request. Every answer has an id of its own.
pub async fn answer(shared: &Shared, own: &Line, request: &Request, fault: Option<Fault>) -> Answer {
    let id = uuid(shared);
    let answer = routed(shared, own, request, fault, &id).await;
    answer.with("x-line-request-id", id)
}

fn uuid(shared: &Shared) -> String {
    let hex = shared.ids.hex(32);
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

async fn routed(shared: &Shared, own: &Line, request: &Request, fault: Option<Fault>, id: &str) -> Answer {
    match fault {
        Some(Fault::RateLimited { retry_after }) => return errors::too_many(retry_after),
        Some(Fault::ServerError { status }) => return errors::of(status, "Internal server error"),
        Some(Fault::ExpiredToken) => return errors::unauthorized(),
        Some(Fault::InvalidReplyToken) => return errors::of(400, "Invalid reply token"),
        Some(Fault::MonthlyLimit) => return errors::of(429, "You have reached your monthly limit."),
        Some(Fault::UnknownRecipient) => return errors::of(400, "Failed to send messages"),
        _ => {}
    }
    if let Some(refusal) = refusal(shared, request) {
        return refusal;
    }
    let steps: Vec<&str> = request.path().split('/').skip(1).collect();
    match (request.head.method.as_str(), steps.as_slice()) {
        ("POST", ["v2", "bot", "message", "reply"]) => accept::reply(shared, own, request, id),
        ("POST", ["v2", "bot", "message", "push"]) => accept::push(shared, own, request, id),
        ("POST", ["v2", "bot", "message", "multicast"]) => accept::multicast(shared, own, request, id),
        ("POST", ["v2", "bot", "message", "broadcast"]) => accept::broadcast(shared, own, request, id),
        ("POST", ["v2", "bot", "message", "validate", _]) => accept::validate(shared, request),
        ("GET", ["v2", "bot", "message", "quota"]) => account::quota(),
        ("GET", ["v2", "bot", "message", "quota", "consumption"]) => account::consumption(own),
        ("GET", ["v2", "bot", "message", message, "content"]) => content::content(own, message),
        ("GET", ["v2", "bot", "message", message, "content", "preview"]) => content::preview(own, message),
        ("GET", ["v2", "bot", "message", message, "content", "transcoding"]) => content::transcoding(own, message),
        ("GET", ["v2", "bot", "info"]) => account::info(shared),
        ("GET", ["v2", "bot", "profile", person]) => account::profile(own, person, true),
        ("GET", ["v2", "bot", "group" | "room", _, "member", person]) => account::profile(own, person, false),
        ("POST", ["v2", "bot", "chat", "loading", "start"]) => account::loading(shared, own, request),
        ("POST", ["v2", "bot", "chat", "markAsRead"]) => account::mark_as_read(shared, own, request),
        ("PUT" | "GET", ["v2", "bot", "channel", "webhook", "endpoint"]) => account::endpoint(shared, own, request),
        ("POST", ["v2", "bot", "channel", "webhook", "test"]) => account::test(shared, request).await,
        _ => {
            shared.problem(request, "no such call");
            errors::of(404, "Not found")
        }
    }
}

/// What is wrong with host or token.
fn refusal(shared: &Shared, request: &Request) -> Option<Answer> {
    let [api, data] = [shared.config.network.hosts()[0], shared.config.network.hosts()[1]];
    let is_content = place(request.path()) == Place::Media && !request.path().ends_with("/transcoding");
    let (host, transcoding) = (request.host(), request.path().ends_with("/transcoding"));
    let right = if is_content || transcoding { data } else { api };
    if host != right && !crate::whatsapp::is_loopback(host) {
        shared.problem(request, format!("asked of {host}, is at {right}"));
        return Some(errors::of(404, "Not found"));
    }
    match request.header("authorization").strip_prefix("Bearer ") {
        Some(token) if token == shared.config.account.token => None,
        _ => {
            shared.problem(request, "the bearer token is missing or not the account's");
            Some(errors::unauthorized())
        }
    }
}

/// The body as JSON; a problem and the answer when it is none.
fn json_body(shared: &Shared, request: &Request) -> Result<Value, Answer> {
    if request.media_type() != "application/json" {
        shared.problem(
            request,
            format!(
                "content-type `{}`, must be application/json",
                request.header("content-type")
            ),
        );
        return Err(errors::of(415, "The Content-Type is not supported"));
    }
    serde_json::from_slice(&request.body).map_err(|error| {
        shared.problem(request, format!("the body is no JSON: {error}"));
        errors::of(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    })
}

/// Notes what the specification finds.
fn against_spec(shared: &Shared, own: &Line, request: &Request, of: Of, body: &Value) {
    for finding in own.specs.iter().flat_map(|specs| specs.findings(of, body)) {
        shared.problem(request, format!("specification: {finding}"));
    }
}

/// A body of sound shape, or the answer to one that is not.
fn sound(
    shared: &Shared,
    own: &Line,
    request: &Request,
    of: Of,
    check: impl FnOnce(Part<'_>),
) -> Result<Value, Answer> {
    let body = json_body(shared, request)?;
    let flaws = shape::check(&body, check);
    shared.flaws(request, &flaws);
    if !flaws.is_empty() {
        return Err(errors::flawed(&flaws));
    }
    against_spec(shared, own, request, of, &body);
    Ok(body)
}
