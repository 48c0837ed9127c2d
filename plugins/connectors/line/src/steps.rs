//! What every job remembers between its steps, and who goes on with it.

use jackfield_sdk::continuation;
use jackfield_sdk::delivery::{Progress, Resumed};
use jackfield_sdk::http::Outcome;
use jackfield_sdk::types::Failure;
use serde::{Deserialize, Serialize};

use crate::{media, recipients, send, setup};

/// The step that was taken last. Stored by the host: cases and fields are added, never renamed.
#[derive(Debug, Serialize, Deserialize)]
pub enum Job {
    /// Words went out with a reply token; `push` is the body to fall back to.
    Reply {
        envelope: String,
        parts: Vec<u32>,
        push: String,
    },
    /// Words went out as a push with this envelope's id as retry key.
    Push { envelope: String, parts: Vec<u32> },
    /// A typing sign or a read mark went out.
    Act,
    /// A message's content was asked for, after this many looks at whether it is ready.
    Content { message: String, looks: u32 },
    /// Waiting until the content may be ready.
    Preparing { message: String, looks: u32 },
    /// Asked whether the content is ready.
    Transcoding { message: String, looks: u32 },
    /// A public link was asked for.
    Link,
    /// A profile was asked for.
    Profile { person: String, chat: String },
    /// The webhook was registered.
    Webhook,
    /// The account's own name was asked for.
    Info,
    /// The monthly limit was asked for.
    Quota {
        address: Option<String>,
        name: Option<String>,
        notes: Vec<String>,
    },
    /// What of it is used was asked for.
    Consumption {
        address: Option<String>,
        name: Option<String>,
        notes: Vec<String>,
        limit: u64,
    },
}

/// Goes on with a job. Takes every outcome.
///
/// # Errors
///
/// `malformed` for a continuation of a version that this one does not know; else as the job's own file says.
pub fn resume(resumed: &Resumed, outcome: Outcome) -> Result<Progress, Failure> {
    match continuation::read(&resumed.continuation)? {
        Job::Reply { envelope, parts, push } => send::replied(&envelope, &parts, &push, outcome),
        Job::Push { envelope, parts } => send::pushed(&envelope, &parts, outcome),
        Job::Act => send::acted(outcome),
        Job::Content { message, looks } => media::content(message, looks, outcome),
        Job::Preparing { message, looks } => media::look(message, looks, outcome),
        Job::Transcoding { message, looks } => media::transcoding(message, looks, outcome),
        Job::Link => media::link(outcome),
        Job::Profile { person, chat } => recipients::profile(&person, &chat, outcome),
        Job::Webhook => setup::registered(outcome),
        Job::Info => setup::info(outcome),
        Job::Quota { address, name, notes } => setup::quota(address, name, notes, outcome),
        Job::Consumption {
            address,
            name,
            notes,
            limit,
        } => setup::consumption(address, name, notes, limit, outcome),
    }
}
