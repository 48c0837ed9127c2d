//! Context items of events and results, as changes of the store: each in its account, at its owner.

use jackfield_model::event::Event;
use jackfield_model::types::{Item, Scope};
use jackfield_store::items::{Item as StoredItem, ItemChange, ItemPlace};

use crate::clock::signed;

/// How long an item lives that names no end: the contract's 30 days.
const USUAL_LIFE_MS: u64 = 30 * 24 * 3_600_000;

/// What an event's items change; `conversation` is the one that the event is for.
pub(crate) fn changes(account: &str, conversation: Option<&str>, event: &Event, now_ms: u64) -> Vec<ItemChange> {
    let owners = Owners {
        account,
        conversation,
        message: Some(&event.id),
    };
    of_items(&owners, &event.items, now_ms)
}

/// To what items may hang where they come from.
pub(crate) struct Owners<'a> {
    pub(crate) account: &'a str,
    pub(crate) conversation: Option<&'a str>,
    /// The network's id of the message.
    pub(crate) message: Option<&'a str>,
}

pub(crate) fn of_items(owners: &Owners<'_>, items: &[Item], now_ms: u64) -> Vec<ItemChange> {
    items.iter().filter_map(|item| change(owners, item, now_ms)).collect()
}

fn change(owners: &Owners<'_>, item: &Item, now_ms: u64) -> Option<ItemChange> {
    let place = place(owners, item)?;
    if item.value.is_empty() {
        return Some(ItemChange::Drop {
            place,
            key: item.key.clone(),
        });
    }
    Some(ItemChange::Keep(StoredItem {
        place,
        key: item.key.clone(),
        value: item.value.clone(),
        until_ms: Some(signed(item.until.unwrap_or(now_ms + USUAL_LIFE_MS))),
        once: item.once,
    }))
}

/// None where there is no such owner: an item of a conversation that comes with the account's own event.
fn place(owners: &Owners<'_>, item: &Item) -> Option<ItemPlace> {
    let (scope, owner) = match item.scope {
        Scope::Account => ("account", ""),
        Scope::Conversation => ("conversation", owners.conversation?),
        Scope::Message => ("message", owners.message?),
        Scope::Media => ("media", item.owner.as_deref()?),
    };
    Some(ItemPlace {
        account: owners.account.to_owned(),
        scope: scope.to_owned(),
        owner: owner.to_owned(),
    })
}
