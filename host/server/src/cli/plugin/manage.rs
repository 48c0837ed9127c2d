//! The plugins of a running host: loaded, listed, granted, activated, rolled back, released, unloaded.

use std::io::Read as _;
use std::path::PathBuf;

use jackfield_sandbox::LoadError;
use serde_json::json;
use ureq::SendBody;
use ureq::http::Method;

use super::read as read_file;
use crate::api::plugins::RolledBack;
use crate::api::types::{GrantDecision, Loaded, PluginState, Standing, Terms};
use crate::cli::client::{Client, Connection, read, segment};
use crate::cli::error::Error;
use crate::cli::terminal::{Colour, Colours, bytes_bar, line, safe, table};

/// Digits of a digest that tell versions apart for people.
const SHORT_DIGEST: usize = 12;
/// The least digits of a digest that name a version.
const LEAST_DIGEST: usize = 4;

/// A version on a running host.
#[derive(clap::Args)]
pub struct Version {
    /// A plugin's name, name@version, or the beginning of a digest
    plugin: String,
    #[command(flatten)]
    connection: Connection,
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
pub struct Grant {
    #[command(flatten)]
    version: Version,
    /// Let it do everything that it asks
    #[arg(long, conflicts_with_all = ["deny", "without_secret", "without_host", "without_interface"])]
    approve: bool,
    /// Let it do nothing
    #[arg(long, conflicts_with_all = ["without_secret", "without_host", "without_interface"])]
    deny: bool,
    /// Let it do what it asks, but use this secret
    #[arg(long, value_name = "NAME")]
    without_secret: Vec<String>,
    /// Let it do what it asks, but call this host
    #[arg(long, value_name = "HOST")]
    without_host: Vec<String>,
    /// Let it do what it asks, but use this interface
    #[arg(long, value_name = "INTERFACE")]
    without_interface: Vec<String>,
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

fn choose(named: &str, states: Vec<PluginState>, prefers: impl Fn(&PluginState) -> bool) -> Result<PluginState, Error> {
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

impl Grant {
    pub fn run(self) -> Result<(), Error> {
        let client = self.version.connection.open()?;
        let waits = |state: &PluginState| state.state == Standing::WaitingForGrant;
        let states: Vec<PluginState> = client.all("/plugins")?;
        let any_waits = states
            .iter()
            .any(|state| state.name == self.version.plugin && waits(state));
        let state = choose(&self.version.plugin, states, |state| !any_waits || waits(state))?;
        let Some(decision) = self.decision(&state)? else {
            if self.version.connection.json {
                return line(&json!({"asked": state.asked, "granted": state.granted}).to_string());
            }
            show(&state)?;
            let whole = format!("{}@{}", safe(&state.name), safe(&state.version));
            line(&format!(
                "\ndecide: jackfield plugin grant {whole} --approve | --deny | --without-host HOST ..."
            ))?;
            return Ok(());
        };
        client.send(
            Method::POST,
            &format!("/plugins/{}/grant", state.digest),
            &json!({"decision": decision}),
        )?;
        let said = match decision {
            GrantDecision::Approve => "may do everything that it asks",
            GrantDecision::Deny => "may do nothing",
            GrantDecision::Narrow(_) => "may do what it asks, without what you named",
        };
        line(&format!("{} {} {said}", safe(&state.name), safe(&state.version)))
    }

    /// None: nothing was decided, only asked.
    fn decision(&self, state: &PluginState) -> Result<Option<GrantDecision>, Error> {
        if self.approve {
            return Ok(Some(GrantDecision::Approve));
        }
        if self.deny {
            return Ok(Some(GrantDecision::Deny));
        }
        if self.without_secret.is_empty() && self.without_host.is_empty() && self.without_interface.is_empty() {
            return Ok(None);
        }
        let mut terms = state.asked.clone();
        let mut drop = |name: &String, kind: &str| -> Result<(), Error> {
            let before = terms.clone();
            match kind {
                "secret" => terms.secrets.retain(|secret| secret.name != *name),
                "host" => terms.reach.retain(|reach| reach.host != *name),
                _ => terms.interfaces.retain(|interface| interface != name),
            }
            if terms == before {
                return Err(Error::Usage(format!(
                    "it does not ask for the {kind} `{name}`; see what it asks without this option"
                )));
            }
            Ok(())
        };
        self.without_secret.iter().try_for_each(|name| drop(name, "secret"))?;
        self.without_host.iter().try_for_each(|name| drop(name, "host"))?;
        self.without_interface
            .iter()
            .try_for_each(|name| drop(name, "interface"))?;
        Ok(Some(GrantDecision::Narrow(terms)))
    }
}

/// What it asks, with what of it is granted.
fn show(state: &PluginState) -> Result<(), Error> {
    line(&format!(
        "{} {}   {}",
        safe(&state.name),
        safe(&state.version),
        state.digest
    ))?;
    if let Some(reason) = &state.reason {
        line(&safe(reason))?;
    }
    let colours = Colours::of_stdout();
    let nothing = Terms::default();
    let granted = state.granted.as_ref().unwrap_or(&nothing);
    let mark = |is_granted: bool| match (is_granted, state.granted.is_some()) {
        (true, _) => colours.paint(Colour::Green, "granted"),
        (false, true) => colours.paint(Colour::Red, "denied "),
        (false, false) => colours.paint(Colour::Yellow, "asked  "),
    };
    for secret in &state.asked.secrets {
        let is_granted = granted.secrets.iter().any(|other| other.name == secret.name);
        line(&format!(
            "{}  secret     {}  {}",
            mark(is_granted),
            safe(&secret.name),
            safe(&secret.uses.join(", "))
        ))?;
    }
    for reach in &state.asked.reach {
        let same = |other: &crate::api::types::ReachTerm| {
            (&other.kind, &other.methods, &other.host, &other.path)
                == (&reach.kind, &reach.methods, &reach.host, &reach.path)
        };
        let place = format!("{} {}{}", reach.methods.join(","), reach.host, reach.path);
        line(&format!(
            "{}  {:<9}  {}  {}",
            mark(granted.reach.iter().any(same)),
            safe(&reach.kind),
            safe(&place),
            safe(&reach.why)
        ))?;
    }
    if let Some(webhook) = &state.asked.webhook {
        let handshake = if webhook.open_handshake {
            ", answers handshakes unchecked"
        } else {
            ""
        };
        let is_granted = granted.webhook.as_ref() == Some(webhook);
        line(&format!(
            "{}  webhook    checked by {}{handshake}",
            mark(is_granted),
            safe(&webhook.check)
        ))?;
    }
    for interface in &state.asked.interfaces {
        line(&format!(
            "{}  interface  {}",
            mark(granted.interfaces.contains(interface)),
            safe(interface)
        ))?;
    }
    for folder in &state.asked.folders {
        line(&format!(
            "{}  folder     {}",
            mark(granted.folders.contains(folder)),
            safe(folder)
        ))?;
    }
    if state.asked == nothing {
        line("it asks for nothing")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::types::{PluginCounters, PluginKind};

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
