//! Tokens that the host gets by recipe: once, again when they end, and never for a guest to see.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jackfield_hub::egress::Consent;
use jackfield_model::description::{ConsentPage, SecretUse, TokenRecipe};
use jackfield_model::http::{Body, Fill, FillValue, HttpCall, Outcome, Place};

use crate::support::{HOST, NOW_MS, Seen, World, call, need, place, reply, with_fill};

fn recipe() -> TokenRecipe {
    let mut token_call = call("/oauth/token");
    token_call.body = Body::Form(vec![
        ("grant_type".into(), "client_credentials".into()),
        ("client_id".into(), "{client}".into()),
    ]);
    token_call.fills = vec![Fill {
        place: Place::Form("client_secret".into()),
        prefix: String::new(),
        value: FillValue::Secret("client-secret".into()),
    }];
    TokenRecipe {
        name: "access".into(),
        call: token_call,
        token: "/access_token".into(),
        lifetime: Some("/expires_in".into()),
        assumed_lifetime: None,
        rotated: None,
        consent: None,
        uses: vec![SecretUse::Place(place(Place::Header("authorization".into())))],
    }
}

fn with_access(call: HttpCall) -> HttpCall {
    let header = Place::Header("authorization".into());
    with_fill(call, header, "Bearer ", FillValue::Secret("access".into()))
}

/// A network whose tokens are `access-token-1`, `access-token-2` ..., each good for an hour; it takes those from `good` on.
async fn network(good: Arc<AtomicU64>, recipe: TokenRecipe) -> World {
    let given = AtomicU64::new(0);
    let mut world = World::new(move |seen: &Seen| {
        if seen.target == "/oauth/token" {
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            let answer = serde_json::json!({
                "access_token": format!("access-token-{number}"),
                "expires_in": 3600,
                "refresh_token": format!("refresh-token-{number}"),
            });
            return Some(reply(200, answer.to_string()));
        }
        let token = seen.header("authorization").unwrap_or_default();
        let number: u64 = token.trim_start_matches("Bearer access-token-").parse().unwrap_or(0);
        let status = if number >= good.load(Ordering::SeqCst) {
            200
        } else {
            401
        };
        Some(reply(status, format!("{{\"you sent\":\"{token}\"}}")))
    })
    .await;
    world.allowance.secrets.push(need("client-secret", "text", vec![]));
    world.allowance.settings.insert("client".into(), "client-42".into());
    world.allowance.tokens = vec![recipe];
    world.vault.set("client-secret", "the client's secret");
    world
}

fn asked(world: &World) -> usize {
    world.seen().iter().filter(|seen| seen.target == "/oauth/token").count()
}

#[tokio::test]
async fn the_first_use_gets_the_token_and_the_next_uses_it_again() {
    let world = network(Arc::default(), recipe()).await;
    let answer = world.answer(&with_access(call("/v1"))).await;
    world.answer(&with_access(call("/v1"))).await;
    assert_eq!(asked(&world), 1);
    let seen = world.seen();
    let sent = "grant_type=client_credentials&client_id=client-42&client_secret=the+client%27s+secret";
    assert_eq!(seen[0].body, sent);
    assert_eq!(seen[1].header("authorization"), Some("Bearer access-token-1"));
    assert_eq!(answer.body.0, b"{\"you sent\":\"Bearer [secret]\"}");
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let world = network(Arc::default(), recipe()).await;
    let asked_call = with_access(call("/v1"));
    for (after_s, expected) in [(0, 1), (3500, 1), (3545, 2), (3600, 2)] {
        let who = world.who_at(NOW_MS + after_s * 1000);
        world.performer.perform(&asked_call, &who).await;
        assert_eq!(asked(&world), expected, "after {after_s} s");
    }
}

#[tokio::test]
async fn after_a_401_the_token_is_renewed_and_the_call_made_once_more() {
    let good = Arc::new(AtomicU64::new(1));
    let world = network(Arc::clone(&good), recipe()).await;
    world.answer(&with_access(call("/v1"))).await;
    good.store(2, Ordering::SeqCst);
    assert_eq!(world.answer(&with_access(call("/v1"))).await.status, 200);
    assert_eq!(asked(&world), 2);
    // A network that takes no token at all is asked once more, not for ever.
    good.store(100, Ordering::SeqCst);
    assert_eq!(world.answer(&with_access(call("/v1"))).await.status, 401);
    assert_eq!(asked(&world), 3);
}

#[tokio::test]
async fn many_calls_at_once_get_one_token() {
    let world = network(Arc::default(), recipe()).await;
    let calls = vec![with_access(call("/v1")); 20];
    let who = world.who();
    let mut tasks = Vec::new();
    for call in &calls {
        tasks.push(world.performer.perform(call, &who));
    }
    for outcome in join_all(tasks).await {
        assert!(
            matches!(&outcome, Outcome::Answered(answer) if answer.status == 200),
            "{outcome:?}"
        );
    }
    assert_eq!(asked(&world), 1);
}

/// All at once on this task.
async fn join_all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        waiting.retain_mut(|future| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done
}

