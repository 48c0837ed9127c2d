//! Context items: small facts that a connector asked the host to keep for its next call (reply tokens, media ids).

use async_trait::async_trait;

use crate::Result;

/// What an item hangs on, inside an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPlace {
    /// The account.
    pub account: String,
    /// The kind of owner: account, conversation, message, media ... as the contract names it.
    pub scope: String,
    /// The owner inside the scope; empty for the account itself.
    pub owner: String,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it hangs.
    pub place: ItemPlace,
    /// Its name; unique at its place.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Valid until, milliseconds since 1970; none for ever.
    pub until_ms: Option<i64>,
    /// Given to one envelope only.
    pub once: bool,
}

/// What a turn does to items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemChange {
    /// Keeps it; replaces one of the same place and key, and makes a once-item new.
    Keep(Item),
    /// Drops it, if it is there.
    Drop {
        /// Where it hangs.
        place: ItemPlace,
        /// Its name.
        key: String,
    },
}

/// The door for context items.
#[async_trait]
pub trait Items {
    /// Applies changes outside a turn, in order, all or none.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn change_items(&self, changes: Vec<ItemChange>) -> Result<()>;

    /// The valid items of a place for one envelope, by key. Each once-item is given to the first envelope that asks,
    /// and to that one again when it is retried.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn items_for(&self, place: &ItemPlace, envelope: &str, now_ms: i64) -> Result<Vec<Item>>;

    /// Removes at most `limit` items that are no longer valid; returns how many.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn forget_items(&self, now_ms: i64, limit: u32) -> Result<u32>;
}
