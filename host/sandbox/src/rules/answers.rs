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
/// Types of a webhook's answer; never a page, which a browser would run.
const KINDS: [&str; 4] = ["text/plain", "application/json", "text/xml", "application/xml"];
/// Charsets that such a type may name: ones in which markup cannot be hidden.
const CHARSETS: [&str; 3] = ["utf-8", "us-ascii", "iso-8859-1"];

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
        && media_type(kind).is_none()
    {
        return malformed(format!(
            "a webhook is answered with one of {KINDS:?}, in one of {CHARSETS:?}, not {}",
            kind.chars().take(128).collect::<String>().escape_default()
        ));
    }
    at_most("bytes of a webhook's answer", reply.body.len(), LONGEST_REPLY)
}

/// The type that a content type names, if a webhook may be answered so: `text/plain` of `Text/Plain; charset="utf-8"`.
fn media_type(text: &str) -> Option<&'static str> {
    let (kind, parameter) = text
        .split_once(';')
        .map_or((text, None), |(kind, parameter)| (kind, Some(parameter)));
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let kind = KINDS.into_iter().find(|known| same(known, kind.trim_end()))?;
    let Some(parameter) = parameter else { return Some(kind) };
    let (name, value) = parameter.trim().split_once('=')?;
    let value = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(value);
    (same(name, "charset") && CHARSETS.iter().any(|known| same(known, value))).then_some(kind)
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
