//! A folder of components that is watched: drop a file and it is live, overwrite it and it is swapped, remove it and it drains.
//!
//! The folder is opened once as a directory of its own, so that no link in it leads out. What it held last is remembered in
//! the store, so that a file that was removed while the host stood still drains at the next start.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use jackfield_store::Store;
use notify::{RecursiveMode, Watcher};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Plugins, Standing};
use crate::HubError;

/// The key-value space that remembers which file held which digest.
const SPACE: &str = "plugin-folder";
/// Bytes that the space may take: names and digests.
const QUOTA: i64 = 1 << 20;
/// Names read at once.
const PAGE: u32 = 500;
/// How long the folder must be quiet before it is read: a copy comes in several writes.
const QUIET: Duration = Duration::from_millis(150);
/// Largest file that is read, bytes.
const LARGEST: u64 = 64 << 20;

/// A watched folder.
pub struct PluginFolder {
    path: PathBuf,
    dir: Dir,
    plugins: Arc<Plugins>,
    store: Arc<dyn Store>,
    /// File name to digest, as far as it was taken up.
    known: BTreeMap<String, String>,
    /// Files that did not load, by name and digest: told once, not at every look.
    refused: BTreeMap<String, String>,
}

impl PluginFolder {
    /// Opens a folder; makes it where it is missing.
    ///
    /// # Errors
    ///
    /// [`HubError::Invalid`] when it cannot be opened; the store's.
    pub async fn open(path: PathBuf, plugins: Arc<Plugins>, store: Arc<dyn Store>) -> Result<Self, HubError> {
        let open = || -> std::io::Result<Dir> {
            std::fs::create_dir_all(&path)?;
            Dir::open_ambient_dir(&path, ambient_authority())
        };
        let dir =
            open().map_err(|error| HubError::Invalid(format!("the plugin folder {}: {error}", path.display())))?;
        let mut known = BTreeMap::new();
        let mut after: Option<String> = None;
        loop {
            let page = store.kv_keys(SPACE, after.as_deref(), PAGE).await?;
            for name in page.rows {
                if let Some(digest) = store.kv_get(SPACE, &name).await? {
                    known.insert(name, String::from_utf8_lossy(&digest).into_owned());
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(Self {
            path,
            dir,
            plugins,
            store,
            known,
            refused: BTreeMap::new(),
        })
    }

    /// Reads the folder, and takes up what changed.
    ///
    /// # Errors
    ///
    /// The store's. A file that does not load is named in the log and left out.
    pub async fn look(&mut self) -> Result<(), HubError> {
        let found = self.files();
        for (name, wasm) in &found {
            let digest = hex::encode(Sha256::digest(wasm));
            if self.known.get(name) == Some(&digest) || self.refused.get(name) == Some(&digest) {
                continue;
            }
            match self.plugins.load(wasm).await {
                Ok(state) => {
                    if let Standing::Waiting(missing) = &state.standing {
                        tracing::warn!(file = %name, plugin = %state.name, asks = %missing.join("; "), "waits for its grant: jackfield plugin grant {digest}");
                    } else {
                        tracing::info!(file = %name, plugin = %state.name, version = %state.version, %digest, "live");
                    }
                    self.store
                        .kv_set(SPACE, name, digest.clone().into_bytes(), QUOTA)
                        .await?;
                    self.refused.remove(name);
                    self.known.insert(name.clone(), digest);
                }
                Err(HubError::Load(error)) => {
                    tracing::error!(file = %name, %error, "is not loaded");
                    self.refused.insert(name.clone(), digest);
                }
                Err(error) => return Err(error),
            }
        }
        let gone: Vec<String> = self
            .known
            .keys()
            .filter(|name| !found.contains_key(*name))
            .cloned()
            .collect();
        for name in gone {
            self.drain(&name).await?;
        }
        self.refused.retain(|name, _| found.contains_key(name));
        Ok(())
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let entries = match self.dir.entries() {
            Ok(entries) => entries,
            Err(error) => {
                tracing::error!(folder = %self.path.display(), %error, "the plugin folder cannot be read");
                // Nothing is known to be gone.
                return self.known.keys().map(|name| (name.clone(), vec![])).collect();
            }
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if !name.ends_with(".wasm") || name.starts_with('.') {
                continue;
            }
            let fits = entry
                .metadata()
                .is_ok_and(|about| about.is_file() && about.len() <= LARGEST);
            match self.dir.read(&name) {
                Ok(wasm) if fits => {
                    found.insert(name, wasm);
                }
                Ok(_) => tracing::warn!(file = %name, "is no file of at most {LARGEST} bytes"),
                Err(error) => tracing::warn!(file = %name, %error, "cannot be read"),
            }
        }
        found
    }

    /// A file was removed: its version takes no more calls, unless another file or a person put another in its place.
    async fn drain(&mut self, name: &str) -> Result<(), HubError> {
        let Some(digest) = self.known.remove(name) else {
            return Ok(());
        };
        self.store.kv_delete(SPACE, name).await?;
        if self.known.values().any(|other| *other == digest) {
            return Ok(());
        }
        if let Ok(state) = self.plugins.state(&digest)
            && state.standing == Standing::Active
        {
            tracing::info!(file = %name, plugin = %state.name, "removed: it takes no more calls");
            self.plugins.deactivate(&state.name).await?;
        }
        Ok(())
    }

    /// Watches until it is stopped.
    pub async fn watch(mut self, stop: CancellationToken) {
        let (bell, mut changes) = mpsc::channel(1);
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading a file is an event too on some systems, and changes nothing.
            if event.is_ok_and(|event| !event.kind.is_access()) {
                // A full channel has rung already.
                let _ = bell.try_send(());
            }
        });
        let mut watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => {
                tracing::error!(%error, "the plugin folder cannot be watched; load plugins by the API");
                return;
            }
        };
        if let Err(error) = watcher.watch(&self.path, RecursiveMode::NonRecursive) {
            tracing::error!(%error, "the plugin folder cannot be watched; load plugins by the API");
            return;
        }
        loop {
            if let Err(error) = self.look().await {
                tracing::error!(%error, "the plugin folder could not be taken up");
            }
            tokio::select! {
                change = changes.recv() => if change.is_none() { return },
                () = stop.cancelled() => return,
            }
            // Let a copy come to its end.
            while tokio::time::timeout(QUIET, changes.recv())
                .await
                .is_ok_and(|change| change.is_some())
            {}
        }
    }
}
