//! The network's own words: hosts, paths, names of secrets, and its JSON, one type a documented object.

use serde::Deserialize;

/// Where the API is.
pub const HOST: &str = "api.example.com";
/// Messages are posted there.
pub const MESSAGES: &str = "/v1/messages";
/// Signs webhooks.
pub const SIGNING_SECRET: &str = "signing-secret";
/// Goes into the `authorization` header of calls.
pub const ACCESS_TOKEN: &str = "access-token";

/// One message of a webhook.
#[derive(Debug, Deserialize)]
pub struct Message {
    pub id: String,
    pub from: String,
    #[serde(default)]
    pub name: Option<String>,
    /// Milliseconds since 1970.
    #[serde(default)]
    pub sent: Option<u64>,
    pub text: String,
}
