//! The configuration: one TOML file, any value of it overridden by an environment variable, checked before anything starts.
//!
//! One file a section; each field says its default, and its variable is `JACKFIELD_<SECTION>__<KEY>` in capitals
//! (`JACKFIELD_SERVER__LISTEN`, `JACKFIELD_SERVER__LIMITS__BODY_BYTES`). Unknown names are refused, since a misspelt limit
//! that is silently ignored is no limit. Everything that is wrong is told at once, with its place and what to do.

mod fields;
mod network;
mod plugins;
mod read;
mod report;
mod retention;
mod routes;
mod secrets;
mod server;
mod telemetry;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use network::{Network, Override};
pub use plugins::{GrantMode, Plugins};
pub use read::VARIABLE_PREFIX;
pub use report::{Complaint, ConfigError, Place};
pub use retention::Retention;
pub use routes::{AttributeValue, Route, Target, When};
pub use secrets::Secrets;
pub use server::{Limits, Server, Subnet, Tls};
pub use telemetry::{Format, Telemetry};

/// The file's usual name.
pub const FILE_NAME: &str = "jackfield.toml";

/// Everything that is configured. A section that is left out has its defaults.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where it listens, and where it keeps what it knows.
    pub server: Server,
    /// Where plugins come from, and what they get without being asked about.
    pub plugins: Plugins,
    /// Where the key of the stored secrets is.
    pub secrets: Secrets,
    /// Exceptions from how calls leave.
    pub network: Network,
    /// What is told of its work, to whom.
    pub telemetry: Telemetry,
    /// Which bot or skill a conversation goes to; the first that fits.
    pub routes: Vec<Route>,
    /// How long what is done with is kept.
    pub retention: Retention,
}

impl Config {
    /// Reads `file` and the variables; without a file, the defaults and the variables.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] with everything that is wrong.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let text = match file {
            None => String::new(),
            Some(file) => std::fs::read_to_string(file).map_err(|error| ConfigError::unreadable(file, &error))?,
        };
        Self::parse(&text, file, variables)
    }

    /// As [`Config::load`], with the file's text given. Relative paths in it are taken from the file's folder.
    ///
    /// # Errors
    ///
    /// As [`Config::load`].
    pub fn parse(
        text: &str,
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let source = read::Source::new(text, file, variables)?;
        let unknown = source.unknown(&Self::known());
        if !unknown.is_empty() {
            return Err(ConfigError(unknown));
        }
        let mut config: Self = source.deserialize()?;
        let mut wrong = Vec::new();
        let mut complain = |path: &str, what: String, remedy: &str| {
            wrong.push(source.complaint(path, what, Some(remedy.to_owned())));
        };
        config.server.check(&mut complain);
        config.secrets.check(&mut complain);
        config.network.check(&mut complain);
        config.telemetry.check(&mut complain);
        routes::check(&config.routes, &mut complain);
        config.retention.check(&mut complain);
        if !wrong.is_empty() {
            return Err(ConfigError(wrong));
        }
        config.anchor(file.and_then(Path::parent).unwrap_or(Path::new("")));
        Ok(config)
    }

    /// The names that stand in each table, by its path.
    fn known() -> Vec<(&'static str, &'static [&'static str])> {
        vec![
            ("", fields::of::<Self>()),
            ("server", fields::of::<Server>()),
            ("server.tls", fields::of::<Tls>()),
            ("server.limits", fields::of::<Limits>()),
            ("plugins", fields::of::<Plugins>()),
            ("secrets", fields::of::<Secrets>()),
            ("network", fields::of::<Network>()),
            ("network.overrides[]", fields::of::<Override>()),
            ("telemetry", fields::of::<Telemetry>()),
            ("routes[]", fields::of::<Route>()),
            ("routes[].when", fields::of::<When>()),
            ("retention", fields::of::<Retention>()),
        ]
    }

    /// Takes relative paths from the folder of the file, so that it does not matter where the host is started.
    fn anchor(&mut self, folder: &Path) {
        let anchor = |path: &mut PathBuf| *path = folder.join(&path);
        anchor(&mut self.server.data);
        if let Some(tls) = &mut self.server.tls {
            anchor(&mut tls.cert);
            anchor(&mut tls.key);
        }
        self.plugins.folder.iter_mut().for_each(anchor);
        self.secrets.key_file.iter_mut().for_each(anchor);
        for one in &mut self.network.overrides {
            one.root.iter_mut().for_each(anchor);
        }
    }
}

/// How a section tells what is wrong: path of the value, what it is, what to do.
type Complain<'a> = dyn FnMut(&str, String, &str) + 'a;
