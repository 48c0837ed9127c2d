//! People and addresses.
//!
//! Mirrors the interface `recipients` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::types::{Conversation, Recipient};

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    pub recipient: Recipient,
    pub conversation: Conversation,
}

/// See the contract.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    #[serde(default)]
    pub profile: bool,
    #[serde(default)]
    pub reachable: bool,
    #[serde(default)]
    pub capabilities: bool,
}
