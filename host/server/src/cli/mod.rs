//! The commands, and what each kind of error means for the exit code.

mod build;
mod call;
mod inspect;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use jackfield_sandbox::{CallError, LoadError, Plugin, Sandbox, SandboxConfig, SandboxError};

/// An open switchboard for customer conversations.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build, check and try plugins
    #[command(subcommand)]
    Plugin(PluginCommand),
}

#[derive(Subcommand)]
enum PluginCommand {
    /// Run one exported function in the sandbox, without a server, and print JSON
    Call(call::Call),
    /// Load a plugin by every rule, and say what it is, asks and can do
    Inspect(inspect::Inspect),
    /// Load a plugin by every rule
    Check {
        /// The component
        plugin: PathBuf,
    },
    /// Build the plugin crate of a folder into a component
    Build(build::Build),
    /// Make a component of a core module
    Componentize {
        /// The core module
        module: PathBuf,
        /// The component to write
        #[arg(short, long)]
        out: PathBuf,
    },
}

/// What went wrong, and whose doing it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller must do something else.
    #[error("{0}")]
    Usage(String),
    /// The plugin does not load.
    #[error("{file}: {source}")]
    Load {
        file: String,
        #[source]
        source: LoadError,
    },
    /// The plugin gave no result.
    #[error("{0}")]
    Call(#[from] CallError),
    #[error("{0}")]
    Sandbox(#[from] SandboxError),
}

impl Error {
    /// 2 for a fault of the plugin, 1 for everything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Load { .. } => 2,
            // A function that is not there was asked for by the caller.
            Self::Call(CallError::Missing(_)) => 1,
            Self::Call(_) => 2,
            Self::Usage(_) | Self::Sandbox(_) => 1,
        }
    }
}

/// Does what was asked.
pub fn run(arguments: Arguments) -> Result<(), Error> {
    let Command::Plugin(command) = arguments.command;
    match command {
        PluginCommand::Call(call) => call.run(),
        PluginCommand::Inspect(inspect) => inspect.run(),
        PluginCommand::Check { plugin } => {
            let loaded = load(&plugin)?;
            println!(
                "{}: a {} for jackfield:plugin@{}, fit to be loaded",
                plugin.display(),
                loaded.kind(),
                loaded.contract_version()
            );
            Ok(())
        }
        PluginCommand::Build(build) => build.run(),
        PluginCommand::Componentize { module, out } => build::componentize(&module, &out),
    }
}

fn read(file: &std::path::Path) -> Result<Vec<u8>, Error> {
    std::fs::read(file).map_err(|error| Error::Usage(format!("{} cannot be read: {error}", file.display())))
}

fn load(file: &std::path::Path) -> Result<std::sync::Arc<Plugin>, Error> {
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
