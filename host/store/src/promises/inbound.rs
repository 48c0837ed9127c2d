//! What the intake and the parked requests promise.

use super::{event, request, turn};
use crate::intake::NewEvent;
use crate::parked::NewParked;
use crate::{Result, Store, StoreError};

pub(super) async fn duplicates(store: &dyn Store) -> Result<()> {
    let first = store
        .accept(request("1", vec![event("c", "x"), event("c", "x"), event("c", "y")]))
        .await?;
    assert_eq!(first.duplicates, 1);
    assert_eq!(first.fresh.iter().map(|e| e.index).collect::<Vec<_>>(), [0, 2]);
    // Each differs from what was seen in one field only.
    let other_kind = NewEvent {
        kind: "receipt".to_owned(),
        ..event("c", "x")
    };
    let other_account = NewEvent {
        account: "b".to_owned(),
        ..event("c", "x")
    };
    let no_conversation = NewEvent {
        conversation: None,
        ..event("", "x")
    };
    let empty_conversation = event("", "x");
    let events = vec![
        event("c", "x"),
        other_kind,
        other_account,
        event("d", "x"),
        no_conversation,
        empty_conversation,
    ];
    let second = store.accept(request("2", events)).await?;
    assert_eq!(second.duplicates, 1);
    assert_eq!(
        second.fresh.iter().map(|e| e.index).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    assert_eq!(store.pending(None, 100).await?.len(), 7);
    Ok(())
}

pub(super) async fn order(store: &dyn Store) -> Result<()> {
    let one = store
        .accept(request("1", vec![event("c", "1"), event("c", "2")]))
        .await?;
    let two = store.accept(request("2", vec![event("c", "3")])).await?;
    assert!(one.seq < two.seq);
    let all = store.pending(None, 100).await?;
    assert_eq!(all, [one.fresh.clone(), two.fresh.clone()].concat());
    assert_eq!(store.pending(None, 1).await?, one.fresh[..1]);
    assert_eq!(store.pending(Some((one.seq, 0)), 100).await?, all[1..]);
    let mut first = turn("c", 0);
    first.processed = vec![(one.seq, 0)];
    store.commit_turn(first).await?;
    assert_eq!(
        store.processed(vec![(one.seq, 1), (one.seq, 1)]).await?,
        1,
        "an event is processed once"
    );
    assert_eq!(store.pending(None, 100).await?, two.fresh);
    assert_eq!(store.request(one.seq).await?, b"raw 1");
    Ok(())
}

pub(super) async fn intake_id(store: &dyn Store) -> Result<()> {
    store.accept(request("1", vec![event("c", "1")])).await?;
    let again = store.accept(request("1", vec![event("c", "2")])).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    let after = store.accept(request("2", vec![event("c", "2")])).await?;
    assert_eq!(after.duplicates, 0, "a refused request leaves no trace");
    Ok(())
}

pub(super) async fn forget(store: &dyn Store) -> Result<()> {
    let done = store.accept(request("1", vec![event("c", "1")])).await?;
    let open = store.accept(request("2", vec![event("c", "2")])).await?;
    store.processed(vec![(done.seq, 0)]).await?;
    assert_eq!(store.forget(1_000, 10).await?, 0, "not old enough");
    assert_eq!(store.forget(1_001, 10).await?, 1);
    assert!(matches!(store.request(done.seq).await, Err(StoreError::NotFound(_))));
    assert_eq!(store.pending(None, 10).await?, open.fresh);
    assert_eq!(
        store
            .accept(request("3", vec![event("c", "1"), event("c", "2")]))
            .await?
            .duplicates,
        1
    );
    Ok(())
}

pub(super) async fn parked(store: &dyn Store) -> Result<()> {
    let mut places = Vec::new();
    for (account, request) in [("a", b"one"), ("b", b"two"), ("a", b"six")] {
        let (account, request) = (account.to_owned(), request.to_vec());
        let (plugin, reason) = ("digest".to_owned(), "trap".to_owned());
        places.push(
            store
                .park(NewParked {
                    account,
                    received_ms: 1,
                    plugin,
                    reason,
                    request,
                })
                .await?,
        );
    }
    assert_eq!(store.count_parked().await?, [("a".to_owned(), 2), ("b".to_owned(), 1)]);
    let page = store.list_parked(Some("a"), None, 1).await?;
    assert_eq!((page.rows[0].seq, page.next), (places[0], Some(places[0])));
    let page = store.list_parked(Some("a"), page.next, 1).await?;
    assert_eq!((page.rows[0].seq, page.next), (places[2], None));
    assert_eq!(store.list_parked(None, None, 10).await?.rows.len(), 3);

    store.park_again(places[0], "newer", "trap again").await?;
    let Some(next) = store.next_parked("a", None).await? else {
        panic!("the oldest is still parked")
    };
    assert_eq!(
        (next.seq, next.replays, next.parked.plugin.as_str()),
        (places[0], 1, "newer")
    );
    store.accept(request("taken", vec![])).await?;
    let refused = store
        .replay_parked(next.seq, request("taken", vec![event("c", "1")]))
        .await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))));
    assert_eq!(
        store.next_parked("a", None).await?,
        Some(next.clone()),
        "what was not taken in stays parked"
    );
    let accepted = store
        .replay_parked(next.seq, request("1", vec![event("c", "1")]))
        .await?;
    assert_eq!(store.pending(None, 10).await?, accepted.fresh);
    let twice = store.replay_parked(next.seq, request("2", vec![event("c", "2")])).await;
    assert!(matches!(twice, Err(StoreError::NotFound(_))));
    store.discard_parked(places[2]).await?;
    assert_eq!(store.next_parked("a", None).await?, None);
    Ok(())
}
