//! What an operator does in a day.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use jackfield_store::outbox::Settlement;
use jackfield_store::parked::NewParked;
use jackfield_store::{Accounts as _, Outbox as _, Parked as _, Secrets as _};

use crate::flow::NOW_MS;
use crate::run::Served;

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_added_with_settings_and_removed() {
    let served = Served::new().await;
    let out = served
        .run(
            &[
                "account",
                "add",
                "shop-1",
                "--plugin",
                "web",
                "--set",
                "colour=red",
                "--set",
                "size=4",
            ],
            "",
        )
        .await;
    assert!(out.contains("https://hub.example/channels/shop-1"), "{out}");
    let kept = served.host.store.account("shop-1").await.unwrap().unwrap();
    assert_eq!(kept.config, r#"{"colour":"red","size":4}"#);
    let listed = served.run(&["account", "list"], "").await;
    assert_eq!(listed.lines().count(), 4, "a head and three accounts: {listed}");
    assert!(
        served
            .run(&["account", "check", "shop-1"], "")
            .await
            .contains("went well")
    );
    served.run(&["account", "remove", "shop-1"], "").await;
    assert!(served.host.store.account("shop-1").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_comes_from_standard_input_and_is_not_printed() {
    let served = Served::new().await;
    let out = served
        .run(&["secret", "set", "a", "access-token"], "open sesame\n")
        .await;
    assert!(!out.contains("sesame"), "{out}");
    let kept = served.host.store.secrets("a").await.unwrap().remove(0);
    let plain = served.host.vault.open("a", "access-token", &kept.current).unwrap();
    assert_eq!(plain.expose(), b"open sesame", "without the line break at its end");
    let listed = served.run(&["secret", "list", "a"], "").await;
    assert!(
        listed.contains("access-token") && !listed.contains("sesame"),
        "{listed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plugin_is_loaded_granted_activated_and_rolled_back() {
    let served = Served::new().await;
    let folder = tempfile::tempdir().unwrap();
    for version in ["1.0.0", "1.1.0"] {
        let file = folder.path().join(format!("{version}.wasm"));
        std::fs::write(&file, format!("\0asm web {version}")).unwrap();
        let out = served.run(&["plugin", "load", file.to_str().unwrap()], "").await;
        assert!(
            out.contains(&format!("jackfield plugin grant web@{version}")),
            "what is next: {out}"
        );
    }
    let asked = served.run(&["plugin", "grant", "web@1.0.0"], "").await;
    assert!(asked.contains("asked    secret     access-token  check"), "{asked}");
    served.run(&["plugin", "grant", "web@1.0.0", "--approve"], "").await;
    assert!(
        served
            .run(&["plugin", "grant", "web@1.0.0"], "")
            .await
            .contains("granted  secret")
    );
    served.run(&["plugin", "activate", "web"], "").await;
    served
        .run(&["plugin", "grant", "web", "--without-secret", "access-token"], "")
        .await;
    assert!(
        served
            .run(&["plugin", "grant", "web@1.1.0"], "")
            .await
            .contains("denied   secret")
    );
    served.run(&["plugin", "activate", "web@1.1.0"], "").await;
    let state = async |version: &str| {
        let listed = served.run(&["plugin", "list"], "").await;
        let row = listed
            .lines()
            .find(|line| line.contains(version))
            .unwrap_or_default()
            .to_owned();
        row.split_whitespace().nth(3).unwrap_or_default().to_owned()
    };
    assert_eq!(
        (state("1.0.0").await, state("1.1.0").await),
        ("loaded".into(), "active".into())
    );
    served.run(&["plugin", "rollback", "web"], "").await;
    assert_eq!(
        (state("1.0.0").await, state("1.1.0").await),
        ("active".into(), "loaded".into())
    );
    served.run(&["plugin", "unload", "web@1.1.0"], "").await;
    assert_eq!(state("1.1.0").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_request_is_listed_shown_and_replayed() {
    let served = Served::new().await;
    let parked = NewParked {
        account: "a".to_owned(),
        received_ms: NOW_MS,
        plugin: "digest".to_owned(),
        reason: "trap: \u{1b}[2J".to_owned(),
        request: b"hello".to_vec(),
    };
    let seq = served.host.store.park(parked).await.unwrap().to_string();
    let listed = served.run(&["parked", "list", "--account", "a"], "").await;
    assert!(
        listed.contains("trap: \\u{1b}[2J"),
        "a reason does nothing to the terminal: {listed}"
    );
    let shown = served.run(&["parked", "show", &seq], "").await;
    assert!(
        shown.contains("hello") && !shown.to_lowercase().contains("authorization"),
        "{shown}"
    );
    assert!(
        served
            .run(&["parked", "replay", "--all"], "")
            .await
            .contains("understood, 1 new events")
    );
    assert_eq!(
        served.run(&["parked", "list"], "").await.lines().count(),
        1,
        "the head is left"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_listed_shown_and_sent_again() {
    let served = Served::new().await;
    served.host.open("a", "c").await;
    let body = serde_json::json!({"message": {"parts": [{"content": {"text": {"body": "Hello"}}}]}});
    served
        .host
        .admin("POST", "/api/v1/conversations/a/c/messages", Some(&body))
        .await;
    let claimed = served.host.store.claim("a", NOW_MS, 1).await.unwrap().remove(0);
    let id = claimed.envelope.id.as_str();
    let failed = Settlement::Failed {
        reason: "no such number".to_owned(),
    };
    served.host.store.settle(id, NOW_MS, failed).await.unwrap();
    assert!(
        served
            .run(&["dead-letters", "list"], "")
            .await
            .contains("no such number")
    );
    assert!(
        served
            .run(&["dead-letters", "show", id], "")
            .await
            .contains("\"Hello\"")
    );
    served.run(&["dead-letters", "replay", id], "").await;
    assert_eq!(
        served.run(&["dead-letters", "list"], "").await.lines().count(),
        1,
        "the head is left"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_made_while_the_host_serves() {
    let served = Served::new().await;
    let out = served.run(&["backup", "monday"], "").await;
    assert!(out.contains("monday") && out.contains("key"), "{out}");
    assert!(
        served
            .host
            .folder
            .path()
            .join("data/backups/monday/store.sqlite")
            .exists()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tail_follows_and_shows_no_control_characters_and_no_colours_in_a_pipe() {
    let served = Served::new().await;
    served.host.open("a", "c").await;
    let mut child = served
        .command(&["tail", "--after", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (sender, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let out = child.stdout.take().unwrap();
    let reading = std::thread::spawn(move || {
        BufReader::new(out)
            .lines()
            .map_while(Result::ok)
            .take_while(|line| sender.send(line.clone()).is_ok())
            .count()
    });
    assert!(lines.recv().await.unwrap().ends_with("a/c * opened on web"));
    let body =
        serde_json::json!({"message": {"parts": [{"content": {"text": {"body": "\u{1b}[31mHello"}}}]}, "name": "Ann"});
    served
        .host
        .admin("POST", "/api/v1/conversations/a/c/messages", Some(&body))
        .await;
    assert!(lines.recv().await.unwrap().ends_with("a/c > Ann: \\u{1b}[31mHello"));
    child.kill().unwrap();
    child.wait().unwrap();
    drop(lines);
    reading.join().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_the_apis_own() {
    let served = Served::new().await;
    let out = served.run(&["account", "list", "--json"], "").await;
    let accounts: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(accounts[0]["id"], "a");
}
