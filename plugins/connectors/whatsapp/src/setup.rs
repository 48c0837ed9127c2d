//! Connecting an account: the app is subscribed to the business account, with our webhook as its own address.

use jackfield_sdk::build::{call, get, go_on, post_json, progress, start};
use jackfield_sdk::delivery::{Progress, Readiness, Start, Step};
use jackfield_sdk::http::{Body, Fill, FillValue, HttpCall, Outcome, Place};
use jackfield_sdk::json::{self, Fields, json};
use jackfield_sdk::setup::Aim;
use jackfield_sdk::types::{Account, Failure, FailureKind};

use crate::errors;
use crate::job::{ACCESS_TOKEN, Job};
use crate::wire::Settings;

const SUBSCRIPTIONS: &str = "/subscribed_apps";
const NUMBER: &str = "?fields=display_phone_number,verified_name,quality_rating,name_status,throughput";

/// # Errors
///
/// `account-blocked` when a setting is missing.
pub fn arrange(account: &Account, aim: Aim) -> Result<Start, Failure> {
    let settings = Settings::of(account)?;
    match aim {
        Aim::Connect => {
            let body = json!({"override_callback_uri": account.webhook_url});
            let mut subscribe = post_json(settings.of_business(SUBSCRIPTIONS), "setup", &body).bearer(ACCESS_TOKEN);
            subscribe.fills.push(Fill {
                place: Place::Json("/verify_token".to_owned()),
                prefix: String::new(),
                value: FillValue::Secret("verify-token".to_owned()),
            });
            subscribe.repeatable = true;
            start(subscribe, &Job::Subscribed)
        }
        Aim::Check => start(ask_subscriptions(&settings), &Job::Subscriptions),
        Aim::Disconnect => {
            let url = settings.of_business(SUBSCRIPTIONS);
            let leave = HttpCall {
                repeatable: true,
                ..call("DELETE", url, "setup", Body::Empty)
            };
            start(leave.bearer(ACCESS_TOKEN), &Job::Unsubscribed)
        }
    }
}

fn ask_subscriptions(settings: &Settings) -> HttpCall {
    get(settings.of_business(SUBSCRIPTIONS), "setup").bearer(ACCESS_TOKEN)
}

/// The app is subscribed; is the number good too?
pub fn subscribed(account: &Account, outcome: Outcome) -> Result<Progress, Failure> {
    errors::good(outcome, FailureKind::Retryable)?;
    ask_number(account, true)
}

/// What is subscribed is known; is the number good too?
pub fn subscriptions(account: &Account, outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::good(outcome, FailureKind::Retryable)?;
    let body = json::parse(&answer.body).unwrap_or_default();
    ask_number(account, !body.list("data").is_empty())
}

fn ask_number(account: &Account, subscribed: bool) -> Result<Progress, Failure> {
    let call = get(Settings::of(account)?.of_phone(NUMBER), "setup").bearer(ACCESS_TOKEN);
    go_on(call, &Job::Number { subscribed })
}

/// The number told of itself.
pub fn number(account: &Account, subscribed: bool, outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::good(outcome, FailureKind::Retryable)?;
    let body = json::parse(&answer.body).unwrap_or_default();
    let mut notes = vec![];
    if !subscribed {
        notes
            .push("No app is subscribed to this business account: connect the account, or no message comes in.".into());
    }
    let quality = body
        .text("quality_rating")
        .map(|rating| format!("Quality of the number: {rating}."));
    let name = body.text("name_status").filter(|status| *status != "APPROVED");
    let name = name.map(|status| format!("The display name is {status}."));
    let throughput = body
        .at("throughput")
        .text("level")
        .map(|level| format!("Throughput: {level}."));
    notes.extend(quality.into_iter().chain(name).chain(throughput));
    Ok(progress(Step::Ready(Readiness {
        address: Some(Settings::of(account)?.phone_number_id),
        name: body
            .string("verified_name")
            .or_else(|| body.string("display_phone_number")),
        renew_at: None,
        notes,
    })))
}

/// The subscription is gone.
pub fn unsubscribed(outcome: Outcome) -> Result<Progress, Failure> {
    errors::good(outcome, FailureKind::Retryable).map(|_| progress(Step::Done))
}
