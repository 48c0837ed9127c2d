//! Gets a token by its recipe: a call of the host's own, whose answer no guest sees.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jackfield_model::description::TokenRecipe;
use jackfield_model::egress::{check_recipe, expand_recipe, secrets_of};
use jackfield_model::http::HttpCall;
use jackfield_sandbox::SecretValue;
use serde_json::Value;
use tokio::time::Instant;

use super::answer::read;
use super::blot::Blotter;
use super::exchange::Lost;
use super::fill::{FillTrouble, fill};
use super::performer::{CallFor, Performer};
use super::secrets::Lookup;
use super::tokens::{Slot, Token, TokenError};

/// Most bytes of a token endpoint's answer.
const MOST_ANSWER_BYTES: usize = 256 * 1024;

/// What a person's consent gave, for the recipe that has a consent page.
#[derive(Clone)]
pub struct Consent {
    /// The authorisation code.
    pub code: String,
    /// The redirect URL that the page was called with.
    pub redirect: String,
    /// The PKCE verifier.
    pub verifier: String,
}

impl Performer {
    /// A token that is good now: the kept one, or a new one. `refused` is the number of one that the network did not take.
    pub(super) async fn token(
        &self,
        recipe: &TokenRecipe,
        who: &CallFor<'_>,
        refused: Option<u64>,
    ) -> Result<Token, TokenError> {
        let kept = self.tokens().of(who.account, &recipe.name, who.now_ms);
        let seen = kept.attempts();
        let mut slot = kept.slot.lock().await;
        slot.belongs_to(recipe);
        slot.save(who.secrets).await;
        if let Some(token) = slot.usable(who.now_ms, refused) {
            return Ok(token);
        }
        if recipe.consent.is_some() {
            return consented(recipe, who, refused);
        }
        if let (Some(failed), true) = (&slot.failed, kept.attempts() != seen) {
            return Err(failed.clone());
        }
        kept.attempts.fetch_add(1, Ordering::AcqRel);
        let result = self.fetch(recipe, who, None, &mut slot).await;
        slot.failed = result.as_ref().err().cloned();
        kept.publish(&slot);
        result
    }

    /// Performs a recipe that has a consent page, once, with what the consent gave. The token is stored as the account's secret
    /// of the token's name.
    ///
    /// # Errors
    ///
    /// [`TokenError`]; the consent is used up then, and the person must be asked again.
    pub async fn conclude_consent(
        &self,
        recipe: &TokenRecipe,
        consent: &Consent,
        who: &CallFor<'_>,
    ) -> Result<(), TokenError> {
        let kept = self.tokens().of(who.account, &recipe.name, who.now_ms);
        let mut slot = kept.slot.lock().await;
        slot.belongs_to(recipe);
        let result = self.fetch(recipe, who, Some(consent), &mut slot).await;
        kept.publish(&slot);
        result.map(|_| ())
    }

    async fn fetch(
        &self,
        recipe: &TokenRecipe,
        who: &CallFor<'_>,
        consent: Option<&Consent>,
        slot: &mut Slot,
    ) -> Result<Token, TokenError> {
        let lookup = Lookup {
            allowance: who.allowance,
            secrets: who.secrets,
            fresh: slot.fresh(who.secrets),
        };
        let call = expand_recipe(&recipe.call, &|name| value_of(name, &lookup, consent))
            .map_err(|denial| wrong(recipe, denial.to_string()))?;
        let answer = self.call_endpoint(recipe, &call, who, &lookup).await?;
        let token = text_at(&answer, &recipe.token)
            .ok_or_else(|| unavailable(recipe, format!("the answer has no text at `{}`", recipe.token)))?;
        let lifetime_ms = lifetime(recipe, &answer).map(|seconds| seconds.saturating_mul(1000));
        let token = slot.keep(SecretValue::from(token), lifetime_ms, who.now_ms);
        if let Some((pointer, secret)) = &recipe.rotated
            && let Some(new) = text_at(&answer, pointer)
        {
            slot.replace(secret, SecretValue::from(new), who.secrets).await;
        }
        // A recipe that starts from its own last value must find it again after a restart, and so must what a person allowed.
        if names_itself(recipe) || consent.is_some() {
            slot.replace(&recipe.name, token.value.clone(), who.secrets).await;
        }
        Ok(token)
    }

