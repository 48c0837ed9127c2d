//! Log lines: to standard error, for people or as JSON, from the level that the configuration says.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::{Format, Telemetry};

/// Starts logging for this process. Where it was started before, the first word counts.
pub fn start(telemetry: &Telemetry) {
    // The configuration was checked; a filter that is none after all is the default.
    let filter = EnvFilter::try_new(&telemetry.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(is_terminal);
    let started = match telemetry.format {
        Format::Text => lines.try_init(),
        Format::Json => lines.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logging was started before");
    }
}
