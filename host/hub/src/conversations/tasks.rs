//! What a webhook left to fetch or acknowledge: performed in its conversation's turn, so that later events wait for it.

use std::sync::Arc;
use std::time::Duration;

use jackfield_model::delivery::Step;
use jackfield_model::event::Event;

use super::draft::Draft;
use super::items::{self, Owners};
use super::{Conversations, Workers};
use crate::HubError;
use crate::jobs::{Begin, Halt, Job};

/// How long later events of the conversation wait for a task: the contract's 30 s.
const LONGEST: Duration = Duration::from_secs(30);

impl Workers {
    /// Performs a task; what it brings takes the intake's way, behind what waits already.
    pub(super) async fn perform_task(
        self: &Arc<Self>,
        draft: &mut Draft<'_>,
        event: &Event,
        task: &[u8],
    ) -> Result<(), HubError> {
        let Some(active) = draft.connector.clone() else {
            return Err(HubError::Conflict(format!(
                "no version of {} is active",
                draft.channel()
            )));
        };
        let account = Arc::clone(&draft.account);
        let conversation = draft.key.conversation.clone();
        let id = format!("task/{}/{}", draft.key.account, event.id);
        let job = Job {
            rooms: &self.rooms,
            network: &*self.network,
            account: &account,
            active: &active,
            id: &id,
            ledger: None,
            concern: Some(&conversation),
        };
        let run = async {
            let seed = self.rooms.seeds.of(&id);
            let context = self
                .rooms
                .connector_call(&active, &account, seed, Some(&draft.key.conversation));
            let mut instance = active.plugin.instantiate(context).await?;
            let seen = account.seen(self.rooms.now(), seed);
            let start = instance.perform(&seen, event.conversation.as_ref(), task).await?;
            drop(instance);
            Ok::<_, jackfield_sandbox::CallError>(match start {
                Ok(start) => Some(job.run(Begin::Start(start)).await),
                Err(failure) => {
                    tracing::warn!(account = %account.id, text = %failure.text.escape_default(), "a task failed");
                    None
                }
            })
        };
        let ran = match tokio::time::timeout(LONGEST, run).await {
            Ok(Ok(Some(ran))) => ran,
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => {
                tracing::error!(account = %account.id, %error, "a task broke");
                return Ok(());
            }
            Err(_) => {
                tracing::warn!(account = %account.id, "a task took more than 30 s");
                return Ok(());
            }
        };
        if !matches!(ran.halt, Halt::End(Step::Done) | Halt::Nothing) {
            tracing::warn!(account = %account.id, halt = ?ran.halt, "a task did not end well");
        }
        let owners = Owners {
            account: &account.id,
            conversation: Some(&draft.key.conversation),
            message: None,
        };
        draft.change_items(items::of_items(&owners, &ran.items, draft.now));
        if !ran.events.is_empty() {
            crate::intake::learnt(&self.rooms, &account, ran.events, &Conversations(Arc::clone(self))).await?;
        }
        Ok(())
    }
}
