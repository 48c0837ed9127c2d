//! What conversation logs promise.

use super::{envelope, event, request, turn};
use crate::items::{Item, ItemChange, ItemPlace};
use crate::{Result, Store, StoreError};

pub(super) async fn atomic(store: &dyn Store) -> Result<()> {
    let accepted = store.accept(request("1", vec![event("c", "1")])).await?;
    let place = ItemPlace {
        account: "a".to_owned(),
        scope: "conversation".to_owned(),
        owner: "c".to_owned(),
    };
    let item = Item {
        place: place.clone(),
        key: "k".to_owned(),
        value: "v".to_owned(),
        until_ms: None,
        once: false,
    };
    let mut whole = turn("c", 0);
    whole.append = vec!["{}".to_owned()];
    whole.processed = vec![(accepted.seq, 0)];
    whole.outbox = vec![envelope("e")];
    whole.items = vec![ItemChange::Keep(item.clone())];
    whole.bot_state = Some(b"state".to_vec());
    whole.answers = Some("{\"2\":\"yes\"}".to_owned());
    let mut broken = whole.clone();
    broken.processed.push((accepted.seq, 7));
    assert!(matches!(store.commit_turn(broken).await, Err(StoreError::Conflict(_))));
    assert_eq!(store.conversation("a", "c").await?, None);
    assert_eq!(store.pending(None, 10).await?, accepted.fresh);
    assert_eq!(store.envelope("e").await?, None);
    assert!(store.items_for(&place, "e", 0).await?.is_empty());

    assert_eq!(store.commit_turn(whole).await?.version, 1);
    assert!(store.pending(None, 10).await?.is_empty());
    assert!(store.envelope("e").await?.is_some());
    assert_eq!(store.items_for(&place, "e", 0).await?, [item]);
    store.commit_turn(turn("c", 1)).await?;
    let Some(found) = store.conversation("a", "c").await? else {
        panic!("the conversation is there")
    };
    assert_eq!((found.version, found.length), (2, 1));
    assert_eq!(
        found.bot_state.as_deref(),
        Some(b"state".as_slice()),
        "a turn that says nothing of the state keeps it"
    );
    assert_eq!(found.answers.as_deref(), Some("{\"2\":\"yes\"}"));
    Ok(())
}

pub(super) async fn optimistic(store: &dyn Store) -> Result<()> {
    store.commit_turn(turn("c", 0)).await?;
    let late = store.commit_turn(turn("c", 0)).await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    let early = store.commit_turn(turn("new", 3)).await;
    assert!(matches!(early, Err(StoreError::Conflict(_))), "{early:?}");
    assert_eq!(store.commit_turn(turn("c", 1)).await?.version, 2);
    Ok(())
}

pub(super) async fn logs(store: &dyn Store) -> Result<()> {
    for (conversation, version, texts) in [("c", 0, ["1", "2"]), ("d", 0, ["x", "y"]), ("c", 1, ["3", "4"])] {
        let mut next = turn(conversation, version);
        next.append = texts.map(str::to_owned).to_vec();
        assert_eq!(store.commit_turn(next).await?.feed.len(), 2);
    }
    let log = store.log("a", "c", 2, 10).await?;
    let read: Vec<_> = log.iter().map(|e| (e.number, e.event.as_str())).collect();
    assert_eq!(read, [(2, "2"), (3, "3"), (4, "4")]);
    let all = store.feed(0, 100).await?;
    assert_eq!(
        all.iter().map(|e| e.event.as_str()).collect::<Vec<_>>(),
        ["1", "2", "x", "y", "3", "4"]
    );
    assert_eq!(store.feed(all[3].feed, 1).await?, all[4..5]);
    Ok(())
}

pub(super) async fn paging(store: &dyn Store) -> Result<()> {
    for (name, at_ms) in [("old", 1), ("new", 3), ("same", 2), ("time", 2)] {
        let mut next = turn(name, 0);
        next.at_ms = at_ms;
        store.commit_turn(next).await?;
    }
    let mut names = Vec::new();
    let mut after = None;
    loop {
        let page = store.conversations(Some("a"), after, 1).await?;
        names.extend(page.rows.into_iter().map(|row| row.conversation));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(names, ["new", "time", "same", "old"]);
    assert!(store.conversations(Some("b"), None, 10).await?.rows.is_empty());
    assert_eq!(store.conversations(None, None, 10).await?.rows.len(), 4);
    Ok(())
}
