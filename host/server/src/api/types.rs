//! What crosses the door to the running flow, in the shape that the API shows it.

use jackfield_model::description::{Reach, ReachKind, SecretNeed, WebhookCheck, WebhookNeed};
use jackfield_model::event::Event;
use jackfield_model::types::Failure;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a version of a plugin stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It serves.
    Active,
    /// It could serve.
    Loaded,
    /// It asks for more than it has, and an operator must decide.
    WaitingForGrant,
    /// It failed too often, and is called no more until it is released.
    Quarantined,
}

/// The role of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PluginKind {
    /// One network's codec.
    Connector,
    /// Speaks in conversations.
    Bot,
    /// Finds things in messages.
    Enricher,
}

/// A place that a plugin calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReachTerm {
    /// `api`, or `media`: GET without credentials, into the media store.
    #[serde(default = "api")]
    pub kind: String,
    /// `GET`, `POST` ...
    pub methods: Vec<String>,
    /// `api.example.com`, `*.example.net`, `{setting}`, `*`.
    pub host: String,
    /// `*` is one segment, `**` the rest.
    pub path: String,
    /// Why it needs it, in the author's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

fn api() -> String {
    "api".to_owned()
}

/// A secret that a plugin uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretTerm {
    /// Its name.
    pub name: String,
    /// What it is called at the network.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is used for: `check`, `compute`, `sign`, `place` ..., with the place where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<String>,
}

/// How a webhook's requests are known to be authentic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookTerm {
    /// `credentials`, `peer` or `none`; the last two need an operator's own word.
    pub check: String,
    /// A handshake of at most 1 KiB is answered without a check.
    #[serde(default)]
    pub open_handshake: bool,
}

/// What a plugin asks for, or was granted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Secrets, by name.
    pub secrets: Vec<SecretTerm>,
    /// Places.
    pub reach: Vec<ReachTerm>,
    /// The webhook's check; none for what has no webhook.
    pub webhook: Option<WebhookTerm>,
    /// Interfaces of the host beyond those that every plugin has, such as `wasi:http/outgoing-handler`.
    pub interfaces: Vec<String>,
    /// Read-only folders, by the names under which the plugin sees them.
    pub folders: Vec<String>,
}

impl Terms {
    /// What a description asks for; `interfaces` are known from the component's imports.
    #[must_use]
    pub fn asked(
        secrets: &[SecretNeed],
        reach: &[Reach],
        webhook: Option<&WebhookNeed>,
        interfaces: Vec<String>,
    ) -> Self {
        Self {
            secrets: secrets.iter().map(SecretTerm::asked).collect(),
            reach: reach.iter().map(ReachTerm::asked).collect(),
            webhook: webhook.map(|need| WebhookTerm {
                check: match need.check {
                    WebhookCheck::Credentials => "credentials",
                    WebhookCheck::Peer => "peer",
                    WebhookCheck::None => "none",
                }
                .to_owned(),
                open_handshake: need.open_handshake,
            }),
            interfaces,
            folders: vec![],
        }
    }
}

impl SecretTerm {
    fn asked(need: &SecretNeed) -> Self {
        use jackfield_model::description::SecretUse;
        let uses = need.uses.iter().map(|wanted| match wanted {
            SecretUse::Check => "check".to_owned(),
            SecretUse::Compute => "compute".to_owned(),
            SecretUse::Decrypt => "decrypt".to_owned(),
            SecretUse::Encrypt => "encrypt".to_owned(),
            SecretUse::Sign(place) => format!("sign for {}{}", place.host, place.path),
            SecretUse::Place(place) => format!("send to {}{}", place.host, place.path),
        });
        Self {
            name: need.name.clone(),
            title: need.title.clone(),
            uses: uses.collect(),
        }
    }
}

impl ReachTerm {
    fn asked(reach: &Reach) -> Self {
        Self {
            kind: match reach.kind {
                ReachKind::Api => "api",
                ReachKind::Media => "media",
            }
            .to_owned(),
            methods: reach.methods.clone(),
            host: reach.host.clone(),
            path: reach.path.clone(),
            why: reach.why.clone(),
        }
    }
}

/// What a version has used since it was loaded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginCounters {
    /// Calls begun.
    pub calls: u64,
    /// Calls that ended in a fault of the plugin.
    pub faults: u64,
    /// Time in calls, microseconds.
    pub time_us: u64,
    /// The most memory that one call took, bytes.
    pub memory_high_bytes: u64,
    /// What it passed to the host, bytes.
    #[serde(default)]
    pub output_bytes: u64,
}

/// A version of a plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PluginState {
    /// The sha256 of the component, in hex.
    pub digest: String,
    /// The channel of a connector, the name of a bot or enricher.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Its role.
    pub kind: PluginKind,
    /// The author's version.
    pub version: String,
    /// The version of the contract.
    pub contract: String,
    /// Where it stands.
    pub state: Standing,
    /// Why it waits or is quarantined.
    pub reason: Option<String>,
    /// What it asks for.
    pub asked: Terms,
    /// What it was granted; none while nobody decided.
    pub granted: Option<Terms>,
    /// What it has used.
    pub counters: PluginCounters,
    /// When it was loaded first, RFC 3339.
    pub added: String,
}

/// A component that was loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Loaded {
    /// The sha256 of the component, in hex.
    pub digest: String,
    /// The plugin's name.
    pub name: String,
    /// The author's version.
    pub version: String,
    /// Where it stands: `loaded`, or `waiting-for-grant` when it asks for more than it has.
    pub state: Standing,
}

/// An operator's word on what a version asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantDecision {
    /// Everything that it asks for.
    Approve,
    /// Nothing: it may not serve.
    Deny,
    /// This much of what it asks for.
    Narrow(Terms),
}

/// How connecting, checking or disconnecting an account ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Arranged {
    /// It went well.
    pub ok: bool,
    /// The network's no, as the contract has it.
    #[schema(value_type = Option<Object>)]
    pub failure: Option<Failure>,
    /// What the network said on the way: health, quota, templates; events of the contract.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Event>,
}

/// What became of a parked request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Replayed {
    /// It is understood now; if not, it is parked still.
    pub understood: bool,
    /// Events that it gave and that were new.
    pub events: u32,
    /// Why it is parked still.
    pub reason: Option<String>,
}
