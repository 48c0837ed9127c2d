//! The versions of all plugins, side by side, and which of them is active.
//!
//! A version is a component, named by its SHA-256. [`Registry::load`] takes one from its bytes to a checked, compiled, linked
//! [`Plugin`] without touching what serves; [`Registry::activate`] exchanges one pointer, so that the next call runs the new
//! version while calls that have begun end on the old one; [`Registry::drained`] tells when they have.
//!
//! The registry keeps nothing on disk but compiled code. Which components there are and which is active is the store's to
//! remember: after a restart the host loads each remembered component again (out of the [`Cache`] that takes milliseconds), then
//! activates those that were active, the previous one of a name before its active one so that it can be rolled back to.

mod shelf;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use arc_swap::ArcSwap;
use wasmtime::component::Component;

use self::shelf::Shelf;
use crate::cache::Cache;
use crate::compile::{Compiler, component_of};
use crate::counters::CountersSnapshot;
use crate::engine::{Sandbox, compatibility};
use crate::error::{LoadError, RegistryError};
use crate::load::{admit, digest_of, off_the_runtime, refuse_what_is_no_component};
use crate::plugin::{Kind, Plugin};

/// One loaded version.
#[derive(Debug, Clone)]
pub struct Version {
    /// Of its plugin: a connector's channel, a bot's or enricher's name.
    pub name: String,
    /// SHA-256 of the component, in hex.
    pub digest: String,
    /// What it says of its version.
    pub version: String,
    /// Its role.
    pub kind: Kind,
    /// The next call by this name runs on it.
    pub active: bool,
    /// Instances of it that live now.
    pub in_flight: usize,
    /// What it has used since it was loaded.
    pub counters: CountersSnapshot,
}

/// All loaded plugins.
pub struct Registry {
    sandbox: Arc<Sandbox>,
    compiler: Compiler,
    cache: Option<Arc<Cache>>,
    compatibility: Arc<str>,
    shelf: Mutex<Shelf>,
    /// The active versions by name, exchanged as a whole under the shelf's lock and read without any.
    active: ArcSwap<HashMap<String, Arc<Plugin>>>,
    /// Who loads which component now: one at a time for each.
    turns: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

impl Registry {
    /// An empty registry. Compiled code of other engines than this one leaves the cache.
    #[must_use]
    pub fn new(sandbox: Arc<Sandbox>, compiler: Compiler, cache: Option<Cache>) -> Self {
        let compatibility: Arc<str> = compatibility(&sandbox.engine).into();
        if let Some(cache) = &cache {
            cache.evict_others(&compatibility);
        }
        Self {
            sandbox,
            compiler,
            cache: cache.map(Arc::new),
            compatibility,
            shelf: Mutex::default(),
            active: ArcSwap::default(),
            turns: Mutex::default(),
        }
    }

    /// Loads a component: out of the cache or compiled, checked, and asked what it is. It stands among the versions of its name
    /// then and is not active. One that is loaded already is given as it is; several loads of one component at once compile once.
    ///
    /// # Errors
    ///
    /// [`LoadError`], by what is wrong with it. Nothing else changes.
    pub async fn load(&self, wasm: &[u8]) -> Result<Arc<Plugin>, LoadError> {
        refuse_what_is_no_component(wasm)?;
        let wasm = Arc::new(wasm.to_vec());
        let to_digest = Arc::clone(&wasm);
        let digest = off_the_runtime(move || Ok(digest_of(&to_digest))).await?;
        let turn = self.turn(&digest);
        let _turn = turn.lock().await;
        if let Some(plugin) = self.version(&digest) {
            return Ok(plugin);
        }
        let component = self.component(&digest, wasm).await?;
        let plugin = admit(&self.sandbox.engine, component, digest).await?;
        tracing::info!(
            name = plugin.name(),
            version = plugin.version(),
            digest = plugin.digest(),
            "loaded"
        );
        self.shelf().put(Arc::clone(&plugin));
        Ok(plugin)
    }

    /// Makes a loaded version the active one of its name, and gives the digest of the one that was. Calls that have begun end on
    /// the version on which they began.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Unknown`], and [`RegistryError::OtherKind`] where the name belongs to a plugin of another role.
    pub fn activate(&self, digest: &str) -> Result<Option<String>, RegistryError> {
        let mut shelf = self.shelf();
        let plugin = shelf
            .get(digest)
            .ok_or_else(|| RegistryError::Unknown(digest.to_owned()))?;
        let before = self.active(plugin.name());
        // A version that was active and is loaded still speaks for the name: it could be rolled back to.
        let holder = before.clone().or_else(|| shelf.before(plugin.name()));
        if let Some(holder) = holder
            && holder.kind() != plugin.kind()
        {
            return Err(RegistryError::OtherKind {
                name: plugin.name().to_owned(),
                active: holder.kind(),
                kind: plugin.kind(),
            });
        }
        let before = before.map(|before| before.digest().to_owned());
        if before.as_deref() != Some(digest) {
            shelf.follow(&plugin, before.clone());
            self.point(plugin.name(), Some(&plugin));
            tracing::info!(
                name = plugin.name(),
                version = plugin.version(),
                digest,
                ?before,
                "active"
            );
        }
        Ok(before)
    }

