//! Events of a connector as rows of the intake: each in the account and conversation that it is for.

use std::sync::Arc;

use jackfield_model::event::Event;
use jackfield_store::intake::{NewEvent, NewIntake};

use crate::HubError;
use crate::accounts::{AccountEntry, Directory};
use crate::clock::signed;
use crate::conversations::Conversations;
use crate::rooms::Rooms;
use crate::seed::new_id;

/// The kind under which an event is kept that is addressed to an account that is not ours.
const UNADDRESSED: &str = "unaddressed";

/// The rows of a request's events, position by position. `request` is the request's own id.
pub(crate) fn rows(accounts: &Directory, owner: &Arc<AccountEntry>, request: &str, events: &[Event]) -> Vec<NewEvent> {
    let name = |(index, event): (usize, &Event)| {
        // What has no id is no repetition of anything: the request's own id tells it apart.
        let id = if event.id.is_empty() {
            format!("{request}.{index}")
        } else {
            event.id.clone()
        };
        row(accounts, owner, id, event)
    };
    events.iter().enumerate().map(name).collect()
}

/// Takes up what a job learnt: stored as a webhook's events are, without a request of its own.
pub(crate) async fn learnt(
    rooms: &Rooms,
    account: &Arc<AccountEntry>,
    events: Vec<Event>,
    conversations: &Conversations,
) -> Result<(), HubError> {
    let id = new_id();
    let intake = NewIntake {
        events: rows(&rooms.accounts, account, &id, &events),
        id,
        account: account.id.clone(),
        received_ms: signed(rooms.now()),
        request: Vec::new(),
    };
    let accepted = rooms.store.accept(intake).await?;
    conversations.take(accepted, events);
    Ok(())
}

fn row(accounts: &Directory, owner: &Arc<AccountEntry>, event_id: String, event: &Event) -> NewEvent {
    let account = accounts.addressed(owner, event.address.as_deref());
    let (account, conversation, kind) = match &account {
        Some(account) => {
            let conversation = event.conversation.as_ref().map(|known| known.key.clone());
            (account.id.clone(), conversation, event.kind())
        }
        None => {
            // Kept with its webhook, in no conversation: somebody else's words are not put into one of ours.
            tracing::warn!(account = %owner.id, "an event is addressed to an account that is not known here");
            (owner.id.clone(), None, UNADDRESSED.to_owned())
        }
    };
    NewEvent {
        account,
        conversation,
        kind,
        event_id,
        // The model's types have no map with other keys than texts and no float that is not finite.
        payload: serde_json::to_string(event).unwrap_or_default(),
    }
}
