//! What a simulator is started with.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// A network that can be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// WhatsApp Business Platform, Cloud API.
    #[serde(rename = "whatsapp")]
    WhatsApp,
    /// LINE Messaging API.
    Line,
}

impl Network {
    /// The names of the real hosts, which are to be overridden to the simulator.
    pub fn hosts(self) -> &'static [&'static str] {
        match self {
            Network::WhatsApp => &["graph.facebook.com", "lookaside.fbsbx.com"],
            Network::Line => &["api.line.me", "api-data.line.me"],
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Network::WhatsApp => "whatsapp",
            Network::Line => "line",
        })
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Network, String> {
        match text {
            "whatsapp" => Ok(Network::WhatsApp),
            "line" => Ok(Network::Line),
            other => Err(format!("no simulator of `{other}`: whatsapp or line")),
        }
    }
}

/// The business's account at the network. [`Account::of`] gives one that fits the connectors' settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// WhatsApp: the phone number id (digits). LINE: the bot's user id, `destination` of its webhooks.
    pub address: String,
    /// WhatsApp: the business account's id (`waba_id`). LINE: the basic id, such as `@shop`.
    pub business: String,
    /// WhatsApp: the number as it is shown, digits. LINE: not used.
    pub number: String,
    /// The name that consumers see.
    pub name: String,
    /// What webhooks are signed with. WhatsApp: the app secret. LINE: the channel secret.
    pub secret: String,
    /// The bearer that calls must bring.
    pub token: String,
    /// WhatsApp: the token of the webhook's handshake. LINE: not used.
    pub verify_token: String,
}

impl Account {
    /// The account that a simulator has unless it is told of another one.
    pub fn of(network: Network) -> Account {
        let text = str::to_owned;
        match network {
            Network::WhatsApp => Account {
                address: text("106540352242922"),
                business: text("102290129340398"),
                number: text("15550001111"),
                name: text("Jackfield Shop"),
                secret: text("meta-app-secret-0123456789abcdef"),
                token: text("EAAsimulated0access0token"),
                verify_token: text("simulated-verify-token"),
            },
            Network::Line => Account {
                address: text("U0000000000000000000000000000000f"),
                business: text("@jackfield"),
                number: String::new(),
                name: text("Jackfield Shop"),
                secret: text("0123456789abcdef0123456789abcdef"),
                token: text("simulated-channel-access-token"),
                verify_token: String::new(),
            },
        }
    }
}

impl Default for Account {
    fn default() -> Account {
        Account::of(Network::WhatsApp)
    }
}

/// How much is remembered of what was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// Every message with its request; consumers can tap what they were sent.
    All,
    /// The number only: for benchmarks.
    Count,
}

/// Which receipts follow an accepted message (WhatsApp; LINE has none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receipts {
    /// None at all.
    None,
    /// `sent` and `delivered`; `read` when the consumer reads.
    Delivered,
    /// `sent`, `delivered` and `read` at once.
    Read,
}

/// Everything a simulator is started with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which network.
    pub network: Network,
    /// Where webhooks go: `http://…` or `https://…`. None: nowhere, until the business registers an address through the API
    /// or [`crate::Simulator::set_webhook_url`] is called.
    pub webhook_url: Option<String>,
    /// The root certificate (PEM) that an `https` webhook address is checked against.
    pub webhook_root: Option<String>,
    /// The business's account.
    pub account: Account,
    /// What all ids and chances follow from: the same seed and the same calls give the same ids.
    pub seed: u64,
    /// The time that everything happens at.
    pub clock: Clock,
    /// What is remembered.
    pub keep: Keep,
    /// Which receipts are told.
    pub receipts: Receipts,
    /// Whether messages outside the service window fail (WhatsApp: 24 hours after the last message of a consumer that this
    /// simulator made). Recipients that the simulator does not know are always within it.
    pub window: bool,
    /// How often a webhook that was not answered with 2xx is posted again by itself, with growing gaps. For receipts only;
    /// what a consumer does is posted once, and its status is given back.
    pub redeliveries: u32,
    /// The folder of the networks' machine-readable specifications; where it is there, every request is checked against them
    /// as well. [`crate::specs_folder`] finds it.
    pub specs: Option<PathBuf>,
}

impl Config {
    /// A simulator of this network with the account of [`Account::of`], the wall's clock, everything remembered, receipts
    /// up to `delivered`, and no specifications.
    pub fn new(network: Network) -> Config {
        Config {
            network,
            webhook_url: None,
            webhook_root: None,
            account: Account::of(network),
            seed: 1,
            clock: Clock::wall(),
            keep: Keep::All,
            receipts: Receipts::Delivered,
            window: true,
            redeliveries: 5,
            specs: None,
        }
    }

    /// As [`Config::new`], with webhooks posted to this URL.
    pub fn posting_to(network: Network, webhook_url: impl Into<String>) -> Config {
        Config {
            webhook_url: Some(webhook_url.into()),
            ..Config::new(network)
        }
    }
}
