//! Time, memory, stack, output, calls into the host.

use jackfield_sandbox::{CallError, Limits};

use crate::support::{
    self, CONNECTOR, Surroundings, attack_plugin, attacker, connector_that_describes, envelope, request,
};

fn short(surroundings: &mut Surroundings) {
    surroundings.limits = Limits {
        cpu_ms: 50,
        ..Limits::default()
    };
}

#[tokio::test]
async fn a_guest_that_never_ends_meets_its_deadline_in_every_phase() {
    for export in ["authenticate", "normalize", "send"] {
        let attack = CONNECTOR.attack_with(short, async |instance| {
            let account = attacker("loop", export, 0);
            match export {
                "authenticate" => instance.authenticate(&account, &request(b"")).await.map(drop),
                "normalize" => instance.normalize(&account, &request(b"")).await.map(drop),
                _ => instance.send(&account, &envelope()).await.map(drop),
            }
        });
        let fault = attack.await.fault();
        assert!(
            matches!(fault, CallError::Deadline { allowed_ms: 50 }),
            "{export}: {fault}"
        );
    }
}

#[tokio::test]
async fn a_busy_guest_hands_the_thread_back_so_others_go_first() {
    let looping = CONNECTOR.attack_with(
        |surroundings| surroundings.limits.cpu_ms = 200,
        async |instance| {
            instance
                .authenticate(&attacker("loop", "authenticate", 0), &request(b""))
                .await
        },
    );
    let mut looping = std::pin::pin!(looping);
    // One thread for both: the healthy one is only reached because the loop is interrupted.
    let first = tokio::select! {
        _ = &mut looping => "the loop",
        () = async { for _ in 0..3 { support::healthy_answers().await } } => "the healthy plugin",
    };
    assert_eq!(first, "the healthy plugin");
    assert!(matches!(looping.await.fault(), CallError::Deadline { .. }));
}

#[tokio::test]
async fn memory_beyond_the_grant_ends_the_call() {
    let plugin = support::sandbox().load(&connector_that_describes("hoarder")).unwrap();
    let mut surroundings = Surroundings::of(&plugin);
    surroundings.limits.memory_bytes = 16 << 20;
    let attacked = attack_plugin(&plugin, &surroundings, async |instance| {
        instance
            .normalize(&attacker("memory", "normalize", 0), &request(b""))
            .await
    })
    .await;
    let high = attacked.memory_high_bytes;
    assert!((8 << 20..=16 << 20).contains(&high), "the counters show it: {high}");
    assert!(matches!(attacked.fault(), CallError::Memory { allowed_bytes } if allowed_bytes == 16 << 20));
}

#[tokio::test]
async fn endless_recursion_is_a_trap_of_the_guest_and_not_of_the_host() {
    let attack = CONNECTOR.attack(async |instance| {
        instance
            .normalize(&attacker("recursion", "normalize", 0), &request(b""))
            .await
    });
    let CallError::Trap { message, backtrace } = attack.await.fault() else {
        panic!("no trap")
    };
    assert!(message.contains("call stack exhausted"), "{message}");
    assert!(backtrace.contains("descend"), "{backtrace}");
    assert!(
        backtrace.len() < 64 << 10,
        "a backtrace is bounded: {}",
        backtrace.len()
    );
}

#[tokio::test]
async fn a_giant_result_never_reaches_the_host() {
    let attack = CONNECTOR.attack(async |instance| {
        instance
            .normalize(&attacker("output", "normalize", 20 << 20), &request(b""))
            .await
    });
    assert!(matches!(attack.await.fault(), CallError::OutputTooLarge { allowed_bytes } if allowed_bytes == 12 << 20));
}

#[tokio::test]
async fn calls_into_the_host_are_counted_and_bounded() {
    let attack = CONNECTOR.attack(async |instance| {
        instance
            .normalize(&attacker("host-calls", "normalize", 0), &request(b""))
            .await
    });
    let attacked = attack.await;
    assert!(attacked.lines.len() <= 65, "{}", attacked.lines.len());
    assert!(matches!(attacked.fault(), CallError::HostCalls { allowed: 10_000 }));
}

#[tokio::test]
async fn work_that_the_host_does_for_a_guest_is_bounded_by_its_weight() {
    // 10,000 calls are allowed; 10,000 times 8 MiB would be minutes of the host's own time, in which no tick of the
    // guest's comes.
    let body = serde_json::json!([
        {"do": "verify-mac", "key": "key", "algorithm": "HS512", "zeros": 8 << 20, "times": 9_000},
    ]);
    let patient = |surroundings: &mut Surroundings| {
        (surroundings.limits.cpu_ms, surroundings.limits.wall_ms) = (600_000, 600_000);
    };
    let attack = CONNECTOR.attack_with(patient, async |instance| {
        let account = attacker("ask", "authenticate", 0);
        instance
            .authenticate(&account, &request(body.to_string().as_bytes()))
            .await
    });
    let fault = attack.await.fault();
    assert!(matches!(fault, CallError::HostCalls { .. }), "{fault}");
}

#[tokio::test]
async fn an_instance_ends_with_its_first_fault() {
    let attack = CONNECTOR.attack(async |instance| {
        let trapped = instance
            .normalize(&attacker("trap", "normalize", 0), &request(b""))
            .await;
        assert!(matches!(trapped, Err(CallError::Trap { .. })));
        instance.normalize(&attacker("", "", 0), &request(b"")).await
    });
    assert!(matches!(attack.await.fault(), CallError::Ended));
}

#[tokio::test]
async fn a_plugin_that_only_faults_is_quarantined_with_a_reason_until_it_is_released() {
    let plugin = support::sandbox().load(&connector_that_describes("faulty")).unwrap();
    let mut surroundings = Surroundings::of(&plugin);
    let fall = async |surroundings: &Surroundings| {
        let mut instance = plugin.instantiate(surroundings.context()).await?;
        let account = attacker("trap", "normalize", 0);
        instance.normalize(&account, &request(b"")).await
    };
    let (mut faults, mut rests) = (0, 0);
    let reason = loop {
        match fall(&surroundings).await {
            Err(CallError::Quarantined(reason)) => break reason,
            Err(CallError::Resting { until, .. }) => {
                rests += 1;
                surroundings.now = until;
            }
            other => assert!(matches!(other, Err(CallError::Trap { .. })), "{other:?}"),
        }
        faults += 1;
        assert!(faults < 1_000, "it is never quarantined");
    };
    assert!(rests > 0, "it was given time to mend");
    assert!(reason.contains("fell on purpose in normalize"), "{reason}");
    assert_eq!(plugin.counters().quarantine.as_deref(), Some(reason.as_str()));
    support::healthy_answers().await;
    plugin.release();
    assert!(matches!(fall(&surroundings).await, Err(CallError::Trap { .. })));
}