    /// Makes the version active again that was so before, and gives its digest. Again: the one before that.
    ///
    /// # Errors
    ///
    /// [`RegistryError::NothingBefore`] when no earlier version of the name is loaded.
    pub fn roll_back(&self, name: &str) -> Result<String, RegistryError> {
        let mut shelf = self.shelf();
        let plugin = shelf
            .before(name)
            .ok_or_else(|| RegistryError::NothingBefore(name.to_owned()))?;
        shelf.return_to(&plugin);
        self.point(name, Some(&plugin));
        tracing::warn!(
            name,
            version = plugin.version(),
            digest = plugin.digest(),
            "rolled back"
        );
        Ok(plugin.digest().to_owned())
    }

    /// Takes the active version of a name out of service, and gives its digest; none: none was active. It stays loaded, and
    /// [`Registry::roll_back`] makes it active again.
    pub fn deactivate(&self, name: &str) -> Option<String> {
        let mut shelf = self.shelf();
        let plugin = self.active(name)?;
        shelf.rest(&plugin);
        self.point(name, None);
        tracing::info!(name, digest = plugin.digest(), "not active any more");
        Some(plugin.digest().to_owned())
    }

    /// The active version of a name. Takes no lock. A call that shall run wholly on one version asks once and keeps the answer.
    #[must_use]
    pub fn active(&self, name: &str) -> Option<Arc<Plugin>> {
        self.active.load().get(name).cloned()
    }

    /// A loaded version, active or not.
    #[must_use]
    pub fn version(&self, digest: &str) -> Option<Arc<Plugin>> {
        self.shelf().get(digest)
    }

    /// All loaded versions, by name and then in the order of their loading.
    #[must_use]
    pub fn versions(&self) -> Vec<Version> {
        let active = self.active.load();
        let mut versions: Vec<Version> = self
            .shelf()
            .all()
            .map(|plugin| Version {
                name: plugin.name().to_owned(),
                digest: plugin.digest().to_owned(),
                version: plugin.version().to_owned(),
                kind: plugin.kind(),
                active: active
                    .get(plugin.name())
                    .is_some_and(|active| active.digest() == plugin.digest()),
                in_flight: plugin.in_flight(),
                counters: plugin.counters(),
            })
            .collect();
        versions.sort_by(|a, b| a.name.cmp(&b.name));
        versions
    }

    /// Lets go of a version that is not active. Its memory is free when its last call has ended; its compiled code leaves the
    /// cache at once.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Unknown`], and [`RegistryError::Active`] for an active one.
    pub fn unload(&self, digest: &str) -> Result<(), RegistryError> {
        let mut shelf = self.shelf();
        let plugin = shelf
            .get(digest)
            .ok_or_else(|| RegistryError::Unknown(digest.to_owned()))?;
        if self
            .active(plugin.name())
            .is_some_and(|active| active.digest() == digest)
        {
            return Err(RegistryError::Active {
                name: plugin.name().to_owned(),
                digest: digest.to_owned(),
            });
        }
        shelf.take(&plugin);
        if let Some(cache) = &self.cache {
            cache.remove(digest, &self.compatibility);
        }
        tracing::info!(name = plugin.name(), digest, "unloaded");
        Ok(())
    }

    /// Waits until no call runs on a version any more; at once for one that is not loaded. Whoever holds the [`Plugin`] itself
    /// could begin another: a version drains when it is not active and nobody keeps what [`Registry::active`] gave.
    pub async fn drained(&self, digest: &str) {
        let plugin = self.shelf().leaving(digest);
        if let Some(plugin) = plugin {
            plugin.running.none().await;
        }
    }

    /// The component, out of the cache or compiled.
    async fn component(&self, digest: &str, wasm: Arc<Vec<u8>>) -> Result<Component, LoadError> {
        let engine = self.sandbox.engine.clone();
        let Some(cache) = self.cache.clone() else {
            let code = self.compiler.compile(&engine, wasm).await?;
            return off_the_runtime(move || component_of(&engine, &code)).await;
        };
        let (name, compatibility) = (digest.to_owned(), Arc::clone(&self.compatibility));
        let (for_cache, of_engine) = (Arc::clone(&cache), engine.clone());
        let found = off_the_runtime(move || {
            let Some(code) = for_cache.get(&name, &compatibility) else {
                return Ok(None);
            };
            Ok(component_of(&of_engine, &code)
                .inspect_err(|error| tracing::warn!(digest = name, %error, "cached code is of no use; compiled again"))
                .ok())
        });
        if let Some(component) = found.await? {
            return Ok(component);
        }
        let code = self.compiler.compile(&engine, wasm).await?;
        let (name, compatibility) = (digest.to_owned(), Arc::clone(&self.compatibility));
        off_the_runtime(move || {
            let component = component_of(&engine, &code)?;
            cache.put(&name, &compatibility, &code);
            Ok(component)
        })
        .await
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Exchanges the active version of a name. Only under the shelf's lock, or two exchanges could lose one.
    fn point(&self, name: &str, plugin: Option<&Arc<Plugin>>) {
        let mut active = HashMap::clone(&self.active.load());
        match plugin {
            Some(plugin) => active.insert(name.to_owned(), Arc::clone(plugin)),
            None => active.remove(name),
        };
        self.active.store(Arc::new(active));
    }

    fn turn(&self, digest: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(digest).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        turns.insert(digest.to_owned(), Arc::downgrade(&turn));
        turn
    }
}
