//! The networks' machine-readable specifications.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::config::Network;
use crate::error::Error;

/// Which schema a value is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// WhatsApp: a message.
    Message,
    /// LINE: a reply.
    Reply,
    /// LINE: a push.
    Push,
    /// LINE: a push to many.
    Multicast,
    /// LINE: a message to all friends.
    Broadcast,
    /// LINE: a typing sign.
    Loading,
    /// LINE: a read mark.
    MarkAsRead,
    /// LINE: the webhook's address.
    Endpoint,
}

/// The schemas.
pub struct Specs;

impl Specs {
    /// Reads them.
    pub fn of(_network: Network, _folder: &Path) -> Result<Option<Specs>, Error> {
        Ok(None)
    }

    /// What does not fit.
    pub fn findings(&self, _of: Of, _value: &Value) -> Vec<String> {
        Vec::new()
    }
}

/// Where they are.
pub fn specs_folder() -> Option<PathBuf> {
    None
}
