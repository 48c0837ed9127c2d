//! The account file of `plugin call`: an account, its secrets, its clock.

use std::collections::BTreeMap;

use jackfield_model::types::{Account, Item};
use jackfield_sandbox::{SecretValue, Secrets};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The clock where the file names none: 2026-01-01T00:00:00Z, so that a call prints the same every day.
const USUAL_NOW_MS: u64 = 1_767_225_600_000;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    config: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    secrets: BTreeMap<String, String>,
    #[serde(default)]
    now: Option<String>,
    #[serde(default)]
    seed: Option<String>,
    #[serde(default)]
    state: Vec<Item>,
    #[serde(default)]
    webhook_url: Option<String>,
}

/// An account for a call.
pub struct AccountFile {
    pub account: Account,
    pub secrets: Held,
    pub seed: [u8; 32],
}

/// The secrets of the file.
pub struct Held(BTreeMap<String, String>);

impl Secrets for Held {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        self.0
            .get(name)
            .map(|value| SecretValue::from(value.clone()))
            .into_iter()
            .collect()
    }
}

impl AccountFile {
    /// Reads the file's text. The error says which member is wrong and what it should be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| {
            format!("{error}; an account is {{\"id\", \"address\", \"config\", \"secrets\", \"now\", \"seed\"}}")
        })?;
        let now = match &file.now {
            None => USUAL_NOW_MS,
            Some(text) => OffsetDateTime::parse(text, &Rfc3339)
                .ok()
                .and_then(|time| u64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok())
                .ok_or_else(|| format!("`now` is a time as RFC 3339 writes it (2026-11-24T10:00:00Z), not `{text}`"))?,
        };
        let seed = match &file.seed {
            None => [7; 32],
            Some(text) => hex::decode(text)
                .ok()
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                .ok_or("`seed` is 32 bytes in hex, 64 digits")?,
        };
        let account = Account {
            webhook_url: file
                .webhook_url
                .unwrap_or_else(|| format!("https://hub.example.com/channels/{}", file.id)),
            id: file.id,
            address: file.address,
            settings: serde_json::Value::Object(file.config).to_string(),
            state: file.state,
            now,
            seed: seed.to_vec().into(),
            extra: vec![],
        };
        Ok(Self {
            account,
            secrets: Held(file.secrets),
            seed,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_account_needs_no_more_than_an_id() {
        let read = AccountFile::parse(r#"{"id": "a1"}"#).unwrap();
        assert_eq!((read.account.id.as_str(), read.account.settings.as_str()), ("a1", "{}"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| AccountFile::parse(text).err().unwrap();
        assert!(error(r#"{"id": "a", "now": "yesterday"}"#).contains("yesterday"));
        assert!(error(r#"{"id": "a", "seed": "00"}"#).contains("64 digits"));
        assert!(error(r#"{"id": "a", "settings": {}}"#).contains("settings"));
    }
}
