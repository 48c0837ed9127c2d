//! A connector's job: step by step, each call performed by the host, each answer given to a fresh instance.
//!
//! A job that must outlive the process has a [`Ledger`]: a call leaves only when it stands there. One without (a task, a
//! download, a check) is begun again by whatever began it.

use std::sync::Arc;

use async_trait::async_trait;
use jackfield_model::delivery::{Pace, Resumed, Start, Step, WaitStep};
use jackfield_model::event::Event;
use jackfield_model::http::{HttpCall, Outcome};
use jackfield_model::types::{Failure, Item};
use jackfield_sandbox::CallError;
use jackfield_store::StoreError;

use crate::accounts::AccountEntry;
use crate::plugins::{Active, version_of};
use crate::rooms::Rooms;

/// Calls that one job may make.
const MOST_CALLS: u32 = 16;
/// Steps that one job may take.
const MOST_STEPS: u32 = 32;
/// The longest time that a job without a ledger may take, milliseconds.
const LONGEST_MS: u64 = 120_000;

/// Performs requests for plugins.
#[async_trait]
pub(crate) trait Network: Send + Sync {
    /// Performs a call under the account's grant. `job` is the job's id, from which the host derives what it draws.
    async fn perform(&self, call: &HttpCall, account: &Arc<AccountEntry>, active: &Active, job: &str) -> Outcome;
}

/// Where a job stands between two steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Steps taken.
    pub(crate) number: u32,
    /// The author's own bytes.
    pub(crate) continuation: Vec<u8>,
    /// A call is under way, or a wait.
    pub(crate) waits: bool,
    /// A call that must not be repeated may have left.
    pub(crate) unrepeatable: bool,
}

/// Keeps a job's marks.
#[async_trait]
pub(crate) trait Ledger: Send + Sync {
    /// Keeps the mark; a call goes out only after this returned.
    async fn keep(&self, mark: &Mark) -> Result<(), StoreError>;
}

/// How a job begins.
pub(crate) enum Begin {
    /// Anew.
    Start(Start),
    /// Between two steps; with what became of the call or wait.
    Resume {
        /// Where it stood.
        mark: Mark,
        /// The version text of who wrote the continuation.
        written_by: String,
        /// What became of it.
        outcome: Outcome,
    },
}

/// How a job came to a halt.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It ended.
    End(Step),
    /// Nothing to do on this network.
    Nothing,
    /// The connector gave it up.
    Failed(Failure),
    /// It waits, and has a ledger to wait in.
    Wait {
        /// Milliseconds.
        after_ms: u32,
        /// Where it goes on.
        mark: Mark,
    },
    /// The connector broke.
    Broken(CallError),
    /// It did not end within what a job may take.
    Endless(&'static str),
    /// The ledger could not be written: nothing left.
    Ledger(StoreError),
}

/// What came of a job.
pub(crate) struct Ran {
    pub(crate) halt: Halt,
    /// Learnt on the way.
    pub(crate) events: Vec<Event>,
    pub(crate) items: Vec<Item>,
    pub(crate) pace: Option<Pace>,
    /// A call that must not be repeated left this host.
    pub(crate) unrepeatable: bool,
}

/// For whom a job runs.
pub(crate) struct Job<'a> {
    pub(crate) rooms: &'a Rooms,
    pub(crate) network: &'a dyn Network,
    pub(crate) account: &'a Arc<AccountEntry>,
    /// The version that it began with: it goes on with it, whatever becomes active meanwhile.
    pub(crate) active: &'a Arc<Active>,
    /// Names the job: seeds are derived from it.
    pub(crate) id: &'a str,
    pub(crate) ledger: Option<&'a dyn Ledger>,
    /// On whose content it works.
    pub(crate) concern: Option<&'a str>,
}

enum Next {
    Resume(Resumed, Outcome),
    Halt(Halt),
}

