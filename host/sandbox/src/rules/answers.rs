//! What a webhook may be answered, and who may let a request in.

use jackfield_model::description::WebhookCheck;
use jackfield_model::direct::Rendered;
use jackfield_model::http::Reply;
use jackfield_model::verdict::Verdict;

use super::{LONGEST_TEXT, at_most, malformed, steps};
use crate::error::CallError;
use crate::instance::State;

/// Longest body of a webhook's answer, bytes.
const LONGEST_REPLY: usize = 64 * 1024;
/// Longest answer to an unsigned handshake, bytes.
const LONGEST_HANDSHAKE: usize = 1024;
/// Longest wait of a held request, milliseconds.
const LONGEST_HOLD: u32 = 10_000;
/// What a webhook is answered with; never a page, which a browser would run.
const KINDS: [&str; 4] = ["text/plain", "application/json", "text/xml", "application/xml"];

/// `accept`, `hold` and `answer` count only after a check that said yes, or where the grant says otherwise.
pub(crate) fn verdict(verdict: &mut Verdict, state: &State) -> Result<(), CallError> {
    let granted = state.context.grant.webhook();
    let vouched = state.proof.vouched() || granted.check != WebhookCheck::Credentials;
    match verdict {
        Verdict::Reject(rejection) => match rejection.status {
            400 | 401 | 403 | 404 | 405 | 413 | 415 => {
                rejection.reason = state.safe(&rejection.reason, LONGEST_TEXT);
                Ok(())
            }
            status => malformed(format!(
                "a rejection has status 400, 401, 403, 404, 405, 413 or 415, not {status}"
            )),
        },
        Verdict::Accept(answer) if vouched => reply(answer),
        Verdict::Hold(hold) if vouched && hold.within <= LONGEST_HOLD => reply(&hold.otherwise),
        Verdict::Hold(_) if vouched => malformed("a hold lasts 10 s at most"),
        Verdict::Answer(answer) => {
            let handshake = granted.open_handshake
                && answer.body.len() <= LONGEST_HANDSHAKE
                && answer.content_type.as_deref().is_none_or(|kind| kind == "text/plain");
            if vouched || handshake {
                reply(answer)
            } else {
                Err(CallError::Unchecked)
            }
        }
        Verdict::Accept(_) | Verdict::Hold(_) => Err(CallError::Unchecked),
    }
}

/// The answer of `direct`, which keeps the rules of every other.
pub(crate) fn rendered(rendered: &mut Rendered, state: &State) -> Result<(), CallError> {
    reply(&rendered.reply)?;
    steps::parts(&mut rendered.parts, state)
}

fn reply(reply: &Reply) -> Result<(), CallError> {
    if !matches!(reply.status, 200..=299 | 400..=599) {
        return malformed(format!(
            "a webhook is answered with 2xx, 4xx or 5xx, not {}",
            reply.status
        ));
    }
    if let Some(kind) = &reply.content_type
        && !KINDS.contains(&kind.as_str())
    {
        return malformed(format!(
            "a webhook is answered with one of {KINDS:?}, not {}",
            kind.chars().take(128).collect::<String>().escape_default()
        ));
    }
    at_most("bytes of a webhook's answer", reply.body.len(), LONGEST_REPLY)
}
