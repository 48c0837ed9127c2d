//! Connecting an account.
//!
//! Mirrors the interface `setup` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Register webhook and subscriptions; may be repeated.
    Connect,
    /// Are the credentials good, what are quota and quality? Sends nothing to consumers.
    Check,
    /// Undo `connect`.
    Disconnect,
}
