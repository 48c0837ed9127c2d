//! What a job remembers between its steps, and which file goes on with it.

use jackfield_sdk::continuation;
use jackfield_sdk::delivery::{Progress, Resumed};
use jackfield_sdk::http::Outcome;
use jackfield_sdk::types::{Account, Failure};
use serde::{Deserialize, Serialize};

use crate::media::{self, Reference};
use crate::send::{self, Draft};
use crate::{setup, templates};

/// The secret that goes into `authorization` of every call.
pub const ACCESS_TOKEN: &str = "access-token";

/// Stored by the host, and read by later versions: cases are added, never renamed.
#[derive(Debug, Serialize, Deserialize)]
pub enum Job {
    /// Media of a message go up first, one after the other.
    Upload(Draft),
    /// The message itself is on its way.
    Message {
        envelope: String,
        by_phone: bool,
    },
    /// A receipt, a typing sign or a block: the network answers without an id.
    Act {
        envelope: String,
    },
    MediaUrl {
        reference: Reference,
        tries: u8,
    },
    MediaBytes {
        reference: Reference,
        tries: u8,
    },
    Subscribed,
    Subscriptions,
    Number {
        subscribed: bool,
    },
    Unsubscribed,
    Templates,
}

/// Goes on with a job.
///
/// # Errors
///
/// What the network refused, as [`crate::errors`] tells it; `malformed` for a continuation of an unknown version.
pub fn resume(account: &Account, resumed: &Resumed, outcome: Outcome) -> Result<Progress, Failure> {
    match continuation::read(&resumed.continuation)? {
        Job::Upload(draft) => send::uploaded(account, draft, outcome),
        Job::Message { envelope, by_phone } => Ok(send::accepted(&envelope, by_phone, outcome)),
        Job::Act { envelope } => Ok(send::acted(&envelope, outcome)),
        Job::MediaUrl { reference, tries } => media::located(reference, tries, outcome),
        Job::MediaBytes { reference, tries } => media::fetched(account, reference, tries, outcome),
        Job::Subscribed => setup::subscribed(account, outcome),
        Job::Subscriptions => setup::subscriptions(account, outcome),
        Job::Number { subscribed } => setup::number(account, subscribed, outcome),
        Job::Unsubscribed => setup::unsubscribed(outcome),
        Job::Templates => templates::page(outcome),
    }
}
