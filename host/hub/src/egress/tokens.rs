//! Tokens that the host gets by recipe: kept until shortly before their end, got by one call however many wait for them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jackfield_model::description::TokenRecipe;
use jackfield_sandbox::SecretValue;

use super::secrets::SecretSource;

/// A token is renewed this long before its end, or in the last quarter of a short life, milliseconds.
const MARGIN_MS: u64 = 60_000;
/// Above this many tokens, those that have ended are dropped.
const MANY_TOKENS: usize = 10_000;

/// Why there is no token. Nothing of the call that needs it left.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The recipe cannot be carried out as it stands.
    #[error("the recipe of token `{name}` cannot be carried out: {reason}")]
    Recipe {
        /// The token.
        name: String,
        /// Why not.
        reason: String,
    },
    /// The endpoint says no, or a secret is missing: a person must act.
    #[error("token `{name}` is refused: {reason}; enter the account's credentials anew")]
    Refused {
        /// The token.
        name: String,
        /// Why.
        reason: String,
    },
    /// The endpoint cannot be reached, or is in trouble now.
    #[error("token `{name}` cannot be had now: {reason}")]
    Unavailable {
        /// The token.
        name: String,
        /// Why not.
        reason: String,
    },
}

/// A token and which one it is: a later one has a higher number.
#[derive(Clone)]
pub(super) struct Token {
    pub value: SecretValue,
    pub number: u64,
}

/// A new value of a secret, and the stored one whose place it takes. Once another is stored, that one counts.
struct Replaced {
    old: Option<SecretValue>,
    new: SecretValue,
    saved: bool,
}

/// All that is known of one token of one account.
#[derive(Default)]
pub(super) struct Slot {
    recipe: Option<TokenRecipe>,
    token: Option<Token>,
    renew_at_ms: Option<u64>,
    number: u64,
    /// How the last call for it failed.
    pub failed: Option<TokenError>,
    replaced: HashMap<String, Replaced>,
}

impl Slot {
    /// Forgets a token that another recipe gave: a new version of the plugin may ask for another kind.
    pub fn belongs_to(&mut self, recipe: &TokenRecipe) {
        if self.recipe.as_ref() != Some(recipe) {
            self.recipe = Some(recipe.clone());
            self.token = None;
        }
    }

    /// The token, if it is good now and not the one that was refused.
    pub fn usable(&self, now_ms: u64, refused: Option<u64>) -> Option<Token> {
        let fresh = self.renew_at_ms.is_none_or(|renew_at| now_ms < renew_at);
        let token = self.token.as_ref()?;
        (fresh && refused.is_none_or(|number| token.number > number)).then(|| token.clone())
    }

    /// Keeps a token for `lifetime_ms`, or for ever.
    pub fn keep(&mut self, value: SecretValue, lifetime_ms: Option<u64>, now_ms: u64) -> Token {
        self.number += 1;
        let token = Token {
            value,
            number: self.number,
        };
        self.token = Some(token.clone());
        self.renew_at_ms = lifetime_ms.map(|lifetime| now_ms + lifetime.saturating_sub(MARGIN_MS.min(lifetime / 4)));
        token
    }

    /// Takes a new value for a stored secret, and stores it.
    pub async fn replace(&mut self, name: &str, new: SecretValue, secrets: &dyn SecretSource) {
        let old = secrets.values(name).into_iter().next();
        if old.as_ref() == Some(&new) {
            return;
        }
        let replaced = Replaced { old, new, saved: false };
        self.replaced.insert(name.to_owned(), replaced);
        self.save(secrets).await;
    }

    /// Stores what could not be stored before. Until it is, the new values live here: the old ones are worth nothing any more,
    /// so that a call goes on with what there is.
    pub async fn save(&mut self, secrets: &dyn SecretSource) {
        for (name, replaced) in self.replaced.iter_mut().filter(|(_, replaced)| !replaced.saved) {
            match secrets.replace(name, replaced.new.clone()).await {
                Ok(()) => replaced.saved = true,
                Err(error) => {
                    tracing::error!(secret = %name, %error, "a rotated secret is not stored; a restart now would lose it");
                }
            }
        }
    }

    /// Values that stand before the stored ones.
    pub fn fresh(&mut self, secrets: &dyn SecretSource) -> HashMap<String, SecretValue> {
        // What an operator entered since then counts more than what the network gave before.
        self.replaced
            .retain(|name, replaced| match secrets.values(name).into_iter().next() {
                Some(stored) => replaced.old.as_ref() == Some(&stored) || replaced.new == stored,
                None => true,
            });
        self.replaced
            .iter()
            .map(|(name, replaced)| (name.clone(), replaced.new.clone()))
            .collect()
    }

    /// Every value in here.
    pub fn values(&self) -> Vec<SecretValue> {
        let token = self.token.iter().map(|token| token.value.clone());
        token
            .chain(self.replaced.values().map(|replaced| replaced.new.clone()))
            .collect()
    }

    fn is_of_use(&self, now_ms: u64) -> bool {
        self.usable(now_ms, None).is_some() || !self.replaced.is_empty()
    }
}

/// One token of one account, with those who wait for it.
#[derive(Default)]
pub(super) struct Kept {
    pub slot: tokio::sync::Mutex<Slot>,
    /// Calls for it so far: who waited while one failed shares its failure, instead of asking again in a row.
    pub attempts: AtomicU64,
    /// The values, for who cannot wait.
    values: Mutex<Vec<SecretValue>>,
}

impl Kept {
    pub fn attempts(&self) -> u64 {
        self.attempts.load(Ordering::Acquire)
    }

    /// Makes the slot's values known to [`Tokens::values`].
    pub fn publish(&self, slot: &Slot) {
        *self.values.lock().unwrap_or_else(PoisonError::into_inner) = slot.values();
    }
}

/// The tokens of all accounts.
#[derive(Default)]
pub(super) struct Tokens {
    kept: Mutex<HashMap<(String, String), Arc<Kept>>>,
}

impl Tokens {
    /// The token of that name, known or not yet.
    pub fn of(&self, account: &str, name: &str, now_ms: u64) -> Arc<Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MANY_TOKENS {
            kept.retain(|_, one| one.slot.try_lock().map_or(true, |slot| slot.is_of_use(now_ms)));
        }
        Arc::clone(kept.entry((account.to_owned(), name.to_owned())).or_default())
    }

    /// All values that are known for these names.
    pub fn values(&self, account: &str, names: impl Iterator<Item = String>) -> Vec<SecretValue> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        names
            .filter_map(|name| kept.get(&(account.to_owned(), name)))
            .flat_map(|one| one.values.lock().unwrap_or_else(PoisonError::into_inner).clone())
            .collect()
    }

    /// Forgets the tokens of an account: its secrets were entered anew.
    pub fn forget(&self, account: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _), _| of != account);
    }
}
