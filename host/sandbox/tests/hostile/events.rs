//! Events: how many, how long, from when, and with which numbers.

use jackfield_model::content::Content;
use jackfield_model::event::{Event, EventBody};
use jackfield_sandbox::CallError;

use crate::support::{BOT, CONNECTOR, ENRICHER, NOW, attacker, input, message_of, outcome, request, resumed, turn};

async fn events(attack: &str, size: usize) -> Result<Vec<Event>, CallError> {
    let attack = CONNECTOR.attack(async |instance| {
        let account = attacker(attack, "normalize", size);
        instance.normalize(&account, &request(b"body")).await
    });
    attack.await.result.map(|events| events.expect("no failure"))
}

async fn refused(attack: &str, size: usize) -> String {
    match events(attack, size).await {
        Err(CallError::Malformed(text)) => text,
        other => panic!("{attack}: {other:?}"),
    }
}

#[tokio::test]
async fn a_webhook_holds_at_most_2000_events() {
    assert_eq!(events("events", 2_000).await.unwrap().len(), 2_000);
    assert!(refused("events", 2_001).await.contains("2001"));
}

#[tokio::test]
async fn an_answer_to_a_step_holds_no_more_events_than_a_webhook() {
    let attack = CONNECTOR.attack(async |instance| {
        let account = attacker("events", "resume", 2_001);
        instance.resume(&account, &resumed(), &outcome()).await
    });
    assert!(attack.await.broken_rule().contains("2001"));
}

#[tokio::test]
async fn times_from_the_network_never_lie_after_the_receipt() {
    let events = events("future", 0).await.unwrap();
    assert_eq!(events[0].time, Some(NOW));
    assert!(matches!(&events[1].body, EventBody::Receipt(receipt) if receipt.before == Some(NOW)));
}

#[tokio::test]
async fn times_of_a_later_answer_never_lie_after_it() {
    let attack = CONNECTOR.attack(async |instance| {
        let account = attacker("future", "resume", 0);
        instance.resume(&account, &resumed(), &outcome()).await
    });
    let progress = attack.await.result.unwrap().unwrap();
    assert_eq!(progress.events[0].time, Some(NOW));
}

#[tokio::test]
async fn ids_and_keys_have_at_most_256_bytes() {
    for attack in ["long-id", "long-key", "long-sender"] {
        assert!(events(attack, 256).await.is_ok(), "{attack}");
        assert!(refused(attack, 257).await.contains("256"), "{attack}");
    }
    let attack = CONNECTOR.attack(async |instance| {
        let account = attacker("long-key", "resolve", 257);
        instance.resolve(&account, "phone", "+1").await
    });
    assert!(attack.await.broken_rule().contains("256"));
}

#[tokio::test]
async fn an_empty_id_would_silence_every_other_without_one() {
    assert!(refused("long-id", 0).await.contains("id"));
}

#[tokio::test]
async fn a_receipt_of_nothing_costs_its_neighbours_nothing() {
    let events = events("empty-names", 0).await.unwrap();
    assert!(matches!(&events[0].body, EventBody::Receipt(receipt) if receipt.messages.is_empty()));
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn numbers_are_finite_and_places_on_the_earth() {
    for attack in ["not-a-number", "infinite", "off-the-earth"] {
        assert!(refused(attack, 0).await.contains("latitude"), "{attack}");
    }
}

#[tokio::test]
async fn media_are_pointed_at_within_their_table() {
    for attack in ["media-index", "thumbnail-index"] {
        assert!(refused(attack, 0).await.contains("media"), "{attack}");
    }
}

#[tokio::test]
async fn a_stretch_of_the_webhook_lies_inside_it() {
    assert!(refused("body-part", 0).await.contains("body"));
}

#[tokio::test]
async fn a_reference_of_media_is_small() {
    assert!(events("reference", 8 << 10).await.is_ok());
    refused("reference", (8 << 10) + 1).await;
}

#[tokio::test]
async fn a_mark_lies_inside_its_text() {
    let events = events("mark", 0).await.unwrap();
    let message = message_of(&events[0]).unwrap();
    let Content::Text(text) = &message.parts[0].content else {
        panic!("{message:?}")
    };
    assert_eq!(
        (text.marks[0].start, text.marks[0].end),
        (3, 5),
        "it is cut, and the words live"
    );
}

#[tokio::test]
async fn context_items_are_few_and_small() {
    assert!(events("items", 16).await.is_ok());
    refused("items", 17).await;
    assert!(events("long-item", 2 << 10).await.is_ok());
    refused("long-item", (2 << 10) + 1).await;
}

#[tokio::test]
async fn tails_tasks_and_raw_parts_are_bounded() {
    for (attack, most) in [
        ("tail", (16 << 10) - 3),
        ("task", 16 << 10),
        ("raw", 64 << 10),
        ("payment", 256 << 10),
    ] {
        assert!(events(attack, most).await.is_ok(), "{attack}");
        refused(attack, most + 1).await;
    }
}

#[tokio::test]
async fn a_bots_numbers_are_finite_and_shares_are_shares() {
    for attack in [
        "confidence-not-a-number",
        "confidence-above-one",
        "infinite-score",
        "place-not-a-number",
    ] {
        let attacked = BOT
            .attack(async |instance| instance.handle(&turn(attack, 0)).await)
            .await;
        attacked.broken_rule();
    }
}

#[tokio::test]
async fn a_bot_does_at_most_32_things_in_a_turn() {
    let acts = async |size| {
        BOT.attack(async |instance| instance.handle(&turn("acts", size)).await)
            .await
    };
    assert_eq!(acts(32).await.result.unwrap().unwrap().acts.len(), 32);
    assert!(acts(33).await.broken_rule().contains("33"));
}

#[tokio::test]
async fn a_bot_remembers_at_most_64_kib() {
    let state = async |size| {
        BOT.attack(async |instance| instance.handle(&turn("state", size)).await)
            .await
    };
    assert!(state(64 << 10).await.result.is_ok());
    state((64 << 10) + 1).await.broken_rule();
}

#[tokio::test]
async fn findings_are_numbers_in_their_range() {
    for attack in [
        "not-a-number",
        "infinite",
        "above-one",
        "confidence",
        "attribute-confidence",
        "redaction",
        "empty-redaction",
    ] {
        let attacked = ENRICHER
            .attack(async |instance| instance.enrich(&input(attack, 0)).await)
            .await;
        attacked.broken_rule();
    }
}

#[tokio::test]
async fn an_enricher_finds_a_bounded_number_of_things() {
    let findings = async |size| {
        ENRICHER
            .attack(async |instance| instance.enrich(&input("findings", size)).await)
            .await
    };
    assert!(findings(256).await.result.is_ok());
    findings(257).await.broken_rule();
}

#[tokio::test]
async fn a_failures_words_are_short() {
    let attack = CONNECTOR.attack(async |instance| {
        let account = attacker("failure", "normalize", 100_000);
        instance.normalize(&account, &request(b"")).await
    });
    let failure = attack.await.result.unwrap().unwrap_err();
    assert!(failure.text.len() <= 1024, "{}", failure.text.len());
    assert!(failure.code.as_deref().unwrap().len() <= 64);
    let tail: usize = failure.extra.iter().map(|(name, value)| name.len() + value.len()).sum();
    assert!(tail <= 16 << 10, "{tail}");
    let attacked = BOT
        .attack(async |instance| instance.handle(&turn("failure", 100_000)).await)
        .await;
    assert!(attacked.result.unwrap().unwrap_err().text.len() <= 1024);
}
