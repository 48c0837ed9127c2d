//! Objects in a local folder: `ab/cd/<digest>`, and `tmp/` for what is being written.
//!
//! The folder is opened once and everything is named below it, so that no name leads out of it, whatever links lie in it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt as _};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _, BufWriter};

use super::error::Result;
use super::objects::{ObjectStream, Objects, Writing};
use super::random_hex;

/// Bytes that are gathered before one write to the disk.
const WRITE_BYTES: usize = 256 * 1024;
const TEMPORARY: &str = "tmp";

/// A content-addressed folder.
pub struct Folder {
    dir: Arc<Dir>,
}

impl Folder {
    /// Takes a folder into use, and throws away what a crash left half-written. One process at a time may do so.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn open(dir: Dir) -> io::Result<Self> {
        dir.create_dir_all(TEMPORARY)?;
        for entry in dir.read_dir(TEMPORARY)? {
            entry?.remove_file()?;
        }
        Ok(Self { dir: Arc::new(dir) })
    }
}

/// Where an object lies. A digest is hex, so that it is no path.
fn place(digest: &str) -> io::Result<(PathBuf, PathBuf)> {
    let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !is_digest {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a digest"));
    }
    let folder = PathBuf::from(&digest[..2]).join(&digest[2..4]);
    let file = folder.join(digest);
    Ok((folder, file))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[async_trait]
impl Objects for Folder {
    async fn begin(&self) -> Result<Box<dyn Writing>> {
        let path = PathBuf::from(TEMPORARY).join(random_hex()?);
        let dir = Arc::clone(&self.dir);
        let name = path.clone();
        let file = blocking(move || {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true).mode(0o600);
            dir.open_with(&name, &options)
        })
        .await?;
        let file = tokio::fs::File::from_std(file.into_std());
        Ok(Box::new(HalfWritten {
            file: BufWriter::with_capacity(WRITE_BYTES, file),
            temporary: Temporary {
                dir: Arc::clone(&self.dir),
                path,
            },
        }))
    }

    async fn read(&self, digest: &str, from: u64, length: u64) -> Result<Option<ObjectStream>> {
        let (_, path) = place(digest)?;
        let dir = Arc::clone(&self.dir);
        let file = match blocking(move || dir.open(path)).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut file = tokio::fs::File::from_std(file.into_std());
        if from > 0 {
            file.seek(io::SeekFrom::Start(from)).await?;
        }
        Ok(Some(Box::new(file.take(length))))
    }

    async fn remove(&self, digest: &str) -> Result<()> {
        let (_, path) = place(digest)?;
        let dir = Arc::clone(&self.dir);
        match blocking(move || dir.remove_file(path)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// A file below `tmp/`, which goes when this goes; once it was renamed, there is nothing to remove.
struct Temporary {
    dir: Arc<Dir>,
    path: PathBuf,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        match self.dir.remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "a half-written media object stays until the next start");
            }
            _ => {}
        }
    }
}

struct HalfWritten {
    file: BufWriter<tokio::fs::File>,
    temporary: Temporary,
}

#[async_trait]
impl Writing for HalfWritten {
    async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        Ok(self.file.write_all(chunk).await?)
    }

    async fn keep(mut self: Box<Self>, digest: &str) -> Result<()> {
        let (folder, path) = place(digest)?;
        self.file.flush().await?;
        self.file.get_ref().sync_all().await?;
        let temporary = self.temporary;
        blocking(move || {
            let dir = &temporary.dir;
            if dir.try_exists(&path)? {
                return Ok(());
            }
            dir.create_dir_all(&folder)?;
            dir.rename(&temporary.path, dir, &path)?;
            // The names must be on the disk before an index row speaks of them.
            let first = PathBuf::from(&path.to_string_lossy()[..2]);
            for named in [folder, first, PathBuf::from(".")] {
                dir.open(named)?.sync_all()?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }
}
