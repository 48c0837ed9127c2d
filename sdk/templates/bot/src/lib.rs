//! A bot: greets, repeats what it hears, and hands off to a person when asked to.
//!
//! What it remembers is its own to shape; the host keeps the bytes and gives them back with the next turn.

#[cfg(test)]
mod tests;

use jackfield_sdk::Bot;
use jackfield_sdk::turns::content::{Action, Button, Content, Message, Part, Text};
use jackfield_sdk::turns::types::{FailureKind, LimitScope};
use jackfield_sdk::turns::{Act, Cause, Description, Failure, HandOff, Reply, Turn, Utterance};
use serde::{Deserialize, Serialize};

/// No settings. JSON Schema 2020-12; never a secret.
const SETTINGS: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false
}"#;
/// Comes back when the consumer presses the button, or types what stands on it.
const PERSON: &str = "person";

/// The bot.
pub struct PluginName;

/// What it remembers of a conversation. Read by later versions: fields are added with a default, never renamed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    #[serde(default)]
    heard: u32,
}

impl Bot for PluginName {
    fn describe(&self) -> Description {
        Description {
            name: "plugin-name".to_owned(),
            title: "plugin-name".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            author: String::new(),
            settings_schema: SETTINGS.to_owned(),
            secrets: vec![],
            tokens: vec![],
            reach: vec![],
            reads: vec![],
            writes: vec![],
            // To every skill that the brand has.
            takes: vec!["*".to_owned()],
            extra: vec![],
        }
    }

    fn handle(&self, turn: Turn) -> Result<Reply, Failure> {
        let mut memory: Memory = match turn.state.as_slice() {
            [] => Memory::default(),
            state => serde_json::from_slice(state).map_err(|error| malformed(&error.to_string()))?,
        };
        let acts = match &turn.cause {
            Cause::Assigned(_) => vec![say("Hello! Say something, and I say it again.", true)],
            Cause::Message => heard(&turn, &mut memory),
            Cause::Choice(choice) if choice.values.iter().any(|value| value.value == PERSON) => {
                vec![hand_off(&memory)]
            }
            // Timers, reactions and the like: nothing to do.
            _ => vec![],
        };
        let state = serde_json::to_vec(&memory).map_err(|error| malformed(&error.to_string()))?;
        Ok(Reply { acts, state })
    }
}

fn heard(turn: &Turn, memory: &mut Memory) -> Vec<Act> {
    let parts = turn.conversation.tail.last().map(|line| line.message.parts.as_slice());
    let words = parts.unwrap_or_default().iter().find_map(|part| match &part.content {
        Content::Text(text) => Some(text.body.as_str()),
        _ => None,
    });
    memory.heard += 1;
    match words {
        Some(words) => vec![say(&format!("You said: {words}"), true)],
        None => vec![say("I can only read words.", false)],
    }
}

fn hand_off(memory: &Memory) -> Act {
    Act::HandOff(HandOff {
        skill: None,
        reason: "asked for a person".to_owned(),
        summary: format!("The bot heard {} messages.", memory.heard),
        within: None,
    })
}

fn say(words: &str, with_person: bool) -> Act {
    let person = Button {
        label: "A person, please".to_owned(),
        action: Action::Reply(PERSON.to_owned()),
        payload: None,
        picture: None,
    };
    let text = Text { body: words.to_owned(), marks: vec![] };
    Act::Say(Utterance {
        message: Message {
            parts: vec![Part { content: Content::Text(text), extra: vec![] }],
            media: vec![],
            quick_replies: if with_person { vec![person] } else { vec![] },
            extra: vec![],
        },
        question: None,
        open: true,
    })
}

fn malformed(text: &str) -> Failure {
    Failure {
        kind: FailureKind::Malformed,
        after: None,
        limit: LimitScope::Account,
        code: None,
        text: format!("the bot cannot read what it remembered: {text}"),
        extra: vec![],
    }
}

jackfield_sdk::export_bot!(PluginName);
