//! MACs and hashes.

use jackfield_model::description::SecretUse;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use crate::support::{ask, need, surroundings};
use crate::with;

#[tokio::test]
async fn macs_are_those_of_rfc_4231_and_2202() {
    // RFC 4231, test case 2; RFC 2202, test case 2 for SHA-1.
    let data = hex::encode("what do ya want for nothing?");
    for (algorithm, tag) in [
        ("HS1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            "HS256",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            "HS384",
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        ),
        (
            "HS512",
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        ),
    ] {
        let question = json!({"do": "mac", "key": "key", "algorithm": algorithm, "data": data});
        assert_eq!(
            ask(with("text", "Jefe", SecretUse::Compute), question).await,
            tag,
            "{algorithm}"
        );
        let mut check = json!({"do": "verify-mac", "key": "key", "algorithm": algorithm, "data": data, "tag": tag});
        assert_eq!(ask(with("text", "Jefe", SecretUse::Check), check.clone()).await, "true");
        check["tag"] = json!(&tag[2..]);
        assert_eq!(ask(with("text", "Jefe", SecretUse::Check), check).await, "false", "cut");
    }
    let question = json!({"do": "mac", "key": "key", "algorithm": "MD5"});
    assert_eq!(
        ask(with("text", "Jefe", SecretUse::Compute), question).await,
        "CredentialError::Unsupported(\"MD5\")"
    );
}

#[tokio::test]
async fn a_derived_key_is_that_of_aws() {
    // Signature version 4, "deriving the signing key": the last step gives the key itself.
    let steps = ["20120215", "us-east-1", "iam"].map(hex::encode);
    let question = json!({
        "do": "mac-derived", "key": "key", "algorithm": "HS256", "prefix": hex::encode("AWS4"), "steps": steps,
        "data": hex::encode("aws4_request"),
    });
    let key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    assert_eq!(
        ask(with("text", key, SecretUse::Compute), question.clone()).await,
        "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d"
    );
    let mut long = question;
    long["steps"] = json!(vec!["00"; 9]);
    assert!(
        ask(with("text", key, SecretUse::Compute), long)
            .await
            .contains("at most 8 steps")
    );
}

#[tokio::test]
async fn pieces_are_sorted_by_bytes_where_that_is_asked() {
    let tag = |pieces: &[&str]| hex::encode(Sha1::digest(pieces.concat()));
    let question = |sorted: bool, tag: String| {
        json!({
            "do": "verify-digest", "algorithm": "sha-1", "sorted": sorted, "tag": tag,
            "pieces": [{"secret": "key"}, {"bytes": hex::encode("1409659813")}, {"bytes": hex::encode("263014780")}],
        })
    };
    let value = "spamtest";
    let check = async |question| ask(with("text", value, SecretUse::Check), question).await;
    let (in_order, sorted) = (
        tag(&[value, "1409659813", "263014780"]),
        tag(&["1409659813", "263014780", value]),
    );
    assert_eq!(check(question(true, sorted.clone())).await, "true");
    assert_eq!(check(question(false, sorted)).await, "false");
    assert_eq!(check(question(false, in_order)).await, "true");
}

#[tokio::test]
async fn a_secret_is_decoded_by_its_format() {
    for (format, value) in [
        ("text", "Jefe"),
        ("base64", "SmVmZQ=="),
        ("base64", "SmVmZQ\n"),
        ("base64url", "SmVmZQ"),
        ("hex", "4a656665"),
        ("hex", "4A656665\n"),
    ] {
        let question = json!({"do": "equals", "key": "key", "text": "Jefe"});
        assert_eq!(
            ask(with(format, value, SecretUse::Check), question).await,
            "true",
            "{format} {value:?}"
        );
    }
    for (format, value) in [("base64", "%"), ("hex", "4a6"), ("base64url", "+/+/")] {
        let question = json!({"do": "equals", "key": "key", "text": "Jefe"});
        assert!(
            ask(with(format, value, SecretUse::Check), question)
                .await
                .contains("Malformed")
        );
    }
}

#[tokio::test]
async fn the_piece_body_has_no_meaning_here() {
    let question = json!({"do": "digest", "algorithm": "sha-256", "pieces": [{"body": true}]});
    assert!(
        ask(with("text", "x", SecretUse::Compute), question)
            .await
            .contains("Malformed")
    );
}

#[tokio::test]
async fn many_rotated_secrets_do_not_multiply_without_end() {
    let two: &[&str] = &["new-value", "old-value"];
    let change = surroundings(vec![need("key", "text", &[SecretUse::Check])], &[("key", two)]);
    let question = json!({
        "do": "verify-digest", "algorithm": "sha-256", "tag": "", "pieces": vec![json!({"secret": "key"}); 30],
    });
    assert!(ask(change, question).await.contains("too many secrets"));
}
