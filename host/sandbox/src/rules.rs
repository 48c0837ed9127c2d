//! What the host holds, whatever a plugin says: checks of what comes back from a call.

use jackfield_model::delivery::{Progress, Start, Step};
use jackfield_model::description::WebhookCheck;
use jackfield_model::event::Event;
use jackfield_model::finding::Finding;
use jackfield_model::http::Reply;
use jackfield_model::turn;
use jackfield_model::verdict::Verdict;

use crate::error::CallError;
use crate::instance::State;

/// Longest body of a webhook's answer, bytes.
const LONGEST_REPLY: usize = 64 * 1024;
/// Longest answer to an unsigned handshake, bytes.
const LONGEST_HANDSHAKE: usize = 1024;
/// Longest continuation or bot state, bytes.
const LONGEST_CONTINUATION: usize = 64 * 1024;
/// Shortest and longest wait, milliseconds.
const WAITS: std::ops::RangeInclusive<u32> = 1_000..=3_600_000;
/// Most acts of a bot's reply.
const MOST_ACTS: usize = 32;
/// Types of a webhook's answer.
const REPLY_KINDS: [&str; 4] = ["text/plain", "application/json", "text/xml", "application/xml"];
/// Charsets that such a type may name: ones in which markup cannot be hidden.
const REPLY_CHARSETS: [&str; 3] = ["utf-8", "us-ascii", "iso-8859-1"];

fn malformed<T>(text: impl Into<String>) -> Result<T, CallError> {
    Err(CallError::Malformed(text.into()))
}

/// `accept`, `hold` and `answer` count only after a check that said yes, or where the grant says otherwise.
pub(crate) fn verdict(verdict: &Verdict, state: &State) -> Result<(), CallError> {
    let granted = state.context.grant.webhook();
    let vouched = state.checked || granted.check != WebhookCheck::Credentials;
    match verdict {
        Verdict::Reject(rejection) => match rejection.status {
            400 | 401 | 403 | 404 | 405 | 413 | 415 => Ok(()),
            status => malformed(format!(
                "a rejection has status 400, 401, 403, 404, 405, 413 or 415, not {status}"
            )),
        },
        Verdict::Accept(answer) if vouched => reply(answer),
        Verdict::Hold(hold) if vouched && hold.within <= 10_000 => reply(&hold.otherwise),
        Verdict::Hold(_) if vouched => malformed("a hold lasts 10 s at most"),
        Verdict::Answer(answer) => {
            let handshake = granted.open_handshake
                && answer.body.len() <= LONGEST_HANDSHAKE
                && answer
                    .content_type
                    .as_deref()
                    .is_none_or(|kind| media_type(kind) == Some("text/plain"));
            if vouched || handshake {
                reply(answer)
            } else {
                Err(CallError::Unchecked)
            }
        }
        Verdict::Accept(_) | Verdict::Hold(_) => Err(CallError::Unchecked),
    }
}

fn reply(reply: &Reply) -> Result<(), CallError> {
    if !matches!(reply.status, 200..=299 | 400..=599) {
        return malformed(format!(
            "a webhook is answered with 2xx, 4xx or 5xx, not {}",
            reply.status
        ));
    }
    if let Some(kind) = &reply.content_type
        && media_type(kind).is_none()
    {
        return malformed(format!(
            "a webhook is answered with one of {REPLY_KINDS:?}, in one of {REPLY_CHARSETS:?}, not {}",
            kind.escape_default()
        ));
    }
    if reply.body.len() > LONGEST_REPLY {
        return malformed(format!(
            "a webhook's answer has at most {LONGEST_REPLY} bytes, not {}",
            reply.body.len()
        ));
    }
    Ok(())
}

/// The type that a content type names, if a webhook may be answered so: `text/plain` of `Text/Plain; charset="utf-8"`.
fn media_type(text: &str) -> Option<&'static str> {
    let (kind, parameter) = text
        .split_once(';')
        .map_or((text, None), |(kind, parameter)| (kind, Some(parameter)));
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let kind = REPLY_KINDS.into_iter().find(|known| same(known, kind.trim_end()))?;
    let Some(parameter) = parameter else { return Some(kind) };
    let (name, value) = parameter.trim().split_once('=')?;
    let value = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value);
    (same(name, "charset") && REPLY_CHARSETS.iter().any(|known| same(known, value))).then_some(kind)
}

