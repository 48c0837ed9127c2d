//! Dispatch: what is in the outbox leaves, in the order of its conversation, once.
//!
//! An envelope is claimed, sent by its connector's steps, and settled together with what its conversation makes of it. A
//! process that ends in between finds the envelope started, and goes on where the ledger says.

mod pace;
mod send;
mod wake;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jackfield_store::outbox::Envelope;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use wake::Wake;

use crate::HubError;
use crate::clock::{signed, unsigned};
use crate::conversations::Conversations;
use crate::jobs::Network;
use crate::rooms::Rooms;
use pace::Pace;

/// Envelopes that one look takes up at most, and rows that a start reads at once.
const PAGE: u32 = 256;
/// How long the dispatcher waits before it looks again after the store failed it, milliseconds.
const STORE_PAUSE_MS: u64 = 1_000;
/// The longest sleep between two looks: a clock that was set must not keep a message for ever.
const LONGEST_SLEEP_MS: u64 = 30_000;

/// Sends what is in the outbox.
pub(crate) struct Dispatch {
    pub(super) rooms: Arc<Rooms>,
    pub(super) network: Arc<dyn Network>,
    pub(super) conversations: Conversations,
    pub(super) wake: Wake,
    pub(super) pace: Pace,
    under_way: Mutex<HashMap<String, Arc<AtomicU32>>>,
    tasks: TaskTracker,
}

impl Dispatch {
    pub(crate) fn new(rooms: Arc<Rooms>, network: Arc<dyn Network>, conversations: Conversations, wake: Wake) -> Self {
        Self {
            pace: Pace::new(rooms.settings.sends_a_second),
            rooms,
            network,
            conversations,
            wake,
            under_way: Mutex::default(),
            tasks: TaskTracker::new(),
        }
    }

    /// Sends until it is stopped; then finishes what is under way.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        self.take_up().await;
        let mut held: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        let mut due_ms = None;
        let mut look = true;
        while !stop.is_cancelled() {
            let now = self.rooms.now();
            let mut waiting = self.wake.taken();
            let later = held.split_off(&(now + 1));
            waiting
                .accounts
                .extend(std::mem::replace(&mut held, later).into_values().flatten());
            if look || due_ms.is_some_and(|due| due <= now) {
                match self.rooms.store.ready_accounts(signed(now)).await {
                    Ok(accounts) => waiting.accounts.extend(accounts),
                    Err(error) => tracing::error!(%error, "the outbox cannot be read"),
                }
                waiting.timer = true;
                look = false;
            }
            for account in waiting.mended {
                self.pace.go_on(&account);
                if let Err(error) = self.rooms.store.hurry(&account, signed(now)).await {
                    tracing::error!(%account, %error, "what waits for the account waits on");
                }
            }
            for account in waiting.accounts {
                match self.pump(&account).await {
                    Ok(None) => {}
                    Ok(Some(at_ms)) => held.entry(at_ms).or_default().push(account),
                    Err(error) => {
                        tracing::error!(%account, %error, "the outbox cannot be claimed from");
                        held.entry(now + STORE_PAUSE_MS).or_default().push(account);
                    }
                }
            }
            if waiting.timer || due_ms.is_some_and(|due| due <= now) {
                due_ms = self
                    .rooms
                    .store
                    .next_due_ms(signed(now))
                    .await
                    .unwrap_or(None)
                    .map(unsigned);
            }
            let next = due_ms.into_iter().chain(held.keys().next().copied()).min();
            let sleep = next.map_or(LONGEST_SLEEP_MS, |next| {
                next.saturating_sub(self.rooms.now()).clamp(1, LONGEST_SLEEP_MS)
            });
            tokio::select! {
                () = self.wake.woken() => {}
                () = tokio::time::sleep(Duration::from_millis(sleep)) => look = next.is_none(),
                () = stop.cancelled() => {}
            }
        }
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Goes on with what a process before this one had begun.
    async fn take_up(self: &Arc<Self>) {
        let mut after = None;
        loop {
            let page = match self.rooms.store.unfinished(after, PAGE).await {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(%error, "sends that were under way cannot be read");
                    tokio::time::sleep(Duration::from_millis(STORE_PAUSE_MS)).await;
                    continue;
                }
            };
            for envelope in page.rows {
                tracing::info!(envelope = %envelope.envelope.id, account = %envelope.account, "a send goes on after a restart");
                self.spawn(envelope, true);
            }
            after = page.next;
            if after.is_none() {
                return;
            }
        }
    }

    /// Claims what an account may send now. Returns when to look again, if it is held.
    async fn pump(self: &Arc<Self>, account: &str) -> Result<Option<u64>, HubError> {
        let under_way = self.counter(account).load(Ordering::Relaxed);
        let most = u32::try_from(self.rooms.settings.sends_at_once).unwrap_or(u32::MAX);
        let free = most.saturating_sub(under_way).min(PAGE);
        if free == 0 {
            // The next one that ends rings.
            return Ok(None);
        }
        let now = self.rooms.now();
        let begun = self.pace.begin(account, free, now);
        if begun == 0 {
            return Ok(Some(self.pace.next_ms(account, now)));
        }
        let claimed = self.rooms.store.claim(account, signed(now), begun).await?;
        let many = u32::try_from(claimed.len()).unwrap_or(begun);
        self.pace.unused(account, begun - many.min(begun));
        for envelope in claimed {
            self.spawn(envelope, false);
        }
        if many == begun {
            self.wake.account(account);
        }
        Ok(None)
    }

    fn counter(&self, account: &str) -> Arc<AtomicU32> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(under_way.entry(account.to_owned()).or_default())
    }

    fn spawn(self: &Arc<Self>, envelope: Envelope, after_restart: bool) {
        let counter = self.counter(&envelope.account);
        counter.fetch_add(1, Ordering::Relaxed);
        let dispatch = Arc::clone(self);
        self.tasks.spawn(async move {
            let account = envelope.account.clone();
            dispatch.send(envelope, after_restart).await;
            counter.fetch_sub(1, Ordering::Relaxed);
            dispatch.wake.account(&account);
        });
    }
}