#[tokio::test]
async fn a_rotated_refresh_token_is_stored_and_used_next() {
    let mut rotating = recipe();
    rotating.rotated = Some(("/refresh_token".into(), "refresh".into()));
    rotating.call.fills[0].place = Place::Form("refresh_token".into());
    rotating.call.fills[0].value = FillValue::Secret("refresh".into());
    let world = network(Arc::default(), rotating).await;
    world.vault.set("refresh", "refresh-token-0");
    for hours in 0..3 {
        let who = world.who_at(NOW_MS + hours * 3_600_000);
        world.performer.perform(&with_access(call("/v1")), &who).await;
    }
    let refreshes: Vec<String> = world
        .seen()
        .iter()
        .filter(|seen| seen.target == "/oauth/token")
        .map(|seen| {
            String::from_utf8_lossy(&seen.body)
                .rsplit_once('=')
                .unwrap()
                .1
                .to_owned()
        })
        .collect();
    assert_eq!(refreshes, ["refresh-token-0", "refresh-token-1", "refresh-token-2"]);
    let stored = world.vault.replaced.lock().unwrap().clone();
    assert_eq!(
        stored.last().unwrap(),
        &("refresh".to_owned(), "refresh-token-3".to_owned())
    );
    // What an operator enters counts more than what the network gave before.
    world.vault.set("refresh", "entered-by-hand");
    let who = world.who_at(NOW_MS + 5 * 3_600_000);
    world.performer.perform(&with_access(call("/v1")), &who).await;
    let last = world
        .seen()
        .into_iter()
        .rfind(|seen| seen.target == "/oauth/token")
        .unwrap();
    assert!(last.body.ends_with(b"entered-by-hand"));
}

#[tokio::test]
async fn a_token_that_renews_itself_starts_from_its_last_value_after_a_restart_too() {
    let mut itself = recipe();
    itself.call.fills[0].place = Place::Form("access_token".into());
    itself.call.fills[0].value = FillValue::Secret("access".into());
    let world = network(Arc::default(), itself).await;
    world.vault.set("access", "entered-at-first");
    world.answer(&with_access(call("/v1"))).await;
    world.performer.forget_tokens("account-1");
    world.answer(&with_access(call("/v1"))).await;
    let sent: Vec<bool> = world
        .seen()
        .iter()
        .filter(|seen| seen.target == "/oauth/token")
        .map(|seen| seen.body.ends_with(b"entered-at-first") || seen.body.ends_with(b"access-token-1"))
        .collect();
    assert_eq!(sent, [true, true]);
    assert_eq!(world.vault.replaced.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_guest_cannot_call_the_token_endpoint() {
    let world = network(Arc::default(), recipe()).await;
    for path in ["/oauth/token", "/oauth/%74oken", "/oauth//token/"] {
        let outcome = world.perform(&call(path)).await;
        assert!(
            matches!(&outcome, Outcome::Denied(reason) if reason.contains("`access`")),
            "{outcome:?}"
        );
    }
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn a_refused_credential_is_told_to_the_host_and_the_call_is_unsent() {
    let mut world = World::new(|_| Some(reply(400, "{\"error\":\"invalid_client\",\"hint\":\"words\"}"))).await;
    world.allowance.tokens = vec![recipe()];
    world.allowance.secrets.push(need("client-secret", "text", vec![]));
    world.allowance.settings.insert("client".into(), "client-42".into());
    world.vault.set("client-secret", "the client's secret");
    let performed = world
        .performer
        .perform_with_facts(&with_access(call("/v1")), &world.who())
        .await;
    let Outcome::Unsent(reason) = &performed.outcome else {
        panic!("{performed:?}")
    };
    assert!(
        reason.contains("its endpoint answered 400") && !reason.contains("words"),
        "{reason}"
    );
    assert!(performed.facts.credential.is_some());
    assert_eq!(world.seen().len(), 1);
}

#[tokio::test]
async fn a_call_that_may_not_leave_gets_no_token() {
    let world = network(Arc::default(), recipe()).await;
    let mut elsewhere = with_access(call("/v1"));
    elsewhere.url = "https://evil.example/v1".into();
    assert!(matches!(world.perform(&elsewhere).await, Outcome::Denied(_)));
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn a_consent_is_concluded_once_and_its_token_kept_as_a_secret() {
    let mut consented = recipe();
    consented.consent = Some(ConsentPage {
        url: format!("https://{HOST}/authorize"),
        parameters: vec![],
        scopes: vec![],
    });
    consented.call.body = Body::Form(vec![
        ("code".into(), "{code}".into()),
        ("redirect_uri".into(), "{redirect}".into()),
        ("code_verifier".into(), "{verifier}".into()),
    ]);
    let world = network(Arc::default(), consented.clone()).await;
    let before = world
        .performer
        .perform_with_facts(&with_access(call("/v1")), &world.who())
        .await;
    assert!(matches!(before.outcome, Outcome::Unsent(_)) && before.facts.credential.is_some());
    let consent = Consent {
        code: "c0de&more".into(),
        redirect: "https://host.example/back".into(),
        verifier: "verifier".into(),
    };
    world
        .performer
        .conclude_consent(&consented, &consent, &world.who())
        .await
        .unwrap();
    let sent = "code=c0de%26more&redirect_uri=https%3A%2F%2Fhost.example%2Fback&code_verifier=verifier";
    assert!(world.seen()[0].body.starts_with(sent.as_bytes()));
    // A restart later, what was allowed is still there.
    world.performer.forget_tokens("account-1");
    assert_eq!(world.answer(&with_access(call("/v1"))).await.status, 200);
    assert_eq!(asked(&world), 1);
}
