//! Media that consumers send: fetched by the host into its store, beside the conversation, and durable until that is done.
//!
//! A fetch is noted before the message's turn commits: a crash in between leaves a fetch for a message that is not there,
//! which does no harm, and never a message without its fetch.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use jackfield_model::content::{BodyPart, Media, MediaSource, Message};
use jackfield_model::conversation::Command;
use jackfield_model::conversation::event::MediaKept;
use jackfield_model::delivery::{Start, Step};
use jackfield_model::http::{Body, HttpCall, Outcome, Sink, StoreSink};
use jackfield_model::retry::{self, Next, Tried};
use jackfield_model::types::{Failure, FailureKind, LimitScope};
use serde::{Deserialize, Serialize};

use super::work::Work;
use super::{Conversations, Key, Workers};
use crate::HubError;
use crate::accounts::AccountEntry;
use crate::clock::signed;
use crate::gateway::raw;
use crate::jobs::{Begin, Halt, Job};
use crate::media::NewMedia;
use crate::plugins::Active;

/// The key-value space of fetches under way.
const SPACE: &str = "media-fetches";
/// Bytes that all of them may take.
const QUOTA: i64 = 256 << 20;
/// Names read at once.
const PAGE: u32 = 500;
/// Largest medium that is fetched by its link, bytes.
const LARGEST: u32 = 100 << 20;
/// How long a fetch is tried, milliseconds: networks keep media for minutes to weeks.
const GIVE_UP_MS: u64 = 6 * 3_600_000;

/// A fetch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Fetch {
    account: String,
    conversation: String,
    /// Our id of the message.
    message: String,
    index: u32,
    media: Media,
    /// The intake row whose request holds what is inline.
    row: i64,
}

/// What a message's media need.
pub(super) fn fetches(key: &Key, message_id: &str, message: &Message, row: i64) -> Vec<Fetch> {
    let elsewhere = |media: &&(u32, &Media)| !matches!(media.1.source, MediaSource::Stored(_));
    let media: Vec<(u32, &Media)> = (0..).zip(&message.media).collect();
    media
        .iter()
        .filter(elsewhere)
        .map(|(index, media)| Fetch {
            account: key.account.clone(),
            conversation: key.conversation.clone(),
            message: message_id.to_owned(),
            index: *index,
            media: (*media).clone(),
            row,
        })
        .collect()
}

impl Fetch {
    fn name(&self) -> String {
        format!("{}/{}", self.message, self.index)
    }
}

impl Workers {
    /// Notes fetches, so that a crash forgets none.
    pub(super) async fn note(&self, fetches: &[Fetch]) -> Result<(), HubError> {
        for fetch in fetches {
            let value = serde_json::to_vec(fetch).map_err(|error| HubError::Invalid(error.to_string()))?;
            self.rooms.store.kv_set(SPACE, &fetch.name(), value, QUOTA).await?;
        }
        Ok(())
    }

    pub(super) fn fetch(self: &Arc<Self>, fetches: Vec<Fetch>) {
        for fetch in fetches {
            let workers = Arc::clone(self);
            self.fetching.spawn(async move { workers.fetch_one(fetch).await });
        }
    }

