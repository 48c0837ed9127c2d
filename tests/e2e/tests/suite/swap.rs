//! A connector is swapped while webhooks come in: none fails, none is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jackfield_e2e::component::another_build;
use jackfield_e2e::{Setup, Switchboard, components};
use jackfield_networks::Receipts;

#[tokio::test(flavor = "multi_thread")]
async fn a_swap_under_load_fails_and_loses_nothing() {
    let setup = Setup {
        plugins: vec!["whatsapp", "line"],
        receipts: Receipts::None,
        routes: false,
        ..Setup::default()
    };
    let board = Arc::new(Switchboard::start(setup).await.unwrap());
    let (done, posted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut posters = Vec::new();
    for poster in 0..4 {
        let (board, done, posted) = (Arc::clone(&board), Arc::clone(&done), Arc::clone(&posted));
        posters.push(tokio::spawn(async move {
            let consumer = board.line.consumer(&format!("Ken {poster}"));
            let mut failed = 0;
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                number += 1;
                match consumer.say(format!("message {number}")).await.unwrap().status {
                    Some(200) => posted.fetch_add(1, Ordering::Relaxed),
                    _ => {
                        failed += 1;
                        0
                    }
                };
            }
            failed
        }));
    }
    let wasm = std::fs::read(components().unwrap().join("line.wasm")).unwrap();
    let mut digests = std::collections::HashSet::new();
    for build in ["2", "3", "4"] {
        let loaded = board.api.load(&another_build(&wasm, build)).await.unwrap();
        let digest = loaded["digest"].as_str().unwrap().to_owned();
        digests.insert(digest);
    }
    done.store(true, Ordering::Relaxed);
    let mut failed = 0;
    for poster in posters {
        failed += poster.await.unwrap();
    }
    assert_eq!(failed, 0, "no webhook failed");
    let posted = posted.load(Ordering::Relaxed);
    assert!(posted > 0 && digests.len() == 3);
    let mut said = 0;
    // What was answered is on disk; its turns follow.
    while said < posted {
        said = 0;
        for conversation in board.api.conversations().await.unwrap() {
            let id = conversation["id"].as_str().unwrap().to_owned();
            said += messages(&board, "shop-line", &id).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(said, posted, "none is lost, and none is there twice");
}

/// The consumer's messages in a conversation's log.
pub async fn messages(board: &Switchboard, account: &str, conversation: &str) -> u64 {
    let mut many = 0;
    let mut path = format!("/conversations/{account}/{conversation}/log?limit=200");
    let first = path.clone();
    loop {
        let page = board.api.get(&path).await.unwrap();
        let rows = page["items"].as_array().cloned().unwrap_or_default();
        many += rows
            .iter()
            .filter(|row| row["event"]["body"]["message"]["direction"] == "inbound")
            .count() as u64;
        let Some(next) = page["next"].as_str() else { return many };
        path = format!("{first}&cursor={next}");
    }
}
