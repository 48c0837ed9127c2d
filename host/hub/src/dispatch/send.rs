//! One envelope: from the outbox through its connector to the network, and what became of it back to its conversation.

use std::sync::Arc;

use async_trait::async_trait;
use jackfield_model::delivery::{Act, Dispatch as Ended, Step};
use jackfield_model::http::Outcome;
use jackfield_model::retry::{self, Next, Tried};
use jackfield_model::types::{Failure, FailureKind, Item, LimitScope, Scope};
use jackfield_store::items::ItemPlace;
use jackfield_store::outbox::{Envelope, EnvelopeState, Settlement, Step as StoredStep};
use jackfield_store::{Store, StoreError};

use super::Dispatch;
use crate::accounts::{AccountEntry, from_stored};
use crate::clock::{signed, unsigned};
use crate::conversations::{Key, Outgoing, Owners, Settled, Work, of_items};
use crate::jobs::{Begin, Halt, Job, Ledger, Mark, Ran};
use crate::plugins::{Active, version_of};

/// First byte of a stored continuation: a call was under way.
const CALLED: u8 = 0;
/// First byte of a stored continuation: a wait was.
const WAITED: u8 = 1;
/// How long a message waits for a connector that is not there, milliseconds.
const NO_CONNECTOR_MS: u64 = 5_000;

/// The outbox's row is the ledger of a send.
struct Row<'a> {
    store: &'a dyn Store,
    envelope: &'a str,
    written_by: String,
}

#[async_trait]
impl Ledger for Row<'_> {
    async fn keep(&self, mark: &Mark) -> Result<(), StoreError> {
        self.store
            .record_step(self.envelope, stored(mark, &self.written_by))
            .await
    }
}

fn stored(mark: &Mark, written_by: &str) -> StoredStep {
    let mut continuation = vec![if mark.waits { WAITED } else { CALLED }];
    continuation.extend_from_slice(&mark.continuation);
    StoredStep {
        number: mark.number,
        continuation: Some(continuation),
        written_by: Some(written_by.to_owned()),
        unrepeatable: mark.unrepeatable,
    }
}

/// Where a claimed envelope stands: none for one that begins.
fn mark_of(envelope: &Envelope) -> Option<(Mark, String)> {
    let EnvelopeState::Started(step) = &envelope.state else {
        return None;
    };
    let (kind, continuation) = step.continuation.as_deref()?.split_first()?;
    let mark = Mark {
        number: step.number,
        continuation: continuation.to_vec(),
        waits: *kind == WAITED,
        unrepeatable: step.unrepeatable,
    };
    Some((mark, step.written_by.clone().unwrap_or_default()))
}

/// `digest version`, as it is stored beside a continuation.
fn signature(active: &Active) -> String {
    format!("{} {}", active.plugin.digest(), version_of(active.plugin.description()))
}

