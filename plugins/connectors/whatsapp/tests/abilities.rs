//! Fetching media, connecting, browsing templates, resolving recipients, and what `describe` promises.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_connector_whatsapp::WhatsApp;
use jackfield_sdk::Connector;
use jackfield_sdk::build::media;
use jackfield_sdk::content::{Media, MediaKind, MediaSource};
use jackfield_sdk::delivery::{CallStep, Progress, Start, Step};
use jackfield_sdk::http::{Outcome, Sink};
use jackfield_sdk::setup::Aim;
use jackfield_sdk::testing::{account, answered, cases, resumed, show, stored};
use jackfield_sdk::types::{Account, Failure, FailureKind};

const URL: &str = r#"{"url":"https://lookaside.fbsbx.com/w?mid=8123","mime_type":"image/jpeg","id":"8123"}"#;

fn here() -> Account {
    account(r#"{"phone_number_id": "106540352242922", "waba_id": "102290129340398"}"#)
}

fn picture() -> Media {
    let reference = r#"{"id":"8123","sha256":"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}"#;
    media(MediaKind::Image, MediaSource::Reference(reference.into()))
}

fn first(start: Start) -> CallStep {
    match start {
        Start::Call(step) => step,
        other => panic!("{other:?}"),
    }
}

fn go_on(step: &CallStep, outcome: Outcome) -> Result<Progress, Failure> {
    WhatsApp.resume(here(), resumed(&step.continuation), outcome)
}

fn next(step: &CallStep, outcome: Outcome) -> CallStep {
    match go_on(step, outcome).unwrap().step {
        Step::Call(step) => step,
        other => panic!("{other:?}"),
    }
}

#[test]
fn media_come_into_the_store_under_the_hash_that_the_webhook_named() {
    let ask = first(WhatsApp.download(here(), picture()).unwrap());
    assert!(
        ask.call.url.ends_with("/v23.0/8123?phone_number_id=106540352242922"),
        "{}",
        ask.call.url
    );
    let fetch = next(&ask, answered(200, URL));
    assert_eq!(fetch.call.url, "https://lookaside.fbsbx.com/w?mid=8123");
    let Sink::Store(sink) = &fetch.call.into else { panic!() };
    assert_eq!(sink.digest.as_ref().unwrap().value.len(), 32);
    let done = go_on(&fetch, stored("m-1", 10)).unwrap();
    assert!(matches!(done.step, Step::Media(id) if id == "m-1"));
}

#[test]
fn a_stale_url_is_asked_for_once_more() {
    let ask = first(WhatsApp.download(here(), picture()).unwrap());
    let fetch = next(&ask, answered(200, URL));
    let again = next(&fetch, answered(404, ""));
    assert_eq!(again.call.url, ask.call.url);
    let fetch = next(&again, answered(200, URL));
    assert_eq!(go_on(&fetch, answered(404, "")).unwrap_err().kind, FailureKind::Gone);
}

#[test]
fn the_token_goes_to_no_other_host() {
    let ask = first(WhatsApp.download(here(), picture()).unwrap());
    for url in [
        "https://evil.example/x",
        "https://lookaside.fbsbx.com.evil.example/x",
        "http://lookaside.fbsbx.com/x",
    ] {
        let failure = go_on(&ask, answered(200, &format!(r#"{{"url":"{url}"}}"#))).unwrap_err();
        assert_eq!(failure.kind, FailureKind::Retryable, "{url}");
    }
}

#[test]
fn media_whose_days_are_over_are_gone() {
    let ask = first(WhatsApp.download(here(), picture()).unwrap());
    assert_eq!(
        go_on(&ask, answered(400, r#"{"error":{"code":100}}"#))
            .unwrap_err()
            .kind,
        FailureKind::Gone
    );
    assert!(
        WhatsApp
            .download(here(), media(MediaKind::Image, MediaSource::Stored("m".into())))
            .is_err()
    );
}

#[test]
fn an_account_is_connected_checked_and_disconnected() {
    let number = r#"{"verified_name":"Shop","quality_rating":"GREEN","name_status":"PENDING_REVIEW"}"#;
    let connect = first(WhatsApp.arrange(here(), Aim::Connect).unwrap());
    let asked = next(&connect, answered(200, r#"{"success":true}"#));
    let check = first(WhatsApp.arrange(here(), Aim::Check).unwrap());
    let alone = next(&check, answered(200, r#"{"data":[]}"#));
    let disconnect = first(WhatsApp.arrange(here(), Aim::Disconnect).unwrap());
    cases::check(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/setup"),
        &[
            ("connect", show(&connect)),
            ("connected", show(&go_on(&asked, answered(200, number)))),
            ("check", show(&check)),
            (
                "checked_without_subscription",
                show(&go_on(&alone, answered(200, number))),
            ),
            ("disconnect", show(&disconnect)),
            (
                "disconnected",
                show(&go_on(&disconnect, answered(200, r#"{"success":true}"#))),
            ),
        ],
    );
    assert_eq!(
        go_on(&check, answered(401, "")).unwrap_err().kind,
        FailureKind::Unauthorized
    );
}

#[test]
fn templates_come_page_by_page() {
    let page = r#"{"data":[
        {"name":"reminder","language":"pt_BR","status":"APPROVED","category":"UTILITY","components":[
            {"type":"HEADER","format":"IMAGE"},{"type":"BODY","text":"Hi {{1}}, see {{when}}"},
            {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Yes"},{"type":"URL","text":"Track","url":"https://a.example/{{1}}"}]}]},
        {"name":"bad","language":"en","status":"REJECTED","rejected_reason":"SCAM","components":[]},
        {"language":"en"}],
        "paging":{"cursors":{"after":"Q+1"},"next":"https://graph.facebook.com/next"}}"#;
    let ask = first(WhatsApp.browse(here(), None).unwrap());
    let got = go_on(&ask, answered(200, page)).unwrap();
    let Step::Templates(templates) = &got.step else {
        panic!()
    };
    let second = first(WhatsApp.browse(here(), templates.next.clone()).unwrap());
    assert!(second.call.url.ends_with("&after=Q%2B1"), "{}", second.call.url);
    cases::check(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/templates"),
        &[("page", show(&got))],
    );
}

#[test]
fn what_is_described_is_the_same_every_time_and_reaches_meta_only() {
    let described = WhatsApp.describe();
    assert_eq!(format!("{described:?}"), format!("{:?}", WhatsApp.describe()));
    assert!(
        described
            .reach
            .iter()
            .all(|reach| reach.host.ends_with("facebook.com") || reach.host.ends_with("fbsbx.com"))
    );
    let schema: serde_json::Value = serde_json::from_str(&described.settings_schema).unwrap();
    assert_eq!(schema["required"], serde_json::json!(["phone_number_id", "waba_id"]));
    let mut names: Vec<_> = described
        .capabilities
        .features
        .iter()
        .map(|feature| &feature.name)
        .collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "each ability stands once");
}
