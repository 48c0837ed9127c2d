//! The running flow behind the API's door.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use jackfield_hub::media::MediaError;
use jackfield_hub::{Hub, HubError};
use jackfield_model::content::Message;
use jackfield_model::http::Request;
use jackfield_model::setup::Aim;
use jackfield_model::types::Author;
use jackfield_store::{SqliteStore, StoreError};
use tokio::sync::watch;
use tokio_util::io::ReaderStream;

use super::terms;
use crate::api::control::{Control, ControlError, MediaLink, Metric, MetricKind, NewMedia, OpenMedia};
use crate::api::system_clock;
use crate::api::types::{Arranged, GrantDecision, Loaded, PluginState, Replayed};
use crate::vault::Vault;

/// Most that a link may ask for, seconds: a year.
const LONGEST_LINK_SECONDS: u32 = 366 * 24 * 3_600;

/// The vault, as the hub asks for it.
pub(super) struct Sealed(pub(super) Arc<Vault>);

impl jackfield_hub::Vault for Sealed {
    fn seal(&self, account: &str, name: &str, plain: &[u8]) -> Result<Vec<u8>, String> {
        self.0.seal(account, name, plain).map_err(|error| error.to_string())
    }

    fn open(&self, account: &str, name: &str, ciphertext: &[u8]) -> Result<Vec<u8>, String> {
        let plain = self
            .0
            .open(account, name, ciphertext)
            .map_err(|error| error.to_string())?;
        Ok(plain.expose().to_vec())
    }
}

/// The hub, as the API asks for it.
pub(super) struct Flow {
    hub: Arc<Hub>,
    store: SqliteStore,
}

impl Flow {
    pub(super) fn new(hub: Arc<Hub>, store: SqliteStore) -> Self {
        Self { hub, store }
    }
}

fn refused(error: HubError) -> ControlError {
    match error {
        HubError::Store(StoreError::NotFound(what)) => ControlError::NotFound(what),
        HubError::Store(StoreError::Conflict(what)) => ControlError::Conflict(what),
        HubError::Store(error) => ControlError::Store(error),
        HubError::Load(error) => ControlError::Refused(error.to_string()),
        HubError::NotFound(what) => ControlError::NotFound(what),
        HubError::Conflict(what) => ControlError::Conflict(what),
        HubError::Refused(refusal) => ControlError::Conflict(refusal.to_string()),
        HubError::Invalid(what) => ControlError::Refused(what),
        HubError::Stopping => ControlError::Busy { after_ms: 1_000 },
        HubError::Failure { .. } => ControlError::Network(error.to_string()),
        HubError::Call(_) | HubError::Secret { .. } | HubError::Stored { .. } => {
            ControlError::Internal(error.to_string())
        }
    }
}

fn media_error(error: MediaError) -> ControlError {
    match error {
        MediaError::NotFound(id) => ControlError::NotFound(format!("the media object {id}")),
        MediaError::Link => ControlError::NotFound("the link".to_owned()),
        MediaError::TooLarge { most } => ControlError::Refused(format!("a media object has at most {most} bytes")),
        MediaError::Index(error) => ControlError::Store(error),
        MediaError::Io(_) | MediaError::Random => ControlError::Internal(error.to_string()),
    }
}

#[async_trait]
impl Control for Flow {
    async fn load_plugin(&self, wasm: Bytes) -> Result<Loaded, ControlError> {
        let state = self.hub.plugins().load(&wasm).await.map_err(refused)?;
        let (standing, _) = terms::standing(&state);
        Ok(Loaded {
            digest: state.digest,
            name: state.name,
            version: state.version,
            state: standing,
        })
    }

    async fn plugins(&self) -> Result<Vec<PluginState>, ControlError> {
        use jackfield_store::Plugins as _;
        let rows = self.store.plugins().await?;
        let added: HashMap<&str, i64> = rows.iter().map(|row| (row.digest.as_str(), row.added_ms)).collect();
        let plugins = self.hub.plugins();
        let shown = plugins.list().into_iter().filter_map(|state| {
            let plugin = plugins.component(&state.digest)?;
            let added_ms = added.get(state.digest.as_str()).copied().unwrap_or_default();
            Some(terms::shown(&state, &plugin, added_ms))
        });
        Ok(shown.collect())
    }

    async fn grant(&self, digest: &str, decision: GrantDecision) -> Result<(), ControlError> {
        let asked = self.hub.plugins().state(digest).map_err(refused)?.asked;
        let granted = match decision {
            GrantDecision::Approve => Some(asked),
            GrantDecision::Deny => None,
            GrantDecision::Narrow(terms) => Some(terms::narrowed(&asked, &terms)?),
        };
        self.hub.plugins().grant(digest, granted).await.map_err(refused)?;
        Ok(())
    }

