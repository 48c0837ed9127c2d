//! What an operator allows a plugin. The plugin's description asks; this decides.

use std::collections::BTreeMap;

use jackfield_model::description::{SecretNeed, SecretUse, WebhookCheck};

use crate::plugin::Description;

/// What makes a webhook's request count as authentic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookGrant {
    /// `Credentials`: a check in the same call must have said yes. `Peer` and `None` need the operator's own word.
    pub check: WebhookCheck,
    /// An `answer` of at most 1 KiB of plain text passes without a check.
    pub open_handshake: bool,
}

/// What a plugin may do in its calls.
#[derive(Debug, Clone, Default)]
pub struct Grant {
    secrets: BTreeMap<String, SecretNeed>,
    webhook: Option<WebhookGrant>,
}

impl Grant {
    /// Grants everything that the description asks, as `plugin call` and `plugin dev` do.
    #[must_use]
    pub fn everything_asked(description: &Description) -> Self {
        let (secrets, webhook) = match description {
            Description::Connector(asked) => (&asked.secrets, asked.webhook.as_ref()),
            Description::Bot(asked) | Description::Enricher(asked) => (&asked.secrets, None),
        };
        Self {
            secrets: secrets.iter().map(|need| (need.name.clone(), need.clone())).collect(),
            webhook: webhook.map(|asked| WebhookGrant {
                check: asked.check,
                open_handshake: asked.open_handshake,
            }),
        }
    }

    pub(crate) fn secret_names(&self) -> impl Iterator<Item = &str> {
        self.secrets.keys().map(String::as_str)
    }

    pub(crate) fn secret(&self, name: &str) -> Option<&SecretNeed> {
        self.secrets.get(name)
    }

    /// May the secret be used so?
    pub(crate) fn allows(&self, name: &str, wanted: &SecretUse) -> bool {
        self.secrets.get(name).is_some_and(|need| need.uses.contains(wanted))
    }

    pub(crate) fn webhook(&self) -> WebhookGrant {
        self.webhook.unwrap_or(WebhookGrant {
            check: WebhookCheck::Credentials,
            open_handshake: false,
        })
    }
}
