//! Signatures by public keys: known vectors, in every form in which a key is given.

use jackfield_model::description::SecretUse;
use serde_json::json;

use crate::support::{CONNECTOR, account, ask, request};
use crate::with;

/// RFC 8032, section 7.1, test 3.
const ED25519_KEY: &str = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
const ED25519_DATA: &str = "af82";
const ED25519_TAG: &str = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

fn question(algorithm: &str, data: &str, tag: &str) -> serde_json::Value {
    json!({"do": "verify-signature", "key": "key", "algorithm": algorithm, "data": data, "tag": tag})
}

#[tokio::test]
async fn ed25519_is_that_of_rfc_8032_in_every_form_of_the_key() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=\n-----END PUBLIC KEY-----\n";
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU"}).to_string();
    for (format, value) in [
        ("hex", ED25519_KEY),
        ("text", ED25519_KEY),
        ("pem", pem),
        ("text", &jwk),
    ] {
        let good = question("EdDSA", ED25519_DATA, ED25519_TAG);
        assert_eq!(
            ask(with(format, value, SecretUse::Check), good).await,
            "true",
            "{format}"
        );
        let other = question("EdDSA", "af83", ED25519_TAG);
        assert_eq!(
            ask(with(format, value, SecretUse::Check), other).await,
            "false",
            "{format}"
        );
        let cut = question("EdDSA", ED25519_DATA, &ED25519_TAG[2..]);
        assert_eq!(
            ask(with(format, value, SecretUse::Check), cut).await,
            "false",
            "{format}"
        );
    }
}

#[tokio::test]
async fn ecdsa_is_taken_in_both_forms() {
    let data = hex::encode("signed");
    let asn1 = include_str!("keys/p256-asn1.hex").trim();
    let pem = include_str!("keys/p256.pem");
    assert_eq!(
        ask(with("pem", pem, SecretUse::Check), question("ES256", &data, asn1)).await,
        "true"
    );
    assert_eq!(
        ask(with("pem", pem, SecretUse::Check), question("ES256", "00", asn1)).await,
        "false"
    );
    let fixed = fixed(&hex::decode(asn1).unwrap());
    assert_eq!(
        ask(with("pem", pem, SecretUse::Check), question("ES256", &data, &fixed)).await,
        "true"
    );
}

/// SEQUENCE of two INTEGERs to two numbers of 32 bytes.
fn fixed(asn1: &[u8]) -> String {
    let mut rest = &asn1[2..];
    let mut both = String::new();
    for _ in 0..2 {
        let (number, after) = rest[2..].split_at(usize::from(rest[1]));
        let number: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        both.push_str(&format!("{:0>64}", hex::encode(number)));
        rest = after;
    }
    both
}

#[tokio::test]
async fn a_key_may_be_a_setting_and_then_counts_for_an_accept() {
    let attack = CONNECTOR.attack(async |instance| {
        let body = json!([{
            "do": "verify-signature", "key": "public_key", "algorithm": "EdDSA", "data": ED25519_DATA, "tag": ED25519_TAG,
        }]);
        let settings = json!({"attack": "ask-accept", "in": "authenticate", "public_key": ED25519_KEY});
        let account = account(&settings.to_string());
        instance.authenticate(&account, &request(body.to_string().as_bytes())).await
    });
    assert!(attack.await.result.is_ok());
}

#[tokio::test]
async fn what_is_no_key_or_no_algorithm_is_an_error_and_never_a_no() {
    let answer = async |value: &str, algorithm: &str| {
        ask(with("text", value, SecretUse::Check), question(algorithm, "00", "00")).await
    };
    assert!(answer("no key", "EdDSA").await.contains("Malformed"));
    assert!(answer(ED25519_KEY, "HS256").await.contains("Unsupported"));
    assert!(
        answer(ED25519_KEY, "RS256").await.contains("Unsupported"),
        "not with this key"
    );
    let mut unknown = question("EdDSA", "00", "00");
    unknown["key"] = json!("other");
    assert!(
        ask(with("text", ED25519_KEY, SecretUse::Check), unknown)
            .await
            .contains("Denied")
    );
}
