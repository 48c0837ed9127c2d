//! Parked requests: read again, in order, by every new version of their connector.

use std::sync::Arc;

use jackfield_model::http::Request;
use jackfield_store::StoreError;
use jackfield_store::intake::NewIntake;
use jackfield_store::parked::ParkedRequest;

use crate::HubError;
use crate::accounts::AccountEntry;
use crate::clock::signed;
use crate::conversations::Conversations;
use crate::gateway::raw;
use crate::plugins::Active;
use crate::rooms::Rooms;
use crate::seed::new_id;

/// What became of a parked request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// Events that it gave and that were new.
    pub events: u32,
    /// Why it is parked still; none: it is read, and on its way.
    pub reason: Option<String>,
}

/// What became of an account's parked requests.
#[derive(Default)]
struct Count {
    read: u64,
    parked: u64,
}

/// Reads all parked requests of a plugin's accounts with the version that is active now.
pub(crate) async fn replay_plugin(rooms: &Rooms, conversations: &Conversations, plugin: &str) {
    for account in rooms.accounts.of_plugin(plugin) {
        match replay_account(rooms, conversations, &account).await {
            Ok(Count { read: 0, parked: 0 }) => {}
            Ok(replayed) => {
                tracing::info!(account = %account.id, read = replayed.read, parked = replayed.parked, "parked requests were read again");
            }
            Err(error) => tracing::error!(account = %account.id, %error, "parked requests could not be read again"),
        }
    }
}

async fn replay_account(
    rooms: &Rooms,
    conversations: &Conversations,
    account: &Arc<AccountEntry>,
) -> Result<Count, HubError> {
    let mut replayed = Count::default();
    let mut after = None;
    while let Some(parked) = rooms.store.next_parked(&account.id, after).await? {
        after = Some(parked.seq);
        if replay_one(rooms, conversations, account, &parked)
            .await?
            .reason
            .is_none()
        {
            replayed.read += 1;
        } else {
            replayed.parked += 1;
        }
    }
    Ok(replayed)
}

/// A parked request, as it came.
pub(crate) fn request(parked: &ParkedRequest) -> Result<Request, HubError> {
    raw::decode(&parked.parked.request).ok_or_else(|| HubError::Stored {
        what: format!("parked request {}", parked.seq),
        why: "it is not in this program's form".to_owned(),
    })
}

/// Reads one request again.
pub(crate) async fn replay_one(
    rooms: &Rooms,
    conversations: &Conversations,
    account: &Arc<AccountEntry>,
    parked: &ParkedRequest,
) -> Result<Replayed, HubError> {
    let active = rooms
        .plugins
        .active(&account.plugin)
        .ok_or_else(|| HubError::Conflict(format!("no version of {} is active", account.plugin)))?;
    let request = request(parked)?;
    let id = new_id();
    let events = match normalize(rooms, &active, account, &id, &request).await {
        Ok(events) => events,
        Err(reason) => {
            rooms
                .store
                .park_again(parked.seq, active.plugin.digest(), &reason)
                .await?;
            return Ok(Replayed {
                events: 0,
                reason: Some(reason),
            });
        }
    };
    let intake = NewIntake {
        events: crate::intake::rows(&rooms.accounts, account, &id, &events),
        id,
        account: account.id.clone(),
        received_ms: signed(request.received),
        request: raw::encode(&request),
    };
    match rooms.store.replay_parked(parked.seq, intake).await {
        Ok(accepted) => {
            let fresh = u32::try_from(accepted.fresh.len()).unwrap_or(u32::MAX);
            conversations.take(accepted, events);
            Ok(read(fresh))
        }
        // Somebody else was first.
        Err(StoreError::NotFound(_)) => Ok(read(0)),
        Err(error) => Err(error.into()),
    }
}

fn read(events: u32) -> Replayed {
    Replayed { events, reason: None }
}

/// It was authentic when it came: what was signed then may be too old to be checked again.
async fn normalize(
    rooms: &Rooms,
    active: &Arc<Active>,
    account: &Arc<AccountEntry>,
    id: &str,
    request: &Request,
) -> Result<Vec<jackfield_model::event::Event>, String> {
    let seed = rooms.seeds.of(id);
    let context = rooms.connector_call(active, account, seed, request.peer.address.as_deref());
    let mut instance = active
        .plugin
        .instantiate(context)
        .await
        .map_err(|error| error.to_string())?;
    match instance.normalize(&account.seen(rooms.now(), seed), request).await {
        Ok(Ok(events)) => Ok(events),
        Ok(Err(failure)) => Err(failure.text),
        Err(error) => Err(error.to_string()),
    }
}