impl Job<'_> {
    pub(crate) async fn run(&self, begin: Begin) -> Ran {
        let mut ran = Ran {
            halt: Halt::Nothing,
            events: vec![],
            items: vec![],
            pace: None,
            unrepeatable: false,
        };
        let began = self.rooms.now();
        let (mut number, mut calls) = (0, 0);
        let mut next = match begin {
            Begin::Start(Start::Nothing) => return ran,
            Begin::Start(Start::Call(call)) => self.step(Step::Call(call), 0, &mut calls, &mut ran).await,
            Begin::Start(Start::Wait(wait)) => self.step(Step::Wait(wait), 0, &mut calls, &mut ran).await,
            Begin::Resume {
                mark,
                written_by,
                outcome,
            } => {
                number = mark.number;
                ran.unrepeatable = mark.unrepeatable;
                let resumed = Resumed {
                    continuation: mark.continuation.into(),
                    written_by,
                };
                Next::Resume(resumed, outcome)
            }
        };
        loop {
            let (resumed, outcome) = match next {
                Next::Halt(halt) => {
                    ran.halt = halt;
                    return ran;
                }
                Next::Resume(resumed, outcome) => (resumed, outcome),
            };
            number += 1;
            if number > MOST_STEPS {
                ran.halt = Halt::Endless("32 steps");
                return ran;
            }
            if self.ledger.is_none() && self.rooms.now().saturating_sub(began) > LONGEST_MS {
                ran.halt = Halt::Endless("120 s");
                return ran;
            }
            next = match self.resume(&resumed, &outcome).await {
                Ok(Ok(progress)) => {
                    ran.events.extend(progress.events);
                    ran.items.extend(progress.items);
                    ran.pace = progress.pace.or(ran.pace);
                    self.step(progress.step, number, &mut calls, &mut ran).await
                }
                Ok(Err(failure)) => Next::Halt(Halt::Failed(failure)),
                Err(error) => Next::Halt(Halt::Broken(error)),
            };
        }
    }

    async fn resume(
        &self,
        resumed: &Resumed,
        outcome: &Outcome,
    ) -> Result<Result<jackfield_model::delivery::Progress, Failure>, CallError> {
        let seed = self.rooms.seeds.of(self.id);
        let context = self.rooms.connector_call(self.active, self.account, seed, self.concern);
        let mut instance = self.active.plugin.instantiate(context).await?;
        let seen = self.account.seen(self.rooms.now(), seed);
        instance.resume(&seen, resumed, outcome).await
    }

    /// Does what the connector wants next.
    async fn step(&self, step: Step, number: u32, calls: &mut u32, ran: &mut Ran) -> Next {
        match step {
            Step::Call(step) => {
                *calls += 1;
                if *calls > MOST_CALLS {
                    return Next::Halt(Halt::Endless("16 calls"));
                }
                let unrepeatable = ran.unrepeatable || !step.call.repeatable;
                let mark = Mark {
                    number,
                    continuation: step.continuation.0,
                    waits: false,
                    unrepeatable,
                };
                if let Some(ledger) = self.ledger
                    && let Err(error) = ledger.keep(&mark).await
                {
                    return Next::Halt(Halt::Ledger(error));
                }
                let outcome = self
                    .network
                    .perform(&step.call, self.account, self.active, self.id)
                    .await;
                self.count(&outcome);
                // What never left can be repeated, whatever it was.
                ran.unrepeatable |=
                    !step.call.repeatable && matches!(outcome, Outcome::Answered(_) | Outcome::Unknown(_));
                Next::Resume(self.resumed(mark.continuation), outcome)
            }
            Step::Wait(WaitStep { after, continuation }) => {
                let mark = Mark {
                    number,
                    continuation: continuation.0,
                    waits: true,
                    unrepeatable: ran.unrepeatable,
                };
                if self.ledger.is_some() {
                    return Next::Halt(Halt::Wait { after_ms: after, mark });
                }
                tokio::time::sleep(std::time::Duration::from_millis(u64::from(after))).await;
                Next::Resume(self.resumed(mark.continuation), Outcome::Waited)
            }
            end => Next::Halt(Halt::End(end)),
        }
    }

    fn resumed(&self, continuation: Vec<u8>) -> Resumed {
        Resumed {
            continuation: continuation.into(),
            written_by: version_of(self.active.plugin.description()).to_owned(),
        }
    }

    fn count(&self, outcome: &Outcome) {
        let figures = &self.rooms.figures;
        match outcome {
            Outcome::Answered(_) => figures.calls_answered.one(),
            Outcome::Denied(reason) => {
                figures.calls_denied.one();
                tracing::error!(plugin = %self.active.name, account = %self.account.id, reason = %reason.escape_default(), "a call is denied");
            }
            Outcome::Unsent(_) => figures.calls_unsent.one(),
            Outcome::Unknown(_) => figures.calls_unknown.one(),
            Outcome::Waited => {}
        }
    }
}