    async fn call_endpoint(
        &self,
        recipe: &TokenRecipe,
        call: &HttpCall,
        who: &CallFor<'_>,
        lookup: &Lookup<'_>,
    ) -> Result<Value, TokenError> {
        let mut prepared = check_recipe(call, who.allowance).map_err(|denial| wrong(recipe, denial.to_string()))?;
        let deadline = Instant::now() + Duration::from_millis(u64::from(prepared.timeout_ms));
        let finished = fill(call, &mut prepared, who, lookup, &mut Blotter::default())
            .await
            .map_err(|trouble| match trouble {
                FillTrouble::Secret(error) => refused(recipe, error.to_string()),
                other => wrong(recipe, other.to_string()),
            })?;
        let exchange = self
            .send(call, &prepared, &finished, lookup, deadline)
            .await
            .map_err(|lost| match lost {
                Lost::Denied(reason) => wrong(recipe, reason),
                Lost::Unsent(reason) | Lost::Unknown(reason) => unavailable(recipe, reason),
            })?;
        let (response, lease) = exchange.into_parts();
        let (head, body) = response.into_parts();
        let read = read(&head, body, MOST_ANSWER_BYTES, deadline)
            .await
            .map_err(|reason| unavailable(recipe, reason))?;
        if read.ended {
            lease.give_back();
        }
        let status = head.status.as_u16();
        match status {
            200..=299 => {
                serde_json::from_slice(&read.bytes).map_err(|_| unavailable(recipe, "the answer is no JSON".to_owned()))
            }
            // The endpoint's own trouble, and its wish that we slow down.
            408 | 425 | 429 | 500.. => Err(unavailable(recipe, format!("its endpoint answered {status}"))),
            _ => Err(refused(recipe, format!("its endpoint answered {status}"))),
        }
    }
}

/// What a person allowed is stored as a secret, and no call of ours gets it anew.
fn consented(recipe: &TokenRecipe, who: &CallFor<'_>, number: Option<u64>) -> Result<Token, TokenError> {
    let stored = who.secrets.values(&recipe.name).into_iter().next();
    match (stored, number) {
        (Some(value), None) => Ok(Token { value, number: 0 }),
        (Some(_), Some(_)) => Err(refused(
            recipe,
            "the network no longer takes what was allowed".to_owned(),
        )),
        (None, _) => Err(refused(recipe, "nobody has allowed the account's use yet".to_owned())),
    }
}

fn value_of(name: &str, lookup: &Lookup<'_>, consent: Option<&Consent>) -> Option<String> {
    match (name, consent) {
        ("code", Some(consent)) => Some(consent.code.clone()),
        ("redirect", Some(consent)) => Some(consent.redirect.clone()),
        ("verifier", Some(consent)) => Some(consent.verifier.clone()),
        _ if name.contains('#') => lookup.text(name).ok(),
        _ => lookup.allowance.settings.get(name).cloned(),
    }
}

fn names_itself(recipe: &TokenRecipe) -> bool {
    let mut named = recipe.call.fills.iter().flat_map(|fill| secrets_of(&fill.value));
    named.any(|secret| secret == recipe.name)
}

fn text_at(answer: &Value, pointer: &str) -> Option<String> {
    let text = answer.pointer(pointer)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// Seconds; some networks write them as text.
fn lifetime(recipe: &TokenRecipe, answer: &Value) -> Option<u64> {
    let told = recipe.lifetime.as_ref().and_then(|pointer| answer.pointer(pointer));
    let told = told.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
    told.or(recipe.assumed_lifetime.map(u64::from))
}

fn wrong(recipe: &TokenRecipe, reason: String) -> TokenError {
    TokenError::Recipe {
        name: recipe.name.clone(),
        reason,
    }
}

fn refused(recipe: &TokenRecipe, reason: String) -> TokenError {
    TokenError::Refused {
        name: recipe.name.clone(),
        reason,
    }
}

fn unavailable(recipe: &TokenRecipe, reason: String) -> TokenError {
    TokenError::Unavailable {
        name: recipe.name.clone(),
        reason,
    }
}

/// The tokens that a call uses, by name, with the number of each.
pub(super) struct Gathered {
    pub values: HashMap<String, SecretValue>,
    pub numbers: HashMap<String, u64>,
}

impl Performer {
    /// Gets every token that the call's fills name. `refused` holds the numbers of those that the network did not take.
    pub(super) async fn gather(
        &self,
        call: &HttpCall,
        who: &CallFor<'_>,
        refused: &HashMap<String, u64>,
    ) -> Result<Gathered, TokenError> {
        let mut gathered = Gathered {
            values: HashMap::new(),
            numbers: HashMap::new(),
        };
        let named = call.fills.iter().flat_map(|fill| secrets_of(&fill.value));
        for recipe in named.filter_map(|name| who.allowance.tokens.iter().find(|recipe| recipe.name == name)) {
            if !gathered.numbers.contains_key(&recipe.name) {
                let token = self.token(recipe, who, refused.get(&recipe.name).copied()).await?;
                gathered.numbers.insert(recipe.name.clone(), token.number);
                gathered.values.insert(recipe.name.clone(), token.value);
            }
        }
        Ok(gathered)
    }
}
