//! What comes in: signatures and handshake, then one case for every kind of part.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_connector_whatsapp::WhatsApp;
use jackfield_sdk::json::{self, Fields};
use jackfield_sdk::testing::{account, cases, request, show, with_secrets};
use jackfield_sdk::types::FailureKind;
use jackfield_sdk::{Connector, Verdict};

const SETTINGS: &str = r#"{"phone_number_id": "106540352242922", "waba_id": "102290129340398"}"#;

fn verdict(secrets: &[(&str, &str)], method: &str, suffix: &str, headers: &[(&str, &str)], body: &str) -> Verdict {
    let request = request(method, suffix, headers, body.as_bytes());
    with_secrets(secrets, || WhatsApp.authenticate(account(SETTINGS), request))
}

#[test]
fn only_the_signature_of_the_apps_secret_is_accepted() {
    let vectors = json::parse(include_bytes!("vectors.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.iter().any(|vector| vector.flag("good")));
    for vector in vectors {
        let text = |key| vector.text(key).unwrap();
        let headers = [("x-hub-signature-256", text("header"))];
        let verdict = verdict(&[("app-secret", text("secret"))], "POST", "", &headers, text("body"));
        let accepted = matches!(&verdict, Verdict::Accept(reply) if reply.status == 200);
        assert_eq!(accepted, vector.flag("good"), "{}: {verdict:?}", text("name"));
    }
}

#[test]
fn a_changed_byte_breaks_the_signature() {
    let vectors = json::parse(include_bytes!("vectors.json")).unwrap();
    let good = &vectors.as_array().unwrap()[0];
    let body = good.text("body").unwrap().replace("hola", "hole");
    let headers = [("x-hub-signature-256", good.text("header").unwrap())];
    let verdict = verdict(
        &[("app-secret", good.text("secret").unwrap())],
        "POST",
        "",
        &headers,
        &body,
    );
    assert!(matches!(verdict, Verdict::Reject(rejection) if rejection.status == 401));
}

#[test]
fn requests_without_signature_or_secret_or_of_other_methods_are_refused() {
    let status = |verdict| match verdict {
        Verdict::Reject(rejection) => rejection.status,
        other => panic!("{other:?}"),
    };
    let secret = [("app-secret", "s")];
    assert_eq!(status(verdict(&secret, "POST", "", &[], "{}")), 401);
    let header = format!("sha256={}", "0".repeat(64));
    assert_eq!(
        status(verdict(&[], "POST", "", &[("x-hub-signature-256", &header)], "{}")),
        401
    );
    assert_eq!(status(verdict(&secret, "PUT", "", &[], "{}")), 405);
}

#[test]
fn the_handshake_is_answered_with_the_challenge_only_for_the_right_token() {
    let secrets = [("verify-token", "let me in")];
    let ask = |query: &str| verdict(&secrets, "GET", query, &[], "");
    let Verdict::Answer(reply) = ask("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=let%20me+in")
    else {
        panic!("not answered")
    };
    assert_eq!((reply.status, reply.body), (200, b"1158201444".to_vec()));
    assert_eq!(reply.content_type.as_deref(), Some("text/plain"));
    let refused = |query| match ask(query) {
        Verdict::Reject(rejection) => rejection.status,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused("?hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong"),
        403
    );
    assert_eq!(
        refused("?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=let%20me+in"),
        400
    );
    assert_eq!(refused(""), 400);
}

#[test]
fn every_kind_of_part_becomes_its_event() {
    cases::walk(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/normalize"), |case| {
        show(&WhatsApp.normalize(account(SETTINGS), request("POST", "", &[], case.as_bytes())))
    });
}

#[test]
fn only_a_body_that_is_no_webhook_is_an_error() {
    for body in ["", "{", "[]", r#"{"object":"page"}"#] {
        let failure = WhatsApp
            .normalize(account(SETTINGS), request("POST", "", &[], body.as_bytes()))
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::Malformed, "{body}");
    }
}

#[test]
fn half_an_emoji_does_not_park_the_webhook() {
    let case = include_str!("normalize/text.json").replace("hola", r"hola \ud83d");
    let events = WhatsApp
        .normalize(account(SETTINGS), request("POST", "", &[], case.as_bytes()))
        .unwrap();
    assert!(show(&events).contains("hola \u{FFFD}"));
}
