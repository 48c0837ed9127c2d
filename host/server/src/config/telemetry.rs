//! `[telemetry]`: what is told of the host's work, to whom.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::Complain;

/// The section `[telemetry]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// The collector that traces are sent to, as OTLP over HTTP; none: no traces.
    pub otlp: Option<String>,
    /// The form of log lines; `text`.
    pub format: Format,
    /// The least level that is logged, by room if wanted (`info,jackfield_hub=debug`); `info`.
    pub level: String,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            otlp: None,
            format: Format::Text,
            level: "info".to_owned(),
        }
    }
}

impl Telemetry {
    pub(super) fn check(&self, complain: &mut Complain<'_>) {
        if let Err(error) = EnvFilter::try_new(&self.level) {
            let what = format!("`{}` is no level: {error}", self.level);
            complain(
                "telemetry.level",
                what,
                "write error, warn, info, debug or trace, or `info,room=debug`",
            );
        }
        if let Some(text) = &self.otlp
            && !Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        {
            let what = format!("`{text}` is no URL of a collector");
            complain("telemetry.otlp", what, "write it as http://127.0.0.1:4318");
        }
    }
}
