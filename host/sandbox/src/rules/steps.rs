//! Jobs: continuations that stay small, waits that are some, and what a step brings.

use jackfield_model::delivery::{PartOutcome, Progress, Start, Step};
use jackfield_model::recipient::Resolved;

use super::{LONGEST_CONTINUATION, at_most, conversation, events, failure, id, items, malformed, sender};
use crate::error::CallError;
use crate::instance::State;

/// Shortest and longest wait, milliseconds.
const WAITS: std::ops::RangeInclusive<u32> = 1_000..=3_600_000;
/// Most outcomes of one send; more than any bulk call has envelopes and parts.
const MOST_OUTCOMES: usize = 10_000;

fn continuation(bytes: &[u8]) -> Result<(), CallError> {
    at_most(
        "bytes of a continuation, cursor or state",
        bytes.len(),
        LONGEST_CONTINUATION,
    )
}

fn wait(after: u32) -> Result<(), CallError> {
    if WAITS.contains(&after) {
        Ok(())
    } else {
        malformed(format!("a wait lasts 1 s to 1 h, not {after} ms"))
    }
}

/// How a job begins.
pub(crate) fn start(start: &mut Start, _: &State) -> Result<(), CallError> {
    match start {
        Start::Call(call) => continuation(&call.continuation),
        Start::Wait(step) => wait(step.after).and_then(|()| continuation(&step.continuation)),
        Start::Nothing => Ok(()),
    }
}

/// A step, and what was learnt on the way to it.
pub(crate) fn progress(progress: &mut Progress, state: &State) -> Result<(), CallError> {
    items(&progress.items)?;
    events(&mut progress.events, state.context.now, None, state)?;
    match &mut progress.step {
        Step::Call(call) => continuation(&call.continuation),
        Step::Wait(step) => wait(step.after).and_then(|()| continuation(&step.continuation)),
        Step::Polled(end) => continuation(&end.cursor),
        Step::Templates(page) => page.next.as_deref().map_or(Ok(()), continuation),
        Step::Sent(dispatch) => {
            dispatch.conversation.as_ref().map_or(Ok(()), conversation)?;
            dispatch.sender.as_mut().map_or(Ok(()), sender)?;
            parts(&mut dispatch.parts, state)
        }
        _ => Ok(()),
    }
}

/// How the parts of envelopes went.
pub(super) fn parts(parts: &mut [PartOutcome], state: &State) -> Result<(), CallError> {
    at_most("outcomes of a send", parts.len(), MOST_OUTCOMES)?;
    for part in parts {
        match &mut part.outcome {
            Ok(sent) => {
                id("the sent message's id", &sent.id)?;
                items(&sent.items)?;
            }
            Err(why) => failure(why, state),
        }
    }
    Ok(())
}

/// Whom and where an address means.
pub(crate) fn resolved(resolved: &mut Resolved, _: &State) -> Result<(), CallError> {
    id("the recipient's id", &resolved.recipient.id)?;
    conversation(&resolved.conversation)
}
