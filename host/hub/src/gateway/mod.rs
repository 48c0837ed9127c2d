//! The door for networks: authenticate and normalise in one fresh instance, store, answer as the connector said.
//!
//! A webhook is answered with success only when its raw form and what was made of it are on disk. What is authentic and
//! cannot be read is parked. What cannot be judged or stored is refused with 503, so that the network brings it again.

mod listener;
mod proxy;
pub(crate) mod raw;
mod reply;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request as HttpRequest, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Body;
use jackfield_model::event::Event;
use jackfield_model::http::{Peer, Reply, Request};
use jackfield_model::verdict::Verdict;
use jackfield_store::intake::NewIntake;
use jackfield_store::parked::NewParked;
use jackfield_store::{Retry, StoreError};
use tokio::sync::Semaphore;

pub use listener::{ConnectionLimits, PageBody, Pages, serve};
pub use proxy::Proxies;

use crate::accounts::AccountEntry;
use crate::clock::signed;
use crate::conversations::Conversations;
use crate::plugins::Active;
use crate::rooms::Rooms;
use crate::seed::new_id;

/// The path under which webhooks come in, below the configured base.
const CHANNELS: &str = "/channels/";

/// The door.
#[derive(Clone)]
pub struct Gateway {
    rooms: Arc<Rooms>,
    conversations: Conversations,
    places: Arc<Semaphore>,
    proxies: Arc<Proxies>,
    /// The path of the base URL, without a slash at its end.
    base_path: Arc<str>,
}

/// What became of a webhook that is not answered with the connector's own words.
enum Refusal {
    /// Nothing that this door knows.
    NotFound,
    /// Longer than allowed.
    TooLarge,
    /// The body took too long, or broke off.
    Timeout,
    /// The connector said so.
    Rejected(u16),
    /// Come again, after so many seconds.
    Unavailable(u32),
}

