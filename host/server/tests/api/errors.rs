//! Every error is a problem document, with the place of what is wrong.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::host::{Answer, Host};

fn is_problem(answer: &Answer, status: u16, kind: &str) {
    assert_eq!(
        (answer.status, answer.content_type.as_str()),
        (status, "application/problem+json"),
        "{answer:?}"
    );
    let document = answer.json();
    assert_eq!(document["type"], format!("/problems/{kind}"), "{answer:?}");
    assert_eq!(document["status"], status);
    for member in ["title", "detail"] {
        assert!(
            document[member].as_str().is_some_and(|text| !text.is_empty()),
            "{member}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn whatever_goes_wrong_is_a_problem_document() {
    let host = Host::new().await;
    let cases = [
        ("GET", "/api/v1/nowhere", None, 404, "not-found"),
        ("GET", "/nowhere", None, 404, "not-found"),
        ("PATCH", "/api/v1/accounts", None, 405, "method-not-allowed"),
        ("GET", "/api/v1/accounts/c", None, 404, "not-found"),
        ("GET", "/api/v1/accounts?limit=0", None, 400, "bad-request"),
        ("GET", "/api/v1/accounts?limit=many", None, 400, "bad-request"),
        ("GET", "/api/v1/accounts?cursor=x", None, 400, "bad-request"),
        ("GET", "/api/v1/accounts?colour=red", None, 400, "bad-request"),
        ("GET", "/api/v1/parked/first", None, 400, "bad-request"),
        ("GET", "/api/v1/parked/7", None, 404, "not-found"),
        (
            "PUT",
            "/api/v1/accounts/NO",
            Some(json!({"plugin": "web"})),
            400,
            "bad-request",
        ),
        ("PUT", "/api/v1/accounts/c", Some(json!({"plugin": 7})), 422, "refused"),
        (
            "PUT",
            "/api/v1/accounts/c",
            Some(json!({"plugin": "web", "token": "x"})),
            422,
            "refused",
        ),
        ("PUT", "/api/v1/accounts/c", None, 415, "unsupported-media-type"),
        ("POST", "/api/v1/accounts/a/disconnect", None, 502, "network"),
        ("POST", "/api/v1/plugins", None, 422, "refused"),
        (
            "POST",
            "/api/v1/tokens",
            Some(json!({"name": "admin", "role": "admin"})),
            409,
            "conflict",
        ),
        ("DELETE", "/api/v1/tokens/admin", None, 409, "conflict"),
        ("GET", "/media/guessed", None, 404, "not-found"),
        ("GET", "/problems/unheard-of", None, 404, "not-found"),
    ];
    for (method, path, body, status, kind) in cases {
        let answer = host.ask(method, path, "admin", body.as_ref()).await;
        is_problem(&answer, status, kind);
    }
}

#[tokio::test]
async fn the_place_of_what_is_wrong_is_named() {
    let host = Host::new().await;
    let first = |answer: Answer| answer.json()["errors"][0].clone();
    let body = json!({"plugin": "web", "brand": 7});
    assert_eq!(
        first(host.ask("PUT", "/api/v1/accounts/c", "admin", Some(&body)).await)["pointer"],
        "/brand"
    );
    host.open("a", "c").await;
    let body = json!({"message": {"parts": [{"content": {"text": {"body": 7}}}]}});
    let answer = host
        .ask("POST", "/api/v1/conversations/a/c/messages", "admin", Some(&body))
        .await;
    assert_eq!(first(answer)["pointer"], "/message/parts/0/content/text/body");
    assert_eq!(
        first(host.ask("GET", "/api/v1/accounts?limit=0", "admin", None).await)["parameter"],
        "limit"
    );
    assert_eq!(
        first(host.ask("GET", "/api/v1/accounts?limit=x", "admin", None).await)["parameter"],
        "limit"
    );
}

#[tokio::test]
async fn a_body_that_is_no_json_or_too_large_is_told_so() {
    let host = Host::new().await;
    let request = |body: Vec<u8>| {
        Request::put("/api/v1/accounts/c")
            .header("authorization", "bearer admin")
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap()
    };
    is_problem(&host.read(request(b"{".to_vec())).await, 400, "bad-request");
    is_problem(&host.read(request(vec![b' '; (1 << 20) + 1])).await, 413, "too-large");
    let component = Request::post("/api/v1/plugins")
        .header("authorization", "Bearer admin")
        .body(vec![0; (4 << 20) + 1].into());
    is_problem(&host.read(component.unwrap()).await, 413, "too-large");
}

#[tokio::test]
async fn a_token_that_does_not_count_is_refused_without_a_reason() {
    let host = Host::new().await;
    for header in ["", "Bearer", "Bearer nobody", "Basic admin", "admin"] {
        let mut request = Request::get("/api/v1/accounts");
        if !header.is_empty() {
            request = request.header("authorization", header);
        }
        let answer = host.read(request.body(Body::empty()).unwrap()).await;
        is_problem(&answer, 401, "unauthorized");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
        assert_eq!(answer.json()["detail"], "the request has no token that counts");
    }
}

#[tokio::test]
async fn the_type_of_a_problem_can_be_followed() {
    let host = Host::new().await;
    let problem = host.ask("GET", "/api/v1/accounts", "", None).await.json();
    let explained = host.ask("GET", problem["type"].as_str().unwrap(), "", None).await;
    assert!(
        explained.status == 200 && explained.text.contains("authorization: Bearer"),
        "{explained:?}"
    );
}

#[tokio::test]
async fn a_store_that_is_closed_is_later_and_says_nothing_of_its_place() {
    let host = Host::new().await;
    host.store.close().await.unwrap();
    let answer = host.ask("GET", "/api/v1/accounts", "admin", None).await;
    is_problem(&answer, 503, "busy");
    is_problem(&host.ask("GET", "/readyz", "", None).await, 503, "busy");
    assert_eq!(
        host.ask("GET", "/healthz", "", None).await.status,
        200,
        "the process lives"
    );
}
