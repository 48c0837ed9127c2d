//! kill -9 of the host at random moments under load: nothing acknowledged is lost, and no event is applied twice.
//!
//! `JACKFIELD_KILLS` sets the number of rounds; 20 without it.

use std::collections::BTreeMap;
use std::time::Duration;

use jackfield_e2e::{Setup, Switchboard};
use jackfield_networks::Receipts;

/// Consumers who write at once.
const CONSUMERS: usize = 6;
/// A round's longest load, milliseconds; when it is cut is as good as random.
const LONGEST_ROUND_MS: u64 = 400;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_is_applied_twice() {
    let rounds: u64 = std::env::var("JACKFIELD_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20);
    let setup = Setup {
        plugins: vec!["line", "concierge"],
        receipts: Receipts::None,
        ..Setup::default()
    };
    let mut board = Switchboard::start(setup).await.unwrap();
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    for round in 0..rounds {
        let load = async {
            let mut talking = tokio::task::JoinSet::new();
            for number in 0..CONSUMERS {
                let consumer = board.line.consumer(&format!("Ken {number}"));
                talking.spawn(async move {
                    let mut accepted = 0;
                    for message in 0.. {
                        // A host that is gone refuses the connection: the network would bring the webhook again.
                        match consumer.say(format!("text {round} {message}")).await {
                            Ok(delivery) if delivery.status == Some(200) => accepted += 1,
                            _ => break,
                        }
                    }
                    (consumer.id(), accepted)
                });
            }
            talking.join_all().await
        };
        let cut = Duration::from_millis(20 + (round * 7_919) % LONGEST_ROUND_MS);
        let host = board.host().and_then(jackfield_e2e::Host::id).unwrap();
        let killer = tokio::spawn(async move {
            tokio::time::sleep(cut).await;
            let killed = tokio::process::Command::new("kill")
                .args(["-KILL", &host.to_string()])
                .status()
                .await;
            assert!(killed.unwrap().success());
        });
        for (consumer, accepted) in load.await {
            *acknowledged.entry(consumer).or_default() += accepted;
        }
        killer.await.unwrap();
        board.kill_host().await.unwrap();
        board.start_host().await.unwrap();
    }
    let wanted: u64 = acknowledged.values().sum();
    assert!(wanted > rounds, "the load was a load: {wanted}");
    // What was accepted before the last kill is taken up again by the last start.
    let mut logs = BTreeMap::new();
    for _ in 0..3_000 {
        logs = logs_of(&board).await;
        if logs.values().map(Vec::len).sum::<usize>() as u64 >= wanted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for (consumer, accepted) in &acknowledged {
        let log = logs.get(consumer).cloned().unwrap_or_default();
        let distinct: std::collections::BTreeSet<_> = log.iter().collect();
        assert_eq!(distinct.len(), log.len(), "an event of {consumer} was applied twice");
        // A webhook that was stored and whose answer the kill cut off may be there beside what was acknowledged.
        assert!(
            log.len() as u64 >= *accepted,
            "{consumer}: {} of {accepted} are there",
            log.len()
        );
    }
    let twice = twice_sent(&board);
    println!(
        "{rounds} kills, {wanted} acknowledged, none lost, none twice; {twice} answers repeated under their retry key"
    );
    assert_eq!(board.line.problems(), Vec::<String>::new());
}

/// The network's ids of the consumers' messages, by consumer.
async fn logs_of(board: &Switchboard) -> BTreeMap<String, Vec<String>> {
    let mut logs = BTreeMap::new();
    for conversation in board.api.conversations().await.unwrap() {
        let id = conversation["id"].as_str().unwrap().to_owned();
        let mut path = format!("/conversations/shop-line/{id}/log?limit=200");
        let first = path.clone();
        let mut names = Vec::new();
        loop {
            let page = board.api.get(&path).await.unwrap();
            for row in page["items"].as_array().into_iter().flatten() {
                let said = &row["event"]["body"]["message"];
                if said["direction"] == "inbound" {
                    names.push(said["network"].as_str().unwrap_or_default().to_owned());
                }
            }
            let Some(next) = page["next"].as_str() else { break };
            path = format!("{first}&cursor={next}");
        }
        logs.insert(id, names);
    }
    logs
}

/// Messages that a consumer saw twice: the same words in answer to the same message.
fn twice_sent(board: &Switchboard) -> usize {
    let sent = board.line.sent();
    let ids: std::collections::BTreeSet<_> = sent.iter().map(|one| one.id.clone()).collect();
    sent.len() - ids.len()
}
