//! Pages: walking them gives every row once, whatever the size of a page.

use serde_json::Value;

use crate::host::Host;

/// All rows of a list, page by page.
async fn walk(host: &Host, path: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let glue = if path.contains('?') { '&' } else { '?' };
        let page = host.get(&format!("{path}{glue}limit={limit}{cursor}")).await;
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= limit, "{page}");
        rows.extend(items);
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn walking_the_pages_gives_every_row_once() {
    let host = Host::new().await;
    for n in 0..7 {
        host.account(&format!("n{n}")).await;
        host.open("a", &format!("c{n}")).await;
        host.open("b", &format!("c{n}")).await;
        let body = serde_json::json!({"message": {"parts": [{"content": {"text": {"body": n.to_string()}}}]}});
        host.admin("POST", "/api/v1/conversations/a/c0/messages", Some(&body))
            .await;
    }
    for (path, count) in [
        ("/api/v1/accounts", 9),
        ("/api/v1/tokens", 5),
        ("/api/v1/conversations", 14),
        ("/api/v1/conversations?account=a", 7),
        ("/api/v1/conversations/a/c0/log", 8),
    ] {
        let whole = walk(&host, path, 200).await;
        assert_eq!(whole.len(), count, "{path}");
        for limit in [1, 3, count] {
            assert_eq!(walk(&host, path, limit).await, whole, "{path} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_one_list_is_none_of_another() {
    let host = Host::new().await;
    let page = host.get("/api/v1/accounts?limit=1").await;
    let path = format!("/api/v1/tokens?cursor={}", page["next"].as_str().unwrap());
    assert_eq!(host.ask("GET", &path, "admin", None).await.status, 400);
}
