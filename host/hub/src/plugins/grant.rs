//! What an operator allowed a version of a plugin, as it is stored, and how it compares with what the version asks.

use jackfield_model::conversation_view;
use jackfield_model::description::{Description, Reach, SecretNeed, SecretUse, TokenRecipe, WebhookCheck, WebhookNeed};
use jackfield_model::egress::Allowance;
use jackfield_sandbox::{Description as Described, Grant};
use serde::{Deserialize, Serialize};

use crate::accounts::AccountEntry;

/// How the webhook's requests are made sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookGranted {
    /// `credentials` needs nobody's word; `peer` and `none` do.
    pub check: WebhookCheck,
    /// An unsigned handshake of at most 1 KiB of plain text is answered.
    #[serde(default)]
    pub open_handshake: bool,
}

/// A grant: for one component, by its digest.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// What it may call.
    #[serde(default)]
    pub reach: Vec<Reach>,
    /// Which secrets it may use, and how.
    #[serde(default)]
    pub secrets: Vec<SecretNeed>,
    /// Which tokens are got for it.
    #[serde(default)]
    pub tokens: Vec<TokenRecipe>,
    /// How its webhooks are checked; none for what has no webhook.
    #[serde(default)]
    pub webhook: Option<WebhookGranted>,
    /// Hosts that may be private or loopback, as `name` or `name:port`.
    #[serde(default)]
    pub private_hosts: Vec<String>,
}

impl Granted {
    /// Everything that a description asks for.
    #[must_use]
    pub fn asked(description: &Described) -> Self {
        match description {
            Described::Connector(asked) => Self {
                reach: asked.reach.clone(),
                secrets: asked.secrets.clone(),
                tokens: asked.tokens.clone(),
                webhook: asked.webhook.as_ref().map(|need| WebhookGranted {
                    check: need.check,
                    open_handshake: need.open_handshake,
                }),
                private_hosts: vec![],
            },
            Described::Bot(asked) | Described::Enricher(asked) => Self {
                reach: asked.reach.clone(),
                secrets: asked.secrets.clone(),
                tokens: asked.tokens.clone(),
                webhook: None,
                private_hosts: vec![],
            },
        }
    }

    /// What is asked and not granted here, in words; empty when this covers it all.
    #[must_use]
    pub fn missing(&self, asked: &Self) -> Vec<String> {
        let mut missing = Vec::new();
        for reach in &asked.reach {
            let covered = |granted: &&Reach| {
                granted.kind == reach.kind
                    && granted.host == reach.host
                    && granted.path == reach.path
                    && reach.methods.iter().all(|method| granted.methods.contains(method))
            };
            if !self.reach.iter().any(|granted| covered(&granted)) {
                missing.push(format!(
                    "calls: {} {}{}",
                    reach.methods.join(","),
                    reach.host,
                    reach.path
                ));
            }
        }
        for need in &asked.secrets {
            let granted = self.secrets.iter().find(|granted| granted.name == need.name);
            for wanted in &need.uses {
                if !granted.is_some_and(|granted| granted.uses.contains(wanted)) {
                    missing.push(format!("secret `{}`: {}", need.name, use_text(wanted)));
                }
            }
        }
        for token in &asked.tokens {
            let granted = self.tokens.iter().any(|granted| {
                granted.name == token.name
                    && granted.call == token.call
                    && token.uses.iter().all(|wanted| granted.uses.contains(wanted))
            });
            if !granted {
                missing.push(format!("token `{}` from {}", token.name, token.call.url));
            }
        }
        if let Some(webhook) = &asked.webhook {
            let granted = self.webhook.as_ref();
            if webhook.check != WebhookCheck::Credentials && granted.is_none_or(|g| g.check != webhook.check) {
                missing.push(format!("webhook: requests checked by {:?}", webhook.check).to_lowercase());
            }
            if webhook.open_handshake && !granted.is_some_and(|granted| granted.open_handshake) {
                missing.push("webhook: an unsigned handshake is answered".to_owned());
            }
        }
        missing
    }

    /// The grant as the sandbox takes it.
    #[must_use]
    pub fn in_sandbox(&self, described: &Described) -> Grant {
        let narrowed = match described {
            Described::Connector(asked) => Described::Connector(Description {
                secrets: self.secrets.clone(),
                webhook: self.webhook.and_then(|granted| {
                    let asked = asked.webhook.clone()?;
                    Some(WebhookNeed {
                        check: granted.check,
                        open_handshake: granted.open_handshake,
                        ..asked
                    })
                }),
                ..asked.clone()
            }),
            Described::Bot(asked) => Described::Bot(self.narrowed(asked)),
            Described::Enricher(asked) => Described::Enricher(self.narrowed(asked)),
        };
        Grant::everything_asked(&narrowed)
    }

    fn narrowed(&self, asked: &conversation_view::Description) -> conversation_view::Description {
        conversation_view::Description {
            secrets: self.secrets.clone(),
            ..asked.clone()
        }
    }

    /// The grant as the gate for calls takes it, for one account.
    #[must_use]
    pub fn allowance(&self, account: &AccountEntry) -> Allowance {
        Allowance {
            reach: self.reach.clone(),
            secrets: self.secrets.clone(),
            tokens: self.tokens.clone(),
            settings: account.words.clone(),
            private_hosts: self.private_hosts.clone(),
        }
    }
}

fn use_text(wanted: &SecretUse) -> String {
    match wanted {
        SecretUse::Check => "to check".to_owned(),
        SecretUse::Compute => "to compute with, the result comes to the plugin".to_owned(),
        SecretUse::Decrypt => "to decrypt".to_owned(),
        SecretUse::Encrypt => "to encrypt".to_owned(),
        SecretUse::Sign(place) => format!("to sign for {}{}", place.host, place.path),
        SecretUse::Place(place) => format!("to be put into {:?} at {}{}", place.place, place.host, place.path),
    }
}
