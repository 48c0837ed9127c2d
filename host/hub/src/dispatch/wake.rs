//! How the dispatcher learns that there is something to send.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Wakes the dispatcher. Many wakes before it looks are one.
#[derive(Clone, Default)]
pub struct Wake(Arc<Inner>);

#[derive(Default)]
struct Inner {
    waiting: Mutex<Waiting>,
    bell: Notify,
}

#[derive(Default)]
pub(crate) struct Waiting {
    /// Accounts that may have something to claim.
    pub(crate) accounts: HashSet<String>,
    /// Accounts whose settings or secrets were changed: a rest ends.
    pub(crate) mended: HashSet<String>,
    /// Something was queued for later: when the next one is due must be asked anew.
    pub(crate) timer: bool,
}

impl Wake {
    pub(crate) fn account(&self, account: &str) {
        let mut waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.accounts.contains(account) {
            waiting.accounts.insert(account.to_owned());
            drop(waiting);
            self.0.bell.notify_one();
        }
    }

    pub(crate) fn timer(&self) {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).timer = true;
        self.0.bell.notify_one();
    }

    /// An account that rests may go on.
    pub(crate) fn go_on(&self, account: &str) {
        let mut waiting = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.mended.insert(account.to_owned());
        drop(waiting);
        self.account(account);
    }

    /// Takes what waits.
    pub(crate) fn taken(&self) -> Waiting {
        std::mem::take(&mut *self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for a wake since the last look.
    pub(crate) async fn woken(&self) {
        self.0.bell.notified().await;
    }
}
