//! Performs a plugin's HTTP call for an account: checks, fills, dials, reads, and says exactly what became of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jackfield_model::egress::{Allowance, Prepared, check};
use jackfield_model::http::{HttpCall, Outcome, Sink};
use tokio::time::Instant;

use super::answer::{MOST_IN_MEMORY, Read, for_guest, read};
use super::blot::Blotter;
use super::config::{ConfigError, NetworkConfig};
use super::exchange::{Destination, Exchange, Lost, Ways};
use super::fill::{FillTrouble, fill};
use super::known::Known;
use super::payload::Finished;
use super::recipe::Gathered;
use super::request::Head;
use super::resolve::{Resolve, SystemResolver};
use super::secrets::{Lookup, SecretSource};
use super::sink;
use super::tls::Identity;
use super::tokens::{TokenError, Tokens};
use crate::media::MediaStore;

/// Most bytes of an answer that was meant for the media store and is no 2xx: an error's words.
const MOST_ERROR_BYTES: usize = 64 * 1024;

/// For whom a call is performed.
#[derive(Clone, Copy)]
pub struct CallFor<'a> {
    /// Our id of the account.
    pub account: &'a str,
    /// What the operator granted the plugin for this account.
    pub allowance: &'a Allowance,
    /// The account's secrets.
    pub secrets: &'a dyn SecretSource,
    /// Where media come from and go to.
    pub media: &'a MediaStore,
    /// When media that the call brings may go, milliseconds since 1970; none to keep them.
    pub media_until_ms: Option<i64>,
    /// The time now, milliseconds since 1970.
    pub now_ms: u64,
}

impl CallFor<'_> {
    pub(super) fn now_as_i64(&self) -> i64 {
        i64::try_from(self.now_ms).unwrap_or(i64::MAX)
    }
}

/// What a call came to, for figures and for the account's health. None of it reaches a guest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The account's credential is missing or refused: raise its health, stop sending, lose nothing. The text says why.
    pub credential: Option<String>,
    /// The request went over a connection that was open already.
    pub reused: bool,
    /// Bytes of the answer's body as they came.
    pub received: u64,
}

/// An outcome with its facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Performed {
    /// What the guest is told.
    pub outcome: Outcome,
    /// What the host wants to know.
    pub facts: Facts,
}

/// Performs calls. Cheap to clone; clones share their connections and tokens.
#[derive(Clone)]
pub struct Performer {
    inner: Arc<Inner>,
}

struct Inner {
    ways: Ways,
    tokens: Tokens,
    known: Known,
}

impl Performer {
    /// With the operating system's resolver.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for certificates that cannot be used.
    pub fn new(config: NetworkConfig) -> Result<Self, ConfigError> {
        Self::with_resolver(config, Box::new(SystemResolver))
    }

