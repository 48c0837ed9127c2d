//! The durable intake: a webhook's raw request, and the events that were made of it, before it is answered.

use async_trait::async_trait;

use crate::Result;

/// An authentic request with what its connector read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntake {
    /// Unique and sortable by time (UUIDv7 or ULID), made by the caller; a repeated id is a conflict.
    pub id: String,
    /// The account that the request came in for.
    pub account: String,
    /// When it was received, milliseconds since 1970.
    pub received_ms: i64,
    /// Method, URL, headers and body, encoded by the caller.
    pub request: Vec<u8>,
    /// In the network's own order.
    pub events: Vec<NewEvent>,
}

/// One event of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The account that the event is for: one webhook may serve several.
    pub account: String,
    /// The conversation inside the account; none for what concerns the account itself.
    pub conversation: Option<String>,
    /// The kind of the event; part of what makes it a duplicate.
    pub kind: String,
    /// The network's id of the event, or the connector's hash.
    pub event_id: String,
    /// The event as JSON.
    pub payload: String,
}

/// An event that is durable and not yet part of a conversation's turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingEvent {
    /// The intake row; ascending in the order of acceptance.
    pub seq: i64,
    /// The position among the request's events; with `seq` the event's name.
    pub index: u32,
    /// When its request was received, milliseconds since 1970.
    pub received_ms: i64,
    /// The event itself.
    pub event: NewEvent,
}

/// What became of a request. It is on disk when this is returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The intake row.
    pub seq: i64,
    /// The events not seen before, in order, with their position in the request.
    pub fresh: Vec<PendingEvent>,
    /// How many events were seen before and dropped.
    pub duplicates: u32,
}

/// The door for what networks say.
#[async_trait]
pub trait Intake {
    /// Keeps a request and its events; drops those that were accepted before.
    ///
    /// A duplicate has the account, conversation, kind and id of an earlier event.
    ///
    /// # Errors
    ///
    /// `Conflict` for an id that exists; `Full`, `Busy` and the like when it could not be made durable.
    async fn accept(&self, intake: NewIntake) -> Result<Accepted>;

    /// Events that no turn has processed, oldest first, after `after` (an intake row and position) if given.
    ///
    /// At most `limit` of them; what a start reads to take up its work again.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn pending(&self, after: Option<(i64, u32)>, limit: u32) -> Result<Vec<PendingEvent>>;

    /// Marks events processed that belong to no conversation's turn, and returns how many were still open.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn processed(&self, events: Vec<(i64, u32)>) -> Result<u32>;

    /// The raw request of an intake row.
    ///
    /// # Errors
    ///
    /// `NotFound` when it was forgotten or never was.
    async fn request(&self, seq: i64) -> Result<Vec<u8>>;

    /// Forgets requests received before `before_ms` whose events are all processed, oldest first, at most `limit`.
    ///
    /// Their events could then be accepted again, so keep longer than any network repeats. Returns how many.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn forget(&self, before_ms: i64, limit: u32) -> Result<u32>;
}
