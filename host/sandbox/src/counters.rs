//! What a plugin has used, and when it is too much.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Faults in a row after which a plugin is quarantined. One consumer's text can cause a few by retries; twenty without one good
/// call between them are the plugin's own.
const FAULTS_TO_QUARANTINE: u32 = 20;

/// The figures of one loaded plugin.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    calls: AtomicU64,
    faults: AtomicU64,
    time_us: AtomicU64,
    memory_high_bytes: AtomicU64,
    faults_in_a_row: AtomicU32,
    quarantine: Mutex<Option<String>>,
}

/// The figures of one loaded plugin at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountersSnapshot {
    /// Calls begun.
    pub calls: u64,
    /// Calls that ended in a fault of the plugin.
    pub faults: u64,
    /// Time in calls, microseconds.
    pub time_us: u64,
    /// Most that one instance took, bytes.
    pub memory_high_bytes: u64,
    /// Why it is quarantined; none: it is not.
    pub quarantine: Option<String>,
}

impl Counters {
    pub(crate) fn good(&self, time_us: u64, memory_bytes: usize) {
        self.calls.fetch_add(1, Relaxed);
        self.time_us.fetch_add(time_us, Relaxed);
        self.memory_high_bytes.fetch_max(memory_bytes as u64, Relaxed);
        self.faults_in_a_row.store(0, Relaxed);
    }

    pub(crate) fn fault(&self, time_us: u64, memory_bytes: usize, why: &str) {
        self.calls.fetch_add(1, Relaxed);
        self.faults.fetch_add(1, Relaxed);
        self.time_us.fetch_add(time_us, Relaxed);
        self.memory_high_bytes.fetch_max(memory_bytes as u64, Relaxed);
        if self.faults_in_a_row.fetch_add(1, Relaxed) + 1 >= FAULTS_TO_QUARANTINE {
            let mut quarantine = self
                .quarantine
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            quarantine.get_or_insert_with(|| format!("{FAULTS_TO_QUARANTINE} faults in a row; the last: {why}"));
        }
    }

    pub(crate) fn quarantine(&self) -> Option<String> {
        self.quarantine
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn release(&self) {
        *self
            .quarantine
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = None;
        self.faults_in_a_row.store(0, Relaxed);
    }

    pub(crate) fn snapshot(&self) -> CountersSnapshot {
        CountersSnapshot {
            calls: self.calls.load(Relaxed),
            faults: self.faults.load(Relaxed),
            time_us: self.time_us.load(Relaxed),
            memory_high_bytes: self.memory_high_bytes.load(Relaxed),
            quarantine: self.quarantine(),
        }
    }
}
