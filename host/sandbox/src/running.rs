//! How many calls run on a version, and word when none does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::sync::Notify;

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

/// Counts one instance for as long as it lives, and keeps its plugin.
pub(crate) struct Turn(Arc<Plugin>);

impl Turn {
    pub(crate) fn begin(plugin: &Arc<Plugin>) -> Self {
        plugin.running.instances.fetch_add(1, SeqCst);
        Self(Arc::clone(plugin))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.0.running.instances.fetch_sub(1, SeqCst) == 1 {
            self.0.running.idle.notify_waiters();
        }
    }
}
