//! What a bot wants later: a timer, the answer to a call, a conversation back that nobody took.
//!
//! An errand is noted before the turn that wanted it commits, and struck off when the bot has heard: after a crash a bot may
//! hear of one twice, or of one that its conversation never wanted, and never not at all.

use std::sync::Arc;
use std::time::Duration;

use jackfield_model::conversation::Command;
use jackfield_model::conversation::event::Assignee;
use jackfield_model::http::{HttpCall, Outcome};
use jackfield_model::turn::{Called, Cause};
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::work::Work;
use super::{Conversations, Key, Workers, bots};
use crate::HubError;
use crate::clock::signed;

/// The key-value space of errands.
const SPACE: &str = "bot-errands";
/// Bytes that all of them may take.
const QUOTA: i64 = 256 << 20;
/// Names read at once.
const PAGE: u32 = 500;
/// The longest nap of a timer: a clock that was set must not keep a bot waiting for ever.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// What is to happen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    /// The bot is told.
    Timer {
        /// Its name.
        name: String,
    },
    /// The call is made, and the bot is told.
    Call {
        /// Its name.
        name: String,
        /// What is called.
        call: Box<HttpCall>,
    },
    /// The bot gets the conversation back where a queue has it still.
    Handback {
        /// Whose queue.
        skill: Option<String>,
    },
}

/// An errand.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Errand {
    account: String,
    conversation: String,
    /// Who wants it.
    bot: String,
    /// Tells it apart in its conversation; a later one of the same takes its place.
    id: String,
    /// Not before, milliseconds since 1970.
    due_ms: u64,
    task: Task,
}

impl Errand {
    pub(super) fn new(key: &Key, bot: &str, due_ms: u64, task: Task) -> Self {
        let id = match &task {
            Task::Timer { name } => format!("timer/{name}"),
            Task::Call { name, .. } => format!("call/{name}"),
            Task::Handback { .. } => "handback".to_owned(),
        };
        Self {
            account: key.account.clone(),
            conversation: key.conversation.clone(),
            bot: bot.to_owned(),
            id,
            due_ms,
            task,
        }
    }

    fn name(&self) -> String {
        format!("{}\n{}\n{}", self.account, self.conversation, self.id)
    }

    fn key(&self) -> Key {
        Key {
            account: self.account.clone(),
            conversation: self.conversation.clone(),
        }
    }
}

/// What a turn changes about errands.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Begin(Errand),
    /// By what tells it apart.
    Cancel(String),
}

impl Workers {
    /// Notes what a turn wants.
    pub(super) async fn note_errands(&self, key: &Key, changes: &[Change]) -> Result<(), HubError> {
        for change in changes {
            match change {
                Change::Begin(errand) => {
                    let value = serde_json::to_vec(errand).map_err(|error| HubError::Invalid(error.to_string()))?;
                    self.rooms.store.kv_set(SPACE, &errand.name(), value, QUOTA).await?;
                }
                Change::Cancel(id) => {
                    let name = format!("{}\n{}\n{id}", key.account, key.conversation);
                    self.rooms.store.kv_delete(SPACE, &name).await?;
                }
            }
        }
        Ok(())
    }

    /// Begins what a committed turn wanted.
    pub(super) fn run_errands(self: &Arc<Self>, changes: Vec<Change>) {
        for change in changes {
            if let Change::Begin(errand) = change {
                let workers = Arc::clone(self);
                self.fetching
                    .spawn(async move { workers.run_errand(errand, false).await });
            }
        }
    }

