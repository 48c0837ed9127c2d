//! `account`: set up, connected, checked, removed.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, Value};
use ureq::http::Method;

use super::client::{Connection, read, segment};
use super::error::Error;
use super::terminal::{line, safe, spinner, table};
use crate::api::accounts::{Account, AccountInput};
use crate::api::secrets::Secrets;
use crate::api::types::{Arranged, PluginState, Standing};

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Set up an account, or change it
    Add(Add),
    /// List accounts
    List {
        #[command(flatten)]
        connection: Connection,
    },
    /// Connect an account at its network; may be repeated
    Connect(One),
    /// Are the credentials good? Sends nothing to consumers
    Check(One),
    /// Remove an account with its secrets; what it received and sent stays
    Remove(One),
}

#[derive(clap::Args)]
pub struct One {
    /// The account's id
    id: String,
    #[command(flatten)]
    connection: Connection,
}

#[derive(clap::Args)]
pub struct Add {
    /// The account's id: small letters, digits, `-`, `_`, `.`
    id: String,
    /// The name of the plugin that serves it
    #[arg(long)]
    plugin: String,
    /// The brand it belongs to
    #[arg(long, default_value = "default")]
    brand: String,
    /// The network's own id of it
    #[arg(long)]
    address: Option<String>,
    /// The account whose webhook serves this one too
    #[arg(long)]
    parent: Option<String>,
    /// A setting; the value is JSON where it reads as JSON, text otherwise
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// A file of settings, as a JSON object
    #[arg(long, value_name = "FILE")]
    settings_file: Option<PathBuf>,
    #[command(flatten)]
    connection: Connection,
}

impl AccountCommand {
    pub fn run(self) -> Result<(), Error> {
        match self {
            Self::Add(add) => add.run(),
            Self::List { connection } => list(&connection),
            Self::Connect(one) => one.arrange("connect"),
            Self::Check(one) => one.arrange("check"),
            Self::Remove(one) => {
                one.connection
                    .open()?
                    .act(Method::DELETE, &format!("/accounts/{}", segment(&one.id)))?;
                line(&format!("{} is removed", one.id))
            }
        }
    }
}

fn list(connection: &Connection) -> Result<(), Error> {
    let accounts: Vec<Account> = connection.open()?.all("/accounts")?;
    if connection.json {
        return line(&serde_json::json!(accounts).to_string());
    }
    let rows: Vec<Vec<String>> = accounts
        .into_iter()
        .map(|one| {
            vec![
                one.id,
                one.plugin,
                one.brand,
                one.address.unwrap_or_default(),
                one.webhook_url,
            ]
        })
        .collect();
    table(&["ID", "PLUGIN", "BRAND", "ADDRESS", "WEBHOOK"], &rows)
}

impl Add {
    fn run(self) -> Result<(), Error> {
        let client = self.connection.open()?;
        let input = AccountInput {
            settings: self.settings()?,
            plugin: self.plugin,
            brand: self.brand,
            address: self.address,
            parent: self.parent,
        };
        let path = format!("/accounts/{}", segment(&self.id));
        let made: Account = read(client.send(Method::PUT, &path, &input)?)?;
        if self.connection.json {
            return line(&serde_json::json!(made).to_string());
        }
        line(&format!("{} is set up; its webhook is {}", made.id, made.webhook_url))?;
        // What is next is a courtesy: a token that may not see plugins sees none.
        let plugins: Vec<PluginState> = client.all("/plugins").unwrap_or_default();
        let has: Vec<String> = client
            .get::<Secrets>(&format!("{path}/secrets"))
            .map(|secrets| secrets.items.into_iter().map(|secret| secret.name).collect())
            .unwrap_or_default();
        let serving = plugins
            .iter()
            .find(|state| state.name == made.plugin && state.state == Standing::Active);
        match serving {
            None => line(&format!(
                "no version of {} is active; see jackfield plugin list",
                safe(&made.plugin)
            ))?,
            Some(state) => {
                for secret in state.asked.secrets.iter().filter(|secret| !has.contains(&secret.name)) {
                    let (name, title) = (safe(&secret.name), safe(&secret.title));
                    line(&format!("next: jackfield secret set {} {name}   ({title})", made.id))?;
                }
            }
        }
        line(&format!("then: jackfield account connect {}", made.id))
    }

    fn settings(&self) -> Result<Map<String, Value>, Error> {
        let mut settings = match &self.settings_file {
            None => Map::new(),
            Some(file) => serde_json::from_slice(&super::plugin::read(file)?)
                .map_err(|error| Error::Usage(format!("{}: no JSON object of settings: {error}", file.display())))?,
        };
        for setting in &self.settings {
            let (name, text) = setting
                .split_once('=')
                .ok_or_else(|| Error::Usage(format!("--set {setting}: write it as NAME=VALUE")))?;
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
            settings.insert(name.to_owned(), value);
        }
        Ok(settings)
    }
}

impl One {
    fn arrange(self, aim: &str) -> Result<(), Error> {
        let client = self.connection.open()?;
        let waiting = spinner(&format!("{aim} {}", self.id));
        let answer = client.act(Method::POST, &format!("/accounts/{}/{aim}", segment(&self.id)));
        waiting.finish_and_clear();
        let arranged: Arranged = read(answer?)?;
        if self.connection.json {
            line(&serde_json::json!(arranged).to_string())?;
        } else {
            for event in &arranged.events {
                line(&safe(&serde_json::json!(event.body).to_string()))?;
            }
        }
        match arranged.failure {
            Some(failure) => Err(Error::Host(format!(
                "{}: {} said no: {}",
                self.id,
                aim,
                safe(&failure.text)
            ))),
            None if !arranged.ok => Err(Error::Host(format!("{}: {aim} did not go well", self.id))),
            None if self.connection.json => Ok(()),
            None => line(&format!("{}: {aim} went well", self.id)),
        }
    }
}