impl Dispatch {
    /// Sends an envelope, and settles it. Nothing of it is lost when this is dropped: the next start finds it started.
    pub(super) async fn send(&self, row: Envelope, after_restart: bool) {
        let key = Key {
            account: row.account.clone(),
            conversation: row.conversation.clone(),
        };
        let outgoing: Outgoing = match serde_json::from_str(&row.envelope.payload) {
            Ok(outgoing) => outgoing,
            Err(error) => {
                let failure = failure(FailureKind::Malformed, format!("the envelope cannot be read: {error}"));
                let settled = self.settled(&row, None, self.after_failure(&row, failure), vec![]);
                return self.settle(key, settled).await;
            }
        };
        let said = outgoing.said.clone();
        let (Some(account), Some(active)) = self.parties(&row) else {
            let settlement = self.wait(
                &row,
                NO_CONNECTOR_MS,
                "no version of its connector is active".to_owned(),
            );
            return self
                .settle(key, self.settled(&row, said, (settlement, None), vec![]))
                .await;
        };
        let as_said = outgoing.clone();
        let mut ran = self.attempt(&row, outgoing, &account, &active, after_restart).await;
        self.learn(&account, &mut ran).await;
        let owners = Owners {
            account: &row.account,
            conversation: Some(&row.conversation),
            message: None,
        };
        let mut items = of_items(&owners, &ran.items, self.rooms.now());
        let ended = match ran.halt {
            Halt::End(Step::Sent(ended)) => {
                items.extend(self.items_of_messages(&row, &ended));
                self.of_parts(&row, ended)
            }
            Halt::End(_) | Halt::Nothing => (Settlement::Sent { names: vec![] }, None),
            Halt::Failed(failure) => self.after_failure(&row, failure),
            Halt::Wait { after_ms, mark } => {
                let settlement = Settlement::Wait {
                    until_ms: signed(self.rooms.now() + u64::from(after_ms)),
                    reason: "the connector waits".to_owned(),
                    step: Some(stored(&mark, &signature(&active))),
                };
                (settlement, None)
            }
            Halt::Broken(error) if ran.unrepeatable => {
                self.after_failure(&row, failure(FailureKind::Uncertain, error.to_string()))
            }
            Halt::Broken(error) => self.after_failure(&row, failure(FailureKind::Retryable, error.to_string())),
            Halt::Endless(limit) => self.after_failure(
                &row,
                failure(FailureKind::Rejected, format!("the send took more than {limit}")),
            ),
            Halt::Ledger(error) => self.after_failure(&row, failure(FailureKind::Retryable, error.to_string())),
        };
        let mut settled = self.settled(&row, said, ended, items);
        in_words(&mut settled, as_said);
        self.settle(key, settled).await;
    }

    fn parties(&self, row: &Envelope) -> (Option<Arc<AccountEntry>>, Option<Arc<Active>>) {
        let account = self.rooms.accounts.get(&row.account);
        let active = account
            .as_ref()
            .and_then(|account| self.rooms.plugins.active(&account.plugin));
        (account, active)
    }

    async fn attempt(
        &self,
        row: &Envelope,
        mut outgoing: Outgoing,
        account: &Arc<AccountEntry>,
        active: &Arc<Active>,
        after_restart: bool,
    ) -> Ran {
        let half = mark_of(row);
        // Who wrote the continuation reads it best, while it is here.
        let writer = half
            .as_ref()
            .and_then(|(_, by)| by.split(' ').next())
            .and_then(|digest| self.rooms.plugins.version(digest));
        let active = writer.as_ref().unwrap_or(active);
        let ledger = Row {
            store: &*self.rooms.store,
            envelope: &row.envelope.id,
            written_by: signature(active),
        };
        let job = Job {
            rooms: &self.rooms,
            network: &*self.network,
            account,
            active,
            id: &row.envelope.idempotency_id,
            ledger: Some(&ledger),
            concern: Some(&row.conversation),
        };
        if let Some((mark, written_by)) = half {
            let outcome = if mark.waits {
                Outcome::Waited
            } else {
                Outcome::Unknown("this host stopped before the answer came".to_owned())
            };
            let unrepeatable = mark.unrepeatable;
            let written_by = written_by
                .split_once(' ')
                .map_or_else(String::new, |(_, version)| version.to_owned());
            let begin = Begin::Resume {
                mark,
                written_by,
                outcome,
            };
            let ran = job.run(begin).await;
            // A successor that cannot read it begins anew where that does no harm.
            let unreadable = matches!(&ran.halt, Halt::Failed(failure) if failure.kind == FailureKind::Malformed);
            if !unreadable || unrepeatable {
                return if unreadable { uncertain(ran) } else { ran };
            }
        } else if after_restart {
            tracing::debug!(envelope = %row.envelope.id, "no call of it had left");
        }
        self.complete(row, &mut outgoing, account).await;
        match self.begin(&outgoing, row, account, active).await {
            Ok(begin) => job.run(begin).await,
            Err(halt) => Ran {
                halt,
                events: vec![],
                items: vec![],
                pace: None,
                unrepeatable: false,
            },
        }
    }

