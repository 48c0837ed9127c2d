//! What a webhook may be answered, and who may let a request in.

use jackfield_model::verdict::Verdict;
use jackfield_sandbox::CallError;

use crate::support::{CONNECTOR, Surroundings, attacker, granted, request, signed_request};

fn open_handshake(surroundings: &mut Surroundings) {
    surroundings.grant = granted(|asked| asked.webhook.as_mut().unwrap().open_handshake = true);
}

/// The fault of a verdict upon a request that carries a good tag, or none.
async fn verdict_with(
    change: impl FnOnce(&mut Surroundings),
    attack: &str,
    size: usize,
    signed: bool,
) -> Result<Verdict, CallError> {
    let request = if signed { signed_request(b"") } else { request(b"") };
    let attack = CONNECTOR.attack_with(change, async |instance| {
        instance
            .authenticate(&attacker(attack, "authenticate", size), &request)
            .await
    });
    attack.await.result
}

async fn refused(attack: &str, size: usize) -> String {
    match verdict_with(|_| {}, attack, size, true).await {
        Err(CallError::Malformed(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn accept_without_a_check_lets_nothing_in() {
    for attack in ["accept", "hold", "answer", "answer-html", "answer-json"] {
        // The request even carries a good tag: what counts is that it was checked.
        let verdict = verdict_with(|_| {}, attack, 1, true).await;
        assert!(matches!(verdict, Err(CallError::Unchecked)), "{attack}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_check_of_an_earlier_call_lets_nothing_in() {
    let attack = CONNECTOR.attack(async |instance| {
        let honest = attacker("", "authenticate", 0);
        let verdict = instance.authenticate(&honest, &signed_request(b"")).await?;
        assert!(matches!(verdict, Verdict::Accept(_)));
        let account = attacker("accept", "authenticate", 0);
        instance.authenticate(&account, &request(b"")).await
    });
    assert!(matches!(attack.await.fault(), CallError::Unchecked));
}

#[tokio::test]
async fn an_open_handshake_is_at_most_one_kibibyte_of_plain_text() {
    let fits = verdict_with(open_handshake, "answer", 1024, false).await;
    assert!(matches!(fits, Ok(Verdict::Answer(_))), "{fits:?}");
    let longer = verdict_with(open_handshake, "answer", 1025, false).await;
    assert!(matches!(longer, Err(CallError::Unchecked)), "{longer:?}");
    for attack in ["answer-html", "answer-json"] {
        let other = verdict_with(open_handshake, attack, 1, false).await;
        assert!(matches!(other, Err(CallError::Unchecked)), "{attack}: {other:?}");
    }
}

#[tokio::test]
async fn an_open_handshake_opens_no_other_door() {
    for attack in ["accept", "hold"] {
        let verdict = verdict_with(open_handshake, attack, 0, false).await;
        assert!(matches!(verdict, Err(CallError::Unchecked)), "{attack}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_webhook_is_never_answered_with_a_redirect_or_no_status_at_all() {
    for status in [0, 100, 199, 300, 302, 308, 399, 600, 65_535] {
        let text = refused("status", status).await;
        assert!(text.contains(&status.to_string()), "{text}");
    }
}

#[tokio::test]
async fn a_webhook_is_never_answered_with_a_page() {
    assert!(refused("html", 0).await.contains("text/html"));
}

#[tokio::test]
async fn an_answers_type_smuggles_no_header() {
    let text = refused("type", 0).await;
    assert!(!text.contains('\n') && text.contains("\\r\\n"), "{text}");
}

#[tokio::test]
async fn a_webhooks_answer_has_at_most_64_kib() {
    assert!(verdict_with(|_| {}, "body", 64 << 10, true).await.is_ok());
    assert!(refused("body", (64 << 10) + 1).await.contains("65537"));
}

#[tokio::test]
async fn a_held_answer_waits_ten_seconds_at_most() {
    assert!(verdict_with(|_| {}, "long-hold", 10_000, true).await.is_ok());
    assert!(refused("long-hold", 10_001).await.contains("10 s"));
}

#[tokio::test]
async fn the_answer_of_direct_keeps_the_same_rules() {
    for (attack, size) in [("status", 302), ("html", 0), ("type", 0), ("body", 100 << 10)] {
        let attack = CONNECTOR.attack(async |instance| {
            let account = attacker(attack, "render", size);
            instance.render(&account, &request(b""), &[], None).await
        });
        attack.await.broken_rule();
    }
}

#[tokio::test]
async fn a_rejection_is_one_of_the_statuses_of_the_contract() {
    for status in [200, 302, 418, 500] {
        assert!(refused("reject", status).await.contains(&status.to_string()));
    }
    let verdict = verdict_with(|_| {}, "reject", 404, false).await.unwrap();
    assert!(matches!(verdict, Verdict::Reject(rejection) if rejection.status == 404));
}

#[tokio::test]
async fn the_reason_of_a_rejection_is_one_short_line() {
    let verdict = verdict_with(|_| {}, "long-reason", 100_000, false).await.unwrap();
    let Verdict::Reject(rejection) = verdict else {
        panic!("{verdict:?}")
    };
    assert!(rejection.reason.len() <= 1024, "{}", rejection.reason.len());
    assert!(!rejection.reason.contains(['\r', '\n']));
}
