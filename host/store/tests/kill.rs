//! What was acknowledged is there after SIGKILL, and no event is there twice.
//!
//! The test starts itself again as a process that accepts without end and prints what was acknowledged, kills it at a
//! moment that nobody chose well, opens the file and compares. Rounds: 8, or the number in `STORE_KILL_ROUNDS`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jackfield_store::intake::{NewEvent, NewIntake};
use jackfield_store::{Intake, SqliteStore};

/// The word that makes this the process to be killed.
const CHILD: &str = "accept-without-end";
const CALLERS: u32 = 16;
const ROUNDS: u32 = 8;
/// No round waits longer for its first acknowledgement: a child that never acknowledges is a failure, not a pass.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|word| word == CHILD) {
        accept_without_end(Path::new(&arguments[2]), &arguments[3]);
    } else if !arguments.iter().any(|word| word == "--list") {
        kill_and_compare();
    }
}

fn kill_and_compare() {
    let rounds = std::env::var("STORE_KILL_ROUNDS").map_or(ROUNDS, |text| text.parse().expect("a number of rounds"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..rounds {
        let before = acknowledged.len();
        acknowledged.extend(one_round(&file, round));
        assert!(
            acknowledged.len() > before,
            "round {round} acknowledged nothing, so it showed nothing"
        );
        let kept = read_all(&file);
        let unique: HashSet<&str> = kept.iter().map(String::as_str).collect();
        assert_eq!(unique.len(), kept.len(), "an event is there twice after round {round}");
        for id in &acknowledged {
            assert!(
                unique.contains(id.as_str()),
                "{id} was acknowledged and lost in round {round}"
            );
        }
    }
    println!(
        "killed {rounds} times, {} acknowledged, none lost, none twice",
        acknowledged.len()
    );
}

/// Runs the child until it has acknowledged something and a while longer, kills it, and returns what it acknowledged.
fn one_round(file: &Path, round: u32) -> Vec<String> {
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program)
        .args([CHILD, file.to_str().unwrap(), &round.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (lines, printed) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            let _ = lines.send(line);
        }
    });
    let mut acknowledged = vec![printed.recv_timeout(PATIENCE).expect("an acknowledgement")];
    // The clock's last digits: spread over some 200 ms, so that rounds end at every stage of a commit.
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .subsec_nanos();
    let end = Instant::now() + Duration::from_micros(u64::from(nanos) / 7 % 200_000);
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        if let Ok(line) = printed.recv_timeout(left) {
            acknowledged.push(line);
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    acknowledged.extend(printed.try_iter());
    // A line that the kill cut in two was not an acknowledgement that anybody could read.
    acknowledged.retain(|line| line.ends_with('.'));
    acknowledged
}

#[tokio::main(flavor = "current_thread")]
async fn read_all(file: &Path) -> Vec<String> {
    let store = SqliteStore::open(file).expect("the file opens after a kill");
    let mut ids = Vec::new();
    let mut after = None;
    loop {
        let page = store.pending(after, 500).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.seq, last.index));
        for pending in &page {
            let raw = store.request(pending.seq).await.unwrap();
            assert_eq!(raw, pending.event.event_id.as_bytes(), "the raw request is its event's");
        }
        ids.extend(page.into_iter().map(|pending| pending.event.event_id));
    }
    store.close().await.unwrap();
    ids
}

/// The process to be killed. Each caller repeats every request once, as a network does that got no answer.
#[tokio::main]
async fn accept_without_end(file: &Path, round: &str) {
    let store = SqliteStore::open(file).unwrap();
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (store, round) = (store.clone(), round.to_owned());
            tokio::spawn(async move {
                for number in 0_u64.. {
                    let id = format!("{round}-{caller}-{number}.");
                    for attempt in ["first", "again"] {
                        store.accept(webhook(&id, attempt)).await.unwrap();
                    }
                    // One write call a line: lines of other callers cannot get in between.
                    std::io::stdout()
                        .lock()
                        .write_all(format!("{id}\n").as_bytes())
                        .unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
}

fn webhook(id: &str, attempt: &str) -> NewIntake {
    let event = NewEvent {
        account: "a".to_owned(),
        conversation: Some("c".to_owned()),
        kind: "message".to_owned(),
        event_id: id.to_owned(),
        payload: "{}".to_owned(),
    };
    let request = id.as_bytes().to_vec();
    NewIntake {
        id: format!("{id}{attempt}"),
        account: "a".to_owned(),
        received_ms: 1,
        request,
        events: vec![event],
    }
}