    /// What is only known when it leaves.
    async fn complete(&self, row: &Envelope, outgoing: &mut Outgoing, account: &AccountEntry) {
        let envelope = &mut outgoing.envelope;
        envelope.attempt = row.attempt.max(1);
        envelope.sequence = u32::try_from(row.seq).unwrap_or(u32::MAX);
        envelope.context = self
            .items(row, account, "conversation", &row.conversation, Scope::Conversation)
            .await;
        if let Some(target) = &mut envelope.target {
            target.context = self.items(row, account, "message", &target.id, Scope::Message).await;
        }
    }

    async fn items(&self, row: &Envelope, account: &AccountEntry, scope: &str, owner: &str, of: Scope) -> Vec<Item> {
        let place = ItemPlace {
            account: account.id.clone(),
            scope: scope.to_owned(),
            owner: owner.to_owned(),
        };
        match self
            .rooms
            .store
            .items_for(&place, &row.envelope.id, signed(self.rooms.now()))
            .await
        {
            Ok(items) => items.into_iter().map(|item| from_stored(item, of)).collect(),
            Err(error) => {
                tracing::error!(%error, "a message leaves without its context");
                vec![]
            }
        }
    }

    async fn begin(
        &self,
        outgoing: &Outgoing,
        row: &Envelope,
        account: &Arc<AccountEntry>,
        active: &Arc<Active>,
    ) -> Result<Begin, Halt> {
        let seed = self.rooms.seeds.of(&row.envelope.idempotency_id);
        let context = self
            .rooms
            .connector_call(active, account, seed, Some(&row.conversation));
        let mut instance = active.plugin.instantiate(context).await.map_err(Halt::Broken)?;
        let seen = account.seen(self.rooms.now(), seed);
        match instance.send(&seen, &outgoing.envelope).await {
            Ok(Ok(start)) => Ok(Begin::Start(start)),
            Ok(Err(failure)) => Err(Halt::Failed(failure)),
            Err(error) => Err(Halt::Broken(error)),
        }
    }

    /// What was learnt on the way: events take the intake's way, the pace is kept from now on.
    async fn learn(&self, account: &Arc<AccountEntry>, ran: &mut Ran) {
        if let Some(pace) = ran.pace.take()
            && pace.limit != LimitScope::Recipient
        {
            self.pace.rest(&account.id, self.rooms.now() + u64::from(pace.hold));
        }
        let events = std::mem::take(&mut ran.events);
        if events.is_empty() {
            return;
        }
        if let Err(error) = crate::intake::learnt(&self.rooms, account, events, &self.conversations).await {
            tracing::error!(account = %account.id, %error, "what was learnt on a send is lost");
        }
    }

    /// A part that went makes the whole one that must not be repeated.
    fn of_parts(&self, row: &Envelope, ended: Ended) -> (Settlement, Option<Failure>) {
        let mut names = Vec::new();
        let mut failed = None;
        for part in ended.parts {
            match part.outcome {
                Ok(sent) => names.push(sent.id),
                Err(failure) => failed = failed.or(Some(failure)),
            }
        }
        match failed {
            None => (Settlement::Sent { names }, None),
            Some(failure) if names.is_empty() => self.after_failure(row, failure),
            Some(failure) => {
                let reason = format!("{} parts went before one failed: {}", names.len(), text(&failure));
                (Settlement::Failed { reason }, Some(failure))
            }
        }
    }

    fn items_of_messages(&self, row: &Envelope, ended: &Ended) -> Vec<jackfield_store::items::ItemChange> {
        let sent = ended.parts.iter().filter_map(|part| part.outcome.as_ref().ok());
        sent.flat_map(|sent| {
            let owners = Owners {
                account: &row.account,
                conversation: Some(&row.conversation),
                message: Some(&sent.id),
            };
            of_items(&owners, &sent.items, self.rooms.now())
        })
        .collect()
    }

