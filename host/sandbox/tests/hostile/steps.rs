//! Jobs: continuations that grow, waits that are none.

use crate::support::{Attacked, CONNECTOR, attacker, envelope, outcome, request, resumed};
use jackfield_model::delivery::{Progress, Start};
use jackfield_model::types::Failure;

async fn start(attack: &str, size: usize) -> Attacked<Result<Start, Failure>> {
    CONNECTOR
        .attack(async |instance| instance.send(&attacker(attack, "send", size), &envelope()).await)
        .await
}

async fn go_on(attack: &str, size: usize) -> Attacked<Result<Progress, Failure>> {
    CONNECTOR
        .attack(async |instance| {
            let account = attacker(attack, "resume", size);
            instance.resume(&account, &resumed(), &outcome()).await
        })
        .await
}

#[tokio::test]
async fn a_continuation_never_grows_beyond_64_kib() {
    for attack in ["continuation", "waiting-continuation"] {
        assert!(start(attack, 64 << 10).await.result.is_ok(), "{attack}");
        assert!(start(attack, (64 << 10) + 1).await.broken_rule().contains("65537"));
        assert!(go_on(attack, 64 << 10).await.result.is_ok(), "{attack}");
        assert!(go_on(attack, (64 << 10) + 1).await.broken_rule().contains("65537"));
    }
}

#[tokio::test]
async fn a_cursor_never_grows_beyond_64_kib() {
    for attack in ["cursor", "page"] {
        assert!(go_on(attack, 64 << 10).await.result.is_ok(), "{attack}");
        go_on(attack, (64 << 10) + 1).await.broken_rule();
    }
}

#[tokio::test]
async fn a_wait_is_no_busy_loop_and_no_grave() {
    for size in [0, 1, 999, 3_600_001, u32::MAX as usize] {
        assert!(start("wait", size).await.broken_rule().contains("wait"), "{size}");
        assert!(go_on("wait", size).await.broken_rule().contains("wait"), "{size}");
    }
    for size in [1_000, 3_600_000] {
        assert!(start("wait", size).await.result.is_ok(), "{size}");
    }
}

#[tokio::test]
async fn every_beginning_of_a_job_keeps_the_rules() {
    let attacked = CONNECTOR
        .attack(async |instance| {
            let account = attacker("wait", "next", 0);
            instance.next(&account, None).await
        })
        .await;
    attacked.broken_rule();
    let attacked = CONNECTOR
        .attack(async |instance| {
            let account = attacker("continuation", "perform", 100_000);
            instance.perform(&account, None, &request(b"").body).await
        })
        .await;
    attacked.broken_rule();
}
