//! Repeated faults: whom they count against, when a plugin rests, and when it is shut out.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod guest;

use std::sync::Arc;

use guest::{Guest, context, input, score};
use jackfield_sandbox::{CallContext, CallError, FaultKind, Plugin, Sandbox, SandboxConfig, Standing};

/// One that traps on the settings `{}`, and finds a sentiment with any other.
fn fragile() -> Arc<Plugin> {
    let guest = Guest::new("fragile", "1", 0.5)
        .enrich("(if (i32.eq (i32.load offset=4 (local.get 0)) (i32.const 2)) (then unreachable))");
    let sandbox = Sandbox::new(SandboxConfig {
        instances: 4,
        ..SandboxConfig::default()
    })
    .unwrap();
    sandbox.load(&guest.build()).unwrap()
}

fn concerning(now: u64, conversation: &str) -> CallContext {
    CallContext {
        conversation: Some(conversation.to_owned()),
        ..context(now)
    }
}

async fn good(plugin: &Arc<Plugin>, context: CallContext) -> Result<f64, CallError> {
    let mut instance = plugin.instantiate(context).await?;
    let mut input = input();
    input.settings = "{ }".into();
    score(instance.enrich(&input).await?.unwrap().first())
}

/// The error of a call that faults, or that is not let in.
async fn bad(plugin: &Arc<Plugin>, context: CallContext) -> CallError {
    match plugin.instantiate(context).await {
        Ok(mut instance) => instance.enrich(&input()).await.unwrap_err(),
        Err(error) => error,
    }
}

/// Lets it trap in one conversation after another, until it is not let in any more.
async fn until_it_rests(plugin: &Arc<Plugin>, now: u64) -> u64 {
    for number in 0..1_000 {
        match bad(plugin, concerning(now, &format!("c{number}"))).await {
            CallError::Trap { .. } => {}
            CallError::Resting { until, reason } => {
                assert!(reason.contains("20 conversations"), "{reason}");
                return until;
            }
            other => panic!("{other}"),
        }
    }
    panic!("it never rests");
}

#[tokio::test]
async fn one_consumer_takes_a_plugin_from_nobody() {
    let plugin = fragile();
    for now in 0..200 {
        assert!(matches!(
            bad(&plugin, concerning(now, "troll")).await,
            CallError::Trap { .. }
        ));
    }
    assert_eq!(plugin.counters().standing, Standing::Closed);
    assert_eq!(good(&plugin, concerning(200, "other")).await.unwrap(), 0.5);
    assert_eq!(plugin.counters().faults, 200);
}

#[tokio::test]
async fn a_plugin_that_fails_everywhere_rests_and_comes_back_when_it_is_well() {
    let plugin = fragile();
    let until = until_it_rests(&plugin, 1_000).await;
    assert!(matches!(
        good(&plugin, context(until - 1)).await,
        Err(CallError::Resting { .. })
    ));
    assert_eq!(good(&plugin, context(until)).await.unwrap(), 0.5);
    assert_eq!(plugin.counters().standing, Standing::Closed);
    assert_eq!(good(&plugin, context(until)).await.unwrap(), 0.5);
}

#[tokio::test]
async fn only_one_call_tries_a_resting_plugin_and_none_is_lost() {
    let plugin = fragile();
    let until = until_it_rests(&plugin, 0).await;
    let trial = plugin.instantiate(context(until)).await.unwrap();
    assert!(matches!(
        good(&plugin, context(until)).await,
        Err(CallError::Resting { .. })
    ));
    // It was never called, so another may try.
    drop(trial);
    assert_eq!(good(&plugin, context(until)).await.unwrap(), 0.5);
}

#[tokio::test]
async fn what_fails_after_every_rest_is_quarantined_until_it_is_released() {
    let plugin = fragile();
    let mut now = until_it_rests(&plugin, 0).await;
    let reason = loop {
        match bad(&plugin, context(now)).await {
            CallError::Trap { .. } => {}
            CallError::Resting { until, .. } => now = until,
            CallError::Quarantined(reason) => break reason,
            other => panic!("{other}"),
        }
    };
    assert!(reason.contains("unreachable"), "{reason}");
    assert_eq!(plugin.counters().quarantine.as_deref(), Some(reason.as_str()));
    assert!(matches!(
        good(&plugin, context(u64::MAX)).await,
        Err(CallError::Quarantined(_))
    ));
    plugin.release();
    assert_eq!(good(&plugin, context(now)).await.unwrap(), 0.5);
    assert_eq!(plugin.counters().quarantine, None);
}

#[tokio::test]
async fn what_a_version_uses_is_counted_by_kind() {
    let plugin = fragile();
    good(&plugin, context(0)).await.unwrap();
    bad(&plugin, context(0)).await;
    let mut short = context(0);
    short.limits.memory_bytes = 65_536;
    assert!(matches!(bad(&plugin, short).await, CallError::Memory { .. }));
    plugin.carried(10, 20);
    let counters = plugin.counters();
    assert_eq!((counters.calls, counters.faults), (3, 2));
    let seen: Vec<_> = counters
        .faults_by_kind
        .iter()
        .filter(|(_, faults)| *faults > 0)
        .collect();
    assert_eq!(seen, [&(FaultKind::Memory, 1), &(FaultKind::Trap, 1)]);
    assert_eq!(counters.memory_high_bytes, 4 * 65_536);
    assert_eq!((counters.bytes_in, counters.bytes_out), (10, 20));
}
