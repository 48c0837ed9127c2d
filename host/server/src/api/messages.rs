//! Messages to consumers: saying something, and seeing how far it got.

use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use jackfield_model::content::Message;
use jackfield_model::types::{Author, AuthorKind};
use jackfield_store::outbox::{Envelope, EnvelopeState};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::auth::{Allowed, ReadConversations, Speak};
use super::extract::{Json, Path};
use super::problem::Problem;
use super::{Api, Problems, instant};

/// Who speaks for the brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// A person.
    Agent,
    /// A program of the brand's own.
    System,
}

/// Something to say.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// The message, as the contract's `content` has it: `{"parts": [{"content": {"text": {"body": "Hello"}}}]}`.
    #[schema(value_type = Object)]
    pub message: Message,
    /// Who speaks; `agent`.
    #[serde(default = "agent")]
    pub author: Speaker,
    /// The name that is shown, where the network shows one.
    #[serde(default)]
    pub name: Option<String>,
    /// The picture that is shown, by its URL.
    #[serde(default)]
    pub picture_url: Option<String>,
}

fn agent() -> Speaker {
    Speaker::Agent
}

/// What was said, and is in the outbox.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// The message's id; of the first message, where it was split.
    pub id: String,
}

/// Say something in a conversation; it is in the outbox when this is answered
#[utoipa::path(post, path = "/conversations/{account}/{id}/messages", tag = "conversations",
    params(("account" = String, Path), ("id" = String, Path)), request_body = Say,
    responses((status = 202, body = Said), Problems))]
pub(super) async fn say(
    Allowed { caller, .. }: Allowed<Speak>,
    With(api): With<Arc<Api>>,
    Path((account, id)): Path<(String, String)>,
    Json(say): Json<Say>,
) -> Result<(StatusCode, axum::Json<Said>), Problem> {
    caller.account(&api, &account).await?;
    if say.message.parts.is_empty() {
        return Err(Problem::member("/message/parts", "a message has at least one part"));
    }
    let author = Author {
        kind: match say.author {
            Speaker::Agent => AuthorKind::Agent,
            Speaker::System => AuthorKind::System,
        },
        name: say.name,
        picture_url: say.picture_url,
    };
    let id = api.control.say(&account, &id, say.message, author).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Said { id })))
}

/// How far a message got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Nobody has taken it.
    Queued,
    /// It is being sent.
    Started,
    /// Tried, and to be tried again.
    Waiting,
    /// The network took it. What became of it then, the conversation says.
    Sent,
    /// Given up: a dead letter.
    Failed,
    /// Perhaps sent; not repeated by itself.
    Uncertain,
}

/// A message in the outbox.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Outbound {
    /// Its id.
    pub id: String,
    /// The account.
    pub account: String,
    /// The conversation.
    pub conversation: String,
    /// How far it got.
    pub progress: Progress,
    /// Why it waits, failed or is uncertain.
    pub reason: Option<String>,
    /// When it is tried again, RFC 3339.
    pub next: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was queued, RFC 3339.
    pub created: String,
    /// What is sent.
    #[schema(value_type = Object)]
    pub envelope: Value,
}

impl From<Envelope> for Outbound {
    fn from(kept: Envelope) -> Self {
        let (progress, reason, next) = match kept.state {
            EnvelopeState::Queued => (Progress::Queued, None, None),
            EnvelopeState::Started(_) => (Progress::Started, None, None),
            EnvelopeState::Waiting { until_ms, reason } => (Progress::Waiting, Some(reason), Some(instant(until_ms))),
            EnvelopeState::Sent => (Progress::Sent, None, None),
            EnvelopeState::Failed { reason } => (Progress::Failed, Some(reason), None),
            EnvelopeState::Uncertain { reason } => (Progress::Uncertain, Some(reason), None),
        };
        Self {
            id: kept.envelope.id,
            account: kept.account,
            conversation: kept.conversation,
            progress,
            reason,
            next,
            attempts: kept.attempt,
            created: instant(kept.created_ms),
            envelope: serde_json::from_str(&kept.envelope.payload).unwrap_or(Value::String(kept.envelope.payload)),
        }
    }
}

/// How far a message got
#[utoipa::path(get, path = "/messages/{id}", tag = "conversations", params(("id" = String, Path)),
    responses((status = 200, body = Outbound), Problems))]
pub(super) async fn show(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Outbound>, Problem> {
    let missing = || Problem::not_found(format!("message {id}"));
    let kept = api.store.envelope(&id).await?.ok_or_else(missing)?;
    caller.account(&api, &kept.account).await.map_err(|_| missing())?;
    Ok(axum::Json(kept.into()))
}
