//! `plugin`: an author's loop (new, build, check, call, dev), and an operator's hand on a running host.

mod build;
mod call;
mod dev;
mod grant;
mod inspect;
mod manage;
mod new;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use jackfield_sandbox::{Plugin, Sandbox, SandboxConfig};

use super::error::Error;
use super::terminal::line;

#[derive(Subcommand)]
pub enum PluginCommand {
    /// Make the crate of a new plugin, with tests and everything that it builds from
    New(new::New),
    /// Build the plugin crate of a folder into a component
    Build(build::Build),
    /// Load a plugin here by every rule, without a server
    Check {
        /// The component
        plugin: PathBuf,
    },
    /// Load a plugin here, and say what it is, asks and can do
    Inspect(inspect::Inspect),
    /// Run one exported function in the sandbox, without a server, and print JSON
    Call(call::Call),
    /// Rebuild on every edit, and swap it into a running host
    Dev(dev::Dev),
    /// Load a component into a running host
    Load(manage::Load),
    /// List a running host's plugins
    List(manage::List),
    /// Show what a plugin asks and may; approve, narrow or deny it
    Grant(grant::Grant),
    /// Make a version the one that serves
    Activate(manage::Activate),
    /// Make the version serve that served before
    Rollback(manage::Rollback),
    /// End a plugin's quarantine
    Release(manage::Release),
    /// Forget a version
    Unload(manage::Unload),
    /// Make a component of a core module
    Componentize {
        /// The core module
        module: PathBuf,
        /// The component to write
        #[arg(short, long)]
        out: PathBuf,
    },
}

impl PluginCommand {
    pub fn run(self) -> Result<(), Error> {
        match self {
            Self::New(new) => new.run(),
            Self::Build(build) => build.run(),
            Self::Check { plugin } => {
                let loaded = load(&plugin)?;
                line(&format!(
                    "{}: a {} for jackfield:plugin@{}, fit to be loaded",
                    plugin.display(),
                    loaded.kind(),
                    loaded.contract_version()
                ))
            }
            Self::Inspect(inspect) => inspect.run(),
            Self::Call(call) => call.run(),
            Self::Dev(dev) => dev.run(),
            Self::Load(load) => load.run(),
            Self::List(list) => list.run(),
            Self::Grant(grant) => grant.run(),
            Self::Activate(activate) => activate.run(),
            Self::Rollback(rollback) => rollback.run(),
            Self::Release(release) => release.run(),
            Self::Unload(unload) => unload.run(),
            Self::Componentize { module, out } => build::componentize(&module, &out),
        }
    }
}

/// The bytes of a file that the caller named.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(file).map_err(|error| Error::Usage(format!("{} cannot be read: {error}", file.display())))
}

/// A component, loaded by every rule in a small sandbox of this process.
fn load(file: &Path) -> Result<Arc<Plugin>, Error> {
    let wasm = read(file)?;
    let sandbox = Sandbox::new(SandboxConfig {
        instances: 4,
        ..SandboxConfig::default()
    })?;
    sandbox.load(&wasm).map_err(|source| Error::Load {
        file: file.display().to_string(),
        source,
    })
}
