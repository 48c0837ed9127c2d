//! Performs a plugin's HTTP call for an account: checks, fills, dials, reads, and says exactly what became of it.

use std::sync::Arc;
use std::time::Duration;

use jackfield_model::egress::{Allowance, Prepared, check};
use jackfield_model::http::{HttpCall, Outcome, Sink};
use tokio::time::Instant;

use super::answer::{MOST_IN_MEMORY, for_guest, read};
use super::blot::Blotter;
use super::config::{ConfigError, NetworkConfig};
use super::exchange::{Destination, Exchange, Lost, Ways};
use super::fill::{FillTrouble, fill};
use super::request::Head;
use super::resolve::{Resolve, SystemResolver};
use super::secrets::{Lookup, SecretSource};

/// For whom a call is performed.
#[derive(Clone, Copy)]
pub struct CallFor<'a> {
    /// Our id of the account.
    pub account: &'a str,
    /// What the operator granted the plugin for this account.
    pub allowance: &'a Allowance,
    /// The account's secrets.
    pub secrets: &'a dyn SecretSource,
    /// The time now, milliseconds since 1970.
    pub now_ms: u64,
}

/// What a call came to, for figures and for the account's health. None of it reaches a guest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The account's credential is missing or refused: raise its health, stop sending. The text says what to do.
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

/// Performs calls. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Performer {
    ways: Arc<Ways>,
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
        Ok(Self {
            ways: Arc::new(Ways::new(config, resolver)?),
        })
    }

    /// Performs `call`, and says what became of it.
    ///
    /// No redirect is followed. What the guest may see of the answer is within its sink's limit and free of the account's
    /// secrets. The call's own time holds for everything together; the caller sets none beside it.
    pub async fn perform(&self, call: &HttpCall, who: &CallFor<'_>) -> Outcome {
        self.perform_with_facts(call, who).await.outcome
    }

    /// As [`Performer::perform`], with what the host wants to know besides.
    pub async fn perform_with_facts(&self, call: &HttpCall, who: &CallFor<'_>) -> Performed {
        let mut facts = Facts::default();
        let outcome = match self.attempt(call, who, &mut facts).await {
            Ok(outcome) => outcome,
            Err(Lost::Denied(reason)) => Outcome::Denied(reason),
            Err(Lost::Unsent(reason)) => Outcome::Unsent(reason),
            Err(Lost::Unknown(reason)) => Outcome::Unknown(reason),
        };
        Performed { outcome, facts }
    }

    async fn attempt(&self, call: &HttpCall, who: &CallFor<'_>, facts: &mut Facts) -> Result<Outcome, Lost> {
        let mut prepared = check(call, who.allowance).map_err(|denial| Lost::Denied(denial.to_string()))?;
        let deadline = Instant::now() + Duration::from_millis(u64::from(prepared.timeout_ms));
        let lookup = Lookup {
            allowance: who.allowance,
            secrets: who.secrets,
            fresh: std::collections::HashMap::new(),
        };
        let mut blotter = lookup.blotter();
        let finished = fill(call, &mut prepared, &lookup, &mut blotter).map_err(|trouble| {
            if let FillTrouble::Secret(error) = &trouble {
                facts.credential = Some(error.to_string());
            }
            Lost::Denied(trouble.to_string())
        })?;
        let head = Head::new(&prepared, finished.content_type()).map_err(|error| Lost::Denied(error.to_string()))?;
        let to = Destination {
            url: &prepared.url,
            private_allowed: prepared.private_allowed,
            identity: None,
        };
        let exchange = self
            .ways
            .exchange(&to, &|| head.with(finished.outgoing()), deadline)
            .await?;
        facts.reused = exchange.reused;
        receive(exchange, &prepared, &blotter, deadline, facts).await
    }
}

async fn receive(
    exchange: Exchange,
    prepared: &Prepared,
    blotter: &Blotter,
    deadline: Instant,
    facts: &mut Facts,
) -> Result<Outcome, Lost> {
    let (response, lease) = exchange.into_parts();
    let (head, body) = response.into_parts();
    let most = match &prepared.into {
        Sink::Memory(most) => MOST_IN_MEMORY.min(usize::try_from(*most).unwrap_or(usize::MAX)),
        Sink::Store(_) => return Err(Lost::Unknown("not yet".to_owned())),
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
