//! Durable state of Jackfield: what was accepted, what a conversation is, what still has to leave.
//!
//! One small trait a subject, so that a caller asks for what it uses; [`Store`] is all of them together. A backend
//! keeps the traits under a folder of its own with the same file names ([`sqlite`] now), and [`promises`] is the suite
//! that every backend must pass. This crate opens no socket, reads no clock (every time is an argument, in milliseconds
//! since 1970) and knows nothing of what payloads mean: they are text or bytes that other rooms encode.

pub mod accounts;
pub mod error;
pub mod events;
mod frame;
pub mod intake;
pub mod items;
pub mod kv;
pub mod media;
pub mod outbox;
pub mod page;
pub mod parked;
pub mod plugins;
pub mod promises;
pub mod secrets;
pub mod sqlite;
pub mod tokens;

pub use accounts::Accounts;
pub use error::{Retry, StoreError};
pub use events::Events;
pub use intake::Intake;
pub use items::Items;
pub use kv::Kv;
pub use media::Media;
pub use outbox::Outbox;
pub use page::{MAX_PAGE, Page};
pub use parked::Parked;
pub use plugins::Plugins;
pub use secrets::Secrets;
pub use sqlite::SqliteStore;
pub use tokens::Tokens;

/// What every call of this crate answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Everything a host keeps, behind one name: `Arc<dyn Store>` is what the other rooms hold.
///
/// A call whose future is dropped may or may not have been carried out; one that answered `Ok` is on disk.
pub trait Store:
    Intake + Parked + Events + Outbox + Accounts + Plugins + Secrets + Tokens + Media + Kv + Items + Send + Sync
{
}

impl<T> Store for T where
    T: Intake + Parked + Events + Outbox + Accounts + Plugins + Secrets + Tokens + Media + Kv + Items + Send + Sync
{
}
