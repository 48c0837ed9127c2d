//! Where a call may not go, and what may not leave: nothing is sent then.

use std::net::IpAddr;

use jackfield_hub::egress::{NetworkConfig, Performer};
use jackfield_model::description::ReachKind;
use jackfield_model::http::{FillValue, HttpCall, Outcome, Place, Sink, StoreSink};

use crate::support::{HOST, Names, World, call, get, plain_server, reach, reply, with_fill, with_header};

async fn world_where(host: &str, addresses: &[&str]) -> World {
    let mut world = World::new(|_| Some(reply(200, "never"))).await;
    let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
    let names = Names([(host.to_owned(), addresses)].into());
    world.performer = Performer::with_resolver(NetworkConfig::default(), Box::new(names)).unwrap();
    world
}

#[tokio::test]
async fn a_name_of_a_private_address_is_refused() {
    for address in [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "192.168.1.1",
        "::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
    ] {
        let world = world_where(HOST, &[address]).await;
        let outcome = world.perform(&call("/v1")).await;
        assert!(
            matches!(&outcome, Outcome::Denied(reason) if reason.contains("not a public address")),
            "{address}: {outcome:?}"
        );
        assert!(world.seen().is_empty());
    }
}

#[tokio::test]
async fn numbers_in_place_of_a_name_are_read_as_the_addresses_they_are() {
    let mut world = world_where(HOST, &[]).await;
    // The widest reach there is: media of any host.
    world.allowance.reach = vec![reach(ReachKind::Media, "GET", "*", "/**")];
    let store = Sink::Store(StoreSink {
        most: 1024,
        decipher: None,
        digest: None,
    });
    for url in [
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://0177.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[64:ff9b::7f00:1]/x",
    ] {
        let asked = HttpCall {
            url: url.into(),
            into: store.clone(),
            ..get("/x")
        };
        let outcome = world.perform(&asked).await;
        assert!(
            matches!(&outcome, Outcome::Denied(reason) if reason.contains("not a public address")),
            "{url}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_listed_private_host_may_be_called_without_tls() {
    let address = plain_server(|_| Some(reply(200, "simulated"))).await;
    let mut world = world_where("simulator", &["127.0.0.1"]).await;
    world.allowance.reach[0].host = "simulator".into();
    let mut asked = call("/v1");
    asked.url = format!("http://simulator:{}/v1", address.port());
    assert!(matches!(world.perform(&asked).await, Outcome::Denied(_)));
    world.allowance.private_hosts = vec![format!("simulator:{}", address.port())];
    assert_eq!(world.answer(&asked).await.body.0, b"simulated");
}

#[tokio::test]
async fn a_connection_of_a_wider_grant_is_not_lent_to_a_narrower_one() {
    let address = plain_server(|_| Some(reply(200, "simulated"))).await;
    let mut world = world_where("simulator", &["127.0.0.1"]).await;
    world.allowance.reach[0].host = "simulator".into();
    world.allowance.private_hosts = vec![format!("simulator:{}", address.port())];
    let mut asked = call("/v1");
    asked.url = format!("http://simulator:{}/v1", address.port());
    world.answer(&asked).await;
    world.allowance.private_hosts.clear();
    assert!(matches!(world.perform(&asked).await, Outcome::Denied(_)));
}

#[tokio::test]
async fn a_secret_goes_to_its_place_only_and_nothing_is_sent_otherwise() {
    let world = World::new(|_| Some(reply(200, "{}"))).await;
    let secret = || FillValue::Secret("token".into());
    for asked in [
        with_fill(call("/v1"), Place::Header("x-echo".into()), "", secret()),
        with_fill(call("/v1"), Place::Json("/text".into()), "", secret()),
        with_fill(call("/v1"), Place::Query("q".into()), "", secret()),
        with_fill(
            call("/v1"),
            Place::Header("authorization".into()),
            "",
            FillValue::Secret("other".into()),
        ),
    ] {
        let outcome = world.perform(&asked).await;
        assert!(matches!(&outcome, Outcome::Denied(_)), "{outcome:?}");
    }
    let mut elsewhere = call("/v1");
    elsewhere.url = "https://evil.example/v1".into();
    assert!(matches!(world.perform(&elsewhere).await, Outcome::Denied(_)));
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn a_secret_that_nobody_entered_is_told_to_the_host_and_nothing_is_sent() {
    let world = World::new(|_| Some(reply(200, "{}"))).await;
    world.vault.set("token", "");
    let asked = crate::support::with_token(call("/v1"));
    let performed = world.performer.perform_with_facts(&asked, &world.who()).await;
    assert!(matches!(performed.outcome, Outcome::Denied(_)));
    assert_eq!(
        performed.facts.credential.as_deref(),
        Some("the account has no secret `token`; enter it")
    );
    assert!(world.seen().is_empty());
}

#[tokio::test]
async fn through_a_media_reach_a_guest_reads_no_page() {
    let world = World::new(|_| Some(with_header(reply(404, "internal page"), "content-type", "text/html"))).await;
    let mut asked = get("/x");
    asked.url = format!("https://{}/x", crate::support::MEDIA_HOST);
    asked.into = Sink::Store(StoreSink {
        most: 1024,
        decipher: None,
        digest: None,
    });
    let answer = world.answer(&asked).await;
    assert_eq!((answer.status, answer.body.0.len()), (404, 0));
}
