//! Accounts as the flow needs them: settings, state and opened secrets at hand, replaced as a whole when one changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arc_swap::ArcSwap;
use jackfield_model::types::{Account, Item, Scope};
use jackfield_sandbox::{SecretValue, Secrets};
use jackfield_store::Store;
use jackfield_store::items::ItemPlace;

use crate::HubError;
use crate::clock::signed;

/// Opens and seals what the store keeps encrypted.
pub trait Vault: Send + Sync {
    /// The ciphertext of a secret of an account.
    ///
    /// # Errors
    ///
    /// Why it cannot be sealed, in words without the value.
    fn seal(&self, account: &str, name: &str, plain: &[u8]) -> Result<Vec<u8>, String>;

    /// The plain value of a secret of an account.
    ///
    /// # Errors
    ///
    /// Why it cannot be opened, in words without the value.
    fn open(&self, account: &str, name: &str, ciphertext: &[u8]) -> Result<Vec<u8>, String>;
}

/// One account, ready for calls.
pub struct AccountEntry {
    /// Our id.
    pub id: String,
    /// The brand it belongs to.
    pub brand: String,
    /// The name of its plugin.
    pub plugin: String,
    /// What the network calls it.
    pub address: Option<String>,
    /// The account whose webhook and secrets it shares.
    pub parent: Option<String>,
    /// Settings as JSON.
    pub settings: String,
    /// The settings that are texts, for `{setting}` in host patterns.
    pub words: BTreeMap<String, String>,
    /// The public URL of its webhook.
    pub webhook_url: String,
    /// Its items of scope `account`.
    pub state: Vec<Item>,
    /// Its secrets, opened.
    pub secrets: Arc<AccountSecrets>,
}

impl AccountEntry {
    /// The account as a plugin sees it in one call.
    #[must_use]
    pub fn seen(&self, now_ms: u64, seed: [u8; 32]) -> Account {
        Account {
            id: self.id.clone(),
            address: self.address.clone(),
            settings: self.settings.clone(),
            state: self
                .state
                .iter()
                .filter(|item| item.until.is_none_or(|until| until > now_ms))
                .cloned()
                .collect(),
            webhook_url: self.webhook_url.clone(),
            now: now_ms,
            seed: seed.to_vec().into(),
            extra: vec![],
        }
    }
}

impl AccountEntry {
    /// Whose a secret is: the account's own, or else its parent's.
    #[must_use]
    pub fn secret_owner(&self, name: &str) -> &str {
        match &self.parent {
            Some(parent) if !self.secrets.own.contains_key(name) => parent,
            _ => &self.id,
        }
    }
}

/// The opened secrets of an account, then of its parent. Shown by nothing.
#[derive(Default)]
pub struct AccountSecrets {
    own: BTreeMap<String, Vec<SecretValue>>,
    parent: Option<Arc<AccountSecrets>>,
}

impl Secrets for AccountSecrets {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        match (self.own.get(name), &self.parent) {
            (Some(values), _) => values.clone(),
            (None, Some(parent)) => parent.values(name),
            (None, None) => Vec::new(),
        }
    }
}

/// All accounts, read without a lock.
pub struct Directory {
    store: Arc<dyn Store>,
    vault: Arc<dyn Vault>,
    base_url: String,
    entries: ArcSwap<HashMap<String, Arc<AccountEntry>>>,
}

impl Directory {
    /// Reads all accounts.
    ///
    /// # Errors
    ///
    /// The store's, and [`HubError::Secret`] for a secret that the key does not open.
    pub async fn open(store: Arc<dyn Store>, vault: Arc<dyn Vault>, base_url: String) -> Result<Self, HubError> {
        let directory = Self {
            store,
            vault,
            base_url,
            entries: ArcSwap::default(),
        };
        directory.refresh().await?;
        Ok(directory)
    }

    /// Reads all accounts anew; what calls hold goes on with what they have.
    ///
    /// # Errors
    ///
    /// As [`Directory::open`]; the entries before stay.
    pub async fn refresh(&self) -> Result<(), HubError> {
        let rows = self.store.accounts().await?;
        let mut secrets = HashMap::new();
        for row in &rows {
            secrets.insert(row.id.clone(), self.own_secrets(&row.id).await?);
        }
        let mut entries = HashMap::with_capacity(rows.len());
        for row in rows {
            let parent = row.parent.as_ref().and_then(|parent| secrets.get(parent)).map(|own| {
                Arc::new(AccountSecrets {
                    own: own.clone(),
                    parent: None,
                })
            });
            let own = secrets.get(&row.id).cloned().unwrap_or_default();
            let entry = AccountEntry {
                words: words(&row.config),
                state: self.state(&row.id).await?,
                webhook_url: format!("{}/channels/{}", self.base_url.trim_end_matches('/'), row.id),
                secrets: Arc::new(AccountSecrets { own, parent }),
                id: row.id.clone(),
                brand: row.brand,
                plugin: row.plugin,
                address: row.address,
                parent: row.parent,
                settings: row.config,
            };
            entries.insert(row.id, Arc::new(entry));
        }
        self.entries.store(Arc::new(entries));
        Ok(())
    }