    /// Takes up the fetches that a process before this one left.
    pub(super) async fn fetch_what_was_left(self: &Arc<Self>) -> Result<(), HubError> {
        let mut after: Option<String> = None;
        loop {
            let page = self.rooms.store.kv_keys(SPACE, after.as_deref(), PAGE).await?;
            for name in page.rows {
                let value = self.rooms.store.kv_get(SPACE, &name).await?.unwrap_or_default();
                match serde_json::from_slice(&value) {
                    Ok(fetch) => self.fetch(vec![fetch]),
                    Err(error) => tracing::error!(%name, %error, "a fetch cannot be read"),
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn fetch_one(self: Arc<Self>, fetch: Fetch) {
        let began = self.rooms.now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let failure = match self.attempt_fetch(&fetch).await {
                Ok(kept) => return self.fetched(&fetch, Some(kept)).await,
                Err(failure) => failure,
            };
            let tried = Tried {
                attempts,
                age_ms: self.rooms.now().saturating_sub(began),
                give_up_ms: GIVE_UP_MS,
                jitter: rand::random(),
            };
            match retry::after(&failure, &tried) {
                Next::Again { after_ms } | Next::Rest { after_ms } => {
                    let pause = tokio::time::sleep(Duration::from_millis(after_ms));
                    tokio::select! {
                        () = pause => {}
                        // Noted: the next start takes it up.
                        () = self.stopping.cancelled() => return,
                    }
                }
                Next::GiveUp | Next::Uncertain => {
                    tracing::error!(account = %fetch.account, message = %fetch.message, why = %failure.text.escape_default(), "a medium cannot be had");
                    return self.fetched(&fetch, None).await;
                }
            }
        }
    }

    async fn fetched(self: &Arc<Self>, fetch: &Fetch, kept: Option<Media>) {
        if let Some(media) = kept {
            let key = Key {
                account: fetch.account.clone(),
                conversation: fetch.conversation.clone(),
            };
            let command = Command::MediaKept(MediaKept {
                message: fetch.message.clone(),
                index: fetch.index,
                media,
            });
            let told = Conversations(Arc::clone(self))
                .ask(key, |done| Work::Tell {
                    command: Box::new(command),
                    done: std::sync::Mutex::new(Some(done)),
                })
                .await;
            if let Err(error) = told {
                tracing::warn!(message = %fetch.message, %error, "a medium is in the store, and its message does not know");
            }
        }
        if let Err(error) = self.rooms.store.kv_delete(SPACE, &fetch.name()).await {
            tracing::warn!(%error, "a fetch stays noted and is made again at the next start");
        }
    }

    async fn attempt_fetch(&self, fetch: &Fetch) -> Result<Media, Failure> {
        let account = self
            .rooms
            .accounts
            .get(&fetch.account)
            .ok_or_else(|| failed(FailureKind::Gone, "its account is gone"))?;
        let active = self.rooms.plugins.active(&account.plugin);
        let active = active.ok_or_else(|| failed(FailureKind::Retryable, "no version of its connector is active"))?;
        let id = match &fetch.media.source {
            MediaSource::Reference(_) => self.download(fetch, &account, &active).await?,
            MediaSource::Link(url) => self.follow(url, fetch, &account, &active).await?,
            MediaSource::Inline(part) => self.cut_out(part, fetch).await?,
            MediaSource::Stored(id) => id.clone(),
        };
        let entry = self
            .rooms
            .media
            .find(&fetch.account, &id, signed(self.rooms.now()))
            .await;
        let entry = entry.map_err(|error| failed(FailureKind::Gone, &error.to_string()))?;
        Ok(Media {
            source: MediaSource::Stored(id),
            mime: fetch.media.mime.clone().or(Some(entry.media_type)),
            size: u32::try_from(entry.size).ok().or(fetch.media.size),
            name: fetch.media.name.clone().or(entry.name),
            ..fetch.media.clone()
        })
    }

    /// The connector's own way.
    async fn download(
        &self,
        fetch: &Fetch,
        account: &Arc<AccountEntry>,
        active: &Arc<Active>,
    ) -> Result<String, Failure> {
        let id = format!("media/{}", fetch.name());
        let seed = self.rooms.seeds.of(&id);
        let context = self
            .rooms
            .connector_call(active, account, seed, Some(&fetch.conversation));
        let broken = |error: jackfield_sandbox::CallError| failed(FailureKind::Retryable, &error.to_string());
        let mut instance = active.plugin.instantiate(context).await.map_err(broken)?;
        let start: Start = instance
            .download(&account.seen(self.rooms.now(), seed), &fetch.media)
            .await
            .map_err(broken)??;
        drop(instance);
        let job = Job {
            rooms: &self.rooms,
            network: &*self.network,
            account,
            active,
            id: &id,
            ledger: None,
            concern: Some(&fetch.conversation),
        };
        match job.run(Begin::Start(start)).await.halt {
            Halt::End(Step::Media(id)) => Ok(id),
            Halt::Failed(failure) => Err(failure),
            Halt::Broken(error) => Err(broken(error)),
            other => Err(failed(
                FailureKind::Rejected,
                &format!("the download ended as {other:?}"),
            )),
        }
    }

    /// A public link, under the connector's media reach.
    async fn follow(
        &self,
        url: &str,
        fetch: &Fetch,
        account: &Arc<AccountEntry>,
        active: &Arc<Active>,
    ) -> Result<String, Failure> {
        let call = HttpCall {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: vec![],
            body: Body::Empty,
            fills: vec![],
            client_certificate: None,
            into: Sink::Store(StoreSink {
                most: LARGEST,
                decipher: None,
                digest: fetch.media.digest.clone(),
            }),
            timeout: Some(120_000),
            repeatable: true,
            label: "media".to_owned(),
        };
        match self.network.perform(&call, account, active, &fetch.name()).await {
            Outcome::Answered(answer) => match (answer.status, answer.stored) {
                (_, Some(stored)) => Ok(stored.id),
                (429 | 500..=599, None) => Err(failed(FailureKind::Retryable, &format!("answered {}", answer.status))),
                (status, None) => Err(failed(FailureKind::Gone, &format!("answered {status}"))),
            },
            Outcome::Denied(reason) => Err(failed(FailureKind::Rejected, &reason)),
            Outcome::Unsent(reason) | Outcome::Unknown(reason) => Err(failed(FailureKind::Retryable, &reason)),
            Outcome::Waited => Err(failed(FailureKind::Retryable, "no answer")),
        }
    }

    /// A stretch of the webhook itself.
    async fn cut_out(&self, part: &BodyPart, fetch: &Fetch) -> Result<String, Failure> {
        let store = |error: &dyn std::fmt::Display| failed(FailureKind::Retryable, &error.to_string());
        let request = self
            .rooms
            .store
            .request(fetch.row)
            .await
            .map_err(|error| store(&error))?;
        let request = raw::decode(&request).ok_or_else(|| failed(FailureKind::Gone, "its request cannot be read"))?;
        let (from, length) = (part.offset as usize, part.length as usize);
        let stretch = from.checked_add(length).and_then(|end| request.body.0.get(from..end));
        let stretch = stretch.ok_or_else(|| failed(FailureKind::Malformed, "it lies outside its request"))?;
        let bytes = if part.base64 {
            let packed: Vec<u8> = stretch
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            let decoded = base64::engine::general_purpose::STANDARD.decode(packed);
            decoded.map_err(|error| failed(FailureKind::Malformed, &error.to_string()))?
        } else {
            stretch.to_vec()
        };
        let mut upload = self
            .rooms
            .media
            .upload(bytes.len() as u64)
            .await
            .map_err(|error| store(&error))?;
        upload.write(&bytes).await.map_err(|error| store(&error))?;
        let about = NewMedia {
            account: fetch.account.clone(),
            media_type: fetch
                .media
                .mime
                .clone()
                .unwrap_or_else(|| "application/octet-stream".to_owned()),
            name: fetch.media.name.clone(),
            until_ms: None,
        };
        let entry = upload
            .finish(about, signed(self.rooms.now()))
            .await
            .map_err(|error| store(&error))?;
        Ok(entry.id)
    }
}

fn failed(kind: FailureKind, text: &str) -> Failure {
    Failure::found(kind, LimitScope::Recipient, text)
}
