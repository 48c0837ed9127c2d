//! The event stream: what happens in conversations, as it happens, resumed by the position of the last event seen.
//!
//! A stream reads the store when the flow says that it has grown; a slow reader holds nothing in memory but its position.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State as With;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream;
use jackfield_store::events::LoggedEvent as KeptEvent;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use utoipa::IntoParams;

use super::auth::{Allowed, Caller, ReadConversations};
use super::conversations::LoggedEvent;
use super::extract::Query;
use super::problem::{Kind, Problem};
use super::{Api, Problems};

/// Events that are read from the store at once.
const STRETCH: u32 = 200;
/// A line goes out after so much silence, so that whatever lies between keeps the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// When to come again where all streams are taken, milliseconds.
const COME_AGAIN_MS: u32 = 10_000;

/// Which events, and from where on.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Only of this account.
    pub account: Option<String>,
    /// Only of this conversation of the account.
    pub conversation: Option<String>,
    /// After this position; 0 is the beginning. Without it, and without `Last-Event-ID`: from now on.
    pub after: Option<i64>,
}

/// What happens, from now on or from a position on: `text/event-stream`, the id is the position, the data a logged event
#[utoipa::path(get, path = "/events", tag = "conversations",
    params(EventQuery, ("Last-Event-ID" = Option<i64>, Header, description = "The position of the last event seen")),
    responses((status = 200, body = LoggedEvent, content_type = "text/event-stream"), Problems))]
pub(super) async fn stream(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Extension(streams): Extension<Arc<Semaphore>>,
    Query(query): Query<EventQuery>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    if let Some(account) = &query.account {
        caller.account(&api, account).await?;
    } else if query.conversation.is_some() {
        return Err(Problem::parameter(
            "conversation",
            "a conversation is named together with its account",
        ));
    }
    let permit = streams
        .try_acquire_owned()
        .map_err(|_| Problem::new(Kind::Busy, "all event streams are taken").after(COME_AGAIN_MS))?;
    let mut changed = api.control.changed();
    let resumed = match headers
        .get("last-event-id")
        .map(|value| value.to_str().unwrap_or_default())
    {
        None => query.after,
        Some(text) => Some(
            text.trim()
                .parse()
                .map_err(|_| Problem::parameter("Last-Event-ID", "it is no position of this stream"))?,
        ),
    };
    let after = resumed.unwrap_or(*changed.borrow_and_update());
    let feed = Feed {
        api,
        caller,
        query,
        after,
        ready: VecDeque::new(),
        brands: HashMap::new(),
        changed,
        _permit: permit,
    };
    let events = stream::unfold(feed, |mut feed| async move {
        let event = feed.next().await?;
        Some((Ok(event), feed))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("alive")))
}

/// Where one stream stands.
struct Feed {
    api: Arc<Api>,
    caller: Caller,
    query: EventQuery,
    /// The last position that was read.
    after: i64,
    /// Read, and not yet sent.
    ready: VecDeque<KeptEvent>,
    /// Whether events of an account are for this caller.
    brands: HashMap<String, bool>,
    changed: watch::Receiver<i64>,
    /// Travels with the stream, so that it is free again whatever way the stream ends.
    _permit: OwnedSemaphorePermit,
}

impl Feed {
    /// The next event that is wanted; none when the flow has ended, or the store cannot be read: the reader comes again.
    async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(kept) = self.ready.pop_front() {
                if let Some(event) = self.shown(kept).await {
                    return Some(event);
                }
            }
            let read = self.api.store.feed(self.after, STRETCH).await;
            let read = read
                .inspect_err(|error| tracing::warn!(%error, "an event stream ends"))
                .ok()?;
            match read.last() {
                Some(last) => self.after = last.feed,
                None => self.changed.changed().await.ok()?,
            }
            self.ready = read.into();
        }
    }

    async fn shown(&mut self, kept: KeptEvent) -> Option<Event> {
        let wanted = |filter: &Option<String>, value: &str| filter.as_ref().is_none_or(|wanted| wanted == value);
        if !wanted(&self.query.account, &kept.account)
            || !wanted(&self.query.conversation, &kept.conversation)
            || !self.is_of_callers_brands(&kept.account).await
        {
            return None;
        }
        let (id, logged) = (kept.feed.to_string(), LoggedEvent::from(kept));
        let name = match logged.event.get("body") {
            Some(serde_json::Value::Object(body)) => body.keys().next().cloned(),
            Some(serde_json::Value::String(case)) => Some(case.clone()),
            _ => None,
        };
        let event = Event::default().id(id).json_data(&logged).ok()?;
        // A line break in a name would be refused with a panic; the names are the model's, and have none.
        Some(match name.filter(|name| !name.contains(['\r', '\n'])) {
            Some(name) => event.event(name),
            None => event,
        })
    }

    async fn is_of_callers_brands(&mut self, account: &str) -> bool {
        if self.caller.has_all_brands() {
            return true;
        }
        if let Some(known) = self.brands.get(account) {
            return *known;
        }
        let is_theirs = self.caller.account(&self.api, account).await.is_ok();
        self.brands.insert(account.to_owned(), is_theirs);
        is_theirs
    }
}
