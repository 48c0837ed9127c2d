//! Versions side by side: loaded, activated, rolled back, unloaded, and exchanged under load.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod guest;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use guest::{Guest, context, enrich, input, score};
use jackfield_sandbox::{Compiler, LoadError, Plugin, Registry, RegistryError, Sandbox, SandboxConfig};

fn registry() -> Arc<Registry> {
    let sandbox = Sandbox::new(SandboxConfig {
        instances: 64,
        ..SandboxConfig::default()
    })
    .unwrap();
    Arc::new(Registry::new(sandbox, Compiler::in_process(), None))
}

/// Version `number` of an enricher that finds the sentiment `number / 8`.
async fn load(registry: &Registry, number: u8) -> Arc<Plugin> {
    let guest = Guest::new("moods", &format!("1.0.{number}"), f64::from(number) / 8.0);
    registry.load(&guest.build()).await.unwrap()
}

#[tokio::test]
async fn a_loaded_version_is_active_when_it_is_activated() {
    let registry = registry();
    let one = load(&registry, 1).await;
    assert!(registry.active("moods").is_none());
    assert!(matches!(registry.activate("0123"), Err(RegistryError::Unknown(digest)) if digest == "0123"));
    assert_eq!(registry.activate(one.digest()).unwrap(), None);
    let two = load(&registry, 2).await;
    assert_eq!(registry.active("moods").unwrap().version(), "1.0.1");
    assert_eq!(registry.activate(two.digest()).unwrap().as_deref(), Some(one.digest()));
    assert_eq!(registry.activate(two.digest()).unwrap().as_deref(), Some(two.digest()));
    let versions = registry.versions();
    let seen: Vec<_> = versions
        .iter()
        .map(|version| (version.name.as_str(), version.version.as_str(), version.active))
        .collect();
    assert_eq!(seen, [("moods", "1.0.1", false), ("moods", "1.0.2", true)]);
}

#[tokio::test]
async fn a_component_is_loaded_once() {
    let registry = registry();
    let wasm = Guest::new("moods", "1", 0.0).build();
    let (one, two) = tokio::join!(registry.load(&wasm), registry.load(&wasm));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert!(Arc::ptr_eq(&one, &two));
    assert!(Arc::ptr_eq(&one, &registry.load(&wasm).await.unwrap()));
    assert!(Arc::ptr_eq(&one, &registry.version(one.digest()).unwrap()));
    assert_eq!(registry.versions().len(), 1);
}

#[tokio::test]
async fn what_does_not_load_changes_nothing() {
    let registry = registry();
    let one = load(&registry, 1).await;
    registry.activate(one.digest()).unwrap();
    assert!(matches!(registry.load(b"#!/bin/sh").await, Err(LoadError::NotWasm(_))));
    let trap = Guest::new("moods", "2", 0.0).at_start("unreachable").build();
    assert!(matches!(registry.load(&trap).await, Err(LoadError::Describe(_))));
    assert_eq!(registry.versions().len(), 1);
    assert_eq!(
        enrich(&registry.active("moods").unwrap(), context(0)).await.unwrap(),
        0.125
    );
}

#[tokio::test]
async fn rolling_back_goes_from_version_to_earlier_version() {
    let registry = registry();
    let (one, two, three) = (
        load(&registry, 1).await,
        load(&registry, 2).await,
        load(&registry, 3).await,
    );
    for version in [&one, &two, &three] {
        registry.activate(version.digest()).unwrap();
    }
    assert_eq!(registry.roll_back("moods").unwrap(), two.digest());
    assert_eq!(registry.roll_back("moods").unwrap(), one.digest());
    assert!(matches!(
        registry.roll_back("moods"),
        Err(RegistryError::NothingBefore(_))
    ));
    assert_eq!(registry.active("moods").unwrap().digest(), one.digest());
    registry.activate(three.digest()).unwrap();
    registry.unload(two.digest()).unwrap();
    assert_eq!(registry.roll_back("moods").unwrap(), one.digest());
    assert!(matches!(
        registry.roll_back("nobody"),
        Err(RegistryError::NothingBefore(_))
    ));
}

#[tokio::test]
async fn a_name_out_of_service_comes_back_as_it_was() {
    let registry = registry();
    let one = load(&registry, 1).await;
    assert_eq!(registry.deactivate("moods"), None);
    registry.activate(one.digest()).unwrap();
    assert_eq!(registry.deactivate("moods").as_deref(), Some(one.digest()));
    assert!(registry.active("moods").is_none());
    assert_eq!(registry.roll_back("moods").unwrap(), one.digest());
    assert!(registry.active("moods").is_some());
}

