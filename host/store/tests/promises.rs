//! SQLite keeps what every backend promises.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_store::SqliteStore;
use jackfield_store::promises::PROMISES;

#[tokio::test]
async fn sqlite_keeps_every_promise() {
    assert!(!PROMISES.is_empty());
    for (sentence, promise) in PROMISES {
        println!("{sentence}");
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
        promise(&store).await.unwrap();
        store.close().await.unwrap();
    }
}
