//! `./just demo`: two consumers talk on two networks, and every station of the way is shown.

use std::path::PathBuf;
use std::process::ExitCode;

use jackfield_flow::network::Network;
use jackfield_flow::{Heard, Way, WayError};

fn main() -> ExitCode {
    let mut folder = PathBuf::from("target/plugins");
    let mut quiet = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--check" => quiet = true,
            other if !other.starts_with('-') => folder = PathBuf::from(other),
            other => {
                eprintln!("unknown option {other}; usage: demo [--check] [FOLDER OF PLUGINS]");
                return ExitCode::FAILURE;
            }
        }
    }
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        eprintln!("no runtime could be started");
        return ExitCode::FAILURE;
    };
    match runtime.block_on(play(&folder, quiet)) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("demo: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn play(folder: &std::path::Path, quiet: bool) -> Result<String, WayError> {
    let (mut accepted, mut requests, mut turns) = (0, 0, 0);
    let (mut handed_off, mut lost) = (0, 0);
    for network in [Network::WhatsApp, Network::Line] {
        let mut way = Way::open(network, folder)?;
        let scene = [
            ("Hello! I love your shop", None),
            ("menu", None),
            ("card", None),
            ("carousel", None),
            ("This is terrible, I want an agent", Some("agent")),
        ];
        for (number, (words, payload)) in (1..).zip(scene) {
            let request = match payload {
                Some(payload) => network.tap(number, payload, words),
                None => network.text(number, words),
            };
            let heard = way.take(&request).await?;
            turns += 1;
            accepted += heard.accepted;
            lost += heard.losses.len();
            requests += heard.requests.len();
            handed_off += usize::from(heard.handed_off.is_some());
            if !quiet {
                show(network, &heard);
            }
        }
    }
    // Every turn is answered, or it is said why this channel cannot take the answer.
    if accepted + lost < turns {
        return Err(WayError::Failed(format!(
            "{turns} turns, {accepted} messages accepted, {lost} said to be lost: some went without a word"
        )));
    }
    if handed_off != 2 {
        return Err(WayError::Failed(format!(
            "one hand-off on each network was asked for, {handed_off} happened"
        )));
    }
    Ok(format!(
        "demo: {turns} turns on 2 networks, {requests} requests, {accepted} messages accepted, {lost} not for this channel, {handed_off} handed off: ok"
    ))
}

fn show(network: Network, heard: &Heard) {
    for said in &heard.said {
        let score = heard
            .sentiment
            .map_or(String::new(), |score| format!("   (sentiment {score:+.2})"));
        println!("{:>8} > {said}{score}", network.name());
    }
    for (call, body) in &heard.requests {
        println!("         < {call}\n           {body}");
    }
    for loss in &heard.losses {
        println!("           lost: {loss}");
    }
    if let Some(skill) = &heard.handed_off {
        println!("           handed off to {skill}");
    }
    println!();
}
