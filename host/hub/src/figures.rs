//! What the hub counts of itself. Counters only ever rise; whoever shows them takes the differences.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! figures {
    ($($(#[doc = $doc:literal])* $name:ident),+ $(,)?) => {
        /// Counters of the flow since the host started.
        #[derive(Debug, Default)]
        pub struct Figures { $($(#[doc = $doc])* pub(crate) $name: Counter),+ }

        impl Figures {
            /// Name as Prometheus has it, one line for people, and value of each, in a fixed order.
            #[must_use]
            pub fn snapshot(&self) -> Vec<(&'static str, &'static str, u64)> {
                vec![$((concat!("jackfield_", stringify!($name), "_total"), concat!($($doc),*).trim_start(), self.$name.get())),+]
            }
        }
    };
}

figures! {
    /// Webhooks that were authentic, stored and answered.
    webhooks_accepted,
    /// Webhooks that the connector did not let in.
    webhooks_rejected,
    /// Handshakes.
    webhooks_answered,
    /// Authentic webhooks that the connector could not read.
    webhooks_parked,
    /// Webhooks that were refused because there was too much to do.
    webhooks_shed,
    /// Webhooks that could not be stored, or whose plugin failed before they were known to be authentic.
    webhooks_failed,
    /// Events that had not been seen before.
    events_accepted,
    /// Events that had.
    events_duplicate,
    /// Turns of conversations that were committed.
    turns_committed,
    /// Turns that were decided anew because somebody else was first.
    turns_repeated,
    /// Acts of plugins that a conversation did not take.
    acts_refused,
    /// Requests to networks that were answered.
    calls_answered,
    /// Requests to networks that the grant does not allow.
    calls_denied,
    /// Requests that never left this host.
    calls_unsent,
    /// Requests without a complete answer.
    calls_unknown,
    /// Envelopes that a network took.
    envelopes_sent,
    /// Attempts that are to be repeated.
    envelopes_delayed,
    /// Envelopes that were given up.
    envelopes_failed,
    /// Envelopes of which nobody knows whether they arrived.
    envelopes_uncertain,
}

/// A counter.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, many: u64) {
        self.0.fetch_add(many, Ordering::Relaxed);
    }

    pub(crate) fn one(&self) {
        self.add(1);
    }

    /// Its value.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
