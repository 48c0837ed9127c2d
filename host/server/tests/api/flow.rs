//! A flow of the test's own: decides with the model, keeps in the store, knows components as texts `name version`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use jackfield_model::content::Message;
use jackfield_model::conversation::{Command, Event, decide, replay};
use jackfield_model::http::{Peer, Request};
use jackfield_model::setup::Aim;
use jackfield_model::types::Author;
use jackfield_server::api::control::{Control, ControlError, MediaLink, Metric, MetricKind, NewMedia, OpenMedia};
use jackfield_server::api::types::{
    Arranged, GrantDecision, Loaded, PluginCounters, PluginKind, PluginState, Replayed, SecretTerm, Standing, Terms,
};
use jackfield_store::events::Turn;
use jackfield_store::intake::{NewEvent, NewIntake};
use jackfield_store::media::MediaEntry;
use jackfield_store::outbox::NewEnvelope;
use jackfield_store::{Events as _, Media as _, Outbox as _, Parked as _, SqliteStore};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;

/// The time of everything in these tests.
pub const NOW_MS: i64 = 1_764_000_000_000;

pub struct Flow {
    store: SqliteStore,
    changed: watch::Sender<i64>,
    plugins: Mutex<Vec<PluginState>>,
    before: Mutex<HashMap<String, String>>,
    media: Mutex<HashMap<String, Vec<u8>>>,
    /// Accounts that the API said have changed.
    pub told: Mutex<Vec<String>>,
}

