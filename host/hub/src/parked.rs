//! Parked requests: read again, in order, by every new version of their connector.

use std::sync::Arc;

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

/// What became of an account's parked requests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    /// Read now, and on their way.
    pub read: u64,
    /// Still not understood.
    pub parked: u64,
}

/// Reads all parked requests of a plugin's accounts with the version that is active now.
pub(crate) async fn replay_plugin(rooms: &Rooms, conversations: &Conversations, plugin: &str) {
    for account in rooms.accounts.of_plugin(plugin) {
        match replay_account(rooms, conversations, &account).await {
            Ok(Replayed { read: 0, parked: 0 }) => {}
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
) -> Result<Replayed, HubError> {
    let mut replayed = Replayed::default();
    let mut after = None;
    while let Some(parked) = rooms.store.next_parked(&account.id, after).await? {
        after = Some(parked.seq);
        if replay_one(rooms, conversations, account, &parked).await? {
            replayed.read += 1;
        } else {
            replayed.parked += 1;
        }
    }
    Ok(replayed)
}

/// Reads one request again; tells whether it is read now.
pub(crate) async fn replay_one(
    rooms: &Rooms,
    conversations: &Conversations,
    account: &Arc<AccountEntry>,
    parked: &ParkedRequest,
) -> Result<bool, HubError> {
    let active = rooms
        .plugins
        .active(&account.plugin)
        .ok_or_else(|| HubError::Conflict(format!("no version of {} is active", account.plugin)))?;
    let request = raw::decode(&parked.parked.request).ok_or_else(|| HubError::Stored {
        what: format!("parked request {}", parked.seq),
        why: "it is not in this program's form".to_owned(),
    })?;
    let id = new_id();
    let events = match normalize(rooms, &active, account, &id, &request).await {
        Ok(events) => events,
        Err(reason) => {
            rooms
                .store
                .park_again(parked.seq, active.plugin.digest(), &reason)
                .await?;
            return Ok(false);
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
            conversations.take(accepted, events);
            Ok(true)
        }
        // Somebody else was first.
        Err(StoreError::NotFound(_)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// It was authentic when it came: what was signed then may be too old to be checked again.
async fn normalize(
    rooms: &Rooms,
    active: &Arc<Active>,
    account: &Arc<AccountEntry>,
    id: &str,
    request: &jackfield_model::http::Request,
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
