//! Compiled code on disk: written and read by this host only, and never believed without proof.
//!
//! Machine code runs outside every sandbox, so an entry counts only when its MAC shows that a host with this key wrote exactly
//! these bytes for exactly this component and engine, in a file that nobody else may write. Anything else is a miss, with a line in
//! the log: the component is compiled again and the entry written anew.

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use cap_std::fs::{
    Dir, DirEntry, File, Metadata, MetadataExt as _, OpenOptions, OpenOptionsExt as _, Permissions, PermissionsExt as _,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rustix::process::geteuid;
use sha2::Sha256;

/// Bytes of a MAC.
const MAC: usize = 32;
/// Largest entry that is read, bytes.
const LARGEST: u64 = 512 << 20;
/// What parts this use of the key from every other.
const PURPOSE: &[u8] = b"jackfield compiled component 1\0";
const ENDING: &str = ".code";
const UNFINISHED: &str = ".unfinished";

/// Why a folder cannot hold the cache.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// It cannot be read or changed.
    #[error("the folder of compiled code cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// Another user's folder.
    #[error("the folder of compiled code belongs to user {owner}, this program runs as user {user}")]
    Owner {
        /// Who owns it.
        owner: u32,
        /// Who runs this program.
        user: u32,
    },
}

/// Why an entry is not taken.
#[derive(Debug, thiserror::Error)]
enum Doubt {
    #[error("it is no file of ours alone (owner {owner}, mode {mode:o}, links {links})")]
    NotOurs { owner: u32, mode: u32, links: u64 },
    #[error("it has {0} bytes")]
    Size(u64),
    #[error("its MAC does not fit")]
    Mac,
    #[error("{0}")]
    Read(#[from] std::io::Error),
}

/// A folder of compiled code.
pub struct Cache {
    folder: Dir,
    /// Keyed, and with nothing signed yet.
    mac: Hmac<Sha256>,
    written: AtomicU64,
}

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache(key redacted)")
    }
}

impl Cache {
    /// A cache in a folder that serves nothing else. The folder is closed to everyone but this user, if it is not yet. `key`
    /// must be secret and stay the same from start to start; with another one everything is compiled again.
    ///
    /// # Errors
    ///
    /// [`CacheError`] when the folder is another user's or cannot be closed.
    pub fn new(folder: Dir, key: [u8; 32]) -> Result<Self, CacheError> {
        let found = folder.dir_metadata()?;
        let user = geteuid().as_raw();
        if found.uid() != user {
            return Err(CacheError::Owner {
                owner: found.uid(),
                user,
            });
        }
        if found.mode() & 0o777 != 0o700 {
            tracing::warn!(
                mode = format!("{:o}", found.mode() & 0o777),
                "the folder of compiled code was open to others"
            );
            folder.set_permissions(".", Permissions::from_mode(0o700))?;
        }
        // HMAC itself fills a short key up with zeros.
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(&key);
        Ok(Self {
            folder,
            mac: Hmac::new(&block.into()),
            written: AtomicU64::new(0),
        })
    }

    /// The code of a component; none, with a line in the log, when there is none that can be believed.
    pub(crate) fn get(&self, digest: &str, compatibility: &str) -> Option<Vec<u8>> {
        let name = name(digest, compatibility);
        match self.read(&name, digest, compatibility) {
            Ok(code) => Some(code),
            Err(Doubt::Read(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(doubt) => {
                tracing::warn!(digest, %doubt, "an entry of the folder of compiled code is not believed; compiled again");
                None
            }
        }
    }

    fn read(&self, name: &str, digest: &str, compatibility: &str) -> Result<Vec<u8>, Doubt> {
        // Before it is opened: to open a pipe would wait for its other end.
        ours(&self.folder.symlink_metadata(name)?)?;
        let file = self.folder.open(name)?;
        let found = file.metadata()?;
        ours(&found)?;
        if found.len() > LARGEST || found.len() < MAC as u64 {
            return Err(Doubt::Size(found.len()));
        }
        let mut code = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default());
        file.take(LARGEST).read_to_end(&mut code)?;
        let tag = code.split_off(code.len().saturating_sub(MAC));
        self.mac(digest, compatibility, &code)
            .verify_slice(&tag)
            .map_err(|_| Doubt::Mac)?;
        Ok(code)
    }

    /// Keeps the code of a component; a failure is a line in the log, and it is compiled again the next time.
    pub(crate) fn put(&self, digest: &str, compatibility: &str, code: &[u8]) {
        let name = name(digest, compatibility);
        let unfinished = format!(
            "{name}.{}.{}{UNFINISHED}",
            std::process::id(),
            self.written.fetch_add(1, Relaxed)
        );
        let tag = self.mac(digest, compatibility, code).finalize().into_bytes();
        let written = self
            .write(&unfinished, code, &tag)
            .and_then(|()| self.folder.rename(&unfinished, &self.folder, &name));
        if let Err(error) = written {
            tracing::warn!(digest, %error, "compiled code could not be kept; it is compiled again at the next start");
            // What is left of it is evicted at the next start if not now.
            let _ = self.folder.remove_file(&unfinished);
        }
    }

    fn write(&self, name: &str, code: &[u8], tag: &[u8]) -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut file: File = self.folder.open_with(name, &options)?;
        // Whatever the process's mask took away.
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all(code)?;
        // Not synced: an entry that a crash cut short does not fit its MAC.
        file.write_all(tag)
    }

    pub(crate) fn remove(&self, digest: &str, compatibility: &str) {
        match self.folder.remove_file(name(digest, compatibility)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(digest, %error, "compiled code could not be removed");
            }
            _ => {}
        }
    }

    /// Removes what other engines made, and what was never finished.
    pub(crate) fn evict_others(&self, compatibility: &str) {
        let ours = format!("-{compatibility}{ENDING}");
        let stale = |entry: &DirEntry| {
            entry
                .file_name()
                .into_string()
                .is_ok_and(|name| (name.ends_with(ENDING) && !name.ends_with(&ours)) || name.ends_with(UNFINISHED))
        };
        let entries = match self.folder.entries() {
            Ok(entries) => entries,
            Err(error) => return tracing::warn!(%error, "the folder of compiled code cannot be listed"),
        };
        for entry in entries.flatten().filter(stale) {
            if let Err(error) = entry.remove_file() {
                tracing::warn!(name = ?entry.file_name(), %error, "stale compiled code could not be removed");
            }
        }
    }

    fn mac(&self, digest: &str, compatibility: &str, code: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        // Both names have one length each, so no two entries share what is signed.
        for part in [PURPOSE, digest.as_bytes(), compatibility.as_bytes(), code] {
            mac.update(part);
        }
        mac
    }
}

fn name(digest: &str, compatibility: &str) -> String {
    format!("{digest}-{compatibility}{ENDING}")
}

/// A plain file of this user, which nobody else may read or write, under one name.
fn ours(found: &Metadata) -> Result<(), Doubt> {
    let mode = found.mode() & 0o7777;
    if found.is_file() && found.uid() == geteuid().as_raw() && mode == 0o600 && found.nlink() == 1 {
        return Ok(());
    }
    Err(Doubt::NotOurs {
        owner: found.uid(),
        mode,
        links: found.nlink(),
    })
}
