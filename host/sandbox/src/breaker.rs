//! When a plugin rests, and when it is shut out. Pure: time comes with the call.
//!
//! Faults count in a row: one good call and the row is over. A row counts whom it concerned, not how often: the words of one
//! consumer, tried again and again, are one entry in it, so that nobody can take a channel from all others. A full row opens the
//! breaker: no calls for a while, then one alone to try. Each time that this one fails too, for somebody new, the rest is longer;
//! after the last of them the plugin is in quarantine until an operator releases it.

use std::collections::BTreeSet;

/// Faults in a row, of as many conversations, that open the breaker.
const FAULTS_TO_OPEN: usize = 20;
/// Openings without a long good stretch between them, after which there is no further try.
const OPENINGS_TO_QUARANTINE: u32 = 6;
/// Good calls in a row after which earlier openings are forgotten.
const GOOD_TO_FORGET: u32 = 100;
/// The first rest, milliseconds; each further one is twice as long.
const FIRST_REST_MS: u64 = 5_000;
/// The longest rest, milliseconds.
const LONGEST_REST_MS: u64 = 300_000;

/// Whom a fault concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Concern {
    /// The plugin alone: each fault counts.
    Plugin,
    /// A conversation, by the hash of its key: its faults count once.
    Conversation(u64),
    /// Somebody who has not shown to be the network: such faults never count.
    Stranger,
}

/// Where a plugin stands with this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Calls go through.
    Closed,
    /// No calls: it failed too often, and is tried again later.
    Open {
        /// When one call is tried, milliseconds since 1970.
        until: u64,
        /// For the operator.
        reason: String,
    },
    /// One call is being tried.
    HalfOpen {
        /// For the operator.
        reason: String,
    },
    /// No calls until it is released.
    Quarantined {
        /// For the operator.
        reason: String,
    },
}

/// How a call was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    Usual,
    /// The one call that is tried while the breaker is half open.
    Trial,
}

/// Why a call may not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Until when, and why.
    Resting(u64, String),
    /// Why.
    Quarantined(String),
}

/// The breaker of one plugin.
#[derive(Debug)]
pub(crate) struct Breaker {
    standing: Standing,
    /// The row: conversations, and faults that concerned none.
    conversations: BTreeSet<u64>,
    others: usize,
    openings: u32,
    good: u32,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            standing: Standing::Closed,
            conversations: BTreeSet::new(),
            others: 0,
            openings: 0,
            good: 0,
        }
    }
}

impl Breaker {
    pub(crate) fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Nothing is held against the plugin: calls need not ask, nor report that they went well.
    pub(crate) fn is_untroubled(&self) -> bool {
        self.standing == Standing::Closed && self.row() == 0 && self.openings == 0
    }

    fn row(&self) -> usize {
        self.conversations.len() + self.others
    }

    /// May a call begin?
    pub(crate) fn admit(&mut self, now: u64) -> Result<Admission, Refused> {
        let resting = |until: u64, reason: &str| Refused::Resting(until, reason.to_owned());
        match &self.standing {
            Standing::Closed => Ok(Admission::Usual),
            // A clock that was set back must not make a rest longer than rests are.
            Standing::Open { until, reason } if now >= *until || until - now > LONGEST_REST_MS => {
                self.standing = Standing::HalfOpen { reason: reason.clone() };
                Ok(Admission::Trial)
            }
            Standing::Open { until, reason } => Err(resting(*until, reason)),
            Standing::HalfOpen { reason } => Err(resting(now, reason)),
            Standing::Quarantined { reason } => Err(Refused::Quarantined(reason.clone())),
        }
    }

    pub(crate) fn good(&mut self, admission: Admission) {
        match (&self.standing, admission) {
            (Standing::HalfOpen { .. }, Admission::Trial) => {
                self.standing = Standing::Closed;
                self.good = 0;
            }
            (Standing::Closed, _) => {}
            // Calls that began before it opened prove nothing about it now.
            _ => return,
        }
        self.conversations.clear();
        self.others = 0;
        self.good += 1;
        if self.good >= GOOD_TO_FORGET {
            self.openings = 0;
        }
    }

    pub(crate) fn fault(&mut self, now: u64, admission: Admission, concern: Concern, why: &str) {
        let opens = match (&self.standing, admission) {
            (Standing::Closed, _) => self.blame(concern) && self.row() >= FAULTS_TO_OPEN,
            (Standing::HalfOpen { .. }, Admission::Trial) => self.blame(concern),
            // Calls that began before it opened are part of the row that opened it.
            _ => return,
        };
        if opens {
            self.open(now, why);
        } else if admission == Admission::Trial {
            // A conversation that is known to break it, or a stranger: that proves nothing new.
            self.untried(now);
        }
    }

    /// The trial showed nothing: its instance was never called, its call was dropped, or its fault was not the plugin's. Another
    /// may try at once.
    pub(crate) fn untried(&mut self, now: u64) {
        if let Standing::HalfOpen { reason } = &self.standing {
            self.standing = Standing::Open {
                until: now,
                reason: reason.clone(),
            };
        }
    }

    pub(crate) fn release(&mut self) {
        *self = Self::default();
    }

    /// Puts a fault into the row; was it new there?
    fn blame(&mut self, concern: Concern) -> bool {
        match concern {
            Concern::Stranger => return false,
            Concern::Plugin => self.others += 1,
            Concern::Conversation(key) => {
                if !self.conversations.insert(key) {
                    return false;
                }
            }
        }
        self.good = 0;
        true
    }

    fn rest(&self) -> u64 {
        let doublings = self.openings.saturating_sub(1).min(16);
        (FIRST_REST_MS << doublings).min(LONGEST_REST_MS)
    }

    fn open(&mut self, now: u64, why: &str) {
        self.openings += 1;
        let mut reason = format!("{} faults in a row", self.row());
        if self.conversations.len() > 1 {
            reason += &format!(", in {} conversations", self.conversations.len());
        }
        reason += &format!("; the last: {why}");
        self.standing = if self.openings >= OPENINGS_TO_QUARANTINE {
            Standing::Quarantined {
                reason: format!("{reason}; it failed again after each of {} rests", self.openings - 1),
            }
        } else {
            Standing::Open {
                until: now.saturating_add(self.rest()),
                reason,
            }
        };
    }
}

#[cfg(test)]
mod tests;
