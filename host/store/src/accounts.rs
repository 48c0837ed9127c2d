//! Accounts: one number, page or bot id of a brand on a channel, and the connector that serves it.

use async_trait::async_trait;

use crate::Result;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Our id.
    pub id: String,
    /// The brand it belongs to.
    pub brand: String,
    /// The name of the connector.
    pub plugin: String,
    /// What the network calls it; events of a shared webhook are told apart by it.
    pub address: Option<String>,
    /// The account whose webhook serves this one too.
    pub parent: Option<String>,
    /// Settings and state as JSON, without secrets.
    pub config: String,
    /// When it was changed, milliseconds since 1970.
    pub updated_ms: i64,
}

/// The door for accounts.
#[async_trait]
pub trait Accounts {
    /// Keeps an account; replaces one of the same id.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn put_account(&self, account: Account) -> Result<()>;

    /// One account.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn account(&self, id: &str) -> Result<Option<Account>>;

    /// All accounts by id; a host has thousands at most.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn accounts(&self) -> Result<Vec<Account>>;

    /// Removes an account together with its secrets; what it received and sent stays.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none.
    async fn remove_account(&self, id: &str) -> Result<()>;
}