/// Bounded in number, and never from the future.
pub(crate) fn events(events: &mut [Event], received: u64, state: &State) -> Result<(), CallError> {
    let most = state.context.limits.events;
    if events.len() > most {
        return malformed(format!("a webhook holds at most {most} events, not {}", events.len()));
    }
    for event in events {
        if event.id.len() > 256
            || event
                .conversation
                .as_ref()
                .is_some_and(|conversation| conversation.key.len() > 256)
        {
            return malformed("ids and conversation keys have at most 256 bytes");
        }
        event.time = event.time.map(|time| time.min(received));
    }
    Ok(())
}

fn continuation(bytes: &[u8]) -> Result<(), CallError> {
    if bytes.len() > LONGEST_CONTINUATION {
        return malformed(format!(
            "a continuation has at most {LONGEST_CONTINUATION} bytes, not {}",
            bytes.len()
        ));
    }
    Ok(())
}

fn wait(after: u32) -> Result<(), CallError> {
    if WAITS.contains(&after) {
        Ok(())
    } else {
        malformed(format!("a wait lasts 1 s to 1 h, not {after} ms"))
    }
}

pub(crate) fn start(start: &Start) -> Result<(), CallError> {
    match start {
        Start::Call(call) => continuation(&call.continuation),
        Start::Wait(step) => wait(step.after).and_then(|()| continuation(&step.continuation)),
        Start::Nothing => Ok(()),
    }
}

pub(crate) fn progress(progress: &Progress) -> Result<(), CallError> {
    match &progress.step {
        Step::Call(call) => continuation(&call.continuation),
        Step::Wait(step) => wait(step.after).and_then(|()| continuation(&step.continuation)),
        Step::Polled(end) => continuation(&end.cursor),
        _ => Ok(()),
    }
}

fn reply_acts(acts: usize) -> Result<(), CallError> {
    if acts > MOST_ACTS {
        malformed(format!("a turn has at most {MOST_ACTS} acts, not {acts}"))
    } else {
        Ok(())
    }
}

/// A bot's reply.
pub(crate) fn reply_of_bot(reply: &turn::Reply) -> Result<(), CallError> {
    reply_acts(reply.acts.len())?;
    continuation(&reply.state)?;
    let finite = reply.acts.iter().all(|act| match act {
        turn::Act::Attribute(attribute) => attribute.confidence.is_finite(),
        turn::Act::Survey(answer) => answer.score.is_none_or(f64::is_finite),
        _ => true,
    });
    if finite {
        Ok(())
    } else {
        malformed("a number is not finite")
    }
}

/// Scores are finite and in range.
pub(crate) fn findings(findings: &[Finding]) -> Result<(), CallError> {
    let share = |value: f64| (0.0..=1.0).contains(&value);
    for finding in findings {
        let good = match finding {
            Finding::Sentiment(score) => (-1.0..=1.0).contains(score),
            Finding::Intent(label) | Finding::Language(label) => share(label.confidence),
            Finding::Attribute(attribute) | Finding::Other(attribute) => share(attribute.confidence),
            Finding::Redaction(redaction) => redaction.start <= redaction.end,
        };
        if !good {
            return malformed("a score or a confidence is out of its range");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn the_type_of_a_webhooks_answer_may_name_its_charset() {
        for (text, kind) in [
            ("text/plain", Some("text/plain")),
            ("text/plain; charset=utf-8", Some("text/plain")),
            ("Text/Plain;charset=\"UTF-8\"", Some("text/plain")),
            ("application/json ; charset=us-ascii", Some("application/json")),
            ("text/html", None),
            ("text/plain; charset=utf-7", None),
            ("text/plain; boundary=x", None),
            ("text/plain; charset=utf-8; x=y", None),
            ("text/plain\r\nset-cookie: a=b", None),
            ("text/plain; charset=utf-8\r\nx: y", None),
            ("", None),
        ] {
            assert_eq!(media_type(text), kind, "{text:?}");
        }
    }
}