impl Gateway {
    pub(crate) fn new(rooms: Arc<Rooms>, conversations: Conversations, proxies: Proxies) -> Self {
        let base_path = rooms
            .settings
            .base_url
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].trim_end_matches('/').to_owned()))
            .unwrap_or_default();
        Self {
            places: Arc::new(Semaphore::new(rooms.settings.webhooks_at_once)),
            rooms,
            conversations,
            proxies: Arc::new(proxies),
            base_path: base_path.into(),
        }
    }

    /// Is this path a webhook's?
    #[must_use]
    pub fn takes(&self, path: &str) -> bool {
        self.below(path).is_some()
    }

    /// The path below the base, from `/channels/` on.
    fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        let below = path.strip_prefix(&*self.base_path).unwrap_or(path);
        below.starts_with(CHANNELS).then_some(below)
    }

    /// Takes one webhook. Every outcome is an answer.
    pub async fn handle<B>(&self, request: HttpRequest<B>, peer: IpAddr) -> Response<Full<Bytes>>
    where
        B: Body + Send,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        // One place for each webhook under way, taken before a byte of its body is read: memory stays bounded.
        let Ok(_place) = self.places.try_acquire() else {
            self.rooms.figures.webhooks_shed.one();
            return reply::unavailable(1);
        };
        if self.conversations.backlog() >= self.rooms.settings.backlog {
            self.rooms.figures.webhooks_shed.one();
            return reply::unavailable(1);
        }
        match self.take(request, peer).await {
            Ok(answer) => reply::of_connector(answer),
            Err(Refusal::NotFound) => reply::plain(StatusCode::NOT_FOUND),
            Err(Refusal::TooLarge) => reply::plain(StatusCode::PAYLOAD_TOO_LARGE),
            Err(Refusal::Timeout) => reply::plain(StatusCode::REQUEST_TIMEOUT),
            Err(Refusal::Rejected(status)) => {
                self.rooms.figures.webhooks_rejected.one();
                reply::plain(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST))
            }
            Err(Refusal::Unavailable(after)) => {
                self.rooms.figures.webhooks_failed.one();
                reply::unavailable(after)
            }
        }
    }

    async fn take<B>(&self, request: HttpRequest<B>, peer: IpAddr) -> Result<Reply, Refusal>
    where
        B: Body + Send,
        B::Data: Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let below = self.below(target).ok_or(Refusal::NotFound)?;
        let rest = &below[CHANNELS.len()..];
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (account, rest) = rest.split_at(end);
        let account = self.rooms.accounts.get(account).ok_or(Refusal::NotFound)?;
        let active = self.rooms.plugins.active(&account.plugin).ok_or_else(|| {
            tracing::warn!(account = %account.id, plugin = %account.plugin, "no version of its connector is active");
            Refusal::Unavailable(5)
        })?;
        let path = rest.split('?').next().unwrap_or_default();
        let request = Request {
            method: parts.method.as_str().to_owned(),
            url: format!("{}{below}", self.rooms.settings.base_url.trim_end_matches('/')),
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            headers: headers(&parts.headers),
            body: self.body(body).await?.to_vec().into(),
            received: self.rooms.now(),
            peer: Peer {
                address: Some(self.proxies.client(peer, &parts.headers).to_string()),
                certificate: None,
            },
            extra: vec![],
        };
        self.judge(&account, &active, request).await
    }

    async fn body<B>(&self, body: B) -> Result<Bytes, Refusal>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let settings = &self.rooms.settings;
        if body.size_hint().lower() > settings.webhook_bytes as u64 {
            return Err(Refusal::TooLarge);
        }
        let collected = Limited::new(body, settings.webhook_bytes).collect();
        match tokio::time::timeout(Duration::from_millis(settings.webhook_ms), collected).await {
            Ok(Ok(collected)) => Ok(collected.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
            Ok(Err(_)) | Err(_) => Err(Refusal::Timeout),
        }
    }

    /// Authenticates, normalises and stores.
    async fn judge(
        &self,
        account: &Arc<AccountEntry>,
        active: &Arc<Active>,
        request: Request,
    ) -> Result<Reply, Refusal> {
        let id = new_id();
        let seed = self.rooms.seeds.of(&id);
        let seen = account.seen(request.received, seed);
        let failed = |error: jackfield_sandbox::CallError| {
            // Not known to be authentic: nothing is kept, and the network is asked to come again.
            tracing::error!(account = %account.id, plugin = %active.name, %error, "a webhook could not be judged");
            Refusal::Unavailable(5)
        };
        let context = self
            .rooms
            .connector_call(active, account, seed, request.peer.address.as_deref());
        let mut instance = active.plugin.instantiate(context).await.map_err(failed)?;
        let answer = match instance.authenticate(&seen, &request).await.map_err(failed)? {
            Verdict::Accept(answer) => answer,
            Verdict::Hold(hold) => hold.otherwise,
            Verdict::Answer(answer) => {
                self.rooms.figures.webhooks_answered.one();
                return Ok(answer);
            }
            Verdict::Reject(rejection) => {
                tracing::info!(account = %account.id, status = rejection.status, reason = %rejection.reason.escape_default(), "a webhook was rejected");
                return Err(Refusal::Rejected(rejection.status));
            }
        };
        match instance.normalize(&seen, &request).await {
            Ok(Ok(events)) => self.accept(account, id, &request, events).await?,
            Ok(Err(failure)) => self.park(account, active, &request, &failure.text).await?,
            Err(error) => self.park(account, active, &request, &error.to_string()).await?,
        }
        Ok(answer)
    }

    async fn accept(
        &self,
        account: &Arc<AccountEntry>,
        id: String,
        request: &Request,
        events: Vec<Event>,
    ) -> Result<(), Refusal> {
        let rows = crate::intake::rows(&self.rooms.accounts, account, &id, &events);
        let intake = NewIntake {
            id,
            account: account.id.clone(),
            received_ms: signed(request.received),
            request: raw::encode(request),
            events: rows,
        };
        let accepted = self.rooms.store.accept(intake).await.map_err(|error| refusal(&error))?;
        self.rooms.figures.webhooks_accepted.one();
        self.conversations.take(accepted, events);
        Ok(())
    }

    async fn park(
        &self,
        account: &AccountEntry,
        active: &Active,
        request: &Request,
        reason: &str,
    ) -> Result<(), Refusal> {
        let digest = active.plugin.digest();
        tracing::error!(account = %account.id, plugin = %active.name, %digest, reason = %reason.escape_default(), "an authentic webhook is parked");
        let parked = NewParked {
            account: account.id.clone(),
            received_ms: signed(request.received),
            plugin: digest.to_owned(),
            reason: reason.to_owned(),
            request: raw::encode(request),
        };
        self.rooms.store.park(parked).await.map_err(|error| refusal(&error))?;
        self.rooms.figures.webhooks_parked.one();
        Ok(())
    }
}

fn refusal(error: &StoreError) -> Refusal {
    tracing::error!(%error, "a webhook could not be stored");
    match error.retry() {
        Retry::AfterMs(ms) => Refusal::Unavailable(ms.div_ceil(1_000)),
        Retry::AfterRepair => Refusal::Unavailable(60),
        Retry::Never => Refusal::Unavailable(5),
    }
}

/// Header names are lower case; bytes outside ASCII stand for themselves, as the contract says.
fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let text = match value.to_str() {
                Ok(text) => text.to_owned(),
                Err(_) => value.as_bytes().iter().map(|byte| char::from(*byte)).collect(),
            };
            (name.as_str().to_owned(), text)
        })
        .collect()
}
