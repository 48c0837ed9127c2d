//! Who is at work on a version: how many instances live, how each was let in, and word when none does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::sync::Notify;

use crate::breaker::{Admission, Concern};
use crate::counters::Used;
use crate::error::CallError;
use crate::plugin::Plugin;

/// The instances of one plugin that live now.
#[derive(Debug, Default)]
pub(crate) struct Running {
    instances: AtomicUsize,
    idle: Notify,
}

impl Running {
    pub(crate) fn instances(&self) -> usize {
        self.instances.load(SeqCst)
    }

    /// Waits until no instance lives.
    pub(crate) async fn none(&self) {
        loop {
            let mut idle = std::pin::pin!(self.idle.notified());
            // Listens before it looks: what ends in between is heard.
            idle.as_mut().enable();
            if self.instances() == 0 {
                return;
            }
            idle.await;
        }
    }
}

/// One instance's place on its plugin, from before it starts until it is gone.
pub(crate) struct Turn {
    plugin: Arc<Plugin>,
    admission: Admission,
    /// When it was let in, milliseconds since 1970.
    now: u64,
}

impl Turn {
    /// Counts an instance, if the breaker lets it in.
    pub(crate) fn begin(plugin: &Arc<Plugin>, now: u64) -> Result<Self, CallError> {
        let admission = plugin.counters.admit(now)?;
        plugin.running.instances.fetch_add(1, SeqCst);
        Ok(Self {
            plugin: Arc::clone(plugin),
            admission,
            now,
        })
    }

    pub(crate) fn good(&mut self, used: Used) {
        self.plugin.counters.good(self.admission, used);
        self.admission = Admission::Usual;
    }

    pub(crate) fn fault(&mut self, concern: Concern, used: Used, error: &CallError) {
        self.plugin
            .counters
            .fault(self.now, self.admission, concern, used, error);
        self.admission = Admission::Usual;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.admission == Admission::Trial {
            self.plugin.counters.untried(self.now);
        }
        if self.plugin.running.instances.fetch_sub(1, SeqCst) == 1 {
            self.plugin.running.idle.notify_waiters();
        }
    }
}
