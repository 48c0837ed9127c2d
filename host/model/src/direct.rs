//! Networks that take our words in the answer to their webhook.
//!
//! Mirrors the interface `direct` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::delivery::PartOutcome;
use crate::http::Reply;

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    pub reply: Reply,
    /// Those it leaves out go the ordinary way.
    #[serde(default)]
    pub parts: Vec<PartOutcome>,
}
