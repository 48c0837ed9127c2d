//! The plugins of a running host: loaded, listed, activated, rolled back, released, unloaded.

use std::io::Read as _;
use std::path::PathBuf;

use jackfield_sandbox::LoadError;
use serde_json::json;
use ureq::SendBody;
use ureq::http::Method;

use super::read as read_file;
use crate::api::plugins::RolledBack;
use crate::api::types::{Loaded, PluginState, Standing};
use crate::cli::client::{Client, Connection, read, segment};
use crate::cli::error::Error;
use crate::cli::terminal::{bytes_bar, line, safe, table};

/// Digits of a digest that tell versions apart for people.
const SHORT_DIGEST: usize = 12;
/// The least digits of a digest that name a version.
const LEAST_DIGEST: usize = 4;

/// A version on a running host.
#[derive(clap::Args)]
pub struct Version {
    /// A plugin's name, name@version, or the beginning of a digest
    pub(super) plugin: String,
    #[command(flatten)]
    pub(super) connection: Connection,
}

#[derive(clap::Args)]
pub struct Load {
    /// The component
    component: PathBuf,
    /// Make it the one that serves, if it may
    #[arg(long)]
    activate: bool,
    #[command(flatten)]
    connection: Connection,
}

#[derive(clap::Args)]
pub struct List {
    #[command(flatten)]
    connection: Connection,
}

#[derive(clap::Args)]
pub struct Activate {
    #[command(flatten)]
    version: Version,
}

#[derive(clap::Args)]
pub struct Rollback {
    /// The plugin's name
    name: String,
    #[command(flatten)]
    connection: Connection,
}

#[derive(clap::Args)]
pub struct Release {
    #[command(flatten)]
    version: Version,
}

#[derive(clap::Args)]
pub struct Unload {
    #[command(flatten)]
    version: Version,
}

impl Load {
    pub fn run(self) -> Result<(), Error> {
        let wasm = read_file(&self.component)?;
        let client = self.connection.open()?;
        let loaded = upload(&client, &wasm)?;
        if self.activate && loaded.state == Standing::Loaded {
            client.act(Method::POST, &format!("/plugins/{}/activate", loaded.digest))?;
        }
        if self.connection.json {
            return line(&json!(loaded).to_string());
        }
        let (name, version) = (safe(&loaded.name), safe(&loaded.version));
        line(&format!("{name} {version}   {}", loaded.digest))?;
        match loaded.state {
            Standing::WaitingForGrant => line(&format!(
                "it asks for more than it may; see jackfield plugin grant {name}@{version}"
            )),
            Standing::Quarantined => line(&format!(
                "it is in quarantine; see jackfield plugin release {name}@{version}"
            )),
            Standing::Loaded if !self.activate => line(&format!("next: jackfield plugin activate {name}@{version}")),
            Standing::Loaded | Standing::Active => line("it serves"),
        }
    }
}

/// Uploads a component. What is no component of ours is its author's fault, wherever that is found.
pub(super) fn upload(client: &Client, wasm: &[u8]) -> Result<Loaded, Error> {
    if !wasm.starts_with(b"\0asm") {
        return Err(Error::Plugin(
            LoadError::NotWasm("it does not begin with the preamble of WebAssembly".to_owned()).to_string(),
        ));
    }
    let bar = bytes_bar(wasm.len() as u64);
    let length = wasm.len().to_string();
    let headers = [
        ("content-type", "application/wasm"),
        ("content-length", length.as_str()),
    ];
    let mut body = bar.wrap_read(wasm).take(wasm.len() as u64);
    let answer = client.ask(Method::POST, "/plugins", &headers, SendBody::from_reader(&mut body));
    bar.finish_and_clear();
    match answer {
        Ok(answer) => read(answer),
        Err(Error::Refused(why)) => Err(Error::Plugin(why)),
        Err(other) => Err(other),
    }
}

impl List {
    pub fn run(self) -> Result<(), Error> {
        let states: Vec<PluginState> = self.connection.open()?.all("/plugins")?;
        if self.connection.json {
            return line(&json!(states).to_string());
        }
        let rows: Vec<Vec<String>> = states
            .into_iter()
            .map(|state| {
                vec![
                    state.name,
                    state.version,
                    json!(state.kind).as_str().unwrap_or_default().to_owned(),
                    json!(state.state).as_str().unwrap_or_default().to_owned(),
                    state.digest.chars().take(SHORT_DIGEST).collect(),
                    state.counters.calls.to_string(),
                    state.counters.faults.to_string(),
                    state.reason.unwrap_or_default(),
                ]
            })
            .collect();
        table(
            &[
                "NAME", "VERSION", "KIND", "STATE", "DIGEST", "CALLS", "FAULTS", "REASON",
            ],
            &rows,
        )
    }
}