    fn after_failure(&self, row: &Envelope, failure: Failure) -> (Settlement, Option<Failure>) {
        let now = self.rooms.now();
        let tried = Tried {
            attempts: row.attempt.max(1),
            age_ms: now.saturating_sub(unsigned(row.created_ms)),
            give_up_ms: self.rooms.settings.give_up_ms,
            jitter: rand::random(),
        };
        match retry::after(&failure, &tried) {
            Next::Again { after_ms } => {
                if failure.kind == FailureKind::RateLimited && failure.limit != LimitScope::Recipient {
                    self.pace.rest(&row.account, now + after_ms);
                }
                (self.wait(row, after_ms, text(&failure)), None)
            }
            Next::Rest { after_ms } => {
                tracing::error!(account = %row.account, why = %text(&failure), "the account rests; mend it, and `jackfield account check` it");
                self.pace.rest(&row.account, now + after_ms);
                (self.wait(row, after_ms, text(&failure)), None)
            }
            Next::GiveUp => (Settlement::Failed { reason: text(&failure) }, Some(failure)),
            Next::Uncertain => (Settlement::Uncertain { reason: text(&failure) }, None),
        }
    }

    fn wait(&self, row: &Envelope, after_ms: u64, reason: String) -> Settlement {
        tracing::info!(envelope = %row.envelope.id, account = %row.account, after_ms, %reason, "a message waits");
        Settlement::Wait {
            until_ms: signed(self.rooms.now() + after_ms),
            reason,
            step: None,
        }
    }

    fn settled(
        &self,
        row: &Envelope,
        said: Option<String>,
        (settlement, failure): (Settlement, Option<Failure>),
        items: Vec<jackfield_store::items::ItemChange>,
    ) -> Settled {
        Settled {
            envelope: row.envelope.id.clone(),
            said,
            settlement,
            failure,
            refused: None,
            items,
        }
    }

    /// Hands the end to the conversation, and waits until it is on disk.
    async fn settle(&self, key: Key, settled: Settled) {
        let figures = &self.rooms.figures;
        let waits = match &settled.settlement {
            Settlement::Sent { .. } => {
                figures.envelopes_sent.one();
                false
            }
            Settlement::Wait { .. } => {
                figures.envelopes_delayed.one();
                true
            }
            Settlement::Failed { reason } => {
                tracing::error!(envelope = %settled.envelope, account = %key.account, %reason, "a message is a dead letter");
                figures.envelopes_failed.one();
                false
            }
            Settlement::Uncertain { reason } => {
                tracing::error!(envelope = %settled.envelope, account = %key.account, %reason, "nobody knows whether a message arrived");
                figures.envelopes_uncertain.one();
                false
            }
        };
        let envelope = settled.envelope.clone();
        let done = self
            .conversations
            .ask(key, |done| Work::Settled {
                settled,
                done: std::sync::Mutex::new(Some(done)),
            })
            .await;
        if let Err(error) = done {
            tracing::error!(%envelope, %error, "a send is not settled; the next start takes it up");
        }
        if waits {
            self.wake.timer();
        }
    }
}

/// What the channel would not take goes out once more, in words: a lost button is worse than a plain one. This envelope is
/// done with; the one in words is the message's now.
fn in_words(settled: &mut Settled, outgoing: Outgoing) {
    let refused = matches!(&settled.failure, Some(failure) if failure.kind == FailureKind::Unsupported);
    let unsent = matches!(&settled.settlement, Settlement::Failed { .. });
    if refused && unsent && !outgoing.plain && matches!(outgoing.envelope.act, Act::Message(_)) {
        tracing::warn!(envelope = %settled.envelope, why = ?settled.failure.as_ref().map(text), "said again in words");
        settled.settlement = Settlement::Sent { names: vec![] };
        settled.failure = None;
        settled.refused = Some(Box::new(outgoing));
    }
}

fn uncertain(ran: Ran) -> Ran {
    let text = match &ran.halt {
        Halt::Failed(failure) => failure.text.clone(),
        _ => String::new(),
    };
    Ran {
        halt: Halt::Failed(failure(
            FailureKind::Uncertain,
            format!("the version now active cannot read where the send stood: {text}"),
        )),
        ..ran
    }
}

fn failure(kind: FailureKind, text: String) -> Failure {
    Failure::found(kind, LimitScope::Recipient, text)
}

/// For people: the kind, the network's code, its words.
fn text(failure: &Failure) -> String {
    let code = failure
        .code
        .as_deref()
        .map(|code| format!(" {code}"))
        .unwrap_or_default();
    format!("{:?}{code}: {}", failure.kind, failure.text)
}