    /// Takes up the errands that a process before this one left.
    pub(super) async fn errands_that_were_left(self: &Arc<Self>) -> Result<(), HubError> {
        let mut after: Option<String> = None;
        loop {
            let page = self.rooms.store.kv_keys(SPACE, after.as_deref(), PAGE).await?;
            for name in page.rows {
                let value = self.rooms.store.kv_get(SPACE, &name).await?.unwrap_or_default();
                match serde_json::from_slice::<Errand>(&value) {
                    Ok(errand) => {
                        let workers = Arc::clone(self);
                        self.fetching
                            .spawn(async move { workers.run_errand(errand, true).await });
                    }
                    Err(error) => tracing::error!(%error, "an errand cannot be read"),
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn run_errand(self: Arc<Self>, errand: Errand, left: bool) {
        while let Some(rest) = errand.due_ms.checked_sub(self.rooms.now()).filter(|rest| *rest > 0) {
            let nap = Duration::from_millis(rest).min(LONGEST_NAP);
            tokio::select! {
                () = tokio::time::sleep(nap) => {}
                // Noted: the next start takes it up.
                () = self.stopping.cancelled() => return,
            }
        }
        // Another of its name took its place, it was cancelled, or it was done.
        match self.rooms.store.kv_get(SPACE, &errand.name()).await {
            Ok(Some(noted))
                if serde_json::from_slice::<Errand>(&noted).is_ok_and(|noted| noted.due_ms == errand.due_ms) => {}
            Ok(_) => return,
            Err(error) => tracing::warn!(%error, "it is not known whether an errand is wanted still"),
        }
        let outcome = match &errand.task {
            Task::Call { .. } if left => Some(Outcome::Unknown("this host stopped before the answer came".to_owned())),
            Task::Call { call, .. } => Some(self.call(&errand, call).await),
            Task::Timer { .. } | Task::Handback { .. } => None,
        };
        let heard = Conversations(Arc::clone(&self))
            .ask(errand.key(), |done| Work::Errand {
                errand: Box::new(errand.clone()),
                outcome: outcome.map(Box::new),
                done: std::sync::Mutex::new(Some(done)),
            })
            .await;
        match heard {
            Ok(_) => {
                if let Err(error) = self.rooms.store.kv_delete(SPACE, &errand.name()).await {
                    tracing::warn!(%error, "an errand stays noted, and its bot hears of it again at the next start");
                }
            }
            Err(error) => tracing::error!(bot = %errand.bot, %error, "a bot did not hear of its errand"),
        }
    }

    /// Makes a bot's call, under the bot's own grant.
    async fn call(&self, errand: &Errand, call: &HttpCall) -> Outcome {
        let Some(active) = self.rooms.plugins.active(&errand.bot) else {
            return Outcome::Unsent("no version of the bot is active".to_owned());
        };
        let installation = self.rooms.accounts.installation(&errand.bot);
        let job = format!("errand/{}/{}", errand.name(), signed(errand.due_ms));
        self.network.perform(call, &installation, &active, &job).await
    }
}

/// The bot hears of its errand; nothing when the conversation is not its own any more.
pub(super) async fn hear(draft: &mut Draft<'_>, errand: &Errand, outcome: Option<&Outcome>) {
    let bot = Assignee::Bot(errand.bot.clone());
    let cause = match (&errand.task, outcome) {
        (Task::Timer { name }, _) => Cause::Timer(name.clone()),
        (Task::Call { name, .. }, Some(outcome)) => Cause::Called(Called {
            name: name.clone(),
            outcome: outcome.clone(),
        }),
        (Task::Call { .. }, None) => return,
        (Task::Handback { skill }, _) => {
            let waits = match &draft.state().assignee {
                Assignee::Nobody => true,
                Assignee::Skill(now) => skill.as_ref().is_none_or(|skill| skill == now),
                Assignee::Bot(_) | Assignee::Agent(_) => false,
            };
            if !waits || !draft.state().is_open() {
                return;
            }
            let why = "nobody took it in time".to_owned();
            let given = Command::Assign {
                to: bot.clone(),
                why: why.clone(),
            };
            draft.tell_of_plugin(&errand.bot, given);
            Cause::Handback(why)
        }
    };
    if draft.state().is_open() && draft.state().assignee == bot {
        bots::ask(draft, &errand.bot, cause).await;
    }
}
