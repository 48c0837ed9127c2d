//! The network's refusals -> failures: one table. The kind is what the host does; the text is what an operator does.

use jackfield_sdk::build::fail;
use jackfield_sdk::http::Outcome;
use jackfield_sdk::types::{Failure, FailureKind, LimitScope};

/// What an outcome that is no success means.
pub fn of(outcome: &Outcome) -> Failure {
    let answer = match outcome {
        Outcome::Answered(answer) => answer,
        Outcome::Unsent(why) => return fail(FailureKind::Retryable, format!("it never left: {why}")),
        Outcome::Unknown(why) => return fail(FailureKind::Uncertain, format!("no answer came: {why}")),
        Outcome::Denied(why) => return fail(FailureKind::Rejected, format!("the grant does not allow it: {why}")),
        Outcome::Waited => return fail(FailureKind::Malformed, "nothing was waited for"),
    };
    let failure = match answer.status {
        401 => fail(FailureKind::Unauthorized, "enter a new access token"),
        403 => fail(FailureKind::AccountBlocked, "the account may not send; ask the network why"),
        404 => fail(FailureKind::Unreachable, "the network does not know this recipient"),
        413 => fail(FailureKind::TooLarge, "the network does not take that much"),
        429 => fail(FailureKind::RateLimited, "the network asks to slow down").within(LimitScope::Account),
        500..=599 => fail(FailureKind::Retryable, "the network has a trouble of its own"),
        _ => fail(FailureKind::Rejected, "the network refuses this for good"),
    };
    failure.code(answer.status)
}
