//! Conversation workers: one turn at a time in each conversation, any number side by side.
//!
//! Work for a conversation waits in its box. A box with work has one task that empties it, turn by turn; a turn is decided
//! on the folded state, committed as one transaction, and decided anew should somebody else have been first. What came in
//! over the intake is on disk already, so a crash between two turns loses nothing: a start takes it up again.

mod at_hand;
mod bots;
mod draft;
mod enrichers;
mod errands;
mod items;
mod media;
mod outgoing;
mod tasks;
mod turns;
mod view;
mod work;

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jackfield_model::event::Event;
use jackfield_store::intake::{Accepted, PendingEvent};
use jackfield_store::{Retry, StoreError};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(crate) use items::{Owners, of_items};
pub(crate) use outgoing::Outgoing;
pub(crate) use work::{Settled, Work};

use crate::HubError;
use crate::accounts::AccountEntry;
use crate::dispatch::Wake;
use crate::jobs::Network;
use crate::rooms::Rooms;
use at_hand::AtHand;
use draft::Draft;

/// Boxes are spread over so many locks.
const SHARDS: usize = 64;
/// Work that one turn takes up at most: what waits together is committed together.
const WORK_PER_TURN: usize = 16;
/// How often a turn is decided anew before its work waits.
const MOST_REPEATS: usize = 8;
/// Between two attempts to commit while the store cannot write, milliseconds.
const STORE_PAUSES_MS: [u64; 5] = [50, 250, 1_000, 2_000, 5_000];

/// A conversation: account and key inside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) account: String,
    pub(crate) conversation: String,
}

/// The workers.
#[derive(Clone)]
pub struct Conversations(Arc<Workers>);

struct Workers {
    rooms: Arc<Rooms>,
    network: Arc<dyn Network>,
    wake: Wake,
    boxes: Vec<Mutex<HashMap<Key, VecDeque<Work>>>>,
    spread: RandomState,
    backlog: AtomicUsize,
    at_hand: AtHand,
    tasks: TaskTracker,
    fetching: TaskTracker,
    stopping: CancellationToken,
    feed: watch::Sender<i64>,
}

impl Conversations {
    pub(crate) fn new(rooms: Arc<Rooms>, network: Arc<dyn Network>, wake: Wake) -> Self {
        Self(Arc::new(Workers {
            at_hand: AtHand::new(rooms.settings.conversations_at_hand),
            rooms,
            network,
            wake,
            boxes: (0..SHARDS).map(|_| Mutex::default()).collect(),
            spread: RandomState::new(),
            backlog: AtomicUsize::new(0),
            tasks: TaskTracker::new(),
            fetching: TaskTracker::new(),
            stopping: CancellationToken::new(),
            feed: watch::Sender::new(0),
        }))
    }

    /// Pieces of work that wait.
    pub(crate) fn backlog(&self) -> usize {
        self.0.backlog.load(Ordering::Relaxed)
    }

    /// The newest position of the feed that this host wrote; wakes whoever follows it.
    pub(crate) fn feed(&self) -> watch::Receiver<i64> {
        self.0.feed.subscribe()
    }

    /// Takes up what the intake accepted just now; `events` are those of the request, position by position.
    pub(crate) fn take(&self, accepted: Accepted, events: Vec<Event>) {
        let figures = &self.0.rooms.figures;
        figures.events_duplicate.add(u64::from(accepted.duplicates));
        figures.events_accepted.add(accepted.fresh.len() as u64);
        let mut events: Vec<Option<Event>> = events.into_iter().map(Some).collect();
        let mut of_accounts = Vec::new();
        for pending in accepted.fresh {
            let event = events.get_mut(pending.index as usize).and_then(Option::take);
            let Some(event) = event else { continue };
            of_accounts.extend(self.take_one(pending, event));
        }
        if !of_accounts.is_empty() {
            self.spawn_of_accounts(of_accounts);
        }
    }

