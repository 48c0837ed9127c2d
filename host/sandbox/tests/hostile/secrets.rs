//! Secrets: in the uses that the grant names, and no other.

use jackfield_model::description::SecretUse;
use jackfield_sandbox::CallError;
use serde_json::json;

use crate::support::{CONNECTOR, KEY, Surroundings, accepts, ask, attacker, need, request, surroundings, tag};

const CHECK: &[SecretUse] = &[SecretUse::Check];
const COMPUTE: &[SecretUse] = &[SecretUse::Compute];
const BOTH: &[SecretUse] = &[SecretUse::Check, SecretUse::Compute];

fn usual(uses: &[SecretUse]) -> impl FnOnce(&mut Surroundings) + use<> {
    surroundings(vec![need("key", "text", uses)], &[("key", &[KEY])])
}

#[tokio::test]
async fn a_secret_for_checks_computes_nothing() {
    for question in [
        json!({"do": "mac", "key": "key", "algorithm": "HS256"}),
        json!({"do": "mac-derived", "key": "key", "algorithm": "HS256", "prefix": "", "steps": ["00"]}),
        json!({"do": "digest", "algorithm": "sha-256", "pieces": [{"secret": "key"}]}),
        json!({"do": "decrypt", "key": "key", "algorithm": "aes-256-cbc"}),
        json!({"do": "encrypt", "key": "key", "algorithm": "aes-256-cbc"}),
    ] {
        let answer = ask(usual(CHECK), question).await;
        assert!(answer.contains("Denied(\"key\")"), "{answer}");
    }
}

#[tokio::test]
async fn a_secret_for_computing_checks_nothing() {
    for question in [
        json!({"do": "verify-mac", "key": "key", "algorithm": "HS256"}),
        json!({"do": "equals", "key": "key", "text": KEY}),
        json!({"do": "verify-digest", "algorithm": "sha-256", "pieces": [{"secret": "key"}]}),
        json!({"do": "verify-jwt", "key": "key", "token": "a.b.c", "algorithms": ["HS256"]}),
        json!({"do": "verify-signature", "key": "key", "algorithm": "EdDSA"}),
    ] {
        let answer = ask(usual(COMPUTE), question).await;
        assert!(answer.contains("Denied(\"key\")"), "{answer}");
    }
}

#[tokio::test]
async fn an_unknown_secret_is_denied_and_a_missing_one_is_an_error() {
    let question = |key: &str| json!({"do": "verify-mac", "key": key, "algorithm": "HS256", "tag": tag(b"")});
    assert!(ask(usual(CHECK), question("other")).await.contains("Denied"));
    let none = surroundings(vec![need("key", "text", CHECK)], &[]);
    assert!(ask(none, question("key")).await.contains("Missing"));
    let empty = surroundings(vec![need("key", "text", CHECK)], &[("key", &[""])]);
    assert!(
        ask(empty, question("key")).await.contains("Missing"),
        "nobody entered it"
    );
}

#[tokio::test]
async fn a_secret_is_guessed_a_bounded_number_of_times() {
    let attack = CONNECTOR.attack_with(usual(CHECK), async |instance| {
        let body = json!([{"do": "equals", "key": "key", "text": "guess", "times": 20_000}]).to_string();
        let account = attacker("ask", "authenticate", 0);
        instance.authenticate(&account, &request(body.as_bytes())).await
    });
    assert!(matches!(attack.await.fault(), CallError::HostCalls { .. }));
}

#[tokio::test]
async fn while_a_secret_is_rotated_checks_try_both_and_computing_takes_the_new_one() {
    let rotated = || surroundings(vec![need("key", "text", BOTH)], &[("key", &["new", "old"])]);
    for value in ["new", "old"] {
        let answer = ask(rotated(), json!({"do": "equals", "key": "key", "text": value})).await;
        assert_eq!(answer, "true", "{value}");
    }
    let new = ask(rotated(), json!({"do": "mac", "key": "key", "algorithm": "HS256"})).await;
    let only_new = surroundings(vec![need("key", "text", BOTH)], &[("key", &["new"])]);
    assert_eq!(
        new,
        ask(only_new, json!({"do": "mac", "key": "key", "algorithm": "HS256"})).await
    );
}

#[tokio::test]
async fn a_yes_lets_in_and_a_no_does_not() {
    let question = |tag: String| json!([{"do": "verify-mac", "key": "key", "algorithm": "HS256", "tag": tag}]);
    assert!(accepts(usual(CHECK), question(tag(b""))).await);
    assert!(!accepts(usual(CHECK), question(tag(b"other"))).await);
}

#[tokio::test]
async fn a_digest_without_a_secret_lets_nothing_in() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let question = json!([{"do": "verify-digest", "algorithm": "sha-256", "pieces": [{"bytes": ""}], "tag": empty}]);
    assert!(!accepts(usual(CHECK), question).await);
}

#[tokio::test]
async fn a_tag_that_the_host_made_for_the_guest_proves_nothing() {
    // With both uses a guest could have the host sign anything, and then check it.
    let tag = ask(
        usual(BOTH),
        json!({"do": "mac", "key": "key", "algorithm": "HS256", "data": "00"}),
    )
    .await;
    let mac = json!({"do": "mac", "key": "key", "algorithm": "HS256", "data": "00"});
    let check = json!({"do": "verify-mac", "key": "key", "algorithm": "HS256", "data": "00", "tag": tag});
    assert!(accepts(usual(BOTH), json!([check])).await, "by itself the check counts");
    assert!(!accepts(usual(BOTH), json!([mac, check])).await);
    let digest = json!({"do": "digest", "algorithm": "sha-256", "pieces": [{"secret": "key"}]});
    assert!(!accepts(usual(BOTH), json!([digest, check])).await);
}

#[tokio::test]
async fn only_a_json_secret_has_members() {
    let question = |name: &str| json!({"do": "equals", "key": name, "text": "inner"});
    let value: &[&str] = &[r#"{"a":{"b":"inner"},"n":7}"#];
    let json_secret = || surroundings(vec![need("key", "json", CHECK)], &[("key", value)]);
    assert_eq!(ask(json_secret(), question("key#/a/b")).await, "true");
    for name in ["key#/a/c", "key#a/b"] {
        assert!(ask(json_secret(), question(name)).await.contains("Malformed"), "{name}");
    }
    let text_secret = surroundings(vec![need("key", "text", CHECK)], &[("key", value)]);
    assert!(ask(text_secret, question("key#/a/b")).await.contains("Malformed"));
}
