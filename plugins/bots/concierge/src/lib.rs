//! A small bot that shows what rich messages can do and hands off on request.
//!
//! It speaks in neutral content only and never asks which channel it is on: what a channel cannot show, the core adapts, and
//! what the consumer then types comes back as words, which this bot understands as well as payloads.

mod dialogue;
mod memory;
mod request;
mod settings;
mod show;
#[cfg(test)]
mod tests;

use jackfield_sdk::Bot;
use jackfield_sdk::turns::types::{FailureKind, LimitScope};
use jackfield_sdk::turns::{Description, Failure, Reply, Turn};

use memory::Memory;
use settings::Settings;

/// The bot.
pub struct Concierge;

impl Bot for Concierge {
    fn describe(&self) -> Description {
        Description {
            name: "concierge".into(),
            title: "Concierge".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            author: "Jackfield".into(),
            settings_schema: settings::SCHEMA.into(),
            secrets: vec![],
            tokens: vec![],
            reach: vec![],
            reads: vec![],
            writes: vec![dialogue::TOPIC.into()],
            // Which skill, the settings say.
            takes: vec!["*".into()],
            extra: vec![],
        }
    }

    /// # Errors
    ///
    /// `malformed` where the settings do not fit the schema. A state that cannot be read is no error: the bot begins anew
    /// and tells the agents.
    fn handle(&self, turn: Turn) -> Result<Reply, Failure> {
        let settings = Settings::read(&turn.settings).map_err(|error| malformed(&error.to_string()))?;
        let (memory, lost) = Memory::read(&turn.state, turn.written_by.as_deref());
        let (mut acts, memory) = dialogue::answer(&settings, memory, &turn);
        acts.splice(0..0, lost);
        let state = memory.write().map_err(|error| malformed(&error.to_string()))?;
        Ok(Reply { acts, state })
    }
}

fn malformed(text: &str) -> Failure {
    Failure {
        kind: FailureKind::Malformed,
        after: None,
        limit: LimitScope::Account,
        code: None,
        text: format!("the concierge cannot work with its settings or state: {text}"),
        extra: vec![],
    }
}

jackfield_sdk::export_bot!(Concierge);
