//! Parked requests: authentic, answered with OK, and not understood yet. A later connector version replays them.

use async_trait::async_trait;

use crate::intake::{Accepted, NewIntake};
use crate::{Page, Result};

/// A request to park.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewParked {
    /// The account that it came in for.
    pub account: String,
    /// When it was received, milliseconds since 1970.
    pub received_ms: i64,
    /// The digest of the component that failed on it.
    pub plugin: String,
    /// Why, for people.
    pub reason: String,
    /// The raw request, encoded as for the intake.
    pub request: Vec<u8>,
}

/// A parked request with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedRequest {
    /// Ascending in the order of parking.
    pub seq: i64,
    /// How often a replay failed since.
    pub replays: u32,
    /// What was parked; `plugin` and `reason` are those of the last failure.
    pub parked: NewParked,
}

/// The door for what waits for a better connector.
#[async_trait]
pub trait Parked {
    /// Keeps a request; returns its place. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn park(&self, parked: NewParked) -> Result<i64>;

    /// Parked requests oldest first, of one account or of all, after a cursor.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn list_parked(&self, account: Option<&str>, after: Option<i64>, limit: u32) -> Result<Page<ParkedRequest>>;

    /// The account's oldest parked request after `after`: the next one to replay.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn next_parked(&self, account: &str, after: Option<i64>) -> Result<Option<ParkedRequest>>;

    /// Moves a parked request to the intake, in one transaction: it is in one of the two places, never in both.
    ///
    /// # Errors
    ///
    /// `NotFound` when somebody else replayed it; otherwise as [`crate::Intake::accept`], and it stays parked.
    async fn replay_parked(&self, seq: i64, intake: NewIntake) -> Result<Accepted>;

    /// Notes that a replay failed again, with the version that failed and its reason. The place stays.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not parked.
    async fn park_again(&self, seq: i64, plugin: &str, reason: &str) -> Result<()>;

    /// Throws a parked request away: an operator's decision.
    ///
    /// # Errors
    ///
    /// `NotFound` when it is not parked.
    async fn discard_parked(&self, seq: i64) -> Result<()>;

    /// How many are parked, per account that has any, by account.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn count_parked(&self) -> Result<Vec<(String, u64)>>;
}
