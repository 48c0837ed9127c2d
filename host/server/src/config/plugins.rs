//! `[plugins]`: where plugins come from, and what they get without being asked about.

use std::path::PathBuf;

use serde::Deserialize;

/// The section `[plugins]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plugins {
    /// A folder that is watched: a component dropped into it is live, one removed from it drains. None: no folder is.
    pub folder: Option<PathBuf>,
    /// What the folder's plugins are granted; `ask`.
    pub grant: GrantMode,
}

/// What a plugin of the folder gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantMode {
    /// It waits until an operator decided.
    #[default]
    Ask,
    /// Everything that it asks for: for an author's own machine and for demonstrations.
    AsAsked,
}
