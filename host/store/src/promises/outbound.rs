//! What the outbox and the context items promise.

use super::{envelope, turn};
use crate::items::{Item, ItemChange, ItemPlace};
use crate::outbox::{Envelope, EnvelopeState, Settlement, Step};
use crate::{Result, Store, StoreError};

async fn queue(store: &dyn Store, conversation: &str, version: i64, ids: &[&str]) -> Result<()> {
    let mut next = turn(conversation, version);
    next.outbox = ids.iter().map(|id| envelope(id)).collect();
    store.commit_turn(next).await.map(drop)
}

fn ids(envelopes: &[Envelope]) -> Vec<&str> {
    envelopes.iter().map(|e| e.envelope.id.as_str()).collect()
}

fn sent() -> Settlement {
    Settlement::Sent { names: Vec::new() }
}

pub(super) async fn line(store: &dyn Store) -> Result<()> {
    queue(store, "c", 0, &["c1", "c2"]).await?;
    queue(store, "d", 0, &["d1"]).await?;
    assert_eq!(store.ready_accounts(5_000).await?, ["a"]);
    let first = store.claim("a", 5_000, 10).await?;
    assert_eq!(ids(&first), ["c1", "d1"]);
    assert_eq!(first[0].attempt, 1);
    assert!(
        store.claim("a", 5_000, 10).await?.is_empty(),
        "a claimed envelope is claimed once"
    );
    assert!(store.ready_accounts(5_000).await?.is_empty());
    let wait = Settlement::Wait {
        until_ms: 6_000,
        reason: "429".to_owned(),
        step: None,
    };
    store.settle("c1", 5_000, wait).await?;
    assert_eq!(store.next_due_ms(5_000).await?, Some(6_000));
    assert!(
        store.claim("a", 5_999, 10).await?.is_empty(),
        "what waits holds up its conversation"
    );
    assert_eq!(store.hurry("b", 5_500).await?, 0, "another account's");
    assert_eq!(store.hurry("a", 5_500).await?, 1);
    let again = store.claim("a", 5_500, 10).await?;
    assert_eq!((ids(&again), again[0].attempt), (vec!["c1"], 2));
    store.settle("c1", 6_001, sent()).await?;
    assert_eq!(ids(&store.claim("a", 6_001, 10).await?), ["c2"]);
    Ok(())
}

pub(super) async fn steps(store: &dyn Store) -> Result<()> {
    queue(store, "c", 0, &["e"]).await?;
    let step = Step {
        number: 2,
        continuation: Some(b"half".to_vec()),
        written_by: Some("digest".to_owned()),
        unrepeatable: true,
    };
    assert!(matches!(
        store.record_step("e", step.clone()).await,
        Err(StoreError::Conflict(_))
    ));
    assert!(matches!(
        store.record_step("none", step.clone()).await,
        Err(StoreError::NotFound(_))
    ));
    store.claim("a", 5_000, 1).await?;
    store.record_step("e", step.clone()).await?;
    let unfinished = store.unfinished(None, 10).await?.rows;
    assert_eq!(ids(&unfinished), ["e"]);
    assert_eq!(unfinished[0].state, EnvelopeState::Started(step.clone()));
    assert_eq!(unfinished[0].envelope.idempotency_id, "once-e");
    let wait = Settlement::Wait {
        until_ms: 0,
        reason: "later".to_owned(),
        step: Some(step.clone()),
    };
    store.settle("e", 5_000, wait).await?;
    assert_eq!(
        store.claim("a", 5_001, 1).await?[0].state,
        EnvelopeState::Started(step),
        "the step goes on"
    );
    store.settle("e", 5_002, sent()).await?;
    assert!(store.unfinished(None, 10).await?.rows.is_empty());
    assert!(
        matches!(store.settle("e", 5_003, sent()).await, Err(StoreError::Conflict(_))),
        "settled once"
    );
    Ok(())
}

pub(super) async fn settled_in_a_turn(store: &dyn Store) -> Result<()> {
    queue(store, "c", 0, &["e"]).await?;
    let mut accepted = turn("c", 1);
    accepted.append = vec!["accepted".to_owned()];
    accepted.settled = vec![(
        "e".to_owned(),
        Settlement::Sent {
            names: vec!["n".to_owned()],
        },
    )];
    assert!(
        matches!(store.commit_turn(accepted.clone()).await, Err(StoreError::Conflict(_))),
        "it was not started"
    );
    assert!(
        store
            .log("a", "c", 1, 10)
            .await?
            .iter()
            .all(|row| row.event != "accepted"),
        "all or nothing"
    );
    store.claim("a", 5_000, 1).await?;
    store.commit_turn(accepted).await?;
    assert_eq!(store.envelope("e").await?.map(|e| e.state), Some(EnvelopeState::Sent));
    assert_eq!(store.envelope_named("a", "n").await?.as_deref(), Some("e"));
    Ok(())
}

