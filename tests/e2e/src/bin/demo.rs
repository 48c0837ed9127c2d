//! `./just demo`: two networks, a host with an empty data folder, consumers who talk, and a connector that is swapped meanwhile.
//!
//! With `--check` the play runs once, its outcome is asserted, and one line says what happened.

use std::collections::HashSet;
use std::process::ExitCode;

use jackfield_e2e::component::another_build;
use jackfield_e2e::talk::{Seen, Talk, TalkError};
use jackfield_e2e::{HostError, Setup, Switchboard, components};
use jackfield_networks::Simulator;
use serde_json::Value;

/// Why the demo did not come off.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    #[error(transparent)]
    Host(#[from] HostError),
    #[error(transparent)]
    Api(#[from] jackfield_e2e::ApiError),
    #[error(transparent)]
    Talk(#[from] TalkError),
    #[error("{0}")]
    Outcome(String),
}

#[tokio::main]
async fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => {
            eprintln!("unknown option {other}; usage: jackfield-demo [--check]");
            return ExitCode::from(1);
        }
    };
    let played = if check {
        once().await.map(|summary| println!("{summary}"))
    } else {
        on_and_on().await
    };
    match played {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::from(1)
        }
    }
}

async fn on_and_on() -> Result<(), DemoError> {
    eprintln!("starting two simulated networks and a host with an empty data folder ...");
    let mut board = Switchboard::start(Setup::default()).await?;
    println!(
        "host       http://{}   API under /api/v1, token in {}",
        board.address(),
        board.folder().join("data/admin-token").display()
    );
    println!(
        "networks   {} and {}   Ctrl-C ends it\n",
        board.whatsapp.address(),
        board.line.address()
    );
    let mut round = 0;
    loop {
        round += 1;
        tokio::select! {
            played = scene(&board, round, &show) => played?,
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    println!("\nstopping: the host finishes what it accepted");
    board.stop_host().await?;
    Ok(())
}

async fn once() -> Result<String, DemoError> {
    let mut board = Switchboard::start(Setup::default()).await?;
    scene(&board, 1, &|_| {}).await?;
    let summary = outcome(&board).await?;
    board.stop_host().await?;
    Ok(summary)
}

/// One consumer on each network; between their words the LINE connector is swapped.
async fn scene(board: &Switchboard, round: u32, watch: &(dyn Fn(Seen) + Sync)) -> Result<(), DemoError> {
    let (ana, ken) = (format!("Ana {round}"), format!("Ken {round}"));
    let mut ana = Talk::new(&board.whatsapp, &ana, watch);
    let mut ken = Talk::new(&board.line, &ken, watch);
    ana.say("Hello, I love your shop!", 1).await?;
    ken.say("Hello", 1).await?;
    ana.say("card", 1).await?;
    ken.say("carousel", 1).await?;
    swap(board, round, watch).await?;
    ken.say("list", 1).await?;
    ana.say("carousel", 1).await?;
    ken.say("This is terrible, I want an agent", 1).await?;
    ana.say("agent", 1).await?;
    Ok(())
}

async fn swap(board: &Switchboard, round: u32, watch: &(dyn Fn(Seen) + Sync)) -> Result<(), DemoError> {
    let file = components()?.join("line.wasm");
    let wasm = std::fs::read(&file).map_err(|_| HostError::NotBuilt(file))?;
    let before = active(board, "line").await?;
    board.place_bytes(&another_build(&wasm, &round.to_string()), "line")?;
    // The host watches the folder; the play goes on once the new version takes the calls.
    let mut now = before.clone();
    while now == before {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        now = active(board, "line").await?;
    }
    watch(Seen {
        network: "host".to_owned(),
        who: "line".to_owned(),
        consumer: false,
        what: format!("swapped {} for {}", short(&before), short(&now)),
    });
    Ok(())
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

async fn active(board: &Switchboard, name: &str) -> Result<String, DemoError> {
    let plugins = board.api.get("/plugins").await?;
    let all = plugins["items"].as_array().cloned().unwrap_or_default();
    let found = all
        .iter()
        .find(|plugin| plugin["name"] == name && plugin["state"] == "active");
    Ok(found
        .and_then(|plugin| plugin["digest"].as_str())
        .unwrap_or_default()
        .to_owned())
}

async fn outcome(board: &Switchboard) -> Result<String, DemoError> {
    let expected = |holds: bool, what: &str| {
        if holds {
            Ok(())
        } else {
            Err(DemoError::Outcome(what.to_owned()))
        }
    };
    let conversations = board.api.conversations().await?;
    expected(conversations.len() == 2, "there are two conversations")?;
    let skills: HashSet<&str> = conversations
        .iter()
        .filter_map(|one| one["state"]["skill"].as_str())
        .collect();
    expected(!skills.is_empty(), "a person was asked for, and somebody has it")?;
    let scored = conversations
        .iter()
        .filter(|one| one["state"]["sentiment"].is_number())
        .count();
    expected(scored == 2, "the enricher scored both consumers")?;
    let clean = |network: &Simulator| network.problems();
    let problems = [clean(&board.whatsapp), clean(&board.line)].concat();
    expected(
        problems.is_empty(),
        &format!("the networks found fault with nothing: {problems:?}"),
    )?;
    let dead = board.api.get("/dead-letters").await?;
    expected(
        dead["items"].as_array().is_some_and(Vec::is_empty),
        "nothing was given up",
    )?;
    let versions = board.api.get("/plugins").await?;
    let of_line = versions["items"]
        .as_array()
        .map(|all| all.iter().filter(|one| one["name"] == "line").count());
    expected(of_line == Some(2), "two versions of the LINE connector are loaded")?;
    let calls = |plugin: &Value| plugin["counters"]["faults"].as_u64().unwrap_or(1);
    let faults: u64 = versions["items"].as_array().into_iter().flatten().map(calls).sum();
    expected(faults == 0, "no plugin failed")?;
    Ok(format!(
        "demo: {} conversations on 2 networks, {} messages accepted, 1 connector swapped, 0 faults: ok",
        conversations.len(),
        board.whatsapp.accepted() + board.line.accepted()
    ))
}

fn show(seen: Seen) {
    let arrow = if seen.consumer { "->" } else { "<-" };
    println!("{:9} {:8} {arrow} {}", seen.network, seen.who, seen.what);
}
