//! Plugins: which versions were loaded, what each was granted (by digest), and which one is active.

use async_trait::async_trait;

use crate::Result;

/// A version of a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginVersion {
    /// The sha256 of the component, in hex.
    pub digest: String,
    /// The plugin's name.
    pub name: String,
    /// What it says of itself, as JSON.
    pub description: String,
    /// What the operator granted, as JSON; none while nothing was decided.
    pub grant: Option<String>,
    /// When it was loaded first, milliseconds since 1970.
    pub added_ms: i64,
}

/// The door for the plugin registry.
#[async_trait]
pub trait Plugins {
    /// Keeps a version; of a digest that is known only the description changes, never the grant.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn put_plugin(&self, version: PluginVersion) -> Result<()>;

    /// All versions by name, then by when they were added.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn plugins(&self) -> Result<Vec<PluginVersion>>;

    /// Sets what a version may do; none takes the decision back.
    ///
    /// # Errors
    ///
    /// `NotFound` for a digest that is not known.
    async fn set_grant(&self, digest: &str, grant: Option<&str>) -> Result<()>;

    /// Makes a version the active one of its name, or none; returns the one before.
    ///
    /// # Errors
    ///
    /// `NotFound` when the name has no such version.
    async fn set_active(&self, name: &str, digest: Option<&str>, at_ms: i64) -> Result<Option<String>>;

    /// The active digest of each name that has one, by name.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn active(&self) -> Result<Vec<(String, String)>>;

    /// What was active for a name, newest first, at most `limit`: where a roll-back looks.
    ///
    /// # Errors
    ///
    /// The backend's own.
    async fn activations(&self, name: &str, limit: u32) -> Result<Vec<(i64, Option<String>)>>;

    /// Forgets a version.
    ///
    /// # Errors
    ///
    /// `Conflict` while it is active, `NotFound` when it is not known.
    async fn remove_plugin(&self, digest: &str) -> Result<()>;
}
