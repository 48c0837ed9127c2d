//! A version's asking and having, between the hub's grants and the API's terms.

use jackfield_hub::plugins::{Granted, PluginState, Standing, WebhookGranted};
use jackfield_model::description::{Reach, ReachKind, SecretNeed, WebhookCheck};
use jackfield_sandbox::{Description, Kind, Plugin};

use crate::api::ControlError;
use crate::api::types;

/// A grant as the API shows it.
pub(super) fn terms(granted: &Granted) -> types::Terms {
    let mut terms = types::Terms::asked(&granted.secrets, &granted.reach, None, vec![]);
    terms.webhook = granted.webhook.map(|webhook| types::WebhookTerm {
        check: check_name(webhook.check).to_owned(),
        open_handshake: webhook.open_handshake,
    });
    terms
}

/// What an operator's narrower terms leave of what is asked. Terms only ever take away.
pub(super) fn narrowed(asked: &Granted, terms: &types::Terms) -> Result<Granted, ControlError> {
    let beyond =
        |what: String| ControlError::Refused(format!("{what} is not among what it asks for; grant at most that"));
    let mut granted = Granted {
        tokens: asked.tokens.clone(),
        private_hosts: asked.private_hosts.clone(),
        ..Granted::default()
    };
    for wanted in &terms.reach {
        let known = asked.reach.iter().find(|reach| same_place(reach, wanted));
        let known = known.ok_or_else(|| beyond(format!("{}{}", wanted.host, wanted.path)))?;
        if let Some(method) = wanted.methods.iter().find(|method| !known.methods.contains(method)) {
            return Err(beyond(format!("{method} {}{}", wanted.host, wanted.path)));
        }
        granted.reach.push(Reach {
            methods: wanted.methods.clone(),
            ..known.clone()
        });
    }
    for wanted in &terms.secrets {
        let known = asked.secrets.iter().find(|need| need.name == wanted.name);
        granted.secrets.push(secret(
            known.ok_or_else(|| beyond(format!("the secret `{}`", wanted.name)))?,
            wanted,
        )?);
    }
    granted.webhook = match (&terms.webhook, asked.webhook) {
        (None, _) => None,
        (Some(wanted), Some(known)) => Some(webhook(wanted, known)?),
        (Some(_), None) => return Err(beyond("a webhook".to_owned())),
    };
    Ok(granted)
}

fn same_place(reach: &Reach, wanted: &types::ReachTerm) -> bool {
    let kind = match reach.kind {
        ReachKind::Api => "api",
        ReachKind::Media => "media",
    };
    reach.host == wanted.host && reach.path == wanted.path && kind == wanted.kind
}

/// Uses are named as the API shows them; none named: all.
fn secret(known: &SecretNeed, wanted: &types::SecretTerm) -> Result<SecretNeed, ControlError> {
    if wanted.uses.is_empty() {
        return Ok(known.clone());
    }
    let mut uses = Vec::new();
    for text in &wanted.uses {
        let same = |one: &&jackfield_model::description::SecretUse| {
            let alone = SecretNeed {
                uses: vec![(*one).clone()],
                ..known.clone()
            };
            let shown = types::Terms::asked(&[alone], &[], None, vec![]);
            shown.secrets.first().and_then(|secret| secret.uses.first()) == Some(text)
        };
        let found = known.uses.iter().find(same);
        let found = found.ok_or_else(|| ControlError::Refused(format!("`{}` is not used to {text}", known.name)))?;
        uses.push(found.clone());
    }
    Ok(SecretNeed { uses, ..known.clone() })
}

fn webhook(wanted: &types::WebhookTerm, known: WebhookGranted) -> Result<WebhookGranted, ControlError> {
    let check = [WebhookCheck::Credentials, WebhookCheck::Peer, WebhookCheck::None]
        .into_iter()
        .find(|check| check_name(*check) == wanted.check)
        .ok_or_else(|| {
            ControlError::Refused(format!(
                "`{}` is no check; write credentials, peer or none",
                wanted.check
            ))
        })?;
    Ok(WebhookGranted {
        check,
        open_handshake: wanted.open_handshake && known.open_handshake,
    })
}

fn check_name(check: WebhookCheck) -> &'static str {
    match check {
        WebhookCheck::Credentials => "credentials",
        WebhookCheck::Peer => "peer",
        WebhookCheck::None => "none",
    }
}

/// Where a version stands, and why.
pub(super) fn standing(state: &PluginState) -> (types::Standing, Option<String>) {
    match &state.standing {
        Standing::Active => (types::Standing::Active, None),
        Standing::Loaded => (types::Standing::Loaded, None),
        Standing::Waiting(missing) => (types::Standing::WaitingForGrant, Some(missing.join("; "))),
        Standing::Quarantined(reason) => (types::Standing::Quarantined, Some(reason.clone())),
    }
}

/// A version as the API shows it.
pub(super) fn shown(state: &PluginState, plugin: &Plugin, added_ms: i64) -> types::PluginState {
    let (standing, reason) = standing(state);
    let counters = &state.counters;
    types::PluginState {
        digest: state.digest.clone(),
        name: state.name.clone(),
        title: match plugin.description() {
            Description::Connector(said) => said.title.clone(),
            Description::Bot(said) | Description::Enricher(said) => said.title.clone(),
        },
        kind: match state.kind {
            Kind::Connector => types::PluginKind::Connector,
            Kind::Bot => types::PluginKind::Bot,
            Kind::Enricher => types::PluginKind::Enricher,
        },
        version: state.version.clone(),
        contract: plugin.contract_version().to_owned(),
        state: standing,
        reason,
        asked: terms(&state.asked),
        granted: state.granted.as_ref().map(terms),
        counters: types::PluginCounters {
            calls: counters.calls,
            faults: counters.faults,
            time_us: counters.time_us,
            memory_high_bytes: counters.memory_high_bytes,
            output_bytes: counters.bytes_out,
        },
        added: crate::api::instant(added_ms),
    }
}
