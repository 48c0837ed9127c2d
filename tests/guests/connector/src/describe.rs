//! What the connector says of itself. It knows no account then, so which lie it tells stands in its own bytes: a test writes
//! another word over [`WORD`] in the component, and has another component.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use jackfield_sdk::build::{feature, secret};
use jackfield_sdk::capabilities::{Capabilities, Feature, Level, ReceiptShape};
use jackfield_sdk::description::{Description, SecretUse, WebhookCheck, WebhookNeed};

/// `describe:` and a word, filled up with dots to 40 bytes.
#[used]
static WORD: [u8; 40] = *b"describe:honest.........................";

/// How often this instance was asked.
static ASKED: AtomicUsize = AtomicUsize::new(0);

fn word() -> String {
    // Read as it stands in memory: the compiler must not know what it says.
    let bytes = std::hint::black_box(&WORD);
    let text = String::from_utf8_lossy(bytes).into_owned();
    text.trim_start_matches("describe:").trim_end_matches('.').to_owned()
}

fn capabilities(features: Vec<Feature>, parts: u32) -> Capabilities {
    Capabilities {
        features,
        window: None,
        parts,
        bulk: 1,
        ordered: true,
        idempotent: true,
        delivered: ReceiptShape::None,
        read: ReceiptShape::None,
        id_length: 64,
        extra: vec![],
    }
}

fn honest() -> Description {
    Description {
        channel: "guest".to_owned(),
        title: "Guest".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        author: "Jackfield".to_owned(),
        settings_schema: r#"{"type":"object"}"#.to_owned(),
        secrets: vec![secret(
            "key",
            "Key",
            "None is needed outside tests.",
            vec![SecretUse::Check],
        )],
        tokens: vec![],
        keys: vec![],
        reach: vec![],
        webhook: Some(WebhookNeed {
            check: WebhookCheck::Credentials,
            open_handshake: false,
            shared: false,
            answer_within: 1_000,
            redelivers_for: 0,
        }),
        capabilities: capabilities(vec![feature("text", Level::Native)], 1),
        retired: None,
        extra: vec![],
    }
}

/// The description, or the lie of the component's word.
pub fn describe() -> Description {
    let asked = ASKED.fetch_add(1, Relaxed);
    let mut said = honest();
    let with = |feature: Feature| capabilities(vec![feature], 1);
    match word().as_str() {
        "trap" => {
            crate::attack::say_last_words();
            crate::attack::fall("describe");
        }
        "loop" => {
            crate::attack::attack(r#"{"attack":"loop","in":"describe"}"#, "describe");
        }
        "memory" => {
            crate::attack::attack(r#"{"attack":"memory","in":"describe"}"#, "describe");
        }
        "fickle" => said.title = format!("Guest {asked}"),
        "no-channel" => said.channel = String::new(),
        "channel-with-a-line" => said.channel = "guest\nroot".to_owned(),
        "long-title" => said.title = "t".repeat(100_000),
        "no-parts" => said.capabilities = capabilities(vec![], 0),
        "least-above-most" => {
            said.capabilities = with(feature("buttons", Level::Native).limit("least", 4).limit("most", 3));
        }
        "no-length" => said.capabilities = with(feature("text", Level::Native).limit("length", 0)),
        "feature-twice" => {
            said.capabilities = capabilities(vec![feature("text", Level::Native), feature("text", Level::None)], 1);
        }
        "many-features" => {
            let all = (0..100_000).map(|n| feature(&format!("x-{n}"), Level::None));
            said.capabilities = capabilities(all.collect(), 1);
        }
        "remote-schema" => said.settings_schema = r#"{"$ref":"https://evil.example/schema"}"#.to_owned(),
        "remote-dynamic-schema" => {
            said.settings_schema = r#"{"allOf":[{"$dynamicRef":"file:///etc/passwd"}]}"#.to_owned();
        }
        "schema-of-no-json" => said.settings_schema = "{".to_owned(),
        "long-schema" => said.settings_schema = format!(r#"{{"title":"{}"}}"#, "t".repeat(64 << 10)),
        "deep-schema" => said.settings_schema = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
        "secret-twice" => said.secrets = vec![said.secrets[0].clone(), said.secrets[0].clone()],
        "secret-with-a-pointer" => said.secrets[0].name = "key#/a".to_owned(),
        _ => {}
    }
    said
}
