//! Plugins of this host: loaded, granted, active or waiting; swapped by one exchange of a pointer.
//!
//! The sandbox knows components; this room knows what the store remembers of them and what the operator allowed. Calls under
//! way go on with the version that they began with.

mod folder;
mod grant;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use cap_std::fs::Dir;
use jackfield_sandbox::{CountersSnapshot, Description, Grant, Kind, Plugin, Registry};
use jackfield_store::Store;
use jackfield_store::plugins::PluginVersion;
use tokio::sync::broadcast;

pub use folder::PluginFolder;
pub use grant::{Granted, WebhookGranted};

use crate::HubError;
use crate::clock::{Clock, signed};

/// What becomes of a version that asks for what nobody has granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantPolicy {
    /// It waits until an operator decides.
    Ask,
    /// It gets what it asks, as authors and the demo want it.
    AsAsked,
}

/// A version that takes calls.
pub struct Active {
    /// Its name: the channel of a connector, the name of a bot or enricher.
    pub name: String,
    /// The component.
    pub plugin: Arc<Plugin>,
    /// What it may do, as stored.
    pub granted: Granted,
    /// The same as the sandbox takes it.
    pub grant: Arc<Grant>,
}

/// Where a version stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It takes calls.
    Active,
    /// It could take calls.
    Loaded,
    /// It asks for what is not granted: each in words.
    Waiting(Vec<String>),
    /// It failed too often; why.
    Quarantined(String),
}

/// A version, for people.
#[derive(Debug, Clone)]
pub struct PluginState {
    /// Its name.
    pub name: String,
    /// The sha256 of the component, in hex.
    pub digest: String,
    /// Its role.
    pub kind: Kind,
    /// Its own version.
    pub version: String,
    /// Where it stands.
    pub standing: Standing,
    /// What it asks.
    pub asked: Granted,
    /// What it is granted; none while nothing was decided.
    pub granted: Option<Granted>,
    /// What it has used since this host started.
    pub counters: CountersSnapshot,
}

struct Version {
    plugin: Arc<Plugin>,
    granted: Option<Granted>,
}

/// All plugins.
pub struct Plugins {
    store: Arc<dyn Store>,
    registry: Arc<Registry>,
    folder: Dir,
    policy: GrantPolicy,
    private_hosts: Vec<String>,
    clock: Arc<dyn Clock>,
    versions: Mutex<HashMap<String, Version>>,
    active: ArcSwap<HashMap<String, Arc<Active>>>,
    activated: broadcast::Sender<String>,
}

/// What [`Plugins::open`] needs.
pub struct PluginsParts {
    /// Remembers versions, grants and what was active.
    pub store: Arc<dyn Store>,
    /// Compiles and holds the components.
    pub registry: Arc<Registry>,
    /// Keeps the components' bytes, by digest.
    pub folder: Dir,
    /// For what nobody has decided.
    pub policy: GrantPolicy,
    /// Hosts that every grant of this host may reach though they are private: the configuration's.
    pub private_hosts: Vec<String>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Plugins {
    /// Takes up what the store remembers: loads every version whose bytes are there, and activates what was active.
    ///
    /// A version that cannot be loaded any more is named in the log and left out; the others serve.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn open(parts: PluginsParts) -> Result<Self, HubError> {
        let plugins = Self {
            store: parts.store,
            registry: parts.registry,
            folder: parts.folder,
            policy: parts.policy,
            private_hosts: parts.private_hosts,
            clock: parts.clock,
            versions: Mutex::default(),
            active: ArcSwap::default(),
            activated: broadcast::channel(64).0,
        };
        plugins.take_up().await?;
        Ok(plugins)
    }

