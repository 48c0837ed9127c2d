//! What is checked and opened before the host runs.

use std::fs::File;
use std::io;
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_hub::SeedKey;
use jackfield_store::{SqliteStore, StoreError};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::api::{Api, Control, system_clock};
use crate::config::{Config, Secrets};
use crate::data::DataFolder;
use crate::vault::{Vault, VaultError};

/// Why the host does not run.
#[derive(Debug, thiserror::Error)]
pub enum ReadyError {
    /// There is no data folder.
    #[error("there is no data folder at {0}; `jackfield init` makes one")]
    NoData(String),
    /// Another host runs on it.
    #[error("another process serves from {0}; two hosts on one data folder would undo each other's work")]
    InUse(String),
    /// A file cannot be read or written.
    #[error("{place}: {source}")]
    File {
        /// Which one.
        place: String,
        /// Why.
        source: io::Error,
    },
    /// The variable of the keys is not set.
    #[error("the variable {0}, which the configuration names for the keys of secrets, is not set")]
    NoKeyVariable(String),
    /// The keys.
    #[error("{place}: {source}")]
    Keys {
        /// Where they stand.
        place: String,
        /// What is wrong with them.
        source: VaultError,
    },
    /// The store.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// A host that is ready to run: everything is checked and open, nothing listens.
pub struct Ready {
    /// As it was configured.
    pub config: Config,
    /// The data folder.
    pub data: DataFolder,
    /// What is durable.
    pub store: SqliteStore,
    /// What seals secrets.
    pub vault: Arc<Vault>,
    /// From which plugins' seeds are derived.
    pub seeds: SeedKey,
    /// Vouches for compiled code.
    pub cache_key: [u8; 32],
    /// Held for as long as the host runs.
    pub lock: File,
}

/// Checks and opens everything that a host needs. Blocks; call it before serving.
///
/// # Errors
///
/// [`ReadyError`], by what is missing.
pub fn open(config: Config) -> Result<Ready, ReadyError> {
    let data = DataFolder::at(&config.server.data);
    let place = data.path().display().to_string();
    if !data.path().is_dir() {
        return Err(ReadyError::NoData(place));
    }
    let lock = data.lock().map_err(|source| match source.kind() {
        io::ErrorKind::WouldBlock => ReadyError::InUse(place.clone()),
        _ => ReadyError::File { place, source },
    })?;
    let (place, keys) = keys(&config.secrets, &data)?;
    let vault = Vault::parse(&keys).map_err(|source| ReadyError::Keys { place, source })?;
    let store = SqliteStore::open(&data.store_file())?;
    Ok(Ready {
        config,
        data,
        store,
        vault: Arc::new(vault),
        seeds: SeedKey::new(derived(&keys, b"seeds of plugins")),
        cache_key: derived(&keys, b"compiled code"),
        lock,
    })
}

/// The keys, from the variable or the file that the configuration names.
fn keys(secrets: &Secrets, data: &DataFolder) -> Result<(String, Zeroizing<String>), ReadyError> {
    Ok(match &secrets.key_env {
        Some(name) => {
            let text = std::env::var(name).map_err(|_| ReadyError::NoKeyVariable(name.clone()))?;
            (format!("the variable {name}"), Zeroizing::new(text))
        }
        None => {
            let file = secrets.key_file.clone().unwrap_or_else(|| data.key_file());
            let place = file.display().to_string();
            let text = std::fs::read_to_string(&file).map_err(|source| ReadyError::File {
                place: place.clone(),
                source,
            })?;
            (place, Zeroizing::new(text))
        }
    })
}

impl Ready {
    /// What the API stands on, once the flow runs.
    #[must_use]
    pub fn api(&self, control: Arc<dyn Control>) -> Arc<Api> {
        let limits = &self.config.server.limits;
        Arc::new(Api {
            store: Arc::new(self.store.clone()),
            vault: Arc::clone(&self.vault),
            control,
            clock: system_clock(),
            data: self.data.clone(),
            public_url: self.config.server.public_url(),
            plugin_bytes: usize::try_from(limits.plugin_bytes).unwrap_or(usize::MAX),
            media_bytes: limits.media_bytes,
        })
    }
}

/// One secret to keep is enough: the keys that are derived from it protect nothing that outlives it.
fn derived(text: &str, purpose: &[u8]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(text.as_bytes()) else {
        unreachable!("HMAC takes a key of any length")
    };
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::FILE_NAME;

    #[tokio::test]
    async fn what_init_made_opens_once() {
        let folder = tempfile::tempdir().unwrap();
        crate::init::init(folder.path(), false, 0).await.unwrap();
        let config = || Config::load(Some(&folder.path().join(FILE_NAME)), []).unwrap();
        let ready = open(config()).unwrap();
        assert!(
            matches!(open(config()), Err(ReadyError::InUse(_))),
            "two hosts on one folder"
        );
        drop(ready);
        open(config()).unwrap();
    }

    #[tokio::test]
    async fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let at = |text: &str| Config::parse(text, Some(&folder.path().join(FILE_NAME)), []).unwrap();
        assert!(matches!(open(at("")), Err(ReadyError::NoData(_))));
        crate::init::init(folder.path(), false, 0).await.unwrap();
        let error = open(at("[secrets]\nkey_env = \"JACKFIELD_TEST_NO_SUCH_KEY\"\n"))
            .err()
            .unwrap();
        assert!(error.to_string().contains("JACKFIELD_TEST_NO_SUCH_KEY"), "{error}");
        std::fs::write(folder.path().join("data/key"), "nonsense\n").unwrap();
        let error = open(at("")).err().unwrap().to_string();
        assert!(error.contains("line 1") && !error.contains("nonsense"), "{error}");
    }
}