#[tokio::test]
async fn an_active_version_is_not_unloaded_and_another_ends_with_its_last_call() {
    let registry = registry();
    let (one, two) = (load(&registry, 1).await, load(&registry, 2).await);
    registry.activate(one.digest()).unwrap();
    assert!(matches!(
        registry.unload(one.digest()),
        Err(RegistryError::Active { name, .. }) if name == "moods"
    ));
    let mut instance = one.instantiate(context(0)).await.unwrap();
    registry.activate(two.digest()).unwrap();
    registry.unload(one.digest()).unwrap();
    assert!(matches!(registry.unload(one.digest()), Err(RegistryError::Unknown(_))));
    let digest = one.digest().to_owned();
    let gone = Arc::downgrade(&one);
    drop(one);

    let drained = Arc::new(AtomicBool::new(false));
    let waiting = {
        let (registry, drained, digest) = (Arc::clone(&registry), Arc::clone(&drained), digest.clone());
        tokio::spawn(async move {
            registry.drained(&digest).await;
            drained.store(true, SeqCst);
        })
    };
    tokio::task::yield_now().await;
    assert!(!drained.load(SeqCst), "a call still runs on it");
    let found = instance.enrich(&input()).await.unwrap().unwrap();
    assert_eq!(score(found.first()).unwrap(), 0.125);
    drop(instance);
    waiting.await.unwrap();
    assert!(gone.upgrade().is_none(), "its memory is free");
    registry.drained(&digest).await;
}

#[tokio::test]
async fn calls_in_flight_are_counted_and_outlive_the_swap() {
    let registry = registry();
    let one = load(&registry, 1).await;
    registry.activate(one.digest()).unwrap();
    let first = one.instantiate(context(0)).await.unwrap();
    let second = one.instantiate(context(0)).await.unwrap();
    assert_eq!(registry.versions()[0].in_flight, 2);
    drop((first, second));
    assert_eq!(registry.versions()[0].in_flight, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_swaps_under_load_fail_no_call_and_split_none() {
    const SWAPS: usize = 1_000;
    let registry = registry();
    let mut versions = Vec::new();
    for number in 0..4 {
        versions.push(load(&registry, number).await);
    }
    registry.activate(versions[0].digest()).unwrap();
    let (over, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let (registry, over, calls) = (Arc::clone(&registry), Arc::clone(&over), Arc::clone(&calls));
            tokio::spawn(async move {
                let mut seen = std::collections::BTreeSet::new();
                while !over.load(SeqCst) {
                    let plugin = registry.active("moods").expect("some version is always active");
                    let number: f64 = plugin.version().rsplit('.').next().unwrap().parse().unwrap();
                    let mut instance = plugin.instantiate(context(0)).await.unwrap();
                    for _ in 0..2 {
                        let found = instance.enrich(&input()).await.unwrap().unwrap();
                        assert_eq!(
                            score(found.first()).unwrap() * 8.0,
                            number,
                            "a call ran on two versions"
                        );
                        tokio::task::yield_now().await;
                    }
                    seen.insert(plugin.digest().to_owned());
                    calls.fetch_add(1, SeqCst);
                }
                seen
            })
        })
        .collect();
    for swap in 0..SWAPS {
        // Now and then a version leaves and comes back, so that memory is freed and mapped again under load.
        let next = &versions[swap % versions.len()];
        if registry.version(next.digest()).is_none() {
            *versions.get_mut(swap % 4).unwrap() = load(&registry, u8::try_from(swap % 4).unwrap()).await;
        }
        registry.activate(versions[swap % 4].digest()).unwrap();
        if swap % 50 == 0 {
            let left = versions[(swap + 2) % 4].digest().to_owned();
            registry.unload(&left).unwrap();
            registry.drained(&left).await;
        }
        // Every swap meets at least one call.
        let before = calls.load(SeqCst);
        while calls.load(SeqCst) == before {
            assert!(
                !callers.iter().any(tokio::task::JoinHandle::is_finished),
                "a caller ended"
            );
            tokio::task::yield_now().await;
        }
    }
    over.store(true, SeqCst);
    let mut seen = std::collections::BTreeSet::new();
    for caller in callers {
        seen.extend(caller.await.unwrap());
    }
    assert_eq!(seen.len(), 4, "every version was called");
    assert!(registry.versions().iter().all(|version| version.counters.faults == 0));
}
