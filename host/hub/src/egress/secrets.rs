//! The secrets of the account that a call is for: looked up by name, decoded by their format.

use std::collections::HashMap;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jackfield_model::egress::Allowance;
use jackfield_sandbox::{SecretValue, Secrets};

/// The secrets of one account, and where a network's new value for one goes.
#[async_trait]
pub trait SecretSource: Secrets {
    /// Stores a new value of a secret that the network gave in place of the old one (a rotated refresh token). The token that
    /// came with it is used only after this said yes, for the old value is worthless from now on.
    ///
    /// # Errors
    ///
    /// Why it is not stored, for the log.
    async fn replace(&self, name: &str, value: SecretValue) -> Result<(), String>;
}

/// Why a secret is of no use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum SecretError {
    #[error("the account has no secret `{0}`; enter it")]
    Missing(String),
    #[error("the secret `{name}` is not {format}; enter it again as the network shows it")]
    Format { name: String, format: String },
}

/// Looks up what a call's fills name.
pub(super) struct Lookup<'a> {
    pub allowance: &'a Allowance,
    pub secrets: &'a dyn SecretSource,
    /// Values that stand before what is stored: tokens, and secrets that were rotated since.
    pub fresh: HashMap<String, SecretValue>,
}

impl Lookup<'_> {
    fn stored(&self, name: &str) -> Result<SecretValue, SecretError> {
        if let Some(value) = self.fresh.get(name) {
            return Ok(value.clone());
        }
        // An empty secret is one that nobody entered.
        self.secrets
            .values(name)
            .into_iter()
            .find(|value| !value.expose().is_empty())
            .ok_or_else(|| SecretError::Missing(name.to_owned()))
    }

    fn format(&self, name: &str) -> &str {
        let need = self.allowance.secrets.iter().find(|need| need.name == name);
        need.map_or("text", |need| need.format.as_str())
    }

    /// The value as it was entered, or the member of a JSON secret that `name#/pointer` names.
    pub fn text(&self, name: &str) -> Result<String, SecretError> {
        let (base, pointer) = split(name);
        let value = self.stored(base)?;
        let wrong = |format: &str| SecretError::Format {
            name: name.to_owned(),
            format: format.to_owned(),
        };
        match pointer {
            Some(pointer) => member(value.expose(), pointer).ok_or_else(|| wrong("JSON with that member")),
            None => String::from_utf8(value.expose().to_vec()).map_err(|_| wrong("text")),
        }
    }

    /// The value as a key: decoded by its format.
    pub fn key(&self, name: &str) -> Result<Vec<u8>, SecretError> {
        let (base, pointer) = split(name);
        if pointer.is_some() {
            return self.text(name).map(String::into_bytes);
        }
        let value = self.stored(base)?;
        let format = self.format(base);
        decode(value.expose(), format).ok_or_else(|| SecretError::Format {
            name: name.to_owned(),
            format: format.to_owned(),
        })
    }
}

/// A secret's name and the pointer into it.
pub(super) fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('#')
        .map_or((name, None), |(base, pointer)| (base, Some(pointer)))
}

/// Decodes by the format of a secret's need; none when it is not of that format.
pub(super) fn decode(value: &[u8], format: &str) -> Option<Vec<u8>> {
    match format {
        "base64" => STANDARD.decode(value).ok(),
        "base64url" => URL_SAFE_NO_PAD.decode(value).ok(),
        "hex" => hex::decode(value).ok(),
        _ => Some(value.to_vec()),
    }
}

fn member(value: &[u8], pointer: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_slice(value).ok()?;
    Some(match json.pointer(pointer)? {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}
