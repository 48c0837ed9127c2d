//! `parked` and `dead-letters`: what waits for repair, shown and tried again.

use clap::Subcommand;
use serde_json::json;
use ureq::http::Method;

use super::client::{Client, Connection, read, segment};
use super::error::Error;
use super::terminal::{line, safe, table};
use crate::api::messages::Outbound;
use crate::api::parked::{Parked, ParkedDetail};
use crate::api::types::Replayed;

#[derive(Subcommand)]
pub enum ParkedCommand {
    /// List parked requests, oldest first
    List(Which),
    /// Show a parked request as it came, without credentials
    Show {
        /// Its place
        seq: i64,
        #[command(flatten)]
        connection: Connection,
    },
    /// Give parked requests to the active version of their connector
    Replay {
        /// Its place
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        seq: Option<i64>,
        /// All of them, oldest first, until one fails again
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        which: Which,
    },
    /// Throw a parked request away
    Discard {
        /// Its place
        seq: i64,
        #[command(flatten)]
        connection: Connection,
    },
}

#[derive(Subcommand)]
pub enum DeadLetterCommand {
    /// List dead letters, oldest first
    List(Which),
    /// Show a dead letter
    Show {
        /// Its id
        id: String,
        #[command(flatten)]
        connection: Connection,
    },
    /// Send dead letters again
    Replay {
        /// Its id
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<String>,
        /// All of them, oldest first
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(clap::Args)]
pub struct Which {
    /// Only of this account
    #[arg(long)]
    account: Option<String>,
    #[command(flatten)]
    connection: Connection,
}

impl Which {
    fn path(&self, list: &str) -> String {
        match &self.account {
            Some(account) => format!("/{list}?account={}", segment(account)),
            None => format!("/{list}"),
        }
    }
}

impl ParkedCommand {
    pub fn run(self) -> Result<(), Error> {
        match self {
            Self::List(which) => {
                let parked: Vec<Parked> = which.connection.open()?.all(&which.path("parked"))?;
                if which.connection.json {
                    return line(&json!(parked).to_string());
                }
                let rows: Vec<Vec<String>> = parked
                    .into_iter()
                    .map(|one| {
                        vec![
                            one.seq.to_string(),
                            one.account,
                            one.received,
                            one.replays.to_string(),
                            one.reason,
                        ]
                    })
                    .collect();
                table(&["PLACE", "ACCOUNT", "RECEIVED", "REPLAYS", "REASON"], &rows)
            }
            Self::Show { seq, connection } => {
                let detail: ParkedDetail = connection.open()?.get(&format!("/parked/{seq}"))?;
                if connection.json {
                    line(&json!(detail).to_string())
                } else {
                    show(&detail)
                }
            }
            Self::Replay { seq, all: _, which } => {
                let client = which.connection.open()?;
                let places = match seq {
                    Some(seq) => vec![seq],
                    None => client
                        .all::<Parked>(&which.path("parked"))?
                        .iter()
                        .map(|one| one.seq)
                        .collect(),
                };
                places.into_iter().try_for_each(|seq| replay(&client, seq))
            }
            Self::Discard { seq, connection } => {
                connection.open()?.act(Method::DELETE, &format!("/parked/{seq}"))?;
                line(&format!("{seq} is discarded"))
            }
        }
    }
}

fn replay(client: &Client, seq: i64) -> Result<(), Error> {
    let replayed: Replayed = read(client.act(Method::POST, &format!("/parked/{seq}/replay"))?)?;
    if replayed.understood {
        return line(&format!("{seq}: understood, {} new events", replayed.events));
    }
    let reason = safe(replayed.reason.as_deref().unwrap_or("no reason was given"));
    Err(Error::Host(format!(
        "{seq}: parked still, and those after it were not tried: {reason}"
    )))
}

fn show(detail: &ParkedDetail) -> Result<(), Error> {
    line(&format!("account   {}", safe(&detail.parked.account)))?;
    line(&format!("received  {}", detail.parked.received))?;
    line(&format!(
        "failed    {} times, last on {}",
        detail.parked.replays + 1,
        detail.parked.plugin
    ))?;
    line(&format!("reason    {}", safe(&detail.parked.reason)))?;
    line(&format!("\n{} {}", safe(&detail.method), safe(&detail.url)))?;
    for (name, value) in &detail.headers {
        line(&format!("{}: {}", safe(name), safe(value)))?;
    }
    let body = detail
        .body
        .as_deref()
        .or(detail.body_base64.as_deref())
        .unwrap_or_default();
    line("")?;
    body.lines().try_for_each(|text| line(&safe(text)))?;
    if detail.truncated {
        line("... and more; --json shows as much")
    } else {
        Ok(())
    }
}

impl DeadLetterCommand {
    pub fn run(self) -> Result<(), Error> {
        match self {
            Self::List(which) => {
                let letters: Vec<Outbound> = which.connection.open()?.all(&which.path("dead-letters"))?;
                if which.connection.json {
                    return line(&json!(letters).to_string());
                }
                let rows: Vec<Vec<String>> = letters
                    .into_iter()
                    .map(|one| {
                        let reason = one.reason.unwrap_or_default();
                        vec![
                            one.id,
                            one.account,
                            one.conversation,
                            one.created,
                            one.attempts.to_string(),
                            reason,
                        ]
                    })
                    .collect();
                table(&["ID", "ACCOUNT", "CONVERSATION", "CREATED", "TRIED", "REASON"], &rows)
            }
            Self::Show { id, connection } => {
                let letter: Outbound = connection.open()?.get(&format!("/dead-letters/{}", segment(&id)))?;
                let text = if connection.json {
                    json!(letter).to_string()
                } else {
                    format!("{:#}", json!(letter))
                };
                text.lines().try_for_each(|text| line(&safe(text)))
            }
            Self::Replay { id, all: _, which } => {
                let client = which.connection.open()?;
                let ids = match id {
                    Some(id) => vec![id],
                    None => client
                        .all::<Outbound>(&which.path("dead-letters"))?
                        .into_iter()
                        .map(|one| one.id)
                        .collect(),
                };
                ids.iter().try_for_each(|id| {
                    client.act(Method::POST, &format!("/dead-letters/{}/replay", segment(id)))?;
                    line(&format!("{} is sent again", safe(id)))
                })
            }
        }
    }
}
