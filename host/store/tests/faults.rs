//! What the store does when the disk, the file or a neighbour misbehaves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use jackfield_store::events::Turn;
use jackfield_store::intake::{NewEvent, NewIntake};
use jackfield_store::{Events, Intake, Retry, SqliteStore, StoreError};
use rusqlite::Connection;

fn webhook(number: u32, bytes: usize) -> NewIntake {
    let event = NewEvent {
        account: "a".to_owned(),
        conversation: Some("c".to_owned()),
        kind: "message".to_owned(),
        event_id: number.to_string(),
        payload: "{}".to_owned(),
    };
    NewIntake {
        id: format!("{number:08}"),
        account: "a".to_owned(),
        received_ms: 1,
        request: vec![7; bytes],
        events: vec![event],
    }
}

async fn count(store: &SqliteStore) -> usize {
    let mut count = 0;
    let mut after = None;
    loop {
        let page = store.pending(after, 500).await.unwrap();
        let Some(last) = page.last() else { return count };
        after = Some((last.seq, last.index));
        count += page.len();
    }
}

/// Keeps the file's write lock, as a stranger's program would.
fn hold(file: &Path) -> Connection {
    let other = Connection::open(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[tokio::test]
async fn a_command_that_fails_leaves_its_group_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = SqliteStore::open(&file).unwrap();
    // While a stranger holds the lock, everything queues; then it goes in few transactions.
    let other = hold(&file);
    let calls: Vec<_> = (0..40_u32)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                if number % 4 == 0 {
                    let append = vec!["{}".to_owned()];
                    let turn = Turn {
                        account: "a".to_owned(),
                        conversation: number.to_string(),
                        append,
                        ..Turn::default()
                    };
                    let wrong = Turn {
                        processed: vec![(999, 0)],
                        ..turn
                    };
                    assert!(matches!(store.commit_turn(wrong).await, Err(StoreError::Conflict(_))));
                } else {
                    store.accept(webhook(number, 10)).await.unwrap();
                }
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    other.execute_batch("ROLLBACK").unwrap();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(count(&store).await, 30);
    assert!(
        store.feed(0, 10).await.unwrap().is_empty(),
        "a failed turn leaves no event"
    );
}

#[tokio::test]
async fn a_full_disk_refuses_keeps_what_was_acknowledged_and_goes_on_reading() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = SqliteStore::open_limited(&file, Some(120)).unwrap();
    // One after the other: a group that meets the full disk is refused whole, and all hundred at once may be one group.
    let (mut acknowledged, mut refused) = (0, Vec::new());
    for number in 0..100 {
        match store.accept(webhook(number, 9_000)).await {
            Ok(_) => acknowledged += 1,
            Err(error) => {
                assert_eq!(error, StoreError::Full);
                assert!(matches!(error.retry(), Retry::AfterMs(_)));
                refused.push(number);
            }
        }
    }
    assert!(
        acknowledged > 0 && !refused.is_empty(),
        "120 pages hold some of 900 kB, not all"
    );
    assert_eq!(count(&store).await, acknowledged);
    store.close().await.unwrap();
    let roomy = SqliteStore::open(&file).unwrap();
    assert_eq!(count(&roomy).await, acknowledged);
    for number in refused {
        let accepted = roomy.accept(webhook(number, 9_000)).await.unwrap();
        assert_eq!(
            (accepted.fresh.len(), accepted.duplicates),
            (1, 0),
            "a refused webhook left no trace"
        );
    }
    assert_eq!(count(&roomy).await, 100);
}

#[tokio::test]
async fn a_locked_file_is_busy_and_then_serves_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = SqliteStore::open(&file).unwrap();
    let other = hold(&file);
    let error = store.accept(webhook(1, 10)).await.unwrap_err();
    assert_eq!(error, StoreError::Busy);
    assert!(matches!(error.retry(), Retry::AfterMs(_)));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(
        store.accept(webhook(1, 10)).await.unwrap().duplicates,
        0,
        "the refused one left no trace"
    );
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = SqliteStore::open(&file).unwrap();
    for number in 0..50 {
        store.accept(webhook(number, 3_000)).await.unwrap();
    }
    store.close().await.unwrap();
    drop(store);
    let whole = std::fs::read(&file).unwrap();
    for (what, damage) in [("its beginning", 0..64), ("its pages", 4_096..whole.len() / 2)] {
        let mut bytes = whole.clone();
        bytes[damage].fill(0xA5);
        std::fs::write(&file, &bytes).unwrap();
        let error = SqliteStore::open(&file).map(drop).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(_)), "{what}: {error:?}");
        assert_eq!(error.retry(), Retry::AfterRepair);
        assert!(error.to_string().contains("restore a backup"));
        assert_eq!(
            std::fs::read(&file).unwrap(),
            bytes,
            "{what}: a refused file stays as evidence"
        );
    }
}

#[tokio::test]
async fn a_backup_made_while_serving_is_whole_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
    for number in 0..20 {
        store.accept(webhook(number, 3_000)).await.unwrap();
    }
    let writing = store.clone();
    let busy = tokio::spawn(async move {
        for number in 20..120 {
            writing.accept(webhook(number, 3_000)).await.unwrap();
        }
    });
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    busy.await.unwrap();
    let kept = count(&SqliteStore::open(&copy).unwrap()).await;
    assert!((20..=120).contains(&kept), "{kept}");
    assert!(matches!(store.backup(&copy).await, Err(StoreError::Conflict(_))));
    assert_eq!(count(&store).await, 120);
}

#[tokio::test]
async fn a_closed_store_finished_its_queue_and_takes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let store = SqliteStore::open(&file).unwrap();
    store.accept(webhook(1, 10)).await.unwrap();
    store.close().await.unwrap();
    assert_eq!(store.accept(webhook(2, 10)).await.unwrap_err(), StoreError::Closed);
    assert_eq!(store.pending(None, 1).await.unwrap_err(), StoreError::Closed);
    assert_eq!(count(&SqliteStore::open(&file).unwrap()).await, 1);
}
