//! Conversation logs: a turn is one transaction over everything that it touched.

use async_trait::async_trait;

use crate::items::ItemChange;
use crate::outbox::{NewEnvelope, Settlement};
use crate::{Page, Result};

/// What one turn of a conversation leaves behind; all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// The account.
    pub account: String,
    /// The conversation inside the account; the first turn creates it.
    pub conversation: String,
    /// The version that the turn was decided on; 0 for a conversation without a turn.
    pub expected_version: i64,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Events to append to the log, as JSON, in order.
    pub append: Vec<String>,
    /// Intake events that this turn processed, by row and position.
    pub processed: Vec<(i64, u32)>,
    /// Messages to send, in order.
    pub outbox: Vec<NewEnvelope>,
    /// Envelopes whose attempt ended, and how: what the network said and what the conversation makes of it are one fact.
    pub settled: Vec<(String, Settlement)>,
    /// Context items to keep or to drop.
    pub items: Vec<ItemChange>,
    /// The bot's new state; none leaves the old one.
    pub bot_state: Option<Vec<u8>>,
    /// The new answer map as JSON (what a free-typed "2" stands for); none leaves the old one.
    pub answers: Option<String>,
}

/// What a committed turn made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The conversation's version now: `expected_version + 1`.
    pub version: i64,
    /// The feed positions of the appended events, in order.
    pub feed: Vec<i64>,
}

/// A conversation without its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// The account.
    pub account: String,
    /// The conversation inside the account.
    pub conversation: String,
    /// How many turns were committed.
    pub version: i64,
    /// How many events its log has.
    pub length: i64,
    /// When the last turn was, milliseconds since 1970.
    pub updated_ms: i64,
    /// The bot's state.
    pub bot_state: Option<Vec<u8>>,
    /// The answer map as JSON.
    pub answers: Option<String>,
}

/// One event of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Ascending over all conversations: the id of a stream that resumes. May have gaps.
    pub feed: i64,
    /// The account.
    pub account: String,
    /// The conversation.
    pub conversation: String,
    /// The position in the conversation's log, from 1 without gaps.
    pub number: i64,
    /// When its turn was, milliseconds since 1970.
    pub at_ms: i64,
    /// The event as JSON.
    pub event: String,
}

/// Where a list by last turn goes on: time of the last turn, and the backend's row.
pub type RecentCursor = (i64, i64);

/// The door for conversations.
#[async_trait]
pub trait Events {
    /// Commits a turn in one transaction.
    ///
    /// # Errors
    ///
    /// `Conflict` when the conversation is not at `expected_version`, when an intake event was processed before, when
    /// an envelope's id exists, or when one that is settled here is not started.
    async fn commit_turn(&self, turn: Turn) -> Result<Committed>;

    /// The conversation, or none before its first turn.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn conversation(&self, account: &str, conversation: &str) -> Result<Option<Conversation>>;

    /// The log from position `from` (1 is the first), in order, at most `limit`.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn log(&self, account: &str, conversation: &str, from: i64, limit: u32) -> Result<Vec<LoggedEvent>>;

    /// Conversations with the latest turn first, of one account or of all.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn conversations(
        &self,
        account: Option<&str>,
        after: Option<RecentCursor>,
        limit: u32,
    ) -> Result<Page<Conversation, RecentCursor>>;

    /// Events of all conversations after a feed position, in order; 0 is the beginning.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn feed(&self, after: i64, limit: u32) -> Result<Vec<LoggedEvent>>;
}
