//! Connecting an account: registers the webhook, then asks who the account is and what of its plan is left.
//!
//! LINE has no call that takes a webhook away, so there is nothing to undo.

use jackfield_sdk::build::{call, fail, get, go_on, progress, start};
use jackfield_sdk::delivery::{Progress, Readiness, Start, Step};
use jackfield_sdk::http::{Body, HttpCall, Outcome};
use jackfield_sdk::json::{self, Fields, Value};
use jackfield_sdk::setup::Aim;
use jackfield_sdk::types::{Account, Failure, FailureKind};

use crate::steps::Job;
use crate::{errors, wire};

/// Begins to connect or to check.
///
/// # Errors
///
/// None of its own.
pub fn arrange(account: &Account, aim: Aim) -> Result<Start, Failure> {
    match aim {
        Aim::Connect => {
            let body = json::json!({ "endpoint": account.webhook_url });
            let url = wire::api("/v2/bot/channel/webhook/endpoint");
            let put = call("PUT", url, "setup", Body::Json(body.to_string())).bearer(wire::ACCESS_TOKEN);
            start(
                HttpCall {
                    repeatable: true,
                    ..put
                },
                &Job::Webhook,
            )
        }
        Aim::Check => start(ask("/v2/bot/info"), &Job::Info),
        Aim::Disconnect => Ok(Start::Nothing),
    }
}

fn ask(path: &str) -> HttpCall {
    get(wire::api(path), "setup").bearer(wire::ACCESS_TOKEN)
}

fn body(outcome: Outcome) -> Result<Value, Failure> {
    let answer = errors::success(outcome)?;
    json::parse(&answer.body)
        .map_err(|error| fail(FailureKind::Retryable, format!("LINE's answer cannot be read: {error}")))
}

/// The webhook is registered.
pub fn registered(outcome: Outcome) -> Result<Progress, Failure> {
    errors::success(outcome)?;
    go_on(ask("/v2/bot/info"), &Job::Info)
}

/// LINE says who the account is.
pub fn info(outcome: Outcome) -> Result<Progress, Failure> {
    let body = body(outcome)?;
    let mut notes = vec!["Turn on «Use webhook» and «Webhook redelivery» in the LINE Developers Console.".to_owned()];
    if body.text("chatMode") == Some("chat") {
        notes.push("The account's response mode is «Chat»: turn chats off, or people may answer beside us.".to_owned());
    }
    if body.text("markAsReadMode") == Some("auto") {
        notes.push("LINE marks messages as read by itself: read marks of ours have no effect.".to_owned());
    }
    let job = Job::Quota {
        address: body.string("userId"),
        name: body.string("displayName"),
        notes,
    };
    go_on(ask("/v2/bot/message/quota"), &job)
}

/// LINE says how many pushes a month the plan allows.
pub fn quota(
    address: Option<String>,
    name: Option<String>,
    mut notes: Vec<String>,
    outcome: Outcome,
) -> Result<Progress, Failure> {
    let body = body(outcome)?;
    match body.whole("value").filter(|_| body.text("type") == Some("limited")) {
        Some(limit) => go_on(
            ask("/v2/bot/message/quota/consumption"),
            &Job::Consumption {
                address,
                name,
                notes,
                limit,
            },
        ),
        None => {
            notes.push("The plan sets no monthly limit for pushes.".to_owned());
            Ok(ready(address, name, notes))
        }
    }
}

/// LINE says how many of them are used.
pub fn consumption(
    address: Option<String>,
    name: Option<String>,
    mut notes: Vec<String>,
    limit: u64,
    outcome: Outcome,
) -> Result<Progress, Failure> {
    let used = body(outcome)?.whole("totalUsage").unwrap_or_default();
    notes.push(format!("Pushes this month: {used} of {limit}. Replies are free."));
    Ok(ready(address, name, notes))
}

fn ready(address: Option<String>, name: Option<String>, notes: Vec<String>) -> Progress {
    progress(Step::Ready(Readiness {
        address,
        name,
        renew_at: None,
        notes,
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jackfield_sdk::testing::{account, answered, resumed};

    use super::*;
    use crate::steps::resume;

    fn next(progress: Progress, path: &str) -> Vec<u8> {
        match progress.step {
            Step::Call(step) => {
                assert_eq!(step.call.url, wire::api(path));
                step.continuation
            }
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn connecting_registers_the_webhook_and_tells_what_is_left() {
        let Start::Call(step) = arrange(&account("{}"), Aim::Connect).unwrap() else {
            unreachable!()
        };
        assert!(matches!(&step.call.body, Body::Json(text) if text.contains("https://hooks.example/w/account-1")));
        let bytes = next(
            resume(&resumed(&step.continuation), answered(200, "{}")).unwrap(),
            "/v2/bot/info",
        );
        let who = answered(
            200,
            r#"{"userId":"U0","displayName":"Shop","chatMode":"chat","markAsReadMode":"manual"}"#,
        );
        let bytes = next(resume(&resumed(&bytes), who).unwrap(), "/v2/bot/message/quota");
        let plan = answered(200, r#"{"type":"limited","value":1000}"#);
        let bytes = next(
            resume(&resumed(&bytes), plan).unwrap(),
            "/v2/bot/message/quota/consumption",
        );
        let end = resume(&resumed(&bytes), answered(200, r#"{"totalUsage":12}"#)).unwrap();
        let Step::Ready(ready) = end.step else { unreachable!() };
        assert_eq!(
            (ready.address.as_deref(), ready.name.as_deref()),
            (Some("U0"), Some("Shop"))
        );
        assert!(ready.notes.iter().any(|note| note.contains("12 of 1000")));
        assert!(ready.notes.iter().any(|note| note.contains("«Chat»")));
    }

    #[test]
    fn a_bad_token_is_told_as_one() {
        let Start::Call(step) = arrange(&account("{}"), Aim::Check).unwrap() else {
            unreachable!()
        };
        let failure = resume(&resumed(&step.continuation), answered(401, "{}")).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Unauthorized);
    }

    #[test]
    fn nothing_is_to_be_undone() {
        assert!(matches!(
            arrange(&account("{}"), Aim::Disconnect).unwrap(),
            Start::Nothing
        ));
    }
}
