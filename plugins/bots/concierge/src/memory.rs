//! What the bot remembers between turns, in a form that later versions can read.

use jackfield_sdk::turns::Act;
use serde::{Deserialize, Serialize};

/// Where the conversation stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Not greeted yet.
    #[default]
    New,
    /// Showing things on request.
    Showing,
    /// The list was shown; free text may be the title of an item.
    Picking,
    /// Handed off; silent until it is handed back.
    Away,
}

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    pub stage: Stage,
    /// Words in a row that were not understood.
    pub misses: u8,
    /// What was asked for, oldest first, for the summary; at most [`Memory::ASKED`].
    pub asked: Vec<String>,
}

/// As stored. A new form is a new case; old ones are read for ever.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1(Memory),
}

impl Memory {
    /// Requests that a summary tells; older ones say little about what is wanted now.
    const ASKED: usize = 8;

    /// The memory, and a note for the agents where it could not be read.
    pub fn read(state: &[u8], written_by: Option<&str>) -> (Self, Option<Act>) {
        if state.is_empty() {
            return (Self::default(), None);
        }
        match serde_json::from_slice(state) {
            Ok(Stored::V1(memory)) => (memory, None),
            Err(_) => {
                let version = written_by.unwrap_or("an unknown version");
                let note = format!("The concierge could not read what {version} of it remembered, and began anew.");
                (Self::default(), Some(Act::Note(note)))
            }
        }
    }

    pub fn write(self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&Stored::V1(self))
    }

    pub fn ask(&mut self, what: &str) {
        if self.asked.len() >= Self::ASKED {
            self.asked.remove(0);
        }
        self.asked.push(what.to_owned());
    }
}
