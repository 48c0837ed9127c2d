//! The data folder: what of a host is on disk, and where. For its owner's eyes only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The data folder of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder at `path`, whether it exists or not.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The store's file.
    #[must_use]
    pub fn store_file(&self) -> PathBuf {
        self.0.join("store.sqlite")
    }

    /// The keys of secrets, where the configuration names no other place.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.0.join("key")
    }

    /// The token with which the command line of the same machine speaks to the host.
    #[must_use]
    pub fn token_file(&self) -> PathBuf {
        self.0.join("admin-token")
    }

    /// Media, by the sha256 of their bytes.
    #[must_use]
    pub fn media(&self) -> PathBuf {
        self.0.join("media")
    }

    /// Components that were loaded, by digest; a restart loads them again.
    #[must_use]
    pub fn components(&self) -> PathBuf {
        self.0.join("components")
    }

    /// Compiled code: made anew when it is lost, trusted by nobody else.
    #[must_use]
    pub fn compiled(&self) -> PathBuf {
        self.0.join("compiled")
    }

    /// Copies that `backup` made.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    /// Makes the folder and those inside it, readable by its owner only.
    ///
    /// # Errors
    ///
    /// What the system says; `AlreadyExists` when it is there and not empty.
    pub fn make(&self) -> io::Result<()> {
        if fs::read_dir(&self.0).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        for folder in [
            self.0.clone(),
            self.media(),
            self.components(),
            self.compiled(),
            self.backups(),
        ] {
            make_private(&folder)?;
        }
        Ok(())
    }

    /// Takes the folder for this process; held until the file is dropped.
    ///
    /// # Errors
    ///
    /// `WouldBlock` when another process holds it, or what the system says.
    pub fn lock(&self) -> io::Result<File> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.0.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Makes a folder that only its owner may enter; one that exists is closed to others.
///
/// # Errors
///
/// What the system says.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Writes a new file that only its owner may read, and has it on disk when this returns.
///
/// # Errors
///
/// `AlreadyExists` when it is there, or what the system says.
pub fn write_private(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(file)?;
    file.write_all(content)?;
    file.sync_all()
}
