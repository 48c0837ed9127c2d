//! Who may what: by role, and by brand.

use serde_json::{Value, json};

use crate::document::operations;
use crate::host::Host;

/// The parts of the API that a role may not touch: each operation whose path begins so, and the method.
const CLOSED_TO_AGENTS: &[&str] = &["plugins", "accounts", "parked", "dead-letters", "tokens", "backups"];
const CLOSED_TO_OPERATORS: &[&str] = &["conversations", "messages", "media", "events", "tokens"];

#[tokio::test]
async fn a_token_of_the_wrong_role_is_forbidden_before_anything_is_read() {
    let host = Host::new().await;
    let document = serde_json::to_value(jackfield_server::api::openapi()).unwrap();
    let mut forbidden = 0;
    for (role, closed) in [("agent", CLOSED_TO_AGENTS), ("operator", CLOSED_TO_OPERATORS)] {
        for (method, path) in operations(&document) {
            let part = path.split('/').nth(3).unwrap();
            if !closed.contains(&part) {
                continue;
            }
            // No body and no such thing: neither may matter.
            let answer = host.ask(&method, &path.replace(['{', '}'], ""), role, None).await;
            assert_eq!(answer.status, 403, "{role}: {method} {path}: {answer:?}");
            assert_eq!(answer.content_type, "application/problem+json");
            forbidden += 1;
        }
    }
    assert!(forbidden > 30, "operations were tried: {forbidden}");
    assert_eq!(host.ask("GET", "/metrics", "agent", None).await.status, 403);
    assert_eq!(host.ask("GET", "/metrics", "", None).await.status, 401);
}

#[tokio::test]
async fn a_token_for_one_brand_knows_nothing_of_the_others() {
    let host = Host::new().await;
    for account in ["a", "b"] {
        host.open(account, "c").await;
    }
    let ask = |path: &'static str| host.ask("GET", path, "admin-of-a", None);
    let accounts = ask("/api/v1/accounts").await.json();
    assert_eq!(accounts["items"].as_array().unwrap().len(), 1, "{accounts}");
    assert_eq!(ask("/api/v1/conversations/a/c").await.status, 200);
    for path in [
        "/api/v1/accounts/b",
        "/api/v1/conversations/b/c",
        "/api/v1/conversations?account=b",
        "/api/v1/events?account=b",
    ] {
        assert_eq!(ask(path).await.status, 404, "{path}");
    }
    assert_eq!(
        ask("/api/v1/conversations").await.status,
        400,
        "an account must be named"
    );
    assert_eq!(ask("/api/v1/plugins").await.status, 403, "plugins are the whole host's");
    let answer = host
        .ask(
            "PUT",
            "/api/v1/accounts/b",
            "admin-of-a",
            Some(&json!({"plugin": "web", "brand": "a"})),
        )
        .await;
    assert_eq!(answer.status, 403, "no account is taken from another brand");
}

#[tokio::test]
async fn a_token_is_shown_once_and_counts_until_it_ends() {
    let host = Host::new().await;
    let input = json!({"name": "desk", "role": "agent", "brands": ["a"], "days": 1});
    let made = host.admin("POST", "/api/v1/tokens", Some(&input)).await.json();
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("jf_") && token.len() > 40);
    assert_eq!(
        host.ask("GET", "/api/v1/conversations?account=a", token, None)
            .await
            .status,
        200
    );
    let listed = host.get("/api/v1/tokens").await;
    assert!(!listed.to_string().contains(token));
    let desk = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "desk")
        .unwrap();
    assert_eq!(
        (&desk["role"], &desk["until"]),
        (&json!("agent"), &json!("2025-11-25T16:00:00Z"))
    );
    host.admin("DELETE", "/api/v1/tokens/desk", None).await;
    assert_eq!(
        host.ask("GET", "/api/v1/conversations?account=a", token, None)
            .await
            .status,
        401
    );
    assert_eq!(made["until"], Value::from("2025-11-25T16:00:00Z"));
}
