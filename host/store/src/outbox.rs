//! The durable outbox: what has to leave, how far it got, and what the network calls it.

use async_trait::async_trait;

use crate::{Page, Result};

/// A message to send; its account and conversation are the turn's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnvelope {
    /// Our id, a UUID: networks get it as theirs where they allow.
    pub id: String,
    /// What makes repeated calls one for the network; stays the same over retries and restarts.
    pub idempotency_id: String,
    /// The envelope as JSON.
    pub payload: String,
    /// Not to be sent before, milliseconds since 1970; 0 for at once.
    pub not_before_ms: i64,
}

/// How far an envelope got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvelopeState {
    /// Nobody has taken it.
    Queued,
    /// A dispatcher is at it, or was when the process ended.
    Started(Step),
    /// Tried, and to be tried again.
    Waiting {
        /// Milliseconds since 1970.
        until_ms: i64,
        /// Why, for people.
        reason: String,
    },
    /// The network took it.
    Sent,
    /// Given up: a dead letter.
    Failed {
        /// Why, for people.
        reason: String,
    },
    /// Perhaps sent; never repeated by itself. A receipt settles it.
    Uncertain {
        /// Why, for people.
        reason: String,
    },
}

/// Where a send of several calls stands. Recorded before a call goes out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// From 0; the call that is about to be made.
    pub number: u32,
    /// The connector's continuation, to be given back with the call's outcome.
    pub continuation: Option<Vec<u8>>,
    /// The digest of the component that wrote the continuation.
    pub written_by: Option<String>,
    /// Whether a call that must not be repeated may have left: after a crash the outcome is uncertain.
    pub unrepeatable: bool,
}

/// An envelope in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Ascending in the order of queueing.
    pub seq: i64,
    /// The account.
    pub account: String,
    /// The conversation.
    pub conversation: String,
    /// How often it was claimed; 1 during the first attempt.
    pub attempt: u32,
    /// When it was queued, milliseconds since 1970.
    pub created_ms: i64,
    /// How far it got.
    pub state: EnvelopeState,
    /// What is to be sent.
    pub envelope: NewEnvelope,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// The network took it, and calls it by these ids (none where it gives none).
    Sent {
        /// Network message ids, for receipts.
        names: Vec<String>,
    },
    /// To be tried again; what the step had reached is kept if given.
    Wait {
        /// Milliseconds since 1970.
        until_ms: i64,
        /// Why, for people.
        reason: String,
        /// Where to go on; none to begin anew.
        step: Option<Step>,
    },
    /// Given up: becomes a dead letter.
    Failed {
        /// Why, for people.
        reason: String,
    },
    /// Perhaps sent.
    Uncertain {
        /// Why, for people.
        reason: String,
    },
}

/// The door for what leaves.
#[async_trait]
pub trait Outbox {
    /// Takes up to `limit` envelopes of an account that may go now, oldest first, and marks them started.
    ///
    /// At most one of a conversation: while one is queued, started or waiting, the later ones of its conversation
    /// stay. What is sent, failed or uncertain does not hold the others up.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn claim(&self, account: &str, now_ms: i64, limit: u32) -> Result<Vec<Envelope>>;

    /// Accounts that have something to claim now.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn ready_accounts(&self, now_ms: i64) -> Result<Vec<String>>;

    /// When the next envelope that waits becomes due, if any waits: what a timer is set to.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn next_due_ms(&self, after_ms: i64) -> Result<Option<i64>>;

    /// Lets everything of an account that waits go at once: what it waited for was mended. Returns how many.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn hurry(&self, account: &str, now_ms: i64) -> Result<u32>;

    /// Records where a started envelope stands; a call goes out only after this returned.
    ///
    /// # Errors
    ///
    /// `Conflict` when it is not started, `NotFound` when there is no such envelope.
    async fn record_step(&self, id: &str, step: Step) -> Result<()>;

    /// Ends an attempt. An uncertain envelope may still be settled as sent or failed, by a receipt.
    ///
    /// # Errors
    ///
    /// `Conflict` when its state does not allow it, `NotFound` when there is no such envelope.
    async fn settle(&self, id: &str, at_ms: i64, settlement: Settlement) -> Result<()>;

    /// What was started and not settled, oldest first: what a restart takes up. After `after` (a `seq`).
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn unfinished(&self, after: Option<i64>, limit: u32) -> Result<Page<Envelope>>;

    /// One envelope by our id.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn envelope(&self, id: &str) -> Result<Option<Envelope>>;

    /// Dead letters, oldest first, of one account or of all.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn dead_letters(&self, account: Option<&str>, after: Option<i64>, limit: u32) -> Result<Page<Envelope>>;

    /// Queues a dead letter anew, from its first step and with the same idempotency id, at the end of its line.
    ///
    /// # Errors
    ///
    /// `Conflict` when it is no dead letter, `NotFound` when there is no such envelope.
    async fn replay_dead_letter(&self, id: &str, at_ms: i64) -> Result<()>;

    /// Our envelope behind a network's message id, inside the account.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn envelope_named(&self, account: &str, name: &str) -> Result<Option<String>>;
}
