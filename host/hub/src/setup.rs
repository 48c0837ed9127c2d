//! Connecting an account: the connector's own job, run while somebody waits for it.

use std::sync::Arc;

use jackfield_model::delivery::{Readiness, Step};
use jackfield_model::event::Event;
use jackfield_model::setup::Aim;
use jackfield_model::types::{Failure, FailureKind, LimitScope};
use jackfield_sandbox::CallError;

use crate::HubError;
use crate::accounts::AccountEntry;
use crate::conversations::{Conversations, Owners, of_items};
use crate::jobs::{Begin, Halt, Job, Network};
use crate::rooms::Rooms;
use crate::seed::new_id;

/// How connecting, checking or disconnecting an account ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Arranged {
    /// What the network knows of the account; none after a disconnect, or a failure.
    pub readiness: Option<Readiness>,
    /// The network's no.
    pub failure: Option<Failure>,
    /// What was learnt on the way.
    pub events: Vec<Event>,
}

pub(crate) async fn arrange(
    rooms: &Rooms,
    network: &dyn Network,
    conversations: &Conversations,
    account: &Arc<AccountEntry>,
    aim: Aim,
) -> Result<Arranged, HubError> {
    let active = rooms.plugins.active(&account.plugin);
    let active = active.ok_or_else(|| HubError::Conflict(format!("no version of {} is active", account.plugin)))?;
    let id = new_id();
    let seed = rooms.seeds.of(&id);
    let context = rooms.connector_call(&active, account, seed, None);
    let mut instance = active.plugin.instantiate(context).await?;
    let started = match instance.arrange(&account.seen(rooms.now(), seed), &aim).await {
        Err(CallError::Missing(_)) => {
            return Err(HubError::Conflict(format!("{} has nothing to arrange", account.plugin)));
        }
        started => started?,
    };
    drop(instance);
    let start = match started {
        Ok(start) => start,
        Err(failure) => return Ok(refused(failure)),
    };
    let job = Job {
        rooms,
        network,
        account,
        active: &active,
        id: &id,
        ledger: None,
        concern: None,
    };
    let ran = job.run(Begin::Start(start)).await;
    let owners = Owners {
        account: &account.id,
        conversation: None,
        message: None,
    };
    let changes = of_items(&owners, &ran.items, rooms.now());
    if !changes.is_empty() {
        rooms.store.change_items(changes).await?;
        rooms.accounts.refresh().await?;
    }
    let mut arranged = ended(ran.halt)?;
    arranged.events.clone_from(&ran.events);
    if !ran.events.is_empty() {
        crate::intake::learnt(rooms, account, ran.events, conversations).await?;
    }
    Ok(arranged)
}

/// What the end of the job means for whoever waits.
fn ended(halt: Halt) -> Result<Arranged, HubError> {
    let not_done = |kind, text: String| refused(Failure::found(kind, LimitScope::Account, text));
    Ok(match halt {
        Halt::End(Step::Ready(readiness)) => Arranged {
            readiness: Some(readiness),
            failure: None,
            events: vec![],
        },
        Halt::End(_) | Halt::Nothing => Arranged {
            readiness: None,
            failure: None,
            events: vec![],
        },
        Halt::Failed(failure) => refused(failure),
        Halt::Broken(error) => return Err(error.into()),
        Halt::Endless(limit) => not_done(FailureKind::Rejected, format!("it took more than {limit}")),
        // A job without a ledger neither waits in one nor fails to write it.
        Halt::Wait { .. } | Halt::Ledger(_) => not_done(FailureKind::Retryable, "it did not end".to_owned()),
    })
}

fn refused(failure: Failure) -> Arranged {
    Arranged {
        readiness: None,
        failure: Some(failure),
        events: vec![],
    }
}