impl Version {
    /// The version that is meant; among several of a name the newest that `prefers` fits.
    fn find(&self, client: &Client, prefers: impl Fn(&PluginState) -> bool) -> Result<PluginState, Error> {
        let states: Vec<PluginState> = client.all("/plugins")?;
        choose(&self.plugin, states, prefers)
    }

    fn act(&self, what: &str, said: &str, prefers: impl Fn(&PluginState) -> bool) -> Result<(), Error> {
        let client = self.connection.open()?;
        let state = self.find(&client, prefers)?;
        match what {
            "" => client.act(Method::DELETE, &format!("/plugins/{}", state.digest))?,
            _ => client.act(Method::POST, &format!("/plugins/{}/{what}", state.digest))?,
        };
        line(&format!("{} {} {said}", safe(&state.name), safe(&state.version)))
    }
}

/// The version of `states` that is named; among several the newest that `prefers` fits.
pub(super) fn choose(
    named: &str,
    states: Vec<PluginState>,
    prefers: impl Fn(&PluginState) -> bool,
) -> Result<PluginState, Error> {
    let is_meant = |state: &PluginState| {
        state.name == named
            || named
                .split_once('@')
                .is_some_and(|(name, version)| state.name == name && state.version == version)
            || (named.len() >= LEAST_DIGEST && state.digest.starts_with(named))
    };
    let mut meant: Vec<PluginState> = states.into_iter().filter(is_meant).collect();
    if meant.len() > 1 {
        // Newest last; the digest decides between two of one moment, so that the choice is the same every time.
        meant.sort_by(|one, other| (&one.added, &one.digest).cmp(&(&other.added, &other.digest)));
        meant.retain(prefers);
    }
    meant.pop().ok_or_else(|| {
        Error::Usage(format!(
            "no version of `{named}` is there to do that with; see jackfield plugin list"
        ))
    })
}

impl Activate {
    pub fn run(self) -> Result<(), Error> {
        self.version
            .act("activate", "serves now", |state| state.state == Standing::Loaded)
    }
}

impl Release {
    pub fn run(self) -> Result<(), Error> {
        self.version
            .act("release", "is released", |state| state.state == Standing::Quarantined)
    }
}

impl Unload {
    pub fn run(self) -> Result<(), Error> {
        if !self.version.plugin.contains('@') && self.version.plugin.len() < SHORT_DIGEST {
            let client = self.version.connection.open()?;
            let states: Vec<PluginState> = client.all("/plugins")?;
            if states.iter().filter(|state| state.name == self.version.plugin).count() > 1 {
                let text = "there are several versions of it; say which: name@version, or the beginning of a digest";
                return Err(Error::Usage(text.to_owned()));
            }
        }
        self.version
            .act("", "is unloaded", |state| state.state != Standing::Active)
    }
}

impl Rollback {
    pub fn run(self) -> Result<(), Error> {
        let client = self.connection.open()?;
        let back: RolledBack = read(client.act(Method::POST, &format!("/plugins/{}/rollback", segment(&self.name)))?)?;
        line(&format!("{} serves again with {}", self.name, back.digest))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::types::{PluginCounters, PluginKind, Terms};

    fn state(name: &str, version: &str, digest: &str, standing: Standing) -> PluginState {
        PluginState {
            digest: digest.to_owned(),
            name: name.to_owned(),
            title: name.to_owned(),
            kind: PluginKind::Bot,
            version: version.to_owned(),
            contract: "0.1.0".to_owned(),
            state: standing,
            reason: None,
            asked: Terms::default(),
            granted: None,
            counters: PluginCounters::default(),
            added: format!("2026-01-0{}T00:00:00Z", &version[..1]),
        }
    }

    #[test]
    fn a_name_means_the_newest_version_that_fits_and_a_digest_the_one() {
        let states = || {
            vec![
                state("web", "3.0.0", "cccc3", Standing::Loaded),
                state("web", "1.0.0", "aaaa1", Standing::Active),
                state("web", "2.0.0", "bbbb2", Standing::Loaded),
                state("mail", "1.0.0", "dddd4", Standing::Loaded),
            ]
        };
        let loaded = |state: &PluginState| state.state == Standing::Loaded;
        let chosen = |named: &str| choose(named, states(), loaded).map(|state| state.digest);
        assert_eq!(chosen("web").unwrap(), "cccc3");
        assert_eq!(chosen("web@1.0.0").unwrap(), "aaaa1");
        assert_eq!(chosen("bbbb").unwrap(), "bbbb2");
        assert_eq!(chosen("mail").unwrap(), "dddd4");
        assert!(chosen("nobody").is_err() && chosen("b").is_err());
    }
}
