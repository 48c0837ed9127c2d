//! What all stations of the flow share, and how each of them calls a plugin.

use std::collections::BTreeMap;
use std::sync::Arc;

use jackfield_model::conversation::routing::Rule;
use jackfield_sandbox::{CallContext, Limits, LogLevel, LogLine, LogSink, Secrets};
use jackfield_store::Store;

use crate::accounts::{AccountEntry, AccountSecrets, Directory};
use crate::clock::Clock;
use crate::figures::Figures;
use crate::media::MediaStore;
use crate::plugins::{Active, Plugins};
use crate::seed::SeedKey;

/// How the flow behaves; the configuration's words, already checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Scheme, host, port and path under which networks reach this host.
    pub base_url: String,
    /// Where conversations go that nobody has.
    pub routes: Vec<Rule>,
    /// Settings of bots and enrichers by plugin name, as JSON.
    pub plugin_settings: BTreeMap<String, String>,
    /// Largest webhook body, bytes; at most 8 MiB.
    pub webhook_bytes: usize,
    /// How long a webhook's body may take, milliseconds.
    pub webhook_ms: u64,
    /// Webhooks that are worked on at once; more are shed.
    pub webhooks_at_once: usize,
    /// Pieces of work that may wait for their conversation; past them webhooks are shed.
    pub backlog: usize,
    /// Conversations kept at hand.
    pub conversations_at_hand: usize,
    /// How long an event waits for enrichers, milliseconds; what they find later is applied when it comes.
    pub enrich_ms: u64,
    /// Sends under way at once, per account.
    pub sends_at_once: usize,
    /// Most sends of an account that begin in a second; 0: as many as there are.
    pub sends_a_second: u32,
    /// How long a message is tried before it is a dead letter, milliseconds.
    pub give_up_ms: u64,
    /// How long media are kept, milliseconds; none for ever.
    pub media_ms: Option<u64>,
    /// How long raw requests are kept once their events are processed, milliseconds.
    pub requests_ms: u64,
    /// What a call of a plugin may use.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: "http://127.0.0.1:8080".to_owned(),
            routes: vec![],
            plugin_settings: BTreeMap::new(),
            webhook_bytes: 8 << 20,
            webhook_ms: 10_000,
            webhooks_at_once: 1_024,
            backlog: 20_000,
            conversations_at_hand: 20_000,
            enrich_ms: 500,
            sends_at_once: 256,
            sends_a_second: 0,
            give_up_ms: 24 * 3_600_000,
            media_ms: None,
            requests_ms: 30 * 24 * 3_600_000,
            limits: Limits::default(),
        }
    }
}

/// What the stations share.
pub(crate) struct Rooms {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) plugins: Arc<Plugins>,
    pub(crate) accounts: Arc<Directory>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) seeds: SeedKey,
    pub(crate) settings: Settings,
    pub(crate) media: MediaStore,
    pub(crate) figures: Arc<Figures>,
}

impl Rooms {
    pub(crate) fn now(&self) -> u64 {
        self.clock.now_ms()
    }

    /// When media that come now may go; none to keep them.
    pub(crate) fn media_until_ms(&self) -> Option<i64> {
        let kept = self.settings.media_ms?;
        Some(crate::clock::signed(self.now().saturating_add(kept)))
    }

    /// A call of a connector for its account. `concern` is on whose content it works: a conversation, or the peer while none
    /// is known; a connector that fails on one of them only is not shut out for all.
    pub(crate) fn connector_call(
        &self,
        active: &Active,
        account: &AccountEntry,
        seed: [u8; 32],
        concern: Option<&str>,
    ) -> CallContext {
        let secrets = Arc::clone(&account.secrets) as Arc<dyn Secrets>;
        self.call(active, &account.id, secrets, seed, concern)
    }

    /// A call of a bot or enricher: its settings and secrets belong to the account of its own name, if there is one.
    pub(crate) fn guest_call(&self, active: &Active, seed: [u8; 32], conversation: &str) -> CallContext {
        let secrets: Arc<dyn Secrets> = match self.accounts.get(&active.name) {
            Some(installation) => Arc::clone(&installation.secrets) as Arc<dyn Secrets>,
            None => Arc::new(AccountSecrets::default()),
        };
        self.call(active, &active.name, secrets, seed, Some(conversation))
    }

    /// The settings of a bot or enricher: its own account's, else the configuration's.
    pub(crate) fn guest_settings(&self, name: &str) -> String {
        match self.accounts.get(name) {
            Some(installation) => installation.settings.clone(),
            None => self
                .settings
                .plugin_settings
                .get(name)
                .cloned()
                .unwrap_or_else(|| "{}".to_owned()),
        }
    }

    fn call(
        &self,
        active: &Active,
        account: &str,
        secrets: Arc<dyn Secrets>,
        seed: [u8; 32],
        concern: Option<&str>,
    ) -> CallContext {
        CallContext {
            account: account.to_owned(),
            secrets,
            grant: Arc::clone(&active.grant),
            limits: self.settings.limits.clone(),
            now: self.now(),
            conversation: concern.map(str::to_owned),
            seed,
            logs: Arc::new(PluginLog {
                plugin: active.name.clone(),
                account: account.to_owned(),
            }),
        }
    }
}

/// A plugin's lines in the host's own log, under the plugin's name.
struct PluginLog {
    plugin: String,
    account: String,
}

impl LogSink for PluginLog {
    fn line(&self, line: LogLine) {
        let (plugin, account, fields) = (&self.plugin, &self.account, &line.fields);
        match line.level {
            LogLevel::Trace => tracing::trace!(%plugin, %account, ?fields, "{}", line.text),
            LogLevel::Debug => tracing::debug!(%plugin, %account, ?fields, "{}", line.text),
            LogLevel::Info => tracing::info!(%plugin, %account, ?fields, "{}", line.text),
            LogLevel::Warn => tracing::warn!(%plugin, %account, ?fields, "{}", line.text),
            LogLevel::Error => tracing::error!(%plugin, %account, ?fields, "{}", line.text),
        }
    }
}
