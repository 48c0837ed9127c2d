//! What waits for repair: parked requests and dead letters; and copies of everything.

use jackfield_store::outbox::Settlement;
use jackfield_store::parked::NewParked;
use jackfield_store::{Accounts as _, Outbox as _, Parked as _, SqliteStore};
use serde_json::json;

use crate::flow::NOW_MS;
use crate::host::Host;

async fn park(host: &Host, account: &str) -> i64 {
    let parked = NewParked {
        account: account.to_owned(),
        received_ms: NOW_MS,
        plugin: "digest".to_owned(),
        reason: "trap: out of bounds".to_owned(),
        request: b"{\"text\":\"hello\"}".to_vec(),
    };
    host.store.park(parked).await.unwrap()
}

#[tokio::test]
async fn a_parked_request_is_shown_replayed_or_discarded() {
    let host = Host::new().await;
    let (one, two) = (park(&host, "a").await, park(&host, "b").await);
    let listed = host.get("/api/v1/parked").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed["items"][0]["reason"], "trap: out of bounds");
    let shown = host.get(&format!("/api/v1/parked/{one}")).await;
    assert_eq!(
        (&shown["body"], &shown["headers"]),
        (&json!("{\"text\":\"hello\"}"), &json!([])),
        "without credentials"
    );
    let metrics = host.admin("GET", "/metrics", None).await.text;
    assert!(
        metrics.contains("jackfield_parked_requests{account=\"a\"} 1"),
        "{metrics}"
    );
    let replayed = host
        .admin("POST", &format!("/api/v1/parked/{one}/replay"), None)
        .await
        .json();
    assert_eq!(
        (&replayed["understood"], &replayed["events"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(
        host.ask("POST", &format!("/api/v1/parked/{one}/replay"), "operator", None)
            .await
            .status,
        404
    );
    assert_eq!(
        host.ask("DELETE", &format!("/api/v1/parked/{two}"), "admin-of-a", None)
            .await
            .status,
        404
    );
    host.admin("DELETE", &format!("/api/v1/parked/{two}"), None).await;
    assert_eq!(host.get("/api/v1/parked").await["items"], json!([]));
}

#[tokio::test]
async fn a_dead_letter_is_shown_and_sent_again() {
    let host = Host::new().await;
    host.open("a", "c").await;
    let body = json!({"message": {"parts": [{"content": {"text": {"body": "Hello"}}}]}});
    let said = host
        .admin("POST", "/api/v1/conversations/a/c/messages", Some(&body))
        .await
        .json();
    let id = said["id"].as_str().unwrap();
    assert_eq!(
        host.ask("GET", &format!("/api/v1/dead-letters/{id}"), "manager", None)
            .await
            .status,
        404,
        "it lives"
    );
    host.store.claim("a", NOW_MS, 1).await.unwrap();
    let failed = Settlement::Failed {
        reason: "the number does not exist".to_owned(),
    };
    host.store.settle(id, NOW_MS, failed).await.unwrap();
    let listed = host.ask("GET", "/api/v1/dead-letters", "manager", None).await.json();
    assert_eq!(listed["items"][0]["reason"], "the number does not exist");
    let again = host
        .ask("POST", &format!("/api/v1/dead-letters/{id}/replay"), "manager", None)
        .await;
    assert_eq!(again.status, 202);
    assert_eq!(host.get(&format!("/api/v1/messages/{id}")).await["progress"], "queued");
    assert_eq!(host.get("/api/v1/dead-letters").await["items"], json!([]));
}

#[tokio::test]
async fn a_copy_is_whole_and_has_no_key() {
    let host = Host::new().await;
    let data = host.folder.path().join("data");
    std::fs::create_dir_all(data.join("media/ab")).unwrap();
    std::fs::write(data.join("media/ab/cd"), "bytes").unwrap();
    std::fs::write(data.join("key"), "1 key").unwrap();
    let made = host
        .admin("POST", "/api/v1/backups", Some(&json!({"name": "monday"})))
        .await;
    assert_eq!(made.status, 201);
    let copy = data.join("backups/monday");
    assert_eq!(made.json()["path"], copy.display().to_string());
    assert_eq!(std::fs::read_to_string(copy.join("media/ab/cd")).unwrap(), "bytes");
    assert!(!copy.join("key").exists());
    let store = SqliteStore::open(&copy.join("store.sqlite")).unwrap();
    assert_eq!(store.accounts().await.unwrap().len(), 2);
    let again = host
        .ask("POST", "/api/v1/backups", "admin", Some(&json!({"name": "monday"})))
        .await;
    assert_eq!(again.status, 409);
    for name in ["../out", "", ".hidden", "a/b"] {
        let answer = host
            .ask("POST", "/api/v1/backups", "admin", Some(&json!({"name": name})))
            .await;
        assert_eq!(answer.status, 422, "{name}");
    }
}
