//! What went wrong, whose doing it was, and what to do.

use jackfield_sandbox::{CallError, LoadError, SandboxError};

use crate::config::ConfigError;

/// Why a command was not carried out.
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
    /// The plugin, or what it was to be made of, is at fault.
    #[error("{0}")]
    Plugin(String),
    /// The plugin gave no result.
    #[error("{0}")]
    Call(#[from] CallError),
    #[error("{0}")]
    Sandbox(#[from] SandboxError),
    /// The configuration.
    #[error("the configuration is not right:\n{0}")]
    Config(#[from] ConfigError),
    /// The running host refused what it was given, by a rule.
    #[error("{0}")]
    Refused(String),
    /// The running host said no, or could not be reached.
    #[error("{0}")]
    Host(String),
}

impl Error {
    /// 2 for a fault of the plugin, 1 for everything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            // A function that is not there was asked for by the caller.
            Self::Call(CallError::Missing(_)) => 1,
            Self::Load { .. } | Self::Plugin(_) | Self::Call(_) => 2,
            Self::Usage(_) | Self::Sandbox(_) | Self::Config(_) | Self::Refused(_) | Self::Host(_) => 1,
        }
    }
}
