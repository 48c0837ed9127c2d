//! `plugin grant`: what a version asks, what it may, and an operator's word on it.

use serde_json::json;
use ureq::http::Method;

use super::manage::{Version, choose};
use crate::api::types::{GrantDecision, PluginState, ReachTerm, Standing, Terms};
use crate::cli::error::Error;
use crate::cli::terminal::{Colour, Colours, line, safe};

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

/// Prints what it asks, with what of it is granted.
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
    let rows = rows(&state.asked, state.granted.as_ref().unwrap_or(&Terms::default()));
    for (is_granted, text) in &rows {
        let mark = match (is_granted, state.granted.is_some()) {
            (true, _) => colours.paint(Colour::Green, "granted"),
            (false, true) => colours.paint(Colour::Red, "denied "),
            (false, false) => colours.paint(Colour::Yellow, "asked  "),
        };
        line(&format!("{mark}  {}", safe(text)))?;
    }
    if rows.is_empty() {
        line("it asks for nothing")
    } else {
        Ok(())
    }
}

/// Everything that is asked, a row each, and whether it is granted.
fn rows(asked: &Terms, granted: &Terms) -> Vec<(bool, String)> {
    let mut rows = Vec::new();
    for secret in &asked.secrets {
        let is_granted = granted.secrets.iter().any(|other| other.name == secret.name);
        rows.push((
            is_granted,
            format!("secret     {}  {}", secret.name, secret.uses.join(", ")),
        ));
    }
    for reach in &asked.reach {
        let place = |reach: &ReachTerm| {
            format!(
                "{:<9}  {} {}{}",
                reach.kind,
                reach.methods.join(","),
                reach.host,
                reach.path
            )
        };
        let is_granted = granted.reach.iter().any(|other| place(other) == place(reach));
        rows.push((is_granted, format!("{}  {}", place(reach), reach.why)));
    }
    if let Some(webhook) = &asked.webhook {
        let handshake = if webhook.open_handshake {
            ", answers handshakes unchecked"
        } else {
            ""
        };
        rows.push((
            granted.webhook.as_ref() == Some(webhook),
            format!("webhook    checked by {}{handshake}", webhook.check),
        ));
    }
    for interface in &asked.interfaces {
        rows.push((
            granted.interfaces.contains(interface),
            format!("interface  {interface}"),
        ));
    }
    for folder in &asked.folders {
        rows.push((granted.folders.contains(folder), format!("folder     {folder}")));
    }
    rows
}
