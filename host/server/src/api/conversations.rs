//! Conversations: the list, the state that a log folds into, and the log itself.

use std::sync::Arc;

use axum::extract::State as With;
use jackfield_model::conversation::{Event, State, apply};
use jackfield_store::events::{Conversation as Kept, LoggedEvent as KeptEvent, RecentCursor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::auth::{Allowed, ReadConversations};
use super::extract::{Path, Query};
use super::page::{AccountPageQuery, Page, PageQuery, cursor};
use super::problem::{Kind, Problem};
use super::{Api, Problems, instant};

/// Events that are read from the store at once.
const STRETCH: u32 = 500;

/// A conversation in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Conversation {
    /// The account.
    pub account: String,
    /// The key inside the account.
    pub id: String,
    /// How many turns were committed.
    pub version: i64,
    /// How many events its log has.
    pub length: i64,
    /// When the last turn was, RFC 3339.
    pub updated: String,
}

impl From<&Kept> for Conversation {
    fn from(kept: &Kept) -> Self {
        Self {
            account: kept.account.clone(),
            id: kept.conversation.clone(),
            version: kept.version,
            length: kept.length,
            updated: instant(kept.updated_ms),
        }
    }
}

/// A conversation with what its log comes to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ConversationState {
    /// As in the list.
    #[serde(flatten)]
    pub conversation: Conversation,
    /// Open or closed, who has it, attributes, the last messages and how far they got.
    #[schema(value_type = Object)]
    pub state: Value,
}

/// One entry of a log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LoggedEvent {
    /// The position in the feed of all conversations: the id of the event stream.
    pub feed: i64,
    /// The account.
    pub account: String,
    /// The conversation.
    pub conversation: String,
    /// The position in its log, from 1 without gaps.
    pub number: i64,
    /// When its turn was, RFC 3339.
    pub at: String,
    /// What happened.
    #[schema(value_type = Object)]
    pub event: Value,
}

impl From<KeptEvent> for LoggedEvent {
    fn from(kept: KeptEvent) -> Self {
        Self {
            feed: kept.feed,
            at: instant(kept.at_ms),
            // What is in the log was written as JSON; a line that is not is shown as it stands.
            event: serde_json::from_str(&kept.event).unwrap_or(Value::String(kept.event)),
            account: kept.account,
            conversation: kept.conversation,
            number: kept.number,
        }
    }
}

/// Conversations, with the latest turn first
#[utoipa::path(get, path = "/conversations", tag = "conversations", params(AccountPageQuery),
    responses((status = 200, body = Page<Conversation>), Problems))]
pub(super) async fn list(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Query(query): Query<AccountPageQuery>,
) -> Result<axum::Json<Page<Conversation>>, Problem> {
    caller.listed_account(&api, query.account.as_deref()).await?;
    let (after, limit) = (
        query.page().after::<RecentCursor>("conversations")?,
        query.page().limit()?,
    );
    let page = api.store.conversations(query.account.as_deref(), after, limit).await?;
    Ok(axum::Json(Page {
        items: page.rows.iter().map(Conversation::from).collect(),
        next: page.next.map(|position| cursor("conversations", &position)),
    }))
}

/// A conversation, with what its log comes to
#[utoipa::path(get, path = "/conversations/{account}/{id}", tag = "conversations",
    params(("account" = String, Path), ("id" = String, Path, description = "The key, percent-encoded")),
    responses((status = 200, body = ConversationState), Problems))]
pub(super) async fn show(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Path((account, id)): Path<(String, String)>,
) -> Result<axum::Json<ConversationState>, Problem> {
    caller.account(&api, &account).await?;
    let kept = found(&api, &account, &id).await?;
    let mut state = State::default();
    let mut from = 1;
    loop {
        let events = api.store.log(&account, &id, from, STRETCH).await?;
        for logged in &events {
            let event: Event = serde_json::from_str(&logged.event).map_err(|error| {
                tracing::error!(feed = logged.feed, %error, "an event of the log cannot be read");
                Problem::new(
                    Kind::Internal,
                    format!("event {} of the log cannot be read", logged.number),
                )
            })?;
            state = apply(state, &event);
        }
        match events.last() {
            Some(last) if events.len() == STRETCH as usize => from = last.number + 1,
            _ => break,
        }
    }
    let state = serde_json::to_value(&state).map_err(|error| Problem::new(Kind::Internal, error.to_string()))?;
    Ok(axum::Json(ConversationState {
        conversation: Conversation::from(&kept),
        state,
    }))
}

/// The log of a conversation, from its beginning
#[utoipa::path(get, path = "/conversations/{account}/{id}/log", tag = "conversations",
    params(("account" = String, Path), ("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<LoggedEvent>), Problems))]
pub(super) async fn log(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Path((account, id)): Path<(String, String)>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<LoggedEvent>>, Problem> {
    caller.account(&api, &account).await?;
    let kept = found(&api, &account, &id).await?;
    let after = query.after::<i64>("log")?.unwrap_or(0);
    let events = api.store.log(&account, &id, after + 1, query.limit()?).await?;
    let next = events
        .last()
        .map(|event| event.number)
        .filter(|number| *number < kept.length);
    Ok(axum::Json(Page {
        items: events.into_iter().map(LoggedEvent::from).collect(),
        next: next.map(|number| cursor("log", &number)),
    }))
}

async fn found(api: &Api, account: &str, id: &str) -> Result<Kept, Problem> {
    let kept = api.store.conversation(account, id).await?;
    kept.ok_or_else(|| Problem::not_found(format!("conversation {id} of account {account}")))
}
