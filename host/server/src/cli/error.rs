//! What a command ends with when it gives no answer: whose doing it was, and what to do about it.

/// An error at the edge of the binary.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// Wrong use: exit code 1.
    #[error("{text}\n  hint: {hint}")]
    Usage {
        /// What is wrong.
        text: String,
        /// What to do.
        hint: String,
    },
    /// A fault of the plugin: exit code 2.
    #[error("{text}\n  hint: {hint}")]
    Plugin {
        /// What it did.
        text: String,
        /// What to do.
        hint: String,
    },
}

impl CliError {
    /// Wrong use, with what to do.
    pub fn usage(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            text: text.into(),
            hint: hint.into(),
        }
    }

    /// A fault of the plugin, with what to do.
    pub fn plugin(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Plugin {
            text: text.into(),
            hint: hint.into(),
        }
    }

    /// The code that the process ends with.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 1,
            Self::Plugin { .. } => 2,
        }
    }
}
