//! What accounts, plugins, secrets, tokens, media and key-value spaces promise.

use crate::accounts::Account;
use crate::media::MediaEntry;
use crate::plugins::PluginVersion;
use crate::tokens::Token;
use crate::{Result, Store, StoreError};

pub(super) async fn plugins(store: &dyn Store) -> Result<()> {
    let version = |digest: &str, added_ms| PluginVersion {
        digest: digest.to_owned(),
        name: "p".to_owned(),
        description: "{}".to_owned(),
        grant: None,
        added_ms,
    };
    store.put_plugin(version("d1", 1)).await?;
    store.put_plugin(version("d2", 2)).await?;
    store.set_grant("d1", Some("{\"hosts\":[]}")).await?;
    store.put_plugin(version("d1", 9)).await?;
    let all = store.plugins().await?;
    assert_eq!(all.iter().map(|v| v.digest.as_str()).collect::<Vec<_>>(), ["d1", "d2"]);
    assert_eq!(
        all[0].grant.as_deref(),
        Some("{\"hosts\":[]}"),
        "loading it again does not touch the grant"
    );
    assert_eq!(all[1].grant, None, "a grant is not another version's");
    assert!(matches!(
        store.set_grant("d3", None).await,
        Err(StoreError::NotFound(_))
    ));
    assert!(matches!(
        store.set_active("p", Some("d3"), 3).await,
        Err(StoreError::NotFound(_))
    ));
    assert_eq!(store.set_active("p", Some("d1"), 3).await?, None);
    assert_eq!(store.set_active("p", Some("d2"), 4).await?.as_deref(), Some("d1"));
    assert_eq!(store.active().await?, [("p".to_owned(), "d2".to_owned())]);
    assert!(matches!(store.remove_plugin("d2").await, Err(StoreError::Conflict(_))));
    store.set_active("p", None, 5).await?;
    assert!(store.active().await?.is_empty());
    assert_eq!(
        store.activations("p", 2).await?,
        [(5, None), (4, Some("d2".to_owned()))]
    );
    store.remove_plugin("d2").await
}

pub(super) async fn accounts(store: &dyn Store) -> Result<()> {
    let account = Account {
        id: "a".to_owned(),
        brand: "b".to_owned(),
        plugin: "p".to_owned(),
        address: Some("+1".to_owned()),
        parent: None,
        config: "{}".to_owned(),
        updated_ms: 1,
    };
    store.put_account(account.clone()).await?;
    assert_eq!(store.account("a").await?, Some(account.clone()));
    assert_eq!(store.accounts().await?, [account]);
    store.set_secret("a", "token", b"one".to_vec(), false, 1).await?;
    store.set_secret("a", "token", b"two".to_vec(), true, 2).await?;
    let secret = &store.secrets("a").await?[0];
    assert_eq!(
        (secret.current.as_slice(), secret.previous.as_deref()),
        (&b"two"[..], Some(&b"one"[..]))
    );
    assert!(!format!("{secret:?}").contains("116"), "Debug shows no bytes of it");
    store.end_rotation("a", "token").await?;
    assert_eq!(store.secrets("a").await?[0].previous, None);
    store.remove_account("a").await?;
    assert!(store.secrets("a").await?.is_empty());
    assert!(matches!(store.remove_account("a").await, Err(StoreError::NotFound(_))));
    assert!(matches!(
        store.remove_secret("a", "token").await,
        Err(StoreError::NotFound(_))
    ));
    Ok(())
}

pub(super) async fn tokens(store: &dyn Store) -> Result<()> {
    let token = |hash: u8, name: &str, until_ms| Token {
        hash: vec![hash; 32],
        name: name.to_owned(),
        scopes: "[\"admin\"]".to_owned(),
        created_ms: 1,
        until_ms,
    };
    let (admin, guest) = (token(1, "admin", None), token(2, "guest", Some(10)));
    store.add_token(admin.clone()).await?;
    store.add_token(guest.clone()).await?;
    assert!(matches!(
        store.add_token(token(3, "admin", None)).await,
        Err(StoreError::Conflict(_))
    ));
    assert_eq!(store.token(&guest.hash, 9).await?, Some(guest.clone()));
    assert_eq!(store.token(&guest.hash, 10).await?, None);
    assert_eq!(store.tokens().await?, [admin.clone(), guest]);
    store.revoke_token("admin").await?;
    assert_eq!(store.token(&admin.hash, 1).await?, None);
    assert!(matches!(
        store.revoke_token("admin").await,
        Err(StoreError::NotFound(_))
    ));
    Ok(())
}

pub(super) async fn media(store: &dyn Store) -> Result<()> {
    let entry = |id: &str, until_ms| MediaEntry {
        id: id.to_owned(),
        account: "a".to_owned(),
        digest: "same".to_owned(),
        media_type: "image/png".to_owned(),
        name: None,
        size: 5,
        created_ms: 1,
        until_ms: Some(until_ms),
    };
    store.add_media(entry("one", 10)).await?;
    store.add_media(entry("two", 20)).await?;
    assert!(matches!(
        store.add_media(entry("one", 30)).await,
        Err(StoreError::Conflict(_))
    ));
    assert!(
        store.forget_media(10, 10).await?.is_empty(),
        "another entry names the same bytes"
    );
    assert_eq!(store.media("one").await?, None);
    assert_eq!(store.media("two").await?, Some(entry("two", 20)));
    assert_eq!(store.forget_media(20, 10).await?, ["same"]);
    Ok(())
}

pub(super) async fn kv(store: &dyn Store) -> Result<()> {
    store.kv_set("p", "k", b"123".to_vec(), 4).await?;
    assert_eq!(store.kv_size("p").await?, 4);
    assert!(matches!(
        store.kv_set("p", "k", b"1234".to_vec(), 4).await,
        Err(StoreError::Conflict(_))
    ));
    assert_eq!(store.kv_get("p", "k").await?.as_deref(), Some(&b"123"[..]));
    assert_eq!(store.kv_get("q", "k").await?, None, "a space is private");
    assert!(!store.kv_swap("p", "k", None, b"new".to_vec(), 100).await?);
    assert!(
        store
            .kv_swap("p", "k", Some(b"123".to_vec()), b"new".to_vec(), 100)
            .await?
    );
    store.kv_set("p", "l", b"1".to_vec(), 100).await?;
    let page = store.kv_keys("p", None, 1).await?;
    assert_eq!((page.rows, page.next.as_deref()), (vec!["k".to_owned()], Some("k")));
    assert_eq!(store.kv_keys("p", Some("k"), 1).await?.rows, ["l"]);
    store.kv_delete("p", "k").await?;
    store.kv_delete("p", "k").await?;
    assert_eq!((store.kv_get("p", "k").await?, store.kv_size("p").await?), (None, 2));
    Ok(())
}
