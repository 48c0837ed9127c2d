//! What can go wrong in the hub, in the terms of those who call it.

use jackfield_model::conversation::Refusal;
use jackfield_sandbox::{CallError, LoadError};
use jackfield_store::StoreError;

/// Why the hub did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A component cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A plugin failed in a call.
    #[error("the plugin failed: {0}")]
    Call(#[from] CallError),
    /// A plugin answered with a failure.
    #[error("{kind}: {text}")]
    Failure {
        /// The contract's word for it.
        kind: String,
        /// The network's or the plugin's words.
        text: String,
    },
    /// The conversation does not take the command.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What was named does not exist.
    #[error("there is no {0}")]
    NotFound(String),
    /// What was asked does not fit the state of things.
    #[error("{0}")]
    Conflict(String),
    /// What was given cannot be used; the text says what to do.
    #[error("{0}")]
    Invalid(String),
    /// A stored secret cannot be opened with the configured key.
    #[error("the secret `{name}` of account `{account}` cannot be opened: {why}")]
    Secret {
        /// The account.
        account: String,
        /// The secret's name.
        name: String,
        /// Why, without its value.
        why: String,
    },
    /// What the store holds cannot be read by this program.
    #[error("what is stored for {what} cannot be read: {why}")]
    Stored {
        /// What it is.
        what: String,
        /// Why.
        why: String,
    },
    /// The hub is stopping.
    #[error("the host is stopping; try again in a moment")]
    Stopping,
}
