//! Enrichers of an event: side by side where they can, and never in a message's way for longer than they may.

use std::sync::Arc;
use std::time::Duration;

use jackfield_model::conversation::Command;
use jackfield_model::conversation::event::Plugin as Provenance;
use jackfield_model::enrichment::{self, Needs};
use jackfield_model::event::Event;
use jackfield_model::finding::{Finding, Input};
use jackfield_sandbox::{Description, Kind};

use super::draft::Draft;
use super::view::view;
use crate::plugins::{Active, version_of};

/// Asks every enricher that wants such an event; what they find becomes part of the turn.
pub(crate) async fn enrich(draft: &mut Draft<'_>, message: &str, event: &Event) {
    let enrichers: Vec<Arc<Active>> = draft
        .rooms
        .plugins
        .active_of(Kind::Enricher)
        .into_iter()
        .filter(|active| wants(active, event.body.name()))
        .collect();
    if enrichers.is_empty() {
        return;
    }
    for stage in stages(&enrichers) {
        let seen = view(draft);
        let asked = stage.iter().filter_map(|at| enrichers.get(*at)).map(|active| {
            let input = Input {
                settings: draft.rooms.guest_settings(&active.name),
                event: event.clone(),
                conversation: seen.clone(),
                now: draft.now,
                seed: draft.rooms.seeds.of(message).to_vec().into(),
            };
            ask(draft, active, message, input)
        });
        let found = futures_util::future::join_all(asked).await;
        for (plugin, findings) in found.into_iter().flatten() {
            draft.tell_of_plugin(
                &plugin.name.clone(),
                Command::Found {
                    plugin,
                    message: Some(message.to_owned()),
                    findings,
                },
            );
        }
    }
}

fn wants(active: &Active, kind: &str) -> bool {
    match active.plugin.description() {
        Description::Enricher(said) => {
            said.takes.is_empty() || said.takes.iter().any(|taken| taken == kind || taken == "*")
        }
        _ => false,
    }
}

fn stages(enrichers: &[Arc<Active>]) -> Vec<Vec<usize>> {
    let needs: Vec<Needs<'_>> = enrichers
        .iter()
        .map(|active| match active.plugin.description() {
            Description::Enricher(said) => Needs {
                reads: &said.reads,
                writes: &said.writes,
            },
            _ => Needs {
                reads: &[],
                writes: &[],
            },
        })
        .collect();
    enrichment::stages(&needs)
}

async fn ask(
    draft: &Draft<'_>,
    active: &Arc<Active>,
    message: &str,
    input: Input,
) -> Option<(Provenance, Vec<Finding>)> {
    let rooms = draft.rooms;
    let patience = Duration::from_millis(rooms.settings.enrich_ms);
    let call = async {
        let context = rooms.guest_call(active, rooms.seeds.of(message), &draft.key.conversation);
        let mut instance = active.plugin.instantiate(context).await?;
        instance.enrich(&input).await
    };
    let plugin = Provenance {
        name: active.name.clone(),
        version: version_of(active.plugin.description()).to_owned(),
    };
    match tokio::time::timeout(patience, call).await {
        Ok(Ok(Ok(findings))) => Some((plugin, findings)),
        Ok(Ok(Err(failure))) => {
            tracing::warn!(enricher = %active.name, text = %failure.text.escape_default(), "found nothing");
            None
        }
        Ok(Err(error)) => {
            tracing::error!(enricher = %active.name, %error, "failed");
            None
        }
        Err(_) => {
            tracing::warn!(enricher = %active.name, patience_ms = rooms.settings.enrich_ms, "too late for this message");
            None
        }
    }
}