    async fn own_secrets(&self, account: &str) -> Result<BTreeMap<String, Vec<SecretValue>>, HubError> {
        let mut own = BTreeMap::new();
        for secret in self.store.secrets(account).await? {
            let open = |ciphertext: &[u8]| {
                self.vault
                    .open(account, &secret.name, ciphertext)
                    .map(SecretValue::from)
                    .map_err(|why| HubError::Secret {
                        account: account.to_owned(),
                        name: secret.name.clone(),
                        why,
                    })
            };
            let mut values = vec![open(&secret.current)?];
            if let Some(previous) = &secret.previous {
                values.push(open(previous)?);
            }
            own.insert(secret.name.clone(), values);
        }
        Ok(own)
    }

    async fn state(&self, account: &str) -> Result<Vec<Item>, HubError> {
        let place = account_place(account);
        // The account's items are never for one envelope only, so any name of an envelope will do.
        let items = self.store.items_for(&place, "", signed(0)).await?;
        Ok(items
            .into_iter()
            .map(|item| from_stored(item, Scope::Account))
            .collect())
    }

    /// One account.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<AccountEntry>> {
        self.entries.load().get(id).cloned()
    }

    /// The account of a bot's or enricher's own name, with its settings and secrets; one without any where there is none.
    #[must_use]
    pub fn installation(&self, plugin: &str) -> Arc<AccountEntry> {
        self.get(plugin).unwrap_or_else(|| {
            Arc::new(AccountEntry {
                id: plugin.to_owned(),
                brand: String::new(),
                plugin: plugin.to_owned(),
                address: None,
                parent: None,
                settings: "{}".to_owned(),
                words: BTreeMap::new(),
                webhook_url: String::new(),
                state: vec![],
                secrets: Arc::default(),
            })
        })
    }

    /// All accounts of a plugin.
    #[must_use]
    pub fn of_plugin(&self, plugin: &str) -> Vec<Arc<AccountEntry>> {
        let entries = self.entries.load();
        entries
            .values()
            .filter(|entry| entry.plugin == plugin)
            .cloned()
            .collect()
    }

    /// The account that an event of `owner`'s webhook is for: the owner itself, or the child with that address.
    /// None for an address that is not among them.
    #[must_use]
    pub fn addressed(&self, owner: &Arc<AccountEntry>, address: Option<&str>) -> Option<Arc<AccountEntry>> {
        let Some(address) = address else {
            return Some(Arc::clone(owner));
        };
        if owner.address.as_deref() == Some(address) {
            return Some(Arc::clone(owner));
        }
        let entries = self.entries.load();
        let mut children = entries
            .values()
            .filter(|entry| entry.parent.as_deref() == Some(&owner.id));
        match children.find(|entry| entry.address.as_deref() == Some(address)) {
            Some(child) => Some(Arc::clone(child)),
            // An account whose address nobody entered serves whatever its own webhook brings.
            None if owner.address.is_none() && !entries.values().any(|e| e.parent.as_deref() == Some(&owner.id)) => {
                Some(Arc::clone(owner))
            }
            None => None,
        }
    }
}

/// Where an account's own items hang.
pub(crate) fn account_place(account: &str) -> ItemPlace {
    ItemPlace {
        account: account.to_owned(),
        scope: "account".to_owned(),
        owner: String::new(),
    }
}

/// A stored item as the contract has it.
pub(crate) fn from_stored(item: jackfield_store::items::Item, scope: Scope) -> Item {
    Item {
        scope,
        owner: (scope == Scope::Media).then_some(item.place.owner),
        key: item.key,
        value: item.value,
        until: item.until_ms.and_then(|until| u64::try_from(until).ok()),
        once: item.once,
    }
}

fn words(settings: &str) -> BTreeMap<String, String> {
    let parsed = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(settings).unwrap_or_default();
    parsed
        .into_iter()
        .filter_map(|(name, value)| match value {
            serde_json::Value::String(text) => Some((name, text)),
            serde_json::Value::Number(number) => Some((name, number.to_string())),
            _ => None,
        })
        .collect()
}
