//! LINE's answers -> failures: one table. The text tells an operator what to do.
//!
//! Source: line/line-openapi at 6e4c2a2, `messaging-api.yml`; the messages that are compared are what LINE is known to answer.

use jackfield_sdk::build::fail;
use jackfield_sdk::headers;
use jackfield_sdk::http::{Answer, Outcome};
use jackfield_sdk::json::{self, Fields};
use jackfield_sdk::types::{Failure, FailureKind, LimitScope};

/// The monthly limit ends with the month or with another plan, and LINE does not say when: look again once a day.
const MONTHLY_PAUSE_MS: u32 = 24 * 60 * 60 * 1000;
/// Where the answer names no `retry-after`: limits are per second and per hour, so a short pause clears most of them.
const BURST_PAUSE_MS: u32 = 10_000;

/// LINE's own word: `message`, with its details; empty when the body is none of LINE's.
pub fn words(answer: &Answer) -> String {
    let Ok(body) = json::parse(&answer.body) else {
        return String::new();
    };
    let mut words = vec![body.string("message").unwrap_or_default()];
    for detail in body.list("details") {
        let property = detail.text("property").unwrap_or_default();
        words.push(format!("{property}: {}", detail.text("message").unwrap_or_default()));
    }
    words.retain(|word| !word.is_empty());
    words.join("; ")
}

/// Whether the reply token was used or has run out, so that a push must carry the words.
pub fn is_spent_token(answer: &Answer) -> bool {
    answer.status == 400 && words(answer).contains("Invalid reply token")
}

/// What an answer that is no success means.
pub fn of(answer: &Answer) -> Failure {
    let said = words(answer);
    let (kind, advice) = match answer.status {
        400 if said.contains("Failed to send messages") => (
            FailureKind::Unreachable,
            "the id is unknown to this channel, or the person is not a friend of it",
        ),
        401 => (
            FailureKind::Unauthorized,
            "issue a new channel access token in the LINE Developers Console",
        ),
        403 => (
            FailureKind::AccountBlocked,
            "the plan or the permissions of the channel do not allow this call",
        ),
        404 => (
            FailureKind::Unreachable,
            "LINE does not know this person, group or message",
        ),
        410 => (FailureKind::Gone, "LINE has deleted it"),
        413 => (FailureKind::TooLarge, "the request is larger than LINE takes"),
        415 => (FailureKind::Unsupported, "LINE does not take this kind of content"),
        429 if said.contains("monthly limit") => {
            return failure(
                FailureKind::RateLimited,
                answer,
                &said,
                "raise the plan of the official account, or wait for the next month",
            )
            .within(LimitScope::Account)
            .after(MONTHLY_PAUSE_MS);
        }
        429 => {
            return failure(FailureKind::RateLimited, answer, &said, "LINE asks to slow down")
                .within(LimitScope::Label)
                .after(pause(answer));
        }
        500..=599 => (FailureKind::Retryable, "LINE has a trouble of its own"),
        300..=399 => (
            FailureKind::Rejected,
            "LINE redirected a call that it documents without redirects",
        ),
        _ => (FailureKind::Rejected, "LINE refuses this request for good"),
    };
    failure(kind, answer, &said, advice)
}

fn failure(kind: FailureKind, answer: &Answer, said: &str, advice: &str) -> Failure {
    let request = headers::find(&answer.headers, "x-line-request-id");
    let request = request.map(|id| format!(" (request {id})")).unwrap_or_default();
    let said = if said.is_empty() {
        String::new()
    } else {
        format!(": {said}")
    };
    fail(kind, format!("{advice}{said}{request}")).code(answer.status)
}

fn pause(answer: &Answer) -> u32 {
    let seconds = headers::find(&answer.headers, "retry-after").and_then(|text| text.parse::<u32>().ok());
    seconds.map_or(BURST_PAUSE_MS, |seconds| seconds.clamp(1, 24 * 60 * 60) * 1000)
}

/// The answer of a call that is harmless to repeat or carries its own key, or what its absence means.
///
/// # Errors
///
/// `retryable` when no answer came, `account-blocked` when the grant forbids the call.
pub fn answer(outcome: Outcome) -> Result<Answer, Failure> {
    match outcome {
        Outcome::Answered(answer) => Ok(answer),
        Outcome::Denied(why) => Err(fail(
            FailureKind::AccountBlocked,
            format!("the grant of the plugin forbids this call: {why}"),
        )),
        Outcome::Unsent(why) => Err(fail(
            FailureKind::Retryable,
            format!("LINE could not be reached: {why}"),
        )),
        Outcome::Unknown(why) => Err(fail(
            FailureKind::Retryable,
            format!("LINE gave no whole answer: {why}"),
        )),
        Outcome::Waited => Err(fail(FailureKind::Malformed, "a wait ended where an answer was due")),
    }
}

/// As [`answer`], of a 2xx only.
///
/// # Errors
///
/// As [`answer`] and [`of`].
pub fn success(outcome: Outcome) -> Result<Answer, Failure> {
    let answer = answer(outcome)?;
    if (200..300).contains(&answer.status) {
        Ok(answer)
    } else {
        Err(of(&answer))
    }
}

#[cfg(test)]
mod tests {
    use jackfield_sdk::testing::answered;

    use super::*;

    fn failed(status: u16, message: &str) -> Failure {
        let Err(failure) = success(answered(status, &json::json!({ "message": message }).to_string())) else {
            unreachable!("{status} is no success")
        };
        failure
    }

    #[test]
    fn every_status_means_one_reaction() {
        let table = [
            (400, "The request body has 1 error(s)", FailureKind::Rejected),
            (400, "Failed to send messages", FailureKind::Unreachable),
            (401, "Authentication failed", FailureKind::Unauthorized),
            (403, "Not authorized", FailureKind::AccountBlocked),
            (404, "Not found", FailureKind::Unreachable),
            (410, "Gone", FailureKind::Gone),
            (413, "Too large", FailureKind::TooLarge),
            (415, "Unsupported", FailureKind::Unsupported),
            (429, "Too many requests", FailureKind::RateLimited),
            (429, "You have reached your monthly limit.", FailureKind::RateLimited),
            (302, "", FailureKind::Rejected),
            (418, "", FailureKind::Rejected),
            (500, "", FailureKind::Retryable),
            (503, "", FailureKind::Retryable),
        ];
        for (status, message, kind) in table {
            let failure = failed(status, message);
            assert_eq!(failure.kind, kind, "{status} {message}");
            assert_eq!(failure.code, Some(status.to_string()));
            assert!(failure.text.contains(message));
        }
    }

    #[test]
    fn the_monthly_limit_stops_the_account_and_a_burst_only_its_calls() {
        let month = failed(429, "You have reached your monthly limit.");
        assert_eq!(
            (month.limit, month.after),
            (LimitScope::Account, Some(MONTHLY_PAUSE_MS))
        );
        let burst = failed(429, "slow");
        assert_eq!((burst.limit, burst.after), (LimitScope::Label, Some(BURST_PAUSE_MS)));
    }

    #[test]
    fn details_are_told_and_foreign_bodies_do_not_hurt() {
        let body = r#"{"message":"1 error","details":[{"message":"May not be empty","property":"messages[0].text"}]}"#;
        let Outcome::Answered(answer) = answered(400, body) else {
            unreachable!()
        };
        assert_eq!(words(&answer), "1 error; messages[0].text: May not be empty");
        let Outcome::Answered(answer) = answered(502, "<html>") else {
            unreachable!()
        };
        assert_eq!(of(&answer).kind, FailureKind::Retryable);
    }
}
