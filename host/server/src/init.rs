//! `init`: a configuration with comments, a data folder, a key and the first token. Nothing that exists is touched.

use std::io;
use std::path::{Path, PathBuf};

use jackfield_store::tokens::Token;
use jackfield_store::{SqliteStore, StoreError, Tokens as _};
use zeroize::Zeroizing;

use crate::config::FILE_NAME;
use crate::data::{DataFolder, write_private};
use crate::token::{self, Role, Scopes};
use crate::vault::{self, VaultError};

/// The configuration as `init` writes it: every default, said and explained.
pub const CONFIG: &str = include_str!("init.toml");
/// The name of the first token.
pub const FIRST_TOKEN: &str = "admin";

/// Why nothing was set up.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Something is there already.
    #[error("{0} is there already, and nothing of it was changed; name another folder, or remove it first")]
    Exists(PathBuf),
    /// A file or folder could not be made.
    #[error("{place} cannot be made: {source}")]
    File {
        /// Which one.
        place: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no key.
    #[error("{0}")]
    Vault(#[from] VaultError),
    /// The store did not take the token.
    #[error("the store cannot be made: {0}")]
    Store(#[from] StoreError),
    /// There is no token.
    #[error("the system gives no random bytes: {0}")]
    Random(String),
}

/// What was made.
pub struct Made {
    /// The configuration.
    pub config: PathBuf,
    /// The data folder.
    pub data: DataFolder,
    /// The first admin's token. It is shown once; the store has its hash.
    pub token: Zeroizing<String>,
}

/// Sets up `folder`. With `keep_token` the token also stands in the data folder, for the command line of this machine.
///
/// # Errors
///
/// [`InitError`]; what was made until then stays, for a person to look at.
pub async fn init(folder: &Path, keep_token: bool, now_ms: i64) -> Result<Made, InitError> {
    let config = folder.join(FILE_NAME);
    let data = DataFolder::at(folder.join("data"));
    if config.exists() {
        return Err(InitError::Exists(config));
    }
    let failed = |place: &Path| {
        let place = place.to_owned();
        move |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => InitError::Exists(place),
            _ => InitError::File { place, source },
        }
    };
    data.make().map_err(failed(data.path()))?;
    let key_file = data.key_file();
    write_private(&key_file, vault::new_keys()?.as_bytes()).map_err(failed(&key_file))?;
    let plugins = folder.join("plugins");
    std::fs::create_dir_all(&plugins).map_err(failed(&plugins))?;

    let token = token::new_token().map_err(|error| InitError::Random(error.to_string()))?;
    let store = SqliteStore::open(&data.store_file())?;
    let scopes = Scopes {
        role: Role::Admin,
        brands: None,
    };
    let first = Token {
        hash: token::hash(&token),
        name: FIRST_TOKEN.to_owned(),
        scopes: serde_json::to_string(&scopes).map_err(|error| InitError::Random(error.to_string()))?,
        created_ms: now_ms,
        until_ms: None,
    };
    store.add_token(first).await?;
    store.close().await?;
    if keep_token {
        let file = data.token_file();
        write_private(&file, token.as_bytes()).map_err(failed(&file))?;
    }
    // Last: where it stands, everything it speaks of is there.
    write_private(&config, CONFIG.as_bytes()).map_err(failed(&config))?;
    Ok(Made { config, data, token })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::{Config, GrantMode};
    use crate::vault::Vault;

    #[tokio::test]
    async fn everything_is_there_and_nobody_else_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let made = init(folder.path(), true, 5).await.unwrap();
        Vault::parse(&std::fs::read_to_string(made.data.key_file()).unwrap()).unwrap();
        let config = Config::load(Some(&made.config), []).unwrap();
        assert_eq!(&config.server.data, made.data.path());
        assert_eq!(std::fs::read_to_string(made.data.token_file()).unwrap(), *made.token);

        let store = SqliteStore::open(&made.data.store_file()).unwrap();
        let kept = store.token(&token::hash(&made.token), 6).await.unwrap().unwrap();
        assert_eq!(
            (kept.name.as_str(), kept.scopes.as_str()),
            ("admin", r#"{"role":"admin"}"#)
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(made.data.path()), 0o700);
            assert_eq!(
                (mode(&made.data.key_file()), mode(&made.data.token_file())),
                (0o600, 0o600)
            );
        }
    }

    #[tokio::test]
    async fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        init(folder.path(), false, 5).await.unwrap();
        let key = std::fs::read(folder.path().join("data/key")).unwrap();
        assert!(matches!(init(folder.path(), false, 5).await, Err(InitError::Exists(_))));
        std::fs::remove_file(folder.path().join(FILE_NAME)).unwrap();
        assert!(matches!(init(folder.path(), false, 5).await, Err(InitError::Exists(_))));
        assert_eq!(std::fs::read(folder.path().join("data/key")).unwrap(), key);
    }

    #[test]
    fn what_stands_in_comments_is_valid_and_says_the_defaults() {
        let written = Config::parse(CONFIG, None, []).unwrap();
        let with_comments: String = CONFIG
            .lines()
            .map(|line| match line.strip_prefix("#: ") {
                Some(setting) => format!("{setting}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        let spoken = Config::parse(&with_comments, None, []).unwrap();
        assert_eq!(spoken.server.limits, written.server.limits);
        assert_eq!(spoken.telemetry.level, written.telemetry.level);
        assert_eq!(spoken.retention, written.retention);
        assert_eq!(written.plugins.grant, GrantMode::Ask);
        assert_eq!((written.routes.len(), spoken.routes.len()), (0, 2));
        assert_eq!(spoken.network.overrides.len(), 1);
    }
}
