//! API tokens: hashes with scopes. The token itself is shown once, by whoever made it, and is never here.

use async_trait::async_trait;

use crate::Result;

/// A token of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// A hash of the token; the caller's choice of function, 32 bytes as a rule.
    pub hash: Vec<u8>,
    /// What people call it; unique.
    pub name: String,
    /// Roles, brands and the like, as JSON.
    pub scopes: String,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// When it ends, milliseconds since 1970; none for never.
    pub until_ms: Option<i64>,
}

/// The door for API tokens.
#[async_trait]
pub trait Tokens {
    /// Keeps a token.
    ///
    /// # Errors
    ///
    /// `Conflict` when its hash or name exists.
    async fn add_token(&self, token: Token) -> Result<()>;

    /// The token of a hash, if it has not ended.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn token(&self, hash: &[u8], now_ms: i64) -> Result<Option<Token>>;

    /// All tokens by name, ended ones too.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn tokens(&self) -> Result<Vec<Token>>;

    /// Revokes a token by name.
    ///
    /// # Errors
    ///
    /// `NotFound` when there is none.
    async fn revoke_token(&self, name: &str) -> Result<()>;
}