    async fn take_up(&self) -> Result<(), HubError> {
        for row in self.store.plugins().await? {
            let loaded = match self.folder.read(file_name(&row.digest)) {
                Ok(wasm) => self.registry.load(&wasm).await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match loaded {
                Ok(plugin) => {
                    let granted = row.grant.as_deref().and_then(|grant| read_grant(&row.digest, grant));
                    self.keep(&plugin, granted);
                }
                Err(error) => {
                    tracing::error!(plugin = %row.name, digest = %row.digest, %error, "a version is not loaded")
                }
            }
        }
        for (name, digest) in self.store.active().await? {
            if let Err(error) = self.point(&digest) {
                tracing::error!(plugin = %name, %digest, %error, "what was active is not active now");
            }
        }
        Ok(())
    }

    fn keep(&self, plugin: &Arc<Plugin>, granted: Option<Granted>) {
        let version = Version {
            plugin: Arc::clone(plugin),
            granted,
        };
        self.locked().insert(plugin.digest().to_owned(), version);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<String, Version>> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The version of a name that takes calls now. No lock: this is on every message's way.
    #[must_use]
    pub fn active(&self, name: &str) -> Option<Arc<Active>> {
        self.active.load().get(name).cloned()
    }

    /// A component by its digest.
    #[must_use]
    pub fn component(&self, digest: &str) -> Option<Arc<Plugin>> {
        self.locked().get(digest).map(|version| Arc::clone(&version.plugin))
    }

    /// All that take calls, of a kind, by name.
    #[must_use]
    pub fn active_of(&self, kind: Kind) -> Vec<Arc<Active>> {
        let active = self.active.load();
        let mut found: Vec<_> = active
            .values()
            .filter(|one| one.plugin.kind() == kind)
            .cloned()
            .collect();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// A version by its digest: for a continuation that it wrote.
    #[must_use]
    pub fn version(&self, digest: &str) -> Option<Arc<Active>> {
        let versions = self.locked();
        let version = versions.get(digest)?;
        let granted = version.granted.clone()?;
        Some(Arc::new(self.ready(&version.plugin, granted)))
    }

    /// Names of plugins as they become active.
    #[must_use]
    pub fn activations(&self) -> broadcast::Receiver<String> {
        self.activated.subscribe()
    }

    /// Loads a component, remembers it, and activates it where its grant allows.
    ///
    /// A version that asks for no more than the active one of its name is granted that, and takes its place. One that asks for
    /// more waits, unless the policy grants what is asked.
    ///
    /// # Errors
    ///
    /// [`HubError::Load`] for what is no plugin of ours; the store's.
    pub async fn load(&self, wasm: &[u8]) -> Result<PluginState, HubError> {
        let plugin = self.registry.load(wasm).await?;
        let digest = plugin.digest().to_owned();
        let name = name_of(plugin.description()).to_owned();
        self.write(&digest, wasm)?;
        let description = describe(plugin.description())?;
        let row = PluginVersion {
            digest: digest.clone(),
            name: name.clone(),
            description,
            grant: None,
            added_ms: signed(self.clock.now_ms()),
        };
        self.store.put_plugin(row).await?;
        let known = self.locked().get(&digest).and_then(|version| version.granted.clone());
        let granted = known.or_else(|| self.granted_by_itself(&name, &plugin));
        if let Some(granted) = &granted {
            self.store.set_grant(&digest, Some(&write_grant(granted)?)).await?;
        }
        self.keep(&plugin, granted);
        let state = self.state(&digest)?;
        if matches!(state.standing, Standing::Loaded) {
            self.activate(&digest).await?;
        }
        self.state(&digest)
    }

    /// What a new version gets without anybody's word.
    fn granted_by_itself(&self, name: &str, plugin: &Plugin) -> Option<Granted> {
        let asked = Granted::asked(plugin.description());
        let before = self.active(name).map(|active| active.granted.clone());
        let covered = before
            .as_ref()
            .unwrap_or(&Granted::default())
            .missing(&asked)
            .is_empty();
        (covered || self.policy == GrantPolicy::AsAsked).then(|| Granted {
            private_hosts: before.map(|before| before.private_hosts).unwrap_or_default(),
            ..asked
        })
    }

    fn write(&self, digest: &str, wasm: &[u8]) -> Result<(), HubError> {
        let name = file_name(digest);
        if self.folder.exists(&name) {
            return Ok(());
        }
        let temporary = format!("{name}.new");
        let keep = || -> std::io::Result<()> {
            self.folder.write(&temporary, wasm)?;
            self.folder.open(&temporary)?.sync_all()?;
            self.folder.rename(&temporary, &self.folder, &name)
        };
        keep().map_err(|error| HubError::Stored {
            what: format!("component {digest}"),
            why: error.to_string(),
        })
    }

    /// Decides what a version may do. One that was waiting, and now has what it asks, becomes active.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`]; the store's.
    pub async fn grant(&self, digest: &str, granted: Option<Granted>) -> Result<PluginState, HubError> {
        let before = self.state(digest)?;
        let text = granted.as_ref().map(write_grant).transpose()?;
        self.store.set_grant(digest, text.as_deref()).await?;
        if let Some(version) = self.locked().get_mut(digest) {
            version.granted.clone_from(&granted);
        }
        match (&before.standing, &granted) {
            (Standing::Active, Some(_)) => self.point(digest)?,
            (Standing::Active, None) => self.deactivate(&before.name).await?,
            (Standing::Waiting(_), Some(_)) if matches!(self.state(digest)?.standing, Standing::Loaded) => {
                self.activate(digest).await?;
            }
            _ => {}
        }
        self.state(digest)
    }

    /// Makes a version the one that takes its name's calls.
    ///
    /// # Errors
    ///
    /// [`HubError::Conflict`] for one that waits for its grant; [`HubError::NotFound`]; the store's.
    pub async fn activate(&self, digest: &str) -> Result<(), HubError> {
        let state = self.state(digest)?;
        if let Standing::Waiting(missing) = &state.standing {
            return Err(HubError::Conflict(format!(
                "{} asks for more than it is granted ({}); decide with `jackfield plugin grant {digest}`",
                state.name,
                missing.join("; ")
            )));
        }
        let at_ms = signed(self.clock.now_ms());
        self.store.set_active(&state.name, Some(digest), at_ms).await?;
        self.point(digest)?;
        // Nobody listening is no fault.
        let _ = self.activated.send(state.name);
        Ok(())
    }

    /// Takes the version before.
    ///
    /// # Errors
    ///
    /// [`HubError::Conflict`] when there is none; as [`Plugins::activate`].
    pub async fn roll_back(&self, name: &str) -> Result<String, HubError> {
        let now = self.active(name).map(|active| active.plugin.digest().to_owned());
        let before = self
            .store
            .activations(name, 32)
            .await?
            .into_iter()
            .find_map(|(_, digest)| {
                digest.filter(|digest| Some(digest) != now.as_ref() && self.locked().contains_key(digest))
            });
        let Some(digest) = before else {
            return Err(HubError::Conflict(format!(
                "there is no version of {name} to go back to"
            )));
        };
        self.activate(&digest).await?;
        Ok(digest)
    }

    /// Ends a quarantine.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`].
    pub fn release(&self, digest: &str) -> Result<(), HubError> {
        let versions = self.locked();
        let version = versions.get(digest).ok_or_else(|| unknown(digest))?;
        version.plugin.release();
        Ok(())
    }

    /// Takes a name's calls away; those under way finish.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn deactivate(&self, name: &str) -> Result<(), HubError> {
        self.store.set_active(name, None, signed(self.clock.now_ms())).await?;
        self.registry.deactivate(name);
        self.active.rcu(|active| {
            let mut active = HashMap::clone(active);
            active.remove(name);
            active
        });
        Ok(())
    }

    /// Forgets a version that takes no calls.
    ///
    /// # Errors
    ///
    /// [`HubError::Conflict`] while it is active; the store's.
    pub async fn unload(&self, digest: &str) -> Result<(), HubError> {
        let state = self.state(digest)?;
        if state.standing == Standing::Active {
            return Err(HubError::Conflict(format!(
                "this version of {} is active; activate another one first, or take the plugin out of use",
                state.name
            )));
        }
        self.store.remove_plugin(digest).await?;
        self.locked().remove(digest);
        if let Err(error) = self.registry.unload(digest) {
            tracing::warn!(%digest, %error, "the registry keeps a version that is not wanted any more");
        }
        if let Err(error) = self.folder.remove_file(file_name(digest)) {
            tracing::warn!(%digest, %error, "the component's file stays");
        }
        Ok(())
    }

    /// Every version, by name and version.
    #[must_use]
    pub fn list(&self) -> Vec<PluginState> {
        let versions = self.locked();
        let mut states: Vec<_> = versions.values().map(|version| self.state_of(version)).collect();
        states.sort_by(|one, other| {
            (&one.name, &one.version, &one.digest).cmp(&(&other.name, &other.version, &other.digest))
        });
        states
    }

    /// One version.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`].
    pub fn state(&self, digest: &str) -> Result<PluginState, HubError> {
        let versions = self.locked();
        versions
            .get(digest)
            .map(|version| self.state_of(version))
            .ok_or_else(|| unknown(digest))
    }

    fn state_of(&self, version: &Version) -> PluginState {
        let plugin = &version.plugin;
        let asked = Granted::asked(plugin.description());
        let name = name_of(plugin.description()).to_owned();
        let counters = plugin.counters();
        let active = self
            .active(&name)
            .is_some_and(|active| active.plugin.digest() == plugin.digest());
        let missing = match &version.granted {
            // An operator's decision stands, also where it narrows.
            Some(_) => vec![],
            None => Granted::default().missing(&asked),
        };
        let standing = match (&counters.quarantine, active) {
            (Some(reason), _) => Standing::Quarantined(reason.clone()),
            (None, true) => Standing::Active,
            (None, false) if !missing.is_empty() => Standing::Waiting(missing),
            (None, false) => Standing::Loaded,
        };
        PluginState {
            name,
            digest: plugin.digest().to_owned(),
            kind: plugin.kind(),
            version: version_of(plugin.description()).to_owned(),
            standing,
            asked,
            granted: version.granted.clone(),
            counters,
        }
    }

    /// Exchanges the pointer.
    fn point(&self, digest: &str) -> Result<(), HubError> {
        let ready = {
            let versions = self.locked();
            let version = versions.get(digest).ok_or_else(|| unknown(digest))?;
            Arc::new(self.ready(&version.plugin, version.granted.clone().unwrap_or_default()))
        };
        self.registry
            .activate(digest)
            .map_err(|error| HubError::Conflict(error.to_string()))?;
        self.active.rcu(|active| {
            let mut active = HashMap::clone(active);
            active.insert(ready.name.clone(), Arc::clone(&ready));
            active
        });
        Ok(())
    }

    fn ready(&self, plugin: &Arc<Plugin>, mut granted: Granted) -> Active {
        granted.private_hosts.extend(self.private_hosts.iter().cloned());
        Active {
            name: name_of(plugin.description()).to_owned(),
            grant: Arc::new(granted.in_sandbox(plugin.description())),
            plugin: Arc::clone(plugin),
            granted,
        }
    }
}

fn unknown(digest: &str) -> HubError {
    HubError::NotFound(format!("plugin version {digest}"))
}

fn file_name(digest: &str) -> String {
    format!("{digest}.wasm")
}

/// The name by which a plugin is known.
#[must_use]
pub fn name_of(description: &Description) -> &str {
    match description {
        Description::Connector(said) => &said.channel,
        Description::Bot(said) | Description::Enricher(said) => &said.name,
    }
}

/// The version that a plugin says it has.
#[must_use]
pub fn version_of(description: &Description) -> &str {
    match description {
        Description::Connector(said) => &said.version,
        Description::Bot(said) | Description::Enricher(said) => &said.version,
    }
}

fn describe(description: &Description) -> Result<String, HubError> {
    let text = match description {
        Description::Connector(said) => serde_json::to_string(said),
        Description::Bot(said) | Description::Enricher(said) => serde_json::to_string(said),
    };
    text.map_err(|error| HubError::Invalid(error.to_string()))
}

fn write_grant(granted: &Granted) -> Result<String, HubError> {
    serde_json::to_string(granted).map_err(|error| HubError::Invalid(error.to_string()))
}

fn read_grant(digest: &str, text: &str) -> Option<Granted> {
    match serde_json::from_str(text) {
        Ok(granted) => Some(granted),
        Err(error) => {
            tracing::error!(%digest, %error, "a stored grant cannot be read; the version waits for a new one");
            None
        }
    }
}
