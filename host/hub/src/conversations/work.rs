//! What a conversation is asked to take up.

use std::sync::Mutex;

use jackfield_model::content::Message;
use jackfield_model::conversation::Command;
use jackfield_model::event::Event;
use jackfield_model::http::Outcome;
use jackfield_model::types::{Author, Failure};
use jackfield_store::outbox::Settlement;
use tokio::sync::oneshot;

use super::errands::Errand;
use crate::HubError;

/// Whoever waits for the committed turn; taken once.
pub(crate) type Done = Mutex<Option<oneshot::Sender<Result<String, HubError>>>>;
/// What a piece of work answers: an id as a rule.
pub(crate) type Answer = Result<String, HubError>;

/// How an attempt to send ended.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    /// The envelope in the outbox.
    pub(crate) envelope: String,
    /// The message in the conversation that it is (a part of); none for typing and the like.
    pub(crate) said: Option<String>,
    /// For the outbox.
    pub(crate) settlement: Settlement,
    /// Why it was given up.
    pub(crate) failure: Option<Failure>,
    /// The channel would not take it in this form: it is said again in words.
    pub(crate) refused: Option<Box<super::Outgoing>>,
    /// What the connector wants to keep.
    pub(crate) items: Vec<jackfield_store::items::ItemChange>,
}

/// A piece of work.
pub(crate) enum Work {
    /// A network's event, as the intake has it.
    Event {
        /// Row and position.
        name: (i64, u32),
        /// When it was received.
        received_ms: i64,
        /// Boxed: most work is this, and the queue moves it about.
        event: Box<Event>,
    },
    /// An attempt to send ended.
    Settled {
        /// How.
        settled: Settled,
        /// Who waits.
        done: Done,
    },
    /// A person or the system says something.
    Say {
        /// Who.
        author: Author,
        /// What.
        message: Box<Message>,
        /// Who waits; hears the envelope's id.
        done: Done,
    },
    /// What a bot wanted later.
    Errand {
        /// What.
        errand: Box<Errand>,
        /// What became of a call.
        outcome: Option<Box<Outcome>>,
        /// Who waits.
        done: Done,
    },
    /// Anything else that a conversation can be told.
    Tell {
        /// What.
        command: Box<Command>,
        /// Who waits.
        done: Done,
    },
}

impl Work {
    pub(crate) fn event(name: (i64, u32), received_ms: i64, event: Event) -> Self {
        Self::Event {
            name,
            received_ms,
            event: Box::new(event),
        }
    }

    fn done(self) -> Option<oneshot::Sender<Result<String, HubError>>> {
        match self {
            Self::Event { .. } => None,
            Self::Settled { done, .. }
            | Self::Say { done, .. }
            | Self::Errand { done, .. }
            | Self::Tell { done, .. } => done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    pub(crate) fn answer_all(works: Vec<Self>, answers: Vec<Answer>) {
        for (work, answer) in works.into_iter().zip(answers) {
            if let Some(done) = work.done() {
                // Who went away does not want to know.
                let _ = done.send(answer);
            }
        }
    }

    pub(crate) fn refuse_all(works: Vec<Self>, why: impl Fn() -> HubError) {
        for done in works.into_iter().filter_map(Self::done) {
            let _ = done.send(Err(why()));
        }
    }
}
