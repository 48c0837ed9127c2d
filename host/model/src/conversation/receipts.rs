//! How far a message has come, and what a receipt changes about it.
//!
//! Networks repeat receipts, mix up their order and report a failure after delivery. So progress has one order and only
//! ever rises; a sign of arrival outranks a failure, because who has read something has got it.

use serde::{Deserialize, Serialize};

use crate::event::{Receipt, ReceiptState};
use crate::types::MessageName;

use super::event::{Ignored, Received};
use super::state::{Outbound, State};

/// How far an outbound message has come. Later cases outrank earlier ones; read implies delivered.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// In the outbox.
    #[default]
    Queued,
    /// The network has it.
    Sent,
    Cancelled,
    Expired,
    Failed,
    Delivered,
    Read,
    Played,
}

impl Progress {
    /// It arrived.
    pub fn arrived(self) -> bool {
        self >= Self::Delivered
    }

    fn ended_badly(self) -> bool {
        matches!(self, Self::Failed | Self::Expired | Self::Cancelled)
    }
}

impl From<&ReceiptState> for Progress {
    fn from(state: &ReceiptState) -> Self {
        match state {
            ReceiptState::Sent => Self::Sent,
            ReceiptState::Delivered => Self::Delivered,
            ReceiptState::Read => Self::Read,
            ReceiptState::Played => Self::Played,
            ReceiptState::Failed(_) => Self::Failed,
            ReceiptState::Expired => Self::Expired,
            ReceiptState::Cancelled => Self::Cancelled,
        }
    }
}

/// What a receipt means here; none where it says nothing new.
pub(super) fn received(state: &State, receipt: &Receipt) -> Option<Received> {
    let progress = Progress::from(&receipt.state);
    let mut envelopes = Vec::new();
    let mut ignored = Vec::new();
    for name in &receipt.messages {
        match state.outbound_of(name) {
            Some(sent) if sent.progress < progress => push_new(&mut envelopes, sent),
            Some(sent) if sent.progress.arrived() && progress.ended_badly() => {
                ignored.push((text(name).to_owned(), Ignored::AfterDelivery));
            }
            // It says again, or later, what is known.
            Some(_) => {}
            None if !state.early_knows(text(name), progress) => {
                ignored.push((text(name).to_owned(), Ignored::NotYetKnown));
            }
            None => {}
        }
    }
    // A watermark speaks of arrival. That "everything before" failed is said by no network, and would be too much to believe.
    let before = receipt.before.filter(|_| !progress.ended_badly());
    for sent in state
        .outbound
        .iter()
        .filter(|sent| before.is_some_and(|until| sent.covered_by(until, progress)))
    {
        push_new(&mut envelopes, sent);
    }
    let rises = before.filter(|until| state.mark_rises(progress, *until));
    (!envelopes.is_empty() || !ignored.is_empty() || rises.is_some()).then(|| Received {
        state: receipt.state.clone(),
        envelopes,
        before: rises,
        ignored,
        participant: receipt.participant.clone(),
    })
}

fn push_new(envelopes: &mut Vec<String>, sent: &Outbound) {
    if !envelopes.contains(&sent.envelope) {
        envelopes.push(sent.envelope.clone());
    }
}

/// The id in a name, whoever gave it.
pub(super) fn text(name: &MessageName) -> &str {
    match name {
        MessageName::Network(id) | MessageName::Ours(id) => id,
    }
}
