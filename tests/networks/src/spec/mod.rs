//! The networks' machine-readable specifications, as far as they are beside the repository: every request is held against
//! them, and every webhook of the simulator's own in the tests.

mod openapi;
mod whatsapp;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::config::Network;
use crate::error::Error;

/// The variable that names the folder.
const VARIABLE: &str = "JACKFIELD_SPECS";
/// Findings of one value that are told.
const MOST_FINDINGS: usize = 10;

/// Which schema a value is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// WhatsApp: a message.
    Message,
    /// LINE: a reply.
    Reply,
    /// LINE: a push.
    Push,
    /// LINE: a push to many.
    Multicast,
    /// LINE: a message to all friends.
    Broadcast,
    /// LINE: a typing sign.
    Loading,
    /// LINE: a read mark.
    MarkAsRead,
    /// LINE: the webhook's address.
    Endpoint,
    /// Both: a webhook.
    Webhook,
}

/// The schemas of one network, compiled.
#[derive(Debug)]
pub struct Specs {
    schemas: BTreeMap<Of, Validator>,
}

/// The file, the schemas in it, and what they are for.
type Source = (&'static str, &'static [(Of, &'static str)]);

fn sources(network: Network) -> &'static [Source] {
    match network {
        Network::WhatsApp => &[(
            "whatsapp-business-messaging-api_v23.0.cut.json",
            &[(Of::Message, "Message"), (Of::Webhook, "WebhookPayload")],
        )],
        Network::Line => &[
            (
                "line.messaging-api.yml",
                &[
                    (Of::Reply, "ReplyMessageRequest"),
                    (Of::Push, "PushMessageRequest"),
                    (Of::Multicast, "MulticastRequest"),
                    (Of::Broadcast, "BroadcastRequest"),
                    (Of::Loading, "ShowLoadingAnimationRequest"),
                    (Of::MarkAsRead, "MarkMessagesAsReadByTokenRequest"),
                    (Of::Endpoint, "SetWebhookEndpointRequest"),
                ],
            ),
            ("line.webhook.yml", &[(Of::Webhook, "CallbackRequest")]),
        ],
    }
}

/// A specification as it stands in the folder.
///
/// # Errors
///
/// When it is neither JSON nor YAML.
pub fn document(folder: &Path, file: &str) -> Result<Value, Error> {
    let wrong = |why: String| Error::Specification {
        file: file.to_owned(),
        why,
    };
    let text = std::fs::read_to_string(folder.join(file)).map_err(|error| wrong(error.to_string()))?;
    if file.ends_with(".json") {
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))
    } else {
        // `y` is a member's name there, not a truth (YAML 1.2).
        let options = serde_saphyr::options! { strict_booleans: true };
        serde_saphyr::from_str_with_options(&text, options).map_err(|error| wrong(error.to_string()))
    }
}

impl Specs {
    /// Reads and compiles what the folder has for this network; none where a file is not there.
    ///
    /// # Errors
    ///
    /// When a file is there and cannot be read or compiled.
    pub fn of(network: Network, folder: &Path) -> Result<Option<Specs>, Error> {
        let mut schemas = BTreeMap::new();
        for (file, wanted) in sources(network) {
            if !folder.join(file).is_file() {
                return Ok(None);
            }
            let mut document = document(folder, file)?;
            if network == Network::WhatsApp {
                whatsapp::amend(&mut document);
            }
            openapi::to_json_schema(&mut document);
            for (of, name) in *wanted {
                let schema = openapi::rooted(&document, name);
                let validator = jsonschema::options().should_validate_formats(true).build(&schema);
                let validator = validator.map_err(|error| Error::Specification {
                    file: (*file).to_owned(),
                    why: format!("{name}: {error}"),
                })?;
                schemas.insert(*of, validator);
            }
        }
        Ok(Some(Specs { schemas }))
    }

    /// What of the value does not fit the specification.
    pub fn findings(&self, of: Of, value: &Value) -> Vec<String> {
        let Some(schema) = self.schemas.get(&of) else {
            return Vec::new();
        };
        let errors: Vec<_> = schema.iter_errors(value).take(MOST_FINDINGS).collect();
        // A member with a flaw counts as not looked at, which would be told as well.
        let echo =
            |error: &ValidationError<'_>| matches!(error.kind(), ValidationErrorKind::UnevaluatedProperties { .. });
        let only_echoes = errors.iter().all(echo);
        let told = errors
            .iter()
            .filter(|error| only_echoes || !echo(error))
            .map(|error| format!("{}: {}", error.instance_path(), error.masked()));
        told.collect()
    }
}

/// The folder of specifications: what the variable `JACKFIELD_SPECS` names, else `shared/specs` beside the repository or one
/// of the folders above it, looked for from where cargo or the caller runs.
pub fn specs_folder() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(named));
    }
    let start = std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .or_else(|| std::env::current_dir().ok())?;
    start
        .ancestors()
        .map(|above| above.join("shared").join("specs"))
        .find(|folder| folder.is_dir())
}

/// What of a webhook does not fit the network's specification in this folder; empty where the folder has none.
///
/// # Errors
///
/// When a specification is there and cannot be read.
pub fn webhook_findings(network: Network, folder: &Path, webhook: &Value) -> Result<Vec<String>, Error> {
    let specs = Specs::of(network, folder)?;
    Ok(specs
        .map(|specs| specs.findings(Of::Webhook, webhook))
        .unwrap_or_default())
}
