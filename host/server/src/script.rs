//! The JSON that a caller writes for `plugin call`: requests, envelopes, and the answers of a network.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_model::http::{Answer, HttpCall, Outcome, Peer, Request, Sink, StoredMedia};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// A request as a caller writes it.
#[derive(Deserialize)]
struct WrittenRequest {
    method: String,
    url: String,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    body_base64: Option<String>,
    #[serde(default)]
    received: Option<u64>,
    #[serde(default)]
    peer: Option<Peer>,
}

/// An answer of the network as a caller writes it.
#[derive(Deserialize)]
struct WrittenAnswer {
    #[serde(default)]
    status: Option<u16>,
    #[serde(default)]
    headers: Value,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    body_base64: Option<String>,
    #[serde(default)]
    unknown: Option<String>,
    #[serde(default)]
    unsent: Option<String>,
    #[serde(default)]
    denied: Option<String>,
}

fn bytes(text: Option<String>, base64: Option<String>) -> Result<Vec<u8>, String> {
    match (text, base64) {
        (Some(_), Some(_)) => Err("`body` or `body_base64`, not both".into()),
        (_, Some(base64)) => STANDARD
            .decode(base64)
            .map_err(|error| format!("`body_base64` is no Base64: {error}")),
        (text, None) => Ok(text.unwrap_or_default().into_bytes()),
    }
}

/// Reads a request.
pub fn request(value: Value, webhook_url: &str, now: u64) -> Result<Request, String> {
    let written: WrittenRequest = serde_json::from_value(value).map_err(|error| {
        format!(
            "{error}; a request is {{\"method\", \"url\", \"headers\": [[name, value]], \"body\" or \"body_base64\"}}"
        )
    })?;
    let path = written.path.unwrap_or_else(|| {
        let below = written.url.strip_prefix(webhook_url).unwrap_or_default();
        let path = below.split(['?', '#']).next().unwrap_or_default();
        if path.starts_with('/') {
            path.to_owned()
        } else {
            "/".to_owned()
        }
    });
    Ok(Request {
        method: written.method,
        url: written.url,
        path,
        headers: written
            .headers
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect(),
        body: bytes(written.body, written.body_base64)?.into(),
        received: written.received.unwrap_or(now),
        peer: written.peer.unwrap_or(Peer {
            address: None,
            certificate: None,
        }),
        extra: vec![],
    })
}

/// An envelope with what may be left out filled in.
pub fn complete_envelope(mut value: Value) -> Value {
    if let Some(envelope) = value.as_object_mut() {
        let mut usual = |name: &str, value: Value| {
            envelope.entry(name).or_insert(value);
        };
        usual("attempt", json!(1));
        usual("sequence", json!(1));
        usual("author", json!({"kind": "agent"}));
        usual("purpose", json!("answer"));
        usual("window", json!({}));
        usual("silent", json!(false));
    }
    value
}

/// What the network answers, in order.
pub struct Script {
    answers: std::vec::IntoIter<Value>,
    given: usize,
}

impl Script {
    /// Takes `responses` out of the input.
    pub fn take(input: &mut Map<String, Value>) -> Result<Self, String> {
        match input.remove("responses") {
            None => Ok(Self {
                answers: vec![].into_iter(),
                given: 0,
            }),
            Some(Value::Array(answers)) => Ok(Self {
                answers: answers.into_iter(),
                given: 0,
            }),
            Some(_) => Err("`responses` is a list".into()),
        }
    }

    /// The outcome of the next call.
    pub fn answer(&mut self, call: &HttpCall) -> Result<Outcome, String> {
        let Some(value) = self.answers.next() else {
            return Err(format!(
                "`responses` has {} answers, and the plugin asks for one more call: {} {}",
                self.given, call.method, call.url
            ));
        };
        self.given += 1;
        let written: WrittenAnswer =
            serde_json::from_value(value).map_err(|error| format!("response {}: {error}", self.given))?;
        if let Some(why) = written.unknown {
            return Ok(Outcome::Unknown(why));
        }
        if let Some(why) = written.unsent {
            return Ok(Outcome::Unsent(why));
        }
        if let Some(why) = written.denied {
            return Ok(Outcome::Denied(why));
        }
        let text = match written.body {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
        let status = written.status.unwrap_or(200);
        let headers = headers(written.headers)?;
        Ok(Outcome::Answered(answer(
            status,
            headers,
            bytes(text, written.body_base64)?,
            call,
        )))
    }
}

fn headers(value: Value) -> Result<Vec<(String, String)>, String> {
    match value {
        Value::Null => Ok(vec![]),
        Value::Object(members) => Ok(members
            .into_iter()
            .map(|(name, value)| {
                (
                    name.to_ascii_lowercase(),
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                )
            })
            .collect()),
        pairs => serde_json::from_value::<Vec<(String, String)>>(pairs)
            .map(|pairs| {
                pairs
                    .into_iter()
                    .map(|(name, value)| (name.to_ascii_lowercase(), value))
                    .collect()
            })
            .map_err(|error| format!("`headers` is a list of pairs: {error}")),
    }
}

/// As the host gives it: a good answer that is for the store leaves only its name.
fn answer(status: u16, headers: Vec<(String, String)>, body: Vec<u8>, call: &HttpCall) -> Answer {
    let into_store = matches!(call.into, Sink::Store(_)) && (200..300).contains(&status);
    if !into_store {
        let most = if let Sink::Memory(most) = call.into {
            most as usize
        } else {
            usize::MAX
        };
        let truncated = body.len() > most;
        return Answer {
            status,
            headers,
            body: body.into_iter().take(most).collect::<Vec<u8>>().into(),
            truncated,
            stored: None,
        };
    }
    let sha256 = Sha256::digest(&body).to_vec();
    let stored = StoredMedia {
        id: hex::encode(&sha256),
        content_type: headers
            .iter()
            .find(|(name, _)| name == "content-type")
            .map(|(_, value)| value.clone()),
        size: u32::try_from(body.len()).unwrap_or(u32::MAX),
        sha256: sha256.into(),
    };
    Answer {
        status,
        headers,
        body: Vec::new().into(),
        truncated: false,
        stored: Some(stored),
    }
}
