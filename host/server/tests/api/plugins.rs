//! Plugins: loaded, granted, activated, rolled back, unloaded; and their figures.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::host::Host;

async fn load(host: &Host, component: &str) -> Value {
    let request = Request::post("/api/v1/plugins")
        .header("authorization", "Bearer operator")
        .body(Body::from(component.to_owned()));
    let answer = host.read(request.unwrap()).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

async fn state(host: &Host, digest: &str) -> String {
    let states = host.get("/api/v1/plugins").await;
    let found = states["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|state| state["digest"] == *digest);
    found.map_or("gone".to_owned(), |state| state["state"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_version_waits_serves_and_gives_way() {
    let host = Host::new().await;
    let digests = [load(&host, "web 1.0.0").await, load(&host, "web 1.1.0").await];
    let [old, new] = digests.map(|loaded| loaded["digest"].as_str().unwrap().to_owned());
    assert_eq!(state(&host, &old).await, "waiting-for-grant");
    let post = async |path: String, body: Option<Value>| host.ask("POST", &path, "operator", body.as_ref()).await;
    assert_eq!(post(format!("/api/v1/plugins/{old}/activate"), None).await.status, 409);
    assert_eq!(
        post(
            format!("/api/v1/plugins/{old}/grant"),
            Some(json!({"decision": "approve"}))
        )
        .await
        .status,
        204
    );
    let narrow = json!({"decision": {"narrow": {"secrets": [{"name": "access-token"}]}}});
    assert_eq!(
        post(format!("/api/v1/plugins/{new}/grant"), Some(narrow)).await.status,
        204
    );
    for digest in [&old, &new] {
        assert_eq!(
            post(format!("/api/v1/plugins/{digest}/activate"), None).await.status,
            204
        );
    }
    assert_eq!(
        (state(&host, &old).await, state(&host, &new).await),
        ("loaded".into(), "active".into())
    );
    let back = post("/api/v1/plugins/web/rollback".to_owned(), None).await;
    assert_eq!(back.json()["digest"], old);
    assert_eq!(
        host.ask("DELETE", &format!("/api/v1/plugins/{old}"), "operator", None)
            .await
            .status,
        409
    );
    assert_eq!(
        host.ask("DELETE", &format!("/api/v1/plugins/{new}"), "operator", None)
            .await
            .status,
        204
    );
    assert_eq!(state(&host, &new).await, "gone");
}

#[tokio::test]
async fn more_than_is_asked_for_is_not_granted() {
    let host = Host::new().await;
    let digest = load(&host, "web 1.0.0").await["digest"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/plugins/{digest}/grant");
    let wide = json!({"decision": {"narrow": {"secrets": [{"name": "of-another"}]}}});
    assert_eq!(host.ask("POST", &path, "operator", Some(&wide)).await.status, 422);
    let misspelt = json!({"decision": {"narrow": {"secret": []}}});
    assert_eq!(host.ask("POST", &path, "operator", Some(&misspelt)).await.status, 422);
    assert_eq!(state(&host, &digest).await, "waiting-for-grant");
}

#[tokio::test]
async fn figures_are_told_by_plugin_and_version() {
    let host = Host::new().await;
    load(&host, "web 1.0.0").await;
    let answer = host.ask("GET", "/metrics", "operator", None).await;
    assert!(
        answer.content_type.starts_with("text/plain; version=0.0.4"),
        "{answer:?}"
    );
    let line = answer
        .text
        .lines()
        .find(|line| line.starts_with("jackfield_plugin_calls_total{"))
        .unwrap();
    assert!(
        line.contains("plugin=\"web\",version=\"1.0.0\"") && line.ends_with("} 3"),
        "{line}"
    );
    assert!(
        answer
            .text
            .contains("# TYPE jackfield_turns_total counter\njackfield_turns_total 7\n"),
        "{}",
        answer.text
    );
}
