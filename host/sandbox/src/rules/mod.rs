//! What the host holds, whatever a plugin says: checks of what comes back from a call.
//!
//! A number that breaks the contract is a fault of the plugin, told with the rule. A text that is only too long is cut: it is for
//! people, and a failure must not become another one. Nothing here knows a network.

mod answers;
mod content;
mod events;
mod findings;
mod steps;

use jackfield_model::types::{Conversation, Failure, Item, Sender, Tail};

use crate::error::CallError;
use crate::instance::State;

pub(crate) use answers::{rendered, verdict};
pub(crate) use events::events;
pub(crate) use findings::{findings, reply_of_bot};
pub(crate) use steps::{progress, resolved, start};

/// Longest continuation, cursor or bot state, bytes.
const LONGEST_CONTINUATION: usize = 64 * 1024;
/// Longest id of the network, bytes.
const LONGEST_ID: usize = 256;
/// Most items of one scope and owner, in one answer.
const MOST_ITEMS: usize = 16;
/// Longest key and value of an item, bytes.
const LONGEST_ITEM_KEY: usize = 64;
const LONGEST_ITEM_VALUE: usize = 2 * 1024;
/// Most pairs and bytes of a tail.
const MOST_PAIRS: usize = 32;
const LONGEST_TAIL: usize = 16 * 1024;
/// Longest JSON text, bytes.
const LONGEST_JSON: usize = 256 * 1024;
/// Longest text for people, bytes.
const LONGEST_TEXT: usize = 1024;
/// Longest word that becomes a metric's label, bytes.
const LONGEST_WORD: usize = 64;

fn malformed<T>(text: impl Into<String>) -> Result<T, CallError> {
    Err(CallError::Malformed(text.into()))
}

/// At most this many bytes or items of something.
fn at_most(what: &str, given: usize, most: usize) -> Result<(), CallError> {
    if given <= most {
        return Ok(());
    }
    malformed(format!("{what}: at most {most}, not {given}"))
}

/// An id or a key that others are told apart by.
fn id(what: &str, text: &str) -> Result<(), CallError> {
    if text.is_empty() {
        // Everything without a name would be one thing.
        return malformed(format!("{what} is empty"));
    }
    at_most(&format!("bytes of {what}"), text.len(), LONGEST_ID)
}

fn conversation(conversation: &Conversation) -> Result<(), CallError> {
    id("the conversation's key", &conversation.key)
}

/// A person by their id; other names that are none are taken off, as networks leave fields empty.
fn sender(sender: &mut Sender) -> Result<(), CallError> {
    id("the sender's id", &sender.id)?;
    sender.aliases.retain(|alias| id("an alias", &alias.value).is_ok());
    tail(&sender.extra)
}

fn tail(pairs: &Tail) -> Result<(), CallError> {
    at_most("pairs of `extra`", pairs.len(), MOST_PAIRS)?;
    let bytes = pairs.iter().map(|(name, value)| name.len() + value.len()).sum();
    at_most("bytes of `extra`", bytes, LONGEST_TAIL)
}

fn items(items: &[Item]) -> Result<(), CallError> {
    for item in items {
        at_most("bytes of an item's key", item.key.len(), LONGEST_ITEM_KEY)?;
        at_most("bytes of an item's value", item.value.len(), LONGEST_ITEM_VALUE)?;
        if let Some(owner) = &item.owner {
            id("an item's owner", owner)?;
        }
        let beside = items
            .iter()
            .filter(|other| (other.scope, &other.owner) == (item.scope, &item.owner));
        // Bounded before it is counted: the square of a long list is long.
        at_most("items of one scope", beside.take(MOST_ITEMS + 1).count(), MOST_ITEMS)?;
    }
    Ok(())
}

/// A share, 0 to 1.
fn share(what: &str, value: f64) -> Result<(), CallError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    malformed(format!("{what} is a number from 0 to 1"))
}

/// Shortens a failure's words to what the contract allows, and takes out what must not be shown.
pub(crate) fn failure(failure: &mut Failure, state: &State) {
    failure.text = state.safe(&failure.text, LONGEST_TEXT);
    failure.code = failure.code.as_deref().map(|code| state.safe(code, LONGEST_WORD));
    let mut room = LONGEST_TAIL;
    failure.extra.truncate(MOST_PAIRS);
    failure.extra.retain(|(name, value)| {
        let fits = name.len() + value.len() <= room;
        if fits {
            room -= name.len() + value.len();
        }
        fits
    });
}
