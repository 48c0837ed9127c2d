//! WhatsApp Cloud API: who is asked for what, and the network's memory.
//!
//! Source: Cloud API reference; Graph API, Webhooks.

mod accept;
mod account;
mod contacts;
pub mod errors;
mod interactive;
mod media;
mod messages;
pub mod speak;
mod template;
pub mod webhooks;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::config::Config;
use crate::error::Error;
use crate::exchange::{Answer, Request};
use crate::faults::{Fault, Place};
use crate::shared::Shared;
use crate::spec::{Of, Specs};

/// WhatsApp's own memory.
pub struct WhatsApp {
    state: Mutex<State>,
    specs: Option<Specs>,
}

#[derive(Default)]
struct State {
    media: HashMap<String, Media>,
    /// When consumers that this simulator made last wrote; milliseconds.
    wrote: HashMap<String, u64>,
    blocked: Vec<String>,
    subscription: Option<Value>,
    templates: Vec<Value>,
}

/// Media that the network has.
#[derive(Clone)]
pub struct Media {
    /// Its media type.
    pub mime: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// When its URL was asked for last; milliseconds.
    pub asked_ms: u64,
}

impl WhatsApp {
    /// An account that nothing has happened to.
    ///
    /// # Errors
    ///
    /// When the configured specification cannot be read.
    pub fn new(config: &Config) -> Result<WhatsApp, Error> {
        let specs = config
            .specs
            .as_deref()
            .map(|folder| Specs::of(config.network, folder))
            .transpose()?;
        let state = State {
            templates: account::first_templates(),
            ..State::default()
        };
        Ok(WhatsApp {
            state: Mutex::new(state),
            specs: specs.flatten(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A consumer wrote: their service window opens.
    pub fn wrote(&self, person: &str, now_ms: u64) {
        self.state().wrote.insert(person.to_owned(), now_ms);
    }

    /// Whether the business has blocked this consumer.
    pub fn blocks(&self, person: &str) -> bool {
        self.state().blocked.iter().any(|blocked| blocked == person)
    }

    /// Keeps media under an id.
    pub fn keep_media(&self, id: &str, mime: &str, bytes: Bytes) {
        let media = Media {
            mime: mime.to_owned(),
            bytes,
            asked_ms: 0,
        };
        self.state().media.insert(id.to_owned(), media);
    }
}

/// Where a call lies, for faults.
pub fn place(method: &str, path: &str) -> Place {
    match path.rsplit('/').next() {
        Some("messages" | "marketing_messages") => Place::Messages,
        Some("media") => Place::Media,
        _ if path.starts_with(media::DOWNLOADS) => Place::Media,
        // A bare id: media, unless it is asked for as the number (told by its fields, which a fault cannot see).
        Some(id) if path.matches('/').count() == 2 && method == "GET" && id.bytes().all(|b| b.is_ascii_digit()) => {
            Place::Media
        }
        _ => Place::Other,
    }
}

/// Answers a request.
pub async fn answer(shared: &Shared, own: &WhatsApp, request: &Request, fault: Option<Fault>) -> Answer {
    match fault {
        Some(Fault::RateLimited { retry_after }) => {
            return errors::of(130_429, "too many messages").with("retry-after", retry_after.to_string());
        }
        Some(Fault::ServerError { status }) => {
            return errors::graph(status, 2, None, "Service temporarily unavailable");
        }
        Some(Fault::ExpiredToken) => return errors::expired(),
        Some(Fault::Code { code }) => return errors::of(code, errors::title(code)),
        _ => {}
    }
    if let Some(refusal) = refusal(shared, request) {
        return refusal;
    }
    if request.path().starts_with(media::DOWNLOADS) {
        return media::download(shared, own, request);
    }
    let steps: Vec<&str> = request.path().split('/').skip(1).collect();
    let (number, business) = (&shared.config.account.address, &shared.config.account.business);
    match (request.head.method.as_str(), steps.as_slice()) {
        ("POST", [_, id, "messages"]) if id == number => accept::message(shared, own, request, fault),
        ("POST", [_, id, "marketing_messages"]) if id == number => accept::marketing(shared, own, request, fault),
        ("POST", [_, id, "media"]) if id == number => media::upload(shared, own, request),
        ("POST" | "DELETE" | "GET", [_, id, "block_users"]) if id == number => account::block(shared, own, request),
        ("GET", [_, id]) if id == number => account::number(shared, request),
        ("POST" | "DELETE" | "GET", [_, id, "subscribed_apps"]) if id == business => {
            account::subscription(shared, own, request).await
        }
        ("GET", [_, id, "message_templates"]) if id == business => account::templates(own, request),
        ("GET", [_, id]) => media::locate(shared, own, request, id),
        ("DELETE", [_, id]) => media::delete(shared, own, request, id),
        (method, _) => {
            shared.problem(request, "no such call");
            errors::no_object(method, request.path())
        }
    }
}

/// What is wrong with host, version or token.
fn refusal(shared: &Shared, request: &Request) -> Option<Answer> {
    let host = request.host();
    let downloads = request.path().starts_with(media::DOWNLOADS);
    let [api, lookaside] = [shared.config.network.hosts()[0], shared.config.network.hosts()[1]];
    let right = if downloads { lookaside } else { api };
    if host != right && !is_loopback(host) {
        shared.problem(request, format!("asked of {host}, is at {right}"));
    }
    if !downloads && !is_version(request.path().split('/').nth(1).unwrap_or_default()) {
        shared.problem(request, "the path does not begin with a version such as v23.0");
        return Some(errors::no_object(request.head.method.as_str(), request.path()));
    }
    match request.header("authorization").strip_prefix("Bearer ") {
        Some(token) if token == shared.config.account.token => None,
        _ => {
            shared.problem(request, "the bearer token is missing or not the account's");
            Some(errors::not_a_token())
        }
    }
}

/// Whether a host is this machine, as the SDKs call it when they are pointed here.
pub fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.starts_with("127.") || host == "[::1]"
}

fn is_version(step: &str) -> bool {
    let parts = step.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    parts.is_some_and(|(major, minor)| {
        (1..=3).contains(&major.len())
            && minor.len() == 1
            && major.bytes().chain(minor.bytes()).all(|byte| byte.is_ascii_digit())
    })
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
        return Err(errors::of(100, "the content type must be application/json"));
    }
    serde_json::from_slice(&request.body).map_err(|error| {
        shared.problem(request, format!("the body is no JSON: {error}"));
        errors::of(100, "the body is no JSON")
    })
}

/// Notes what the specification finds.
fn against_spec(shared: &Shared, own: &WhatsApp, request: &Request, of: Of, body: &Value) {
    for finding in own.specs.iter().flat_map(|specs| specs.findings(of, body)) {
        shared.problem(request, format!("specification: {finding}"));
    }
}

/// Asks the webhook whether it is the business's. Gives status and body of the answer, and the challenge.
///
/// # Errors
///
/// When it does not answer.
pub async fn handshake(shared: &Shared, verify_token: &str) -> Result<(u16, Vec<u8>, String), Error> {
    let target = shared.courier.target()?;
    let challenge = (shared.ids.next() % 10_000_000_000).to_string();
    let joined = if target.path.contains('?') { '&' } else { '?' };
    let token: String = verify_token.bytes().map(encoded).collect();
    let path = format!(
        "{}{joined}hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={token}",
        target.path
    );
    let reply = shared
        .courier
        .exchange(&target.request("GET", &path, &[("accept", "*/*")], b""))
        .await?;
    Ok((reply.status, reply.body, challenge))
}

fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

fn success() -> Answer {
    Answer::json(200, &json!({"success": true}))
}
