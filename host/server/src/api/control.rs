//! The door to the running flow: what the API asks of it, and nothing else. One implementation serves, another one tests.
//!
//! Everything that the store alone can answer is not here. Whatever is here has happened, and is durable, when it returns.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use jackfield_model::content::Message;
use jackfield_model::http::Request;
use jackfield_model::setup::Aim;
use jackfield_model::types::Author;
use jackfield_store::StoreError;
use tokio::sync::watch;

use super::types::{Arranged, GrantDecision, Loaded, PluginState, Replayed};

/// Bytes on their way.
pub type ByteStream = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// Why nothing was done. The text is for the caller, and holds no secret.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// What was named does not exist.
    #[error("{0} does not exist")]
    NotFound(String),
    /// The present state does not allow it.
    #[error("{0}")]
    Conflict(String),
    /// What was given breaks a rule: a component that does not load, a message that the channel cannot take.
    #[error("{0}")]
    Refused(String),
    /// The network, or what lies between, gave no good answer.
    #[error("{0}")]
    Network(String),
    /// Too much at once, or shutting down; the same may be asked again after so many milliseconds.
    #[error("the host is too busy")]
    Busy {
        /// Milliseconds.
        after_ms: u32,
    },
    /// The store refused.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A fault of this program.
    #[error("{0}")]
    Internal(String),
}

/// A media object to keep.
pub struct NewMedia {
    /// Whose it is.
    pub account: String,
    /// The media type, as the caller names it.
    pub media_type: String,
    /// The file's name.
    pub name: Option<String>,
    /// The most bytes that are taken; past them nothing is kept, and the answer is [`ControlError::Refused`].
    pub most_bytes: u64,
    /// The bytes.
    pub body: ByteStream,
}

/// A link that anybody who has it may follow, until its time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaLink {
    /// The unguessable part, one segment of a path.
    pub token: String,
    /// Milliseconds since 1970.
    pub until_ms: i64,
}

/// A media object that is read.
pub struct OpenMedia {
    /// The media type.
    pub media_type: String,
    /// The file's name.
    pub name: Option<String>,
    /// Bytes.
    pub size: u64,
    /// The bytes.
    pub body: ByteStream,
}

/// What a figure does over time, as Prometheus knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// One figure. Figures of one name stand one after the other and have the same help and kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// `jackfield_...`, with the unit last.
    pub name: &'static str,
    /// One line for people.
    pub help: &'static str,
    /// What it does over time.
    pub kind: MetricKind,
    /// Names and values; values are escaped where they are shown.
    pub labels: Vec<(&'static str, String)>,
    /// The figure.
    pub value: f64,
}

/// The running flow, as the API sees it.
#[async_trait]
pub trait Control: Send + Sync {
    /// Loads a component beside the versions that are there; makes nothing active.
    ///
    /// # Errors
    ///
    /// `Refused` with what is wrong with it.
    async fn load_plugin(&self, wasm: Bytes) -> Result<Loaded, ControlError>;

    /// Every version that is loaded, by name, then by when it came.
    ///
    /// # Errors
    ///
    /// The store's own.
    async fn plugins(&self) -> Result<Vec<PluginState>, ControlError>;

    /// Decides what a version may do. A version that waited for it and is the newest of its name becomes active.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Refused` when more is granted than it asks for.
    async fn grant(&self, digest: &str, decision: GrantDecision) -> Result<(), ControlError>;

    /// Makes a version the active one of its name; calls in flight finish on the one before. One that is active stays so.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Conflict` while it waits for a grant or is quarantined.
    async fn activate(&self, digest: &str) -> Result<(), ControlError>;

    /// Makes the version active that was so before, and returns its digest.
    ///
    /// # Errors
    ///
    /// `NotFound` for a name that is not known; `Conflict` when there is no version before, or it is gone.
    async fn roll_back(&self, name: &str) -> Result<String, ControlError>;

    /// Ends a quarantine.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Conflict` when it is in none.
    async fn release(&self, digest: &str) -> Result<(), ControlError>;

    /// Forgets a version, once its calls in flight are done.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Conflict` while it is active.
    async fn unload(&self, digest: &str) -> Result<(), ControlError>;

    /// An account, or its secrets, changed in the store, or was removed.
    async fn account_changed(&self, id: &str);

    /// Connects, checks or disconnects an account at its network; returns when the job has ended.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Refused` when its connector has no set-up; a failure of the network is an answer, not an error.
    async fn arrange(&self, account: &str, aim: Aim) -> Result<Arranged, ControlError>;

    /// Says something in a conversation; returns the envelope's id once it is in the outbox.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Conflict` for a conversation that is closed; `Refused` for what the channel cannot take.
    async fn say(
        &self,
        account: &str,
        conversation: &str,
        message: Message,
        author: Author,
    ) -> Result<String, ControlError>;

    /// The request that is parked at `seq`, as it came.
    ///
    /// # Errors
    ///
    /// `NotFound`.
    async fn parked_request(&self, seq: i64) -> Result<Request, ControlError>;

    /// Gives a parked request to the active version of its connector.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Conflict` when no version is active. That it failed again is an answer, not an error.
    async fn replay_parked(&self, seq: i64) -> Result<Replayed, ControlError>;

    /// Queues a dead letter anew, and wakes whoever sends.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Conflict` when it is no dead letter.
    async fn replay_dead_letter(&self, id: &str) -> Result<(), ControlError>;

    /// Keeps a media object; returns its id.
    ///
    /// # Errors
    ///
    /// `Refused` for one that is too large.
    async fn store_media(&self, media: NewMedia) -> Result<String, ControlError>;

    /// A link to a media object that lives for so many seconds.
    ///
    /// # Errors
    ///
    /// `NotFound`.
    async fn media_link(&self, id: &str, seconds: u32) -> Result<MediaLink, ControlError>;

    /// Opens what a link leads to.
    ///
    /// # Errors
    ///
    /// `NotFound` for a link that is not ours, or is over: nobody learns which.
    async fn open_media(&self, token: &str) -> Result<OpenMedia, ControlError>;

    /// Writes a consistent copy of the store's file to `target`, which does not exist, while everything goes on.
    ///
    /// # Errors
    ///
    /// The store's own.
    async fn copy_store(&self, target: &Path) -> Result<(), ControlError>;

    /// The feed's latest position: wakes the event streams. When its sender is gone, they end.
    fn changed(&self) -> watch::Receiver<i64>;

    /// Is everything up that a message needs? The text says what is not.
    ///
    /// # Errors
    ///
    /// What is missing.
    async fn ready(&self) -> Result<(), String>;

    /// The flow's own figures; those of plugins are made from [`Control::plugins`].
    fn metrics(&self) -> Vec<Metric>;
}

/// The door, as the API holds it.
pub type Controls = Arc<dyn Control>;