    /// Puts an event into its conversation's box; gives back what belongs to none.
    fn take_one(&self, pending: PendingEvent, event: Event) -> Option<(PendingEvent, Event)> {
        let Some(conversation) = pending.event.conversation.clone() else {
            return Some((pending, event));
        };
        let key = Key {
            account: pending.event.account,
            conversation,
        };
        self.post(
            key,
            Work::event((pending.seq, pending.index), pending.received_ms, event),
        );
        None
    }

    fn spawn_of_accounts(&self, events: Vec<(PendingEvent, Event)>) {
        let workers = Arc::clone(&self.0);
        self.0.tasks.spawn(async move { workers.of_accounts(events).await });
    }

    /// Takes up what a start finds in the intake.
    pub(crate) fn take_pending(&self, pending: PendingEvent) {
        match serde_json::from_str::<Event>(&pending.event.payload) {
            Ok(event) => {
                if let Some(of_account) = self.take_one(pending, event) {
                    self.spawn_of_accounts(vec![of_account]);
                }
            }
            Err(error) => {
                tracing::error!(row = pending.seq, %error, "an event of the intake cannot be read and stays there");
            }
        }
    }

    /// Puts work into its conversation's box.
    pub(crate) fn post(&self, key: Key, work: Work) {
        self.0.backlog.fetch_add(1, Ordering::Relaxed);
        let mut boxes = self.0.shard(&key);
        if let Some(waiting) = boxes.get_mut(&key) {
            waiting.push_back(work);
            return;
        }
        boxes.insert(key.clone(), VecDeque::from([work]));
        drop(boxes);
        let workers = Arc::clone(&self.0);
        self.0.tasks.spawn(async move { workers.empty(key).await });
    }

    /// Puts work into its conversation's box, and waits until it is part of a committed turn.
    pub(crate) async fn ask(
        &self,
        key: Key,
        work: impl FnOnce(oneshot::Sender<Result<String, HubError>>) -> Work,
    ) -> Result<String, HubError> {
        let (done, answer) = oneshot::channel();
        self.post(key, work(done));
        answer.await.map_err(|_| HubError::Stopping)?
    }

    /// Takes up fetches of media and errands of bots that were under way.
    pub(crate) async fn take_up_what_was_left(&self) -> Result<(), HubError> {
        self.0.fetch_what_was_left().await?;
        self.0.errands_that_were_left().await
    }

