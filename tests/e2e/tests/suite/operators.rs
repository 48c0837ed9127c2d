//! What operators do to a running host, by its API and by its folder.

use jackfield_e2e::component::another_build;
use jackfield_e2e::talk::Talk;
use jackfield_e2e::{Setup, Switchboard, components};

async fn active(board: &Switchboard, name: &str) -> Option<String> {
    let plugins = board.api.get("/plugins").await.unwrap();
    let all = plugins["items"].as_array().cloned().unwrap_or_default();
    let found = all
        .into_iter()
        .find(|plugin| plugin["name"] == name && plugin["state"] == "active");
    found.and_then(|plugin| plugin["digest"].as_str().map(str::to_owned))
}

async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    for _ in 0..1_500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_dropped_is_live_overwritten_is_swapped_and_removed_drains() {
    let setup = Setup {
        plugins: vec!["whatsapp"],
        ..Setup::default()
    };
    let mut board = Switchboard::start(setup).await.unwrap();
    assert_eq!(active(&board, "line").await, None);
    board.place("line", "line").unwrap();
    until("dropped, it is live", || async {
        active(&board, "line").await.is_some()
    })
    .await;
    let first = active(&board, "line").await.unwrap();
    let wasm = std::fs::read(components().unwrap().join("line.wasm")).unwrap();
    board.place_bytes(&another_build(&wasm, "2"), "line").unwrap();
    until("overwritten, it is swapped", || async {
        active(&board, "line").await.is_some_and(|now| now != first)
    })
    .await;
    let second = active(&board, "line").await.unwrap();
    // It survives a restart, and so does the way back.
    board.stop_host().await.unwrap();
    board.start_host().await.unwrap();
    assert_eq!(active(&board, "line").await, Some(second));
    board
        .api
        .send("POST", "/plugins/line/rollback", &serde_json::json!({}))
        .await
        .unwrap();
    assert_eq!(active(&board, "line").await, Some(first));
    board.remove("line").unwrap();
    board.place("concierge", "bot").unwrap();
    until("a bot came", || async { active(&board, "concierge").await.is_some() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_answers_and_a_backup_is_made_while_serving() {
    let board = Switchboard::start(Setup::default()).await.unwrap();
    let quiet = |_| {};
    let mut ana = Talk::new(&board.whatsapp, "Ana", &quiet);
    // The greeting, and that a person is looked for.
    ana.say("agent", 2).await.unwrap();
    let conversation = board.api.conversations().await.unwrap().remove(0);
    let path = format!(
        "/conversations/shop-wa/{}/messages",
        conversation["id"].as_str().unwrap()
    );
    let said =
        serde_json::json!({"message": {"parts": [{"content": {"text": {"body": "I am Mia. How can I help?"}}}]}});
    board.api.send("POST", &path, &said).await.unwrap();
    ana.hear(1).await.unwrap();
    let last = board.whatsapp.sent().last().unwrap().text.clone();
    assert_eq!(last.as_deref(), Some("I am Mia. How can I help?"));
    let backup = board
        .api
        .send("POST", "/backups", &serde_json::json!({"name": "first"}))
        .await
        .unwrap();
    assert!(!backup.is_null());
}
