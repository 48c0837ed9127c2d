//! What is loaded, and in which order versions of a name were active.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::plugin::Plugin;

/// All loaded versions, in the order of their loading.
#[derive(Default)]
pub(super) struct Shelf {
    versions: Vec<Arc<Plugin>>,
    /// Digests of what was active before, by name; the latest last, each once.
    before: HashMap<String, Vec<String>>,
    /// What was unloaded and may still have calls.
    unloaded: HashMap<String, Weak<Plugin>>,
}

impl Shelf {
    pub(super) fn get(&self, digest: &str) -> Option<Arc<Plugin>> {
        self.versions.iter().find(|plugin| plugin.digest() == digest).cloned()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Plugin>> {
        self.versions.iter()
    }

    pub(super) fn put(&mut self, plugin: Arc<Plugin>) {
        self.unloaded.remove(plugin.digest());
        self.versions.push(plugin);
    }

    /// A version becomes active after another.
    pub(super) fn follow(&mut self, plugin: &Plugin, after: Option<String>) {
        let before = self.before.entry(plugin.name().to_owned()).or_default();
        before.retain(|digest| digest != plugin.digest() && Some(digest) != after.as_ref());
        before.extend(after);
    }

    /// The active version becomes one of those that were.
    pub(super) fn rest(&mut self, plugin: &Plugin) {
        let before = self.before.entry(plugin.name().to_owned()).or_default();
        before.retain(|digest| digest != plugin.digest());
        before.push(plugin.digest().to_owned());
    }

    /// The version that was active before.
    pub(super) fn before(&self, name: &str) -> Option<Arc<Plugin>> {
        self.get(self.before.get(name)?.last()?)
    }

    /// One that was active is so again, and what came after it is forgotten.
    pub(super) fn return_to(&mut self, plugin: &Plugin) {
        if let Some(before) = self.before.get_mut(plugin.name()) {
            before.retain(|digest| digest != plugin.digest());
        }
    }

    pub(super) fn take(&mut self, plugin: &Arc<Plugin>) {
        self.versions.retain(|other| other.digest() != plugin.digest());
        if let Some(before) = self.before.get_mut(plugin.name()) {
            before.retain(|digest| digest != plugin.digest());
        }
        self.unloaded.retain(|_, plugin| plugin.strong_count() > 0);
        self.unloaded.insert(plugin.digest().to_owned(), Arc::downgrade(plugin));
    }

    /// A version that is loaded, or unloaded with calls that still run.
    pub(super) fn leaving(&self, digest: &str) -> Option<Arc<Plugin>> {
        self.get(digest)
            .or_else(|| self.unloaded.get(digest).and_then(Weak::upgrade))
    }
}