    /// Waits until all boxes are empty; fetches that wait for a better moment are left for the next start.
    pub(crate) async fn finish(&self) {
        self.0.stopping.cancel();
        self.0.fetching.close();
        self.0.fetching.wait().await;
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

impl Workers {
    fn shard(&self, key: &Key) -> std::sync::MutexGuard<'_, HashMap<Key, VecDeque<Work>>> {
        let at = usize::try_from(self.spread.hash_one(key) % SHARDS as u64).unwrap_or_default();
        self.boxes[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Empties a box, turn by turn, and removes it.
    async fn empty(self: Arc<Self>, key: Key) {
        loop {
            let works: Vec<Work> = {
                let mut boxes = self.shard(&key);
                let Some(waiting) = boxes.get_mut(&key) else { return };
                if waiting.is_empty() {
                    boxes.remove(&key);
                    return;
                }
                let many = waiting.len().min(WORK_PER_TURN);
                waiting.drain(..many).collect()
            };
            let many = works.len();
            self.turn(&key, works).await;
            self.backlog.fetch_sub(many, Ordering::Relaxed);
        }
    }

    /// Takes one turn; returns when it is committed, or when nothing can come of it.
    async fn turn(self: &Arc<Self>, key: &Key, works: Vec<Work>) {
        let Some(account) = self.rooms.accounts.get(&key.account) else {
            tracing::error!(account = %key.account, "its account is gone; the work stays in the intake");
            Work::refuse_all(works, || HubError::NotFound(format!("account {}", key.account)));
            return;
        };
        let mut repeats = 0;
        let mut pauses = STORE_PAUSES_MS.iter();
        loop {
            match self.attempt(key, &account, &works).await {
                Ok(answers) => {
                    Work::answer_all(works, answers);
                    return;
                }
                Err(HubError::Store(StoreError::Conflict(why))) if repeats < MOST_REPEATS => {
                    repeats += 1;
                    self.rooms.figures.turns_repeated.one();
                    self.at_hand.drop_one(key);
                    tracing::debug!(account = %key.account, %why, "a turn is decided anew");
                }
                Err(HubError::Store(error)) if may_pass(&error) => {
                    // What is durable waits; what a person asked hears of it.
                    let pause = pauses.next().copied().unwrap_or(5_000);
                    tracing::warn!(%error, pause_ms = pause, "a turn waits for the store");
                    self.at_hand.drop_one(key);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                Err(error) => {
                    tracing::error!(account = %key.account, %error, "a turn could not be taken; its events stay in the intake");
                    self.at_hand.drop_one(key);
                    let text = error.to_string();
                    Work::refuse_all(works, || HubError::Conflict(text.clone()));
                    return;
                }
            }
        }
    }

    async fn attempt(
        self: &Arc<Self>,
        key: &Key,
        account: &Arc<AccountEntry>,
        works: &[Work],
    ) -> Result<Vec<work::Answer>, HubError> {
        let kept = self.at_hand.take(&*self.rooms.store, key).await?;
        let mut draft = Draft::new(&self.rooms, key, Arc::clone(account), kept);
        let mut answers = Vec::with_capacity(works.len());
        for work in works {
            answers.push(self.perform(&mut draft, work).await?);
        }
        let account_items = draft.changes_account();
        let fetches = std::mem::take(&mut draft.fetches);
        let errands = std::mem::take(&mut draft.errands);
        self.note(&fetches).await?;
        self.note_errands(key, &errands).await?;
        let (kept, turn) = draft.finish();
        let Some(turn) = turn else {
            self.at_hand.put(key.clone(), kept);
            return Ok(answers);
        };
        let leaves = turn.outbox.iter().any(|envelope| envelope.not_before_ms == 0);
        let waits = turn.outbox.iter().any(|envelope| envelope.not_before_ms > 0);
        let next = !turn.settled.is_empty();
        let committed = self.rooms.store.commit_turn(turn).await?;
        self.at_hand.put(key.clone(), kept.at(committed.version));
        self.rooms.figures.turns_committed.one();
        self.fetch(fetches);
        self.run_errands(errands);
        if let Some(last) = committed.feed.last() {
            self.feed
                .send_if_modified(|feed| std::mem::replace(feed, (*feed).max(*last)) < *last);
        }
        if leaves || next {
            self.wake.account(&key.account);
        }
        if waits {
            self.wake.timer();
        }
        if account_items && let Err(error) = self.rooms.accounts.refresh().await {
            tracing::error!(%error, "the accounts could not be read anew");
        }
        Ok(answers)
    }

    /// Events that belong to no conversation: the account's own.
    async fn of_accounts(&self, events: Vec<(PendingEvent, Event)>) {
        let mut done = Vec::with_capacity(events.len());
        let mut changes = Vec::new();
        for (pending, event) in events {
            let account = &pending.event.account;
            match &event.body {
                jackfield_model::event::EventBody::Health(health) => {
                    tracing::warn!(%account, level = ?health.level, topic = %health.topic.escape_default(), text = %health.text.escape_default(), "the network speaks of the account");
                }
                body => {
                    tracing::info!(%account, kind = body.name(), id = %event.id.escape_default(), "an event of the account")
                }
            }
            changes.extend(items::changes(account, None, &event, self.rooms.now()));
            done.push((pending.seq, pending.index));
        }
        let changed = !changes.is_empty();
        let kept = async {
            if changed {
                self.rooms.store.change_items(changes).await?;
                self.rooms.accounts.refresh().await?;
            }
            self.rooms.store.processed(done).await?;
            Ok::<_, HubError>(())
        };
        if let Err(error) = kept.await {
            tracing::error!(%error, "events of an account stay in the intake until the next start");
        }
    }
}

fn may_pass(error: &StoreError) -> bool {
    matches!(error.retry(), Retry::AfterMs(_) | Retry::AfterRepair)
}
