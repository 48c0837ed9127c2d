//! `secret`: values go in by standard input or unseen, never as an argument that every process of the machine can read.

use clap::Subcommand;
use serde_json::json;
use ureq::http::Method;

use super::client::{Connection, segment};
use super::error::Error;
use super::terminal::{line, secret, table};
use crate::api::secrets::Secrets;

#[derive(Subcommand)]
pub enum SecretCommand {
    /// Set a secret; the value is all of standard input, or typed when asked
    Set {
        #[command(flatten)]
        place: Place,
        /// The value before stays valid beside it, until `end-rotation`
        #[arg(long)]
        rotate: bool,
    },
    /// List which secrets an account has
    List {
        /// The account's id
        account: String,
        #[command(flatten)]
        connection: Connection,
    },
    /// Let the value before the present one count no more
    EndRotation(Place),
    /// Remove a secret
    Remove(Place),
}

#[derive(clap::Args)]
pub struct Place {
    /// The account's id
    account: String,
    /// The secret's name, as the plugin asks for it
    name: String,
    #[command(flatten)]
    connection: Connection,
}

impl Place {
    fn path(&self) -> String {
        format!("/accounts/{}/secrets/{}", segment(&self.account), segment(&self.name))
    }
}

impl SecretCommand {
    pub fn run(self) -> Result<(), Error> {
        match self {
            Self::Set { place, rotate } => {
                let client = place.connection.open()?;
                let value = secret(&format!("{} of {}", place.name, place.account))?;
                client.send(
                    Method::PUT,
                    &place.path(),
                    &json!({"value": value.as_str(), "rotate": rotate}),
                )?;
                line(&format!("{} of {} is set", place.name, place.account))
            }
            Self::List { account, connection } => {
                let secrets: Secrets = connection
                    .open()?
                    .get(&format!("/accounts/{}/secrets", segment(&account)))?;
                if connection.json {
                    return line(&json!(secrets).to_string());
                }
                let rows: Vec<Vec<String>> = secrets
                    .items
                    .into_iter()
                    .map(|kept| {
                        vec![
                            kept.name,
                            kept.updated,
                            if kept.rotating { "rotating" } else { "" }.to_owned(),
                        ]
                    })
                    .collect();
                table(&["NAME", "CHANGED", ""], &rows)
            }
            Self::EndRotation(place) => {
                place
                    .connection
                    .open()?
                    .act(Method::POST, &format!("{}/end-rotation", place.path()))?;
                line(&format!("{} of {} has one value", place.name, place.account))
            }
            Self::Remove(place) => {
                place.connection.open()?.act(Method::DELETE, &place.path())?;
                line(&format!("{} of {} is removed", place.name, place.account))
            }
        }
    }
}