    /// With a resolver of the caller's.
    ///
    /// # Errors
    ///
    /// As [`Performer::new`].
    pub fn with_resolver(config: NetworkConfig, resolver: Box<dyn Resolve>) -> Result<Self, ConfigError> {
        let inner = Inner {
            ways: Ways::new(config, resolver)?,
            tokens: Tokens::default(),
            known: Known::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    pub(super) fn tokens(&self) -> &Tokens {
        &self.inner.tokens
    }

    /// Forgets the tokens of an account, whose secrets or settings were entered anew.
    pub fn forget_tokens(&self, account: &str) {
        self.inner.tokens.forget(account);
    }

    /// Performs `call`, and says what became of it.
    ///
    /// No redirect is followed. What the guest may see of the answer is within its sink's limit and free of the account's
    /// secrets. The call's own time holds for its exchange; a token that must be got first has that of its recipe. When the
    /// answer is a 401 to a call with a token, the token is renewed and the call made again, once: it was answered, not done.
    pub async fn perform(&self, call: &HttpCall, who: &CallFor<'_>) -> Outcome {
        self.perform_with_facts(call, who).await.outcome
    }

    /// As [`Performer::perform`], with what the host wants to know besides.
    pub async fn perform_with_facts(&self, call: &HttpCall, who: &CallFor<'_>) -> Performed {
        let mut facts = Facts::default();
        let outcome = match self.attempts(call, who, &mut facts).await {
            Ok(outcome) => outcome,
            Err(Lost::Denied(reason)) => Outcome::Denied(reason),
            Err(Lost::Unsent(reason)) => Outcome::Unsent(reason),
            Err(Lost::Unknown(reason)) => Outcome::Unknown(reason),
        };
        Performed { outcome, facts }
    }

    async fn attempts(&self, call: &HttpCall, who: &CallFor<'_>, facts: &mut Facts) -> Result<Outcome, Lost> {
        // Before a token is got: a call that may not leave shall not cause another to.
        let prepared = check(call, who.allowance).map_err(|denial| Lost::Denied(denial.to_string()))?;
        if let Sink::Store(sink) = &prepared.into {
            sink::check(sink).map_err(Lost::Denied)?;
        }
        let tokens = self.gather(call, who, &HashMap::new()).await;
        let tokens = tokens.map_err(|error| no_token(&error, facts))?;
        let first = self.attempt(call, prepared.clone(), who, &tokens, facts).await?;
        let refused = matches!(&first, Outcome::Answered(answer) if answer.status == 401);
        if !refused || tokens.numbers.is_empty() {
            return Ok(first);
        }
        match self.gather(call, who, &tokens.numbers).await {
            Ok(renewed) => self.attempt(call, prepared, who, &renewed, facts).await,
            Err(error) => {
                // The call has its answer already, and the guest makes of a 401 what it means.
                no_token(&error, facts);
                Ok(first)
            }
        }
    }

    async fn attempt(
        &self,
        call: &HttpCall,
        mut prepared: Prepared,
        who: &CallFor<'_>,
        tokens: &Gathered,
        facts: &mut Facts,
    ) -> Result<Outcome, Lost> {
        let deadline = Instant::now() + Duration::from_millis(u64::from(prepared.timeout_ms));
        let lookup = Lookup {
            allowance: who.allowance,
            secrets: who.secrets,
            fresh: tokens.values.clone(),
        };
        let mut blotter = self.blotter(who, tokens);
        let finished = match fill(call, &mut prepared, who, &lookup, &mut blotter).await {
            Ok(finished) => finished,
            Err(trouble) => {
                if let FillTrouble::Secret(error) = &trouble {
                    facts.credential = Some(error.to_string());
                }
                return Err(Lost::Denied(trouble.to_string()));
            }
        };
        let exchange = self.send(call, &prepared, &finished, &lookup, deadline).await?;
        facts.reused = exchange.reused;
        receive(exchange, &prepared, who, &blotter, deadline, facts).await
    }

    /// What an answer is searched for: stored secrets, tokens that are known, and later what is filled in.
    fn blotter(&self, who: &CallFor<'_>, tokens: &Gathered) -> Blotter {
        let mut blotter = Blotter::over(self.inner.known.of(who.account, who.allowance, who.secrets));
        let names = who.allowance.tokens.iter().map(|recipe| recipe.name.clone());
        let others = self.tokens().values(who.account, names);
        for value in tokens.values.values().chain(&others) {
            blotter.add(value.expose());
        }
        blotter
    }

    /// Sends what is checked, filled and finished.
    pub(super) async fn send(
        &self,
        call: &HttpCall,
        prepared: &Prepared,
        finished: &Finished,
        lookup: &Lookup<'_>,
        deadline: Instant,
    ) -> Result<Exchange, Lost> {
        let head =
            Head::new(prepared, finished.content_type.as_deref()).map_err(|error| Lost::Denied(error.to_string()))?;
        let identity = match &call.client_certificate {
            Some(name) => {
                let pem = lookup.key(name).map_err(|error| Lost::Denied(error.to_string()))?;
                Some(Identity::new(pem))
            }
            None => None,
        };
        let to = Destination {
            url: &prepared.url,
            private_allowed: prepared.private_allowed,
            identity: identity.as_ref(),
            repeatable: prepared.repeatable,
        };
        let make = || head.with(finished.outgoing());
        self.inner.ways.exchange(&to, &make, deadline).await
    }
}

/// Without its token nothing of a call leaves.
fn no_token(error: &TokenError, facts: &mut Facts) -> Lost {
    match error {
        TokenError::Recipe { .. } => Lost::Denied(error.to_string()),
        TokenError::Refused { .. } => {
            facts.credential = Some(error.to_string());
            Lost::Unsent(error.to_string())
        }
        TokenError::Unavailable { .. } => Lost::Unsent(error.to_string()),
    }
}

async fn receive(
    exchange: Exchange,
    prepared: &Prepared,
    who: &CallFor<'_>,
    blotter: &Blotter,
    deadline: Instant,
    facts: &mut Facts,
) -> Result<Outcome, Lost> {
    let (response, lease) = exchange.into_parts();
    let (head, body) = response.into_parts();
    let most = match &prepared.into {
        Sink::Memory(most) => MOST_IN_MEMORY.min(usize::try_from(*most).unwrap_or(usize::MAX)),
        Sink::Store(sink) if head.status.is_success() => {
            let stored = sink::store(&head, body, sink, who, deadline, &mut facts.received).await;
            let stored = stored.map_err(Lost::Unknown)?;
            lease.give_back();
            let mut answer = for_guest(&head, Read::default(), 0, blotter);
            answer.stored = Some(stored);
            return Ok(Outcome::Answered(answer));
        }
        // Through a media reach a guest could read any page of any host.
        Sink::Store(_) if prepared.media_only => {
            return Ok(Outcome::Answered(for_guest(&head, Read::default(), 0, blotter)));
        }
        Sink::Store(_) => MOST_ERROR_BYTES,
    };
    // A secret that the cut would halve is read whole, blotted, and then cut.
    let read = read(&head, body, most + blotter.longest(), deadline)
        .await
        .map_err(Lost::Unknown)?;
    facts.received = read.received;
    if read.ended {
        lease.give_back();
    }
    Ok(Outcome::Answered(for_guest(&head, read, most, blotter)))
}