pub(super) async fn uncertain(store: &dyn Store) -> Result<()> {
    queue(store, "c", 0, &["e", "f"]).await?;
    store.claim("a", 5_000, 1).await?;
    store
        .settle(
            "e",
            5_000,
            Settlement::Uncertain {
                reason: "no answer".to_owned(),
            },
        )
        .await?;
    assert_eq!(
        ids(&store.claim("a", 9_000, 10).await?),
        ["f"],
        "it neither goes again nor holds up the next"
    );
    assert_eq!(ids(&store.unfinished(None, 10).await?.rows), ["f"]);
    store.settle("e", 9_001, sent()).await?;
    assert_eq!(store.envelope("e").await?.map(|e| e.state), Some(EnvelopeState::Sent));
    Ok(())
}

pub(super) async fn dead_letters(store: &dyn Store) -> Result<()> {
    queue(store, "c", 0, &["e", "f"]).await?;
    store.claim("a", 5_000, 1).await?;
    store
        .settle(
            "e",
            5_000,
            Settlement::Failed {
                reason: "blocked".to_owned(),
            },
        )
        .await?;
    let dead = store.dead_letters(Some("a"), None, 10).await?.rows;
    assert_eq!(ids(&dead), ["e"]);
    assert_eq!(
        dead[0].state,
        EnvelopeState::Failed {
            reason: "blocked".to_owned()
        }
    );
    assert!(store.dead_letters(Some("b"), None, 10).await?.rows.is_empty());
    store.replay_dead_letter("e", 6_000).await?;
    assert!(matches!(
        store.replay_dead_letter("e", 6_000).await,
        Err(StoreError::Conflict(_))
    ));
    queue(store, "c", 1, &["g"]).await?;
    for expected in ["f", "e", "g"] {
        let claimed = store.claim("a", 7_000, 10).await?;
        assert_eq!(ids(&claimed), [expected]);
        assert_eq!(claimed[0].attempt, 1);
        store.settle(expected, 7_000, sent()).await?;
    }
    assert!(store.dead_letters(None, None, 10).await?.rows.is_empty());
    Ok(())
}

pub(super) async fn names(store: &dyn Store) -> Result<()> {
    queue(store, "c", 0, &["e"]).await?;
    store.claim("a", 5_000, 1).await?;
    store
        .settle(
            "e",
            5_000,
            Settlement::Sent {
                names: vec!["n1".to_owned(), "n2".to_owned()],
            },
        )
        .await?;
    for name in ["n1", "n2"] {
        assert_eq!(store.envelope_named("a", name).await?.as_deref(), Some("e"));
    }
    assert_eq!(store.envelope_named("b", "n1").await?, None);
    Ok(())
}

pub(super) async fn items(store: &dyn Store) -> Result<()> {
    let place = ItemPlace {
        account: "a".to_owned(),
        scope: "conversation".to_owned(),
        owner: "c".to_owned(),
    };
    let item = |key: &str, once| Item {
        place: place.clone(),
        key: key.to_owned(),
        value: "v".to_owned(),
        until_ms: Some(100),
        once,
    };
    let (lasting, token) = (item("lasting", false), item("token", true));
    store
        .change_items(vec![ItemChange::Keep(lasting.clone()), ItemChange::Keep(token.clone())])
        .await?;
    assert_eq!(
        store.items_for(&place, "e", 50).await?,
        [lasting.clone(), token.clone()]
    );
    assert_eq!(
        store.items_for(&place, "f", 50).await?,
        std::slice::from_ref(&lasting),
        "another envelope gets no used token"
    );
    assert_eq!(
        store.items_for(&place, "e", 50).await?,
        [lasting.clone(), token.clone()],
        "a retry gets it again"
    );
    assert!(store.items_for(&place, "e", 100).await?.is_empty(), "an item ends");
    store.change_items(vec![ItemChange::Keep(token.clone())]).await?;
    assert_eq!(
        store.items_for(&place, "f", 50).await?,
        [lasting, token],
        "a new token is free again"
    );
    store
        .change_items(vec![ItemChange::Drop {
            place: place.clone(),
            key: "token".to_owned(),
        }])
        .await?;
    assert_eq!(store.forget_items(100, 10).await?, 1);
    Ok(())
}
