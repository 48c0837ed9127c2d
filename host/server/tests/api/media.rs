//! Media: in with a token, out by a link, and shown to no browser as more than data.

use axum::body::Body;
use axum::http::Request;

use crate::host::{Answer, Host};

async fn upload(host: &Host, query: &str, bytes: Vec<u8>) -> Answer {
    let request = Request::post(format!("/api/v1/media{query}"))
        .header("authorization", "Bearer agent")
        .header("content-type", "text/html")
        .body(Body::from(bytes));
    host.read(request.unwrap()).await
}

#[tokio::test]
async fn what_is_uploaded_is_served_by_its_link() {
    let host = Host::new().await;
    let kept = upload(&host, "?account=a&name=a%22b.html", b"<script>".to_vec()).await;
    assert_eq!((kept.status, &kept.json()["size"]), (201, &8.into()), "{kept:?}");
    let id = kept.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(host.get(&format!("/api/v1/media/{id}")).await, kept.json());
    let link = host.get(&format!("/api/v1/media/{id}/link?seconds=60")).await;
    assert_eq!(link["until"], "2025-11-24T16:01:00Z");
    let path = link["url"]
        .as_str()
        .unwrap()
        .strip_prefix("https://hub.example")
        .unwrap();
    let served = host.ask("GET", path, "", None).await;
    assert_eq!(
        (served.status, served.text.as_str(), served.content_type.as_str()),
        (200, "<script>", "text/html")
    );
    assert_eq!(served.headers["x-content-type-options"], "nosniff");
    assert_eq!(served.headers["content-security-policy"], "default-src 'none'; sandbox");
    assert_eq!(
        served.headers["content-disposition"],
        "inline; filename*=UTF-8''a%22b.html"
    );
}

#[tokio::test]
async fn what_is_too_large_or_belongs_to_nobody_is_refused() {
    let host = Host::new().await;
    assert_eq!(upload(&host, "?account=a", vec![0; 1_001]).await.status, 422);
    assert_eq!(upload(&host, "?account=nobody", vec![0]).await.status, 404);
    assert_eq!(upload(&host, "", vec![0]).await.status, 400);
    assert_eq!(upload(&host, "?account=a&name=%0D%0Ax", vec![0]).await.status, 400);
    assert_eq!(host.ask("GET", "/api/v1/media/m9", "agent", None).await.status, 404);
}
