//! What a connector says of itself. Asked once, when the plugin is loaded; the same bytes must say the same every time.
//!
//! Mirrors the interface `description` of the plugin contract; JSON names are the contract's in snake case.

use serde::{Deserialize, Serialize};

use crate::capability::Capabilities;
use crate::http::{HttpCall, Place};
use crate::types::{Json, Millis, Seconds, Tail};

/// A place into which the grant lets a secret go, and only there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretPlace {
    /// Host pattern as in `reach`.
    pub host: String,
    /// Path pattern as in `reach`.
    pub path: String,
    /// For `path` places: what stands right before the marker (`/bot`).
    pub place: Place,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretUse {
    /// `credentials.equals` and the `verify-` functions. Only ever answered yes or no.
    Check,
    /// `credentials.mac`, `mac-derived` and `digest`: the result comes to the guest, which could pass it on. Ask for `sign`
    /// where that will do.
    Compute,
    Decrypt,
    Encrypt,
    /// As key of a `mac` or `jwt` fill that goes to this place.
    Sign(SecretPlace),
    /// Its value, into this place.
    Place(SecretPlace),
}

/// A secret that an account needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretNeed {
    pub name: String,
    pub title: String,
    /// For the person who enters it: where it is found.
    pub help: String,
    /// `text`, `base64`, `base64url`, `hex` (decoded before use), `pem`, `json` (then `name#/pointer` names a member).
    pub format: String,
    #[serde(default)]
    pub uses: Vec<SecretUse>,
    #[serde(default)]
    pub optional: bool,
    /// The network sends it in clear text in its webhooks, so that the guest meets it in the request.
    #[serde(default)]
    pub clear_inbound: bool,
}

/// A page at which a person allows the account's use (OAuth 2 code grant with PKCE S256); the console conducts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentPage {
    pub url: String,
    /// More query parameters.
    #[serde(default)]
    pub parameters: Vec<(String, String)>,
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// How the host gets a token by itself: service account, client credentials, refresh token, or the network's own way.
/// Once, renewed before it runs out and after a 401. No guest sees the answer, and a call that matches a recipe's is
/// refused anywhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRecipe {
    /// Used like a secret.
    pub name: String,
    /// Its fills may name secrets and this token's own last value (at first the secret of the same name). In URL, form and
    /// claims `{name}` stands for a setting, `{name#/pointer}` for a member of a JSON secret, and after a consent `{code}`,
    /// `{redirect}` and `{verifier}` for what the consent gave.
    pub call: HttpCall,
    /// RFC 6901 pointer to the token in the JSON answer.
    pub token: String,
    /// Pointer to its lifetime in seconds.
    #[serde(default)]
    pub lifetime: Option<String>,
    /// Where the answer tells none; none: for ever.
    #[serde(default)]
    pub assumed_lifetime: Option<Seconds>,
    /// Pointer to a new refresh token, and the secret that it replaces.
    #[serde(default)]
    pub rotated: Option<(String, String)>,
    /// Performed once, after this page.
    #[serde(default)]
    pub consent: Option<ConsentPage>,
    #[serde(default)]
    pub uses: Vec<SecretUse>,
}

/// Public keys by URL, fetched and cached by the host; a name for `credentials.verify-jwt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySet {
    pub name: String,
    /// JWKS, or a JSON object of key id to PEM certificate.
    pub url: String,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReachKind {
    /// The network's API.
    Api,
    /// Media only: GET, no secret, public addresses, into the store.
    Media,
}

/// What a connector must be able to call. The host grants no more than this, whatever a guest returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    pub kind: ReachKind,
    /// `GET`, `POST` ...
    #[serde(default)]
    pub methods: Vec<String>,
    /// `api.example.com`, `*.cdn.example.net`, `{homeserver}` for a setting, `*` for media of any public host.
    pub host: String,
    /// `*` stands for one segment, `**` for the rest: `/v*/*/messages`.
    pub path: String,
    pub why: String,
}

/// See the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookCheck {
    /// A `credentials` check must have said yes in the same call, or the host does not accept.
    Credentials,
    /// The address or certificate of the peer, set up by the operator.
    Peer,
    /// The network offers nothing: needs the operator's explicit consent.
    None,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookNeed {
    pub check: WebhookCheck,
    /// The network's handshake comes unsigned: an `answer` of at most 1 KiB of plain text passes without a check.
    #[serde(default)]
    pub open_handshake: bool,
    /// One webhook serves several accounts.
    #[serde(default)]
    pub shared: bool,
    /// How long the network waits.
    pub answer_within: Millis,
    /// How long it tries again; 0: never.
    pub redelivers_for: Seconds,
}

/// See the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Lower case word.
    pub channel: String,
    pub title: String,
    /// Semantic version of the plugin.
    pub version: String,
    pub author: String,
    /// JSON Schema 2020-12 without remote references, at most 64 KiB.
    pub settings_schema: Json,
    #[serde(default)]
    pub secrets: Vec<SecretNeed>,
    #[serde(default)]
    pub tokens: Vec<TokenRecipe>,
    #[serde(default)]
    pub keys: Vec<KeySet>,
    #[serde(default)]
    pub reach: Vec<Reach>,
    #[serde(default)]
    pub webhook: Option<WebhookNeed>,
    pub capabilities: Capabilities,
    /// The network is gone; since when and what replaced it.
    #[serde(default)]
    pub retired: Option<String>,
    #[serde(default)]
    pub extra: Tail,
}
