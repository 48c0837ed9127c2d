//! What a plugin has used, and its breaker.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::breaker::{Admission, Breaker, Concern, Refused, Standing};
use crate::error::{CallError, FaultKind};

/// The figures of one loaded plugin.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    calls: AtomicU64,
    faults: [AtomicU64; FaultKind::ALL.len()],
    time_us: AtomicU64,
    memory_high_bytes: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    breaker: Mutex<Breaker>,
    /// The breaker holds something against the plugin. While it does not, calls pass it by.
    troubled: AtomicBool,
    keys: RandomState,
}

/// The figures of one loaded plugin at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountersSnapshot {
    /// Calls that ended, well or not.
    pub calls: u64,
    /// Calls that ended in a fault of the plugin.
    pub faults: u64,
    /// The same by kind; every kind is there.
    pub faults_by_kind: Vec<(FaultKind, u64)>,
    /// Time in calls, microseconds.
    pub time_us: u64,
    /// Most that one instance took, bytes.
    pub memory_high_bytes: u64,
    /// Bytes that the host carried to it, as [`crate::Plugin::carried`] was told.
    pub bytes_in: u64,
    /// Bytes that the host carried away from it.
    pub bytes_out: u64,
    /// Where its breaker stands.
    pub standing: Standing,
    /// Why it is quarantined; none: it is not.
    pub quarantine: Option<String>,
}

impl Counters {
    /// May a call begin at this instant?
    pub(crate) fn admit(&self, now: u64) -> Result<Admission, CallError> {
        if !self.troubled.load(Relaxed) {
            return Ok(Admission::Usual);
        }
        self.breaker().admit(now).map_err(|refused| match refused {
            Refused::Resting(until, reason) => CallError::Resting { until, reason },
            Refused::Quarantined(reason) => CallError::Quarantined(reason),
        })
    }

    /// Whom a fault in the calls of a conversation concerns.
    pub(crate) fn concern(&self, conversation: Option<&str>) -> Concern {
        conversation.map_or(Concern::Plugin, |key| Concern::Conversation(self.keys.hash_one(key)))
    }

    pub(crate) fn good(&self, admission: Admission, used: Used) {
        self.count(used);
        if self.troubled.load(Relaxed) {
            let mut breaker = self.breaker();
            breaker.good(admission);
            self.troubled.store(!breaker.is_untroubled(), Relaxed);
        }
    }

    pub(crate) fn fault(&self, now: u64, admission: Admission, concern: Concern, used: Used, error: &CallError) {
        self.count(used);
        let Some(kind) = error.kind() else { return };
        self.faults[kind as usize].fetch_add(1, Relaxed);
        let mut breaker = self.breaker();
        breaker.fault(now, admission, concern, &error.to_string());
        self.troubled.store(!breaker.is_untroubled(), Relaxed);
    }

    fn count(&self, used: Used) {
        self.calls.fetch_add(1, Relaxed);
        self.time_us.fetch_add(used.time_us, Relaxed);
        self.memory_high_bytes.fetch_max(used.memory_bytes as u64, Relaxed);
    }

    pub(crate) fn untried(&self, now: u64) {
        self.breaker().untried(now);
    }

    pub(crate) fn carried(&self, bytes_in: u64, bytes_out: u64) {
        self.bytes_in.fetch_add(bytes_in, Relaxed);
        self.bytes_out.fetch_add(bytes_out, Relaxed);
    }

    pub(crate) fn release(&self) {
        self.breaker().release();
        self.troubled.store(false, Relaxed);
    }

    pub(crate) fn snapshot(&self) -> CountersSnapshot {
        let standing = self.breaker().standing().clone();
        let faults_by_kind: Vec<_> = FaultKind::ALL
            .iter()
            .map(|kind| (*kind, self.faults[*kind as usize].load(Relaxed)))
            .collect();
        CountersSnapshot {
            calls: self.calls.load(Relaxed),
            faults: faults_by_kind.iter().map(|(_, faults)| faults).sum(),
            faults_by_kind,
            time_us: self.time_us.load(Relaxed),
            memory_high_bytes: self.memory_high_bytes.load(Relaxed),
            bytes_in: self.bytes_in.load(Relaxed),
            bytes_out: self.bytes_out.load(Relaxed),
            quarantine: match &standing {
                Standing::Quarantined { reason } => Some(reason.clone()),
                _ => None,
            },
            standing,
        }
    }

    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one call used.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    pub(crate) time_us: u64,
    pub(crate) memory_bytes: usize,
}
