//! The process: started, waited for, stopped or killed.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

/// How long a start may take: a first start compiles every plugin.
const START: Duration = Duration::from_secs(180);
/// Between two looks at a host that starts.
const LOOK: Duration = Duration::from_millis(20);

/// Why there is no host.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The binary or a component is missing.
    #[error("{0} is not there; build it with ./just plugins")]
    NotBuilt(PathBuf),
    /// The system refused.
    #[error("{what}: {error}")]
    System {
        /// What was tried.
        what: String,
        /// Its words.
        error: std::io::Error,
    },
    /// A command of the host failed.
    #[error("{0}")]
    Command(String),
    /// It ended, or never was ready.
    #[error("the host {0}; its log: {1}")]
    NotReady(&'static str, PathBuf),
    /// Its API refused.
    #[error(transparent)]
    Api(#[from] crate::ApiError),
    /// A simulator failed.
    #[error(transparent)]
    Network(#[from] jackfield_networks::Error),
}

impl HostError {
    pub(crate) fn system(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |error| Self::System { what, error }
    }
}

/// The `jackfield` binary beside this one.
///
/// # Errors
///
/// [`HostError::NotBuilt`].
pub fn binary() -> Result<PathBuf, HostError> {
    let here = std::env::current_exe().map_err(HostError::system("this program"))?;
    // A binary stands in `release`, a test in `release/deps`.
    let mut folders = here.ancestors().skip(1).take(2);
    let found = folders.find_map(|folder| Some(folder.join("jackfield")).filter(|file| file.is_file()));
    found.ok_or_else(|| HostError::NotBuilt(here.with_file_name("jackfield")))
}

/// The folder of built components.
///
/// # Errors
///
/// [`HostError::NotBuilt`].
pub fn components() -> Result<PathBuf, HostError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/plugins");
    let folder = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => PathBuf::from(target).join("plugins"),
        None => folder,
    };
    if folder.is_dir() {
        Ok(folder)
    } else {
        Err(HostError::NotBuilt(folder))
    }
}

/// A running host.
pub struct Host {
    child: Child,
    log: PathBuf,
}

impl Host {
    /// Starts `jackfield serve` with this configuration, its log beside it, and waits until it is ready at `address`.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn start(config: &Path, address: &str) -> Result<Self, HostError> {
        let log = config.with_file_name("host.log");
        let file = std::fs::File::options().create(true).append(true).open(&log);
        let file = file.map_err(HostError::system("the host's log"))?;
        let again = file.try_clone().map_err(HostError::system("the host's log"))?;
        let child = Command::new(binary()?)
            .arg("serve")
            .arg("--config")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(again)
            .kill_on_drop(true)
            .spawn()
            .map_err(HostError::system("jackfield serve"))?;
        let mut host = Self { child, log };
        let ready = crate::Api::new(&format!("http://{address}"), "");
        let waited = tokio::time::timeout(START, async {
            loop {
                if host.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                    return false;
                }
                let answer = ready.raw("GET", "/readyz", "text/plain", b"").await;
                if answer.is_ok_and(|reply| reply.status == 200) {
                    return true;
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        match waited.await {
            Ok(true) => Ok(host),
            Ok(false) => Err(HostError::NotReady("ended", host.log)),
            Err(_) => Err(HostError::NotReady("was not ready in time", host.log)),
        }
    }

    /// The process's id, while it runs.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Everything that it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it as a power cut would, as far as the process is concerned.
    ///
    /// # Errors
    ///
    /// [`HostError::System`].
    pub async fn kill(mut self) -> Result<(), HostError> {
        self.child.kill().await.map_err(HostError::system("kill -9"))
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    ///
    /// [`HostError::Command`] when it ended badly.
    pub async fn stop(mut self) -> Result<(), HostError> {
        let id = self.child.id().unwrap_or_default().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await;
        asked.map_err(HostError::system("kill -TERM"))?;
        let ended = self.child.wait().await.map_err(HostError::system("the host's end"))?;
        if ended.success() {
            Ok(())
        } else {
            Err(HostError::Command(format!(
                "the host ended with {ended}; its log: {}",
                self.log.display()
            )))
        }
    }
}