    async fn activate(&self, digest: &str) -> Result<(), ControlError> {
        self.hub.plugins().activate(digest).await.map_err(refused)
    }

    async fn roll_back(&self, name: &str) -> Result<String, ControlError> {
        self.hub.plugins().roll_back(name).await.map_err(refused)
    }

    async fn release(&self, digest: &str) -> Result<(), ControlError> {
        self.hub.plugins().release(digest).map_err(refused)
    }

    async fn unload(&self, digest: &str) -> Result<(), ControlError> {
        self.hub.plugins().unload(digest).await.map_err(refused)
    }

    async fn account_changed(&self, id: &str) {
        if let Err(error) = self.hub.account_changed(id).await {
            tracing::error!(account = %id, %error, "the accounts could not be read anew");
        }
    }

    async fn arrange(&self, account: &str, aim: Aim) -> Result<Arranged, ControlError> {
        let arranged = self.hub.arrange(account, aim).await.map_err(refused)?;
        Ok(Arranged {
            ok: arranged.failure.is_none(),
            failure: arranged.failure,
            events: arranged.events,
        })
    }

    async fn say(
        &self,
        account: &str,
        conversation: &str,
        message: Message,
        author: Author,
    ) -> Result<String, ControlError> {
        self.hub
            .say(account, conversation, author, message)
            .await
            .map_err(refused)
    }

    async fn parked_request(&self, seq: i64) -> Result<Request, ControlError> {
        self.hub.parked_request(seq).await.map_err(refused)
    }

    async fn replay_parked(&self, seq: i64) -> Result<Replayed, ControlError> {
        let replayed = self.hub.replay_parked(seq).await.map_err(refused)?;
        Ok(Replayed {
            understood: replayed.reason.is_none(),
            events: replayed.events,
            reason: replayed.reason,
        })
    }

    async fn replay_dead_letter(&self, id: &str) -> Result<(), ControlError> {
        self.hub.replay_dead_letter(id).await.map_err(refused)
    }

    async fn store_media(&self, media: NewMedia) -> Result<String, ControlError> {
        let mut upload = self.hub.media().upload(media.most_bytes).await.map_err(media_error)?;
        let mut body = media.body;
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|error| ControlError::Refused(format!("the upload broke off: {error}")))?;
            upload.write(&chunk).await.map_err(media_error)?;
        }
        let about = jackfield_hub::media::NewMedia {
            account: media.account,
            media_type: media.media_type,
            name: media.name,
            until_ms: None,
        };
        let entry = upload.finish(about, system_clock()()).await.map_err(media_error)?;
        Ok(entry.id)
    }

    async fn media_link(&self, id: &str, seconds: u32) -> Result<MediaLink, ControlError> {
        let now_ms = system_clock()();
        self.hub.media().entry(id, now_ms).await.map_err(media_error)?;
        let until_ms = now_ms + i64::from(seconds.min(LONGEST_LINK_SECONDS)) * 1_000;
        Ok(MediaLink {
            token: self.hub.media().link(id, until_ms),
            until_ms,
        })
    }

    async fn open_media(&self, token: &str) -> Result<OpenMedia, ControlError> {
        let entry = self
            .hub
            .media()
            .follow(token, system_clock()())
            .await
            .map_err(media_error)?;
        let size = u64::try_from(entry.size).unwrap_or_default();
        let stream = self.hub.media().read(&entry, 0..size).await.map_err(media_error)?;
        Ok(OpenMedia {
            media_type: entry.media_type,
            name: entry.name,
            size,
            body: Box::pin(ReaderStream::new(stream)),
        })
    }

    async fn copy_store(&self, target: &Path) -> Result<(), ControlError> {
        Ok(self.store.backup(target).await?)
    }

    fn changed(&self) -> watch::Receiver<i64> {
        self.hub.feed()
    }

    async fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn metrics(&self) -> Vec<Metric> {
        let counted = self
            .hub
            .figures()
            .snapshot()
            .into_iter()
            .map(|(name, help, value)| Metric {
                name,
                help,
                kind: MetricKind::Counter,
                labels: vec![],
                value: value as f64,
            });
        let waiting = Metric {
            name: "jackfield_backlog",
            help: "Pieces of work that wait for their conversation.",
            kind: MetricKind::Gauge,
            labels: vec![],
            value: self.hub.backlog() as f64,
        };
        counted.chain([waiting]).collect()
    }
}
