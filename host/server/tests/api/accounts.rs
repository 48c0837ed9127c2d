//! Accounts, their secrets, and what is said in their conversations.

use jackfield_store::Secrets as _;
use serde_json::json;

use crate::host::Host;

#[tokio::test]
async fn an_account_is_set_up_changed_and_removed() {
    let host = Host::new().await;
    let input = json!({"plugin": "web", "address": "4711", "settings": {"colour": "blue"}});
    let made = host.admin("PUT", "/api/v1/accounts/shop-1", Some(&input)).await.json();
    assert_eq!(made["webhook_url"], "https://hub.example/channels/shop-1");
    assert_eq!(
        (&made["settings"]["colour"], &made["brand"]),
        (&json!("blue"), &json!("default"))
    );
    assert_eq!(host.get("/api/v1/accounts/shop-1").await, made);
    assert_eq!(
        host.admin("POST", "/api/v1/accounts/shop-1/check", None).await.json()["ok"],
        true
    );
    host.admin("DELETE", "/api/v1/accounts/shop-1", None).await;
    assert_eq!(
        host.ask("GET", "/api/v1/accounts/shop-1", "admin", None).await.status,
        404
    );
    assert_eq!(
        *host.flow.told.lock().unwrap(),
        ["shop-1", "shop-1"],
        "the flow hears of both"
    );
}

#[tokio::test]
async fn a_secret_goes_in_and_never_comes_out() {
    let host = Host::new().await;
    let secret = "open-sesame-4711";
    let path = "/api/v1/accounts/a/secrets/access-token";
    host.admin("PUT", path, Some(&json!({"value": "the-one-before", "rotate": false})))
        .await;
    host.admin("PUT", path, Some(&json!({"value": secret, "rotate": true})))
        .await;
    let listed = host.get("/api/v1/accounts/a/secrets").await;
    let kept = &listed["items"][0];
    assert_eq!(
        (&kept["name"], &kept["rotating"]),
        (&json!("access-token"), &json!(true))
    );

    let sealed = host.store.secrets("a").await.unwrap().remove(0);
    assert_eq!(
        host.vault.open("a", "access-token", &sealed.current).unwrap().expose(),
        secret.as_bytes()
    );
    assert!(
        !sealed
            .current
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
    );

    host.admin("POST", &format!("{path}/end-rotation"), None).await;
    assert_eq!(
        host.get("/api/v1/accounts/a/secrets").await["items"][0]["rotating"],
        false
    );
    for path in [
        "/api/v1/accounts",
        "/api/v1/accounts/a",
        "/api/v1/accounts/a/secrets",
        "/api/v1/plugins",
        "/metrics",
    ] {
        assert!(!host.admin("GET", path, None).await.text.contains(secret), "{path}");
    }
    assert_eq!(
        host.ask("GET", path, "admin", None).await.status,
        405,
        "there is no way to read one"
    );
    host.admin("DELETE", path, None).await;
    assert_eq!(host.get("/api/v1/accounts/a/secrets").await["items"], json!([]));
}

#[tokio::test]
async fn a_secret_that_is_wrongly_given_is_not_told_back() {
    let host = Host::new().await;
    for body in [
        json!({"value": 4711}),
        json!({"value": "", "x": "open-sesame"}),
        json!({"valu": "open-sesame"}),
    ] {
        let answer = host
            .ask("PUT", "/api/v1/accounts/a/secrets/x", "admin", Some(&body))
            .await;
        assert_eq!(answer.status, 422);
        assert!(!answer.text.contains("open-sesame"), "{answer:?}");
    }
}

#[tokio::test]
async fn what_is_said_stands_in_the_log_the_state_and_the_outbox() {
    let host = Host::new().await;
    host.open("a", "room/1 é").await;
    let path = "/api/v1/conversations/a/room%2F1%20%C3%A9";
    let body = json!({"message": {"parts": [{"content": {"text": {"body": "Hello"}}}]}, "name": "Ann"});
    let answer = host.admin("POST", &format!("{path}/messages"), Some(&body)).await;
    assert_eq!(answer.status, 202);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let shown = host.get(path).await;
    assert_eq!((&shown["id"], &shown["length"]), (&json!("room/1 é"), &json!(2)));
    assert_eq!(
        shown["state"]["tail"][0]["line"]["message"]["parts"][0]["content"]["text"]["body"],
        "Hello"
    );
    let log = host.get(&format!("{path}/log")).await;
    assert_eq!(
        log["items"][1]["event"]["body"]["message"]["author"]["brand"]["name"],
        "Ann"
    );
    let id = id.replace('/', "%2F").replace(' ', "%20").replace('é', "%C3%A9");
    assert_eq!(host.get(&format!("/api/v1/messages/{id}")).await["progress"], "queued");
    let nobody = host
        .ask("POST", "/api/v1/conversations/a/unknown/messages", "agent", Some(&body))
        .await;
    assert_eq!(nobody.status, 404);
    let empty = host
        .ask(
            "POST",
            &format!("{path}/messages"),
            "agent",
            Some(&json!({"message": {}})),
        )
        .await;
    assert_eq!(empty.status, 422);
}
