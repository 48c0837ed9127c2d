//! What a conversation's log folds into: small, bounded, enough to decide with.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::conversation_view::{Attribute, Line};
use crate::event::{Consent, ThreadOwner};
use crate::types::{Alias, Instant, MessageName, Sender};

use super::event::{Assignee, Closing, Opened};
use super::receipts::{Progress, text};

/// Messages kept at hand for bots, enrichers and edits; the log has them all.
pub const TAIL_LINES: usize = 32;
/// Outbound messages whose receipts are followed one by one; older ones are covered by the watermark only.
pub const FOLLOWED_MESSAGES: usize = 128;
/// Network events remembered to know a repetition. The intake knows older ones.
pub const SEEN_KEYS: usize = 512;
/// Receipts kept that came before the network's answer to the send.
pub const EARLY_RECEIPTS: usize = 32;
/// Attribute keys of one conversation; when full, the oldest goes.
pub const ATTRIBUTES: usize = 128;
/// Tags of one conversation; when full, a further one is in the log only.
pub const TAGS: usize = 64;
/// Other names of the consumer; when full, the oldest goes.
pub const ALIASES: usize = 32;
/// Topics of consent; when full, a further one is in the log only.
pub const CONSENT_TOPICS: usize = 32;

/// A message at hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    pub line: Line,
    /// The network's ids of it.
    pub network: Vec<String>,
    /// The highest edit seen; 0: as it was said.
    pub edition: u32,
}

/// An outbound message whose receipts are followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    pub envelope: String,
    pub network: Vec<String>,
    pub progress: Progress,
    /// When the network took it; until then, when it was said.
    pub at: Instant,
}

impl Outbound {
    /// A watermark reaches it: the network had it by then. What still waits in the outbox cannot have been read.
    pub(super) fn covered_by(&self, until: Instant, progress: Progress) -> bool {
        self.progress != Progress::Queued && self.at <= until && self.progress < progress
    }
}

/// The folded conversation.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// None: nothing has happened yet.
    pub opened: Option<Opened>,
    /// None: open, or not begun.
    pub closed: Option<Closing>,
    pub assignee: Assignee,
    /// The last skill that it was assigned to.
    pub skill: Option<String>,
    pub consumer: Option<Sender>,
    pub aliases: Vec<Alias>,
    pub attributes: Vec<Attribute>,
    pub tags: Vec<String>,
    /// Higher is sooner; 0 at first.
    pub priority: i32,
    /// BCP 47.
    pub language: Option<String>,
    /// -1..=1, of the last message that was scored.
    pub sentiment: Option<f64>,
    /// The last one found.
    pub intent: Option<String>,
    /// Overrides the window of the capabilities, where the network told.
    pub window_until: Option<Instant>,
    /// The last word on each topic.
    pub consents: BTreeMap<String, Consent>,
    /// None: the channel has no such thing, or has not told.
    pub thread_owner: Option<ThreadOwner>,
    /// The consumer asked for a person, and none has it yet.
    pub wants_person: bool,
    /// The last messages, oldest first.
    pub tail: VecDeque<Recent>,
    /// Oldest first.
    pub outbound: VecDeque<Outbound>,
    /// Everything the network took until then was delivered.
    pub delivered_until: Option<Instant>,
    /// As above, read; never later than `delivered_until`.
    pub read_until: Option<Instant>,
    /// Receipts that came before the ids they name: id and how far.
    pub early: VecDeque<(String, Progress)>,
    /// Keys of network events, oldest first.
    pub seen: VecDeque<String>,
    /// When somebody last spoke.
    pub last_spoken: Instant,
}

impl State {
    /// Open, and not merely never opened.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.closed.is_none()
    }

    /// Nobody spoke for this long, in milliseconds. A clock that went back makes nothing idle.
    pub fn is_idle(&self, now: Instant, idle_limit_ms: Instant) -> bool {
        self.is_open() && now.saturating_sub(self.last_spoken) >= idle_limit_ms
    }

    /// The followed message of this name.
    pub fn outbound_of(&self, name: &MessageName) -> Option<&Outbound> {
        self.outbound.iter().find(|sent| match name {
            MessageName::Ours(id) => sent.envelope == *id,
            MessageName::Network(id) => sent.network.contains(id),
        })
    }

    pub(super) fn early_knows(&self, id: &str, progress: Progress) -> bool {
        self.early
            .iter()
            .any(|(known, reached)| known == id && *reached >= progress)
    }

    pub(super) fn mark_rises(&self, progress: Progress, until: Instant) -> bool {
        let delivered = progress.arrived() && self.delivered_until < Some(until);
        let read = progress >= Progress::Read && self.read_until < Some(until);
        delivered || read
    }

    pub(super) fn recent_mut(&mut self, name: &MessageName) -> Option<&mut Recent> {
        let id = text(name);
        self.tail.iter_mut().find(|recent| match name {
            MessageName::Ours(_) => recent.line.id == id,
            MessageName::Network(_) => recent.network.iter().any(|known| known == id),
        })
    }
}
