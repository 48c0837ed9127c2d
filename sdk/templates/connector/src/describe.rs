//! What the connector says of itself: it asks, the operator's grant decides.

use jackfield_sdk::build::{as_bearer, feature, reach, secret};
use jackfield_sdk::capabilities::{Capabilities, Level, ReceiptShape};
use jackfield_sdk::description::{
    Description, Reach, ReachKind, SecretNeed, SecretUse, WebhookCheck, WebhookNeed,
};

use crate::wire::{ACCESS_TOKEN, HOST, MESSAGES, SIGNING_SECRET};

/// No settings. JSON Schema 2020-12; never a secret.
const SETTINGS: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false
}"#;

/// Asked once, when the plugin is loaded; the same every time.
pub fn describe() -> Description {
    Description {
        channel: "plugin-name".to_owned(),
        title: "plugin-name".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        author: String::new(),
        settings_schema: SETTINGS.to_owned(),
        secrets: secrets(),
        tokens: vec![],
        keys: vec![],
        reach: reaches(),
        webhook: Some(WebhookNeed {
            check: WebhookCheck::Credentials,
            open_handshake: false,
            shared: false,
            // Milliseconds that the network waits, and seconds for which it tries again: ask its documentation.
            answer_within: 5_000,
            redelivers_for: 3_600,
        }),
        capabilities: capabilities(),
        retired: None,
        extra: vec![],
    }
}

/// What must be entered for an account, and the only places that it goes to.
fn secrets() -> Vec<SecretNeed> {
    vec![
        secret(
            SIGNING_SECRET,
            "Signing secret",
            "Where a person finds it at the network.",
            vec![SecretUse::Check],
        ),
        secret(
            ACCESS_TOKEN,
            "Access token",
            "Where a person finds it at the network.",
            vec![as_bearer(HOST, MESSAGES)],
        ),
    ]
}

fn reaches() -> Vec<Reach> {
    vec![reach(ReachKind::Api, &["POST"], HOST, MESSAGES, "to send messages")]
}

/// What the channel can do; what is not named, it cannot. The host adapts messages to this before they come to `send`.
fn capabilities() -> Capabilities {
    Capabilities {
        features: vec![feature("text", Level::Native).length("length", 4_000, "scalars")],
        window: None,
        parts: 1,
        bulk: 0,
        ordered: true,
        idempotent: true,
        delivered: ReceiptShape::None,
        read: ReceiptShape::None,
        id_length: 64,
        extra: vec![],
    }
}
