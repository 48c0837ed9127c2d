//! What became of a call: did anything leave, and is there an answer?

use std::time::Duration;

use jackfield_hub::egress::{NetworkConfig, Performer, Resolve};
use jackfield_model::http::{HttpCall, Outcome};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::{HOST, Names, World, call, reply, with_header, with_token};

#[tokio::test]
async fn an_answer_is_an_answer_whatever_its_status() {
    let world = World::new(|seen| {
        let status = seen.target.trim_start_matches('/').parse().unwrap();
        Some(reply(status, format!("{{\"status\":{status}}}")))
    })
    .await;
    for status in [200_u16, 201, 400, 401, 404, 429, 500, 503] {
        let answer = world.answer(&call(&format!("/{status}"))).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.body.0, format!("{{\"status\":{status}}}").into_bytes());
    }
}

#[tokio::test]
async fn the_request_is_what_the_call_says_and_the_name_the_real_one() {
    let world = World::new(|_| Some(reply(200, "{}"))).await;
    let mut asked = with_token(call("/v1/messages?x=1"));
    asked.headers = vec![("x-version".into(), "7".into())];
    world.answer(&asked).await;
    let seen = &world.seen()[0];
    assert_eq!((&*seen.method, &*seen.target), ("POST", "/v1/messages?x=1"));
    assert_eq!(seen.body, "{\"to\": \"15557778888\"}");
    assert_eq!(seen.header("host"), Some(HOST));
    assert_eq!(seen.server_name.as_deref(), Some(HOST));
    assert_eq!(seen.header("x-version"), Some("7"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("authorization"), Some("Bearer s3cret/value+of the account"));
}

#[tokio::test]
async fn a_redirect_is_an_outcome_and_nobody_follows_it() {
    let world = World::new(|_| Some(with_header(reply(302, ""), "location", "http://127.0.0.1:1/admin"))).await;
    let answer = world.answer(&call("/v1")).await;
    assert_eq!(answer.status, 302);
    assert!(
        answer
            .headers
            .contains(&("location".into(), "http://127.0.0.1:1/admin".into()))
    );
    assert_eq!(world.seen().len(), 1);
}

#[tokio::test]
async fn a_refused_connection_is_unsent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let outcome = World::to(address).perform(&call("/v1")).await;
    assert!(matches!(&outcome, Outcome::Unsent(_)), "{outcome:?}");
}

#[tokio::test]
async fn no_address_is_unsent() {
    let mut world = World::new(|_| Some(reply(200, ""))).await;
    world.performer = Performer::with_resolver(NetworkConfig::default(), Box::new(Names::default())).unwrap();
    let outcome = world.perform(&call("/v1")).await;
    assert_eq!(outcome, Outcome::Unsent(format!("`{HOST}` has no address")));
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_unsent() {
    let world = World::new(|_| Some(reply(200, ""))).await;
    let stranger = World::to(world.address);
    let outcome = stranger.perform(&call("/v1")).await;
    assert!(matches!(&outcome, Outcome::Unsent(_)), "{outcome:?}");
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn time_that_ends_before_there_is_a_connection_is_unsent() {
    struct Never;
    #[async_trait::async_trait]
    impl Resolve for Never {
        async fn resolve(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
            std::future::pending().await
        }
    }
    let mut world = World::new(|_| Some(reply(200, ""))).await;
    let config = NetworkConfig {
        connect_timeout: Duration::from_millis(1),
        ..NetworkConfig::default()
    };
    world.performer = Performer::with_resolver(config, Box::new(Never)).unwrap();
    let outcome = world.perform(&call("/v1")).await;
    assert!(matches!(&outcome, Outcome::Unsent(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_that_closes_without_an_answer_is_unknown() {
    let world = World::new(|_| None).await;
    let outcome = world.perform(&call("/v1")).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(world.seen().len(), 1, "it is not sent again");
}

/// A world whose network is a server without TLS that reads one request, writes `answer`, and then closes or holds.
async fn world_of_one_answer(answer: &'static str, holds: bool) -> (World, HttpCall) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer).await;
        let _ = stream.write_all(answer.as_bytes()).await;
        while holds && stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
    });
    let mut world = World::to(([127, 0, 0, 1], port).into());
    let names = Names([("localhost".to_owned(), vec!["127.0.0.1".parse().unwrap()])].into());
    world.performer = Performer::with_resolver(NetworkConfig::default(), Box::new(names)).unwrap();
    world.allowance.private_hosts = vec![format!("localhost:{port}")];
    world.allowance.reach[0].host = "localhost".into();
    let mut asked = call("/v1");
    asked.url = format!("http://localhost:{port}/v1");
    (world, asked)
}

#[tokio::test]
async fn time_that_ends_while_waiting_for_the_answer_is_unknown() {
    let (world, mut asked) = world_of_one_answer("", true).await;
    asked.timeout = Some(1_000);
    let outcome = world.perform(&asked).await;
    assert_eq!(outcome, Outcome::Unknown("no answer within the call's time".into()));
}

#[tokio::test]
async fn an_answer_that_does_not_end_in_time_is_unknown() {
    let (world, mut asked) = world_of_one_answer("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", true).await;
    asked.timeout = Some(1_000);
    let outcome = world.perform(&asked).await;
    assert_eq!(
        outcome,
        Outcome::Unknown("the answer did not end within the call's time".into())
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_unknown() {
    let (world, asked) = world_of_one_answer("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", false).await;
    let outcome = world.perform(&asked).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
}

#[tokio::test]
async fn what_is_no_http_is_unknown() {
    let (world, asked) = world_of_one_answer("220 mail.example.test ESMTP\r\n", false).await;
    let outcome = world.perform(&asked).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
}

#[tokio::test]
async fn connections_are_used_again_unless_the_server_closes_them() {
    let world = World::new(|seen| match &*seen.target {
        "/last" => Some(with_header(reply(200, "x"), "connection", "close")),
        _ => Some(reply(200, "x")),
    })
    .await;
    let mut reused = Vec::new();
    for path in ["/a", "/b", "/last", "/c"] {
        let performed = world.performer.perform_with_facts(&call(path), &world.who()).await;
        assert!(matches!(performed.outcome, Outcome::Answered(_)), "{path}");
        reused.push(performed.facts.reused);
    }
    assert_eq!(reused, [false, true, true, false]);
}

#[tokio::test]
async fn only_what_may_be_repeated_is_sent_again_when_an_old_connection_dies() {
    // The second request on a connection gets no answer.
    let counts = std::sync::Mutex::new(std::collections::HashMap::<u64, u32>::new());
    let world = World::new(move |seen| {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(seen.connection).or_default();
        *count += 1;
        (*count == 1).then(|| reply(200, "x"))
    })
    .await;
    world.answer(&call("/first")).await;
    let outcome = world.perform(&call("/once")).await;
    assert!(matches!(&outcome, Outcome::Unknown(_)), "{outcome:?}");
    world.answer(&call("/first")).await;
    let mut repeatable = call("/again");
    repeatable.repeatable = true;
    world.answer(&repeatable).await;
    let again = world.seen().iter().filter(|seen| seen.target == "/again").count();
    assert_eq!(again, 2);
}