impl Flow {
    pub fn new(store: SqliteStore) -> Self {
        Self {
            store,
            changed: watch::channel(0).0,
            plugins: Mutex::default(),
            before: Mutex::default(),
            media: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// Decides a command, and commits what it comes to.
    pub async fn turn(&self, account: &str, conversation: &str, command: Command) -> Result<(), ControlError> {
        let known = self.store.conversation(account, conversation).await?;
        let log: Vec<Event> = self
            .store
            .log(account, conversation, 1, 500)
            .await?
            .iter()
            .map(|logged| serde_json::from_str(&logged.event).unwrap())
            .collect();
        let envelope = match &command {
            Command::Say { envelope, message, .. } => Some((envelope.clone(), serde_json::json!({"act": message}))),
            _ => None,
        };
        let events =
            decide(&replay(&log), command, NOW_MS as u64).map_err(|why| ControlError::Conflict(why.to_string()))?;
        let turn = Turn {
            account: account.to_owned(),
            conversation: conversation.to_owned(),
            expected_version: known.map_or(0, |known| known.version),
            at_ms: NOW_MS,
            append: events
                .iter()
                .map(|event| serde_json::to_string(event).unwrap())
                .collect(),
            outbox: envelope
                .into_iter()
                .map(|(id, payload)| NewEnvelope {
                    idempotency_id: id.clone(),
                    id,
                    payload: payload.to_string(),
                    not_before_ms: 0,
                })
                .collect(),
            ..Turn::default()
        };
        let committed = self.store.commit_turn(turn).await?;
        if let Some(feed) = committed.feed.last() {
            self.changed.send_replace(*feed);
        }
        Ok(())
    }

    /// Changes a version, if it is there.
    fn with_plugin<T>(
        &self,
        digest: &str,
        change: impl FnOnce(&mut PluginState) -> Result<T, ControlError>,
    ) -> Result<T, ControlError> {
        let mut plugins = self.plugins.lock().unwrap();
        let found = plugins.iter_mut().find(|state| state.digest == digest);
        change(found.ok_or_else(|| ControlError::NotFound(format!("plugin version {digest}")))?)
    }
}

#[async_trait]
impl Control for Flow {
    async fn load_plugin(&self, wasm: Bytes) -> Result<Loaded, ControlError> {
        let refused = || ControlError::Refused("this is no WebAssembly component".to_owned());
        let is_component = wasm.starts_with(b"\0asm\x0d\0\x01\0");
        let text = match is_component {
            // A real one: what it says of itself is not this flow's business.
            true => "component 0.0.0".to_owned(),
            false => String::from_utf8(wasm.to_vec()).map_err(|_| refused())?,
        };
        let text = text.trim_start_matches("\0asm ");
        let [name, version]: [&str; 2] = text.split(' ').collect::<Vec<_>>().try_into().map_err(|_| refused())?;
        let digest = hex::encode(Sha256::digest(&wasm));
        let asked = Terms {
            secrets: vec![SecretTerm {
                name: "access-token".to_owned(),
                title: "Access token".to_owned(),
                uses: vec!["check".to_owned()],
            }],
            ..Terms::default()
        };
        let state = PluginState {
            digest: digest.clone(),
            name: name.to_owned(),
            title: name.to_owned(),
            kind: PluginKind::Connector,
            version: version.to_owned(),
            contract: "0.1.0".to_owned(),
            state: Standing::WaitingForGrant,
            reason: Some("it asks for 1 secret".to_owned()),
            asked,
            granted: None,
            counters: PluginCounters {
                calls: 3,
                ..PluginCounters::default()
            },
            added: "2025-11-24T16:00:00Z".to_owned(),
        };
        self.plugins.lock().unwrap().push(state);
        Ok(Loaded {
            digest,
            name: name.to_owned(),
            version: version.to_owned(),
            state: Standing::WaitingForGrant,
        })
    }

    async fn plugins(&self) -> Result<Vec<PluginState>, ControlError> {
        Ok(self.plugins.lock().unwrap().clone())
    }

    async fn grant(&self, digest: &str, decision: GrantDecision) -> Result<(), ControlError> {
        self.with_plugin(digest, |state| {
            let granted = match decision {
                GrantDecision::Approve => state.asked.clone(),
                GrantDecision::Deny => Terms::default(),
                GrantDecision::Narrow(terms) => terms,
            };
            if granted
                .secrets
                .iter()
                .any(|secret| !state.asked.secrets.iter().any(|asked| asked.name == secret.name))
            {
                return Err(ControlError::Refused("it does not ask for that much".to_owned()));
            }
            (state.state, state.reason, state.granted) = (Standing::Loaded, None, Some(granted));
            Ok(())
        })
    }

    async fn activate(&self, digest: &str) -> Result<(), ControlError> {
        let name = self.with_plugin(digest, |state| match state.state {
            Standing::WaitingForGrant => Err(ControlError::Conflict("it waits for a grant".to_owned())),
            _ => Ok(state.name.clone()),
        })?;
        for state in self
            .plugins
            .lock()
            .unwrap()
            .iter_mut()
            .filter(|state| state.name == name)
        {
            if state.state == Standing::Active {
                self.before.lock().unwrap().insert(name.clone(), state.digest.clone());
                state.state = Standing::Loaded;
            }
            if state.digest == digest {
                state.state = Standing::Active;
            }
        }
        Ok(())
    }

    async fn roll_back(&self, name: &str) -> Result<String, ControlError> {
        let before = self.before.lock().unwrap().get(name).cloned();
        let before = before.ok_or_else(|| ControlError::Conflict("there is no version before".to_owned()))?;
        self.activate(&before).await?;
        Ok(before)
    }

    async fn release(&self, digest: &str) -> Result<(), ControlError> {
        self.with_plugin(digest, |_| {
            Err(ControlError::Conflict("it is not quarantined".to_owned()))
        })
    }

    async fn unload(&self, digest: &str) -> Result<(), ControlError> {
        self.with_plugin(digest, |state| match state.state {
            Standing::Active => Err(ControlError::Conflict("it is active".to_owned())),
            _ => Ok(()),
        })?;
        self.plugins.lock().unwrap().retain(|state| state.digest != digest);
        Ok(())
    }

    async fn account_changed(&self, id: &str) {
        self.told.lock().unwrap().push(id.to_owned());
    }

    async fn arrange(&self, _: &str, aim: Aim) -> Result<Arranged, ControlError> {
        match aim {
            Aim::Disconnect => Err(ControlError::Network("the network did not answer".to_owned())),
            Aim::Connect | Aim::Check => Ok(Arranged {
                ok: true,
                failure: None,
                events: vec![],
            }),
        }
    }

    async fn say(
        &self,
        account: &str,
        conversation: &str,
        message: Message,
        author: Author,
    ) -> Result<String, ControlError> {
        if self.store.conversation(account, conversation).await?.is_none() {
            return Err(ControlError::NotFound(format!("conversation {conversation}")));
        }
        let length = self.store.log(account, conversation, 1, 500).await?.len();
        let envelope = format!("envelope-{conversation}-{length}");
        let command = Command::Say {
            envelope: envelope.clone(),
            author,
            message,
        };
        self.turn(account, conversation, command).await?;
        Ok(envelope)
    }

    async fn parked_request(&self, seq: i64) -> Result<Request, ControlError> {
        let page = self.store.list_parked(None, Some(seq - 1), 1).await?;
        let kept = page
            .rows
            .into_iter()
            .next()
            .ok_or_else(|| ControlError::NotFound("it".to_owned()))?;
        Ok(Request {
            method: "POST".to_owned(),
            url: "https://hub.example/channels/a".to_owned(),
            path: "/".to_owned(),
            headers: vec![("authorization".to_owned(), "Bearer of-the-network".to_owned())],
            body: kept.parked.request.into(),
            received: 0,
            peer: Peer {
                address: None,
                certificate: None,
            },
            extra: vec![],
        })
    }

    async fn replay_parked(&self, seq: i64) -> Result<Replayed, ControlError> {
        let event = NewEvent {
            account: "a".to_owned(),
            conversation: Some("c".to_owned()),
            kind: "message".to_owned(),
            event_id: format!("of-{seq}"),
            payload: "{}".to_owned(),
        };
        let intake = NewIntake {
            id: format!("replay-{seq}"),
            account: "a".to_owned(),
            received_ms: NOW_MS,
            request: vec![],
            events: vec![event],
        };
        let accepted = self.store.replay_parked(seq, intake).await?;
        Ok(Replayed {
            understood: true,
            events: u32::try_from(accepted.fresh.len()).unwrap(),
            reason: None,
        })
    }

    async fn replay_dead_letter(&self, id: &str) -> Result<(), ControlError> {
        Ok(self.store.replay_dead_letter(id, NOW_MS).await?)
    }

    async fn store_media(&self, mut media: NewMedia) -> Result<String, ControlError> {
        let mut bytes = Vec::new();
        while let Some(part) = media.body.next().await {
            bytes.extend_from_slice(&part.map_err(|error| ControlError::Internal(error.to_string()))?);
            if bytes.len() as u64 > media.most_bytes {
                return Err(ControlError::Refused("it is too large".to_owned()));
            }
        }
        let id = format!("m{}", self.media.lock().unwrap().len());
        let entry = MediaEntry {
            id: id.clone(),
            account: media.account,
            digest: hex::encode(Sha256::digest(&bytes)),
            media_type: media.media_type,
            name: media.name,
            size: i64::try_from(bytes.len()).unwrap(),
            created_ms: NOW_MS,
            until_ms: None,
        };
        self.store.add_media(entry).await?;
        self.media.lock().unwrap().insert(id.clone(), bytes);
        Ok(id)
    }

    async fn media_link(&self, id: &str, seconds: u32) -> Result<MediaLink, ControlError> {
        Ok(MediaLink {
            token: format!("unguessable-{id}"),
            until_ms: NOW_MS + i64::from(seconds) * 1_000,
        })
    }

    async fn open_media(&self, token: &str) -> Result<OpenMedia, ControlError> {
        let missing = || ControlError::NotFound("this link".to_owned());
        let id = token.strip_prefix("unguessable-").ok_or_else(missing)?;
        let entry = self.store.media(id).await?.ok_or_else(missing)?;
        let bytes = self.media.lock().unwrap().get(id).cloned().ok_or_else(missing)?;
        Ok(OpenMedia {
            media_type: entry.media_type,
            name: entry.name,
            size: bytes.len() as u64,
            body: Box::pin(stream::iter([Ok(Bytes::from(bytes))])),
        })
    }

    async fn copy_store(&self, target: &Path) -> Result<(), ControlError> {
        Ok(self.store.backup(target).await?)
    }

    fn changed(&self) -> watch::Receiver<i64> {
        self.changed.subscribe()
    }

    async fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn metrics(&self) -> Vec<Metric> {
        vec![Metric {
            name: "jackfield_turns_total",
            help: "Turns of conversations.",
            kind: MetricKind::Counter,
            labels: vec![],
            value: 7.0,
        }]
    }
}
