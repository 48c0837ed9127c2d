//! Prints how many webhooks a second become durable with 64 callers at once: what group commit is for.
//!
//! `cargo run --release -p jackfield-store --example ingest_rate -- [SECONDS] [FOLDER]`; the folder decides the disk.
//! The file is made in the folder (the system's temporary one unless named) and removed afterwards.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jackfield_store::intake::{NewEvent, NewIntake};
use jackfield_store::{Intake, SqliteStore};

/// As many as a gateway has in flight while the network pushes.
const CALLERS: u64 = 64;
/// A webhook with one text message is about so large.
const BODY_BYTES: usize = 700;
const PAYLOAD_BYTES: usize = 400;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder)?;
    let store = SqliteStore::open(&folder.path().join("rate.db"))?;
    let accepted = Arc::new(AtomicU64::new(0));
    let begin = Instant::now();
    let end = begin + Duration::from_secs(seconds);
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (store, accepted) = (store.clone(), Arc::clone(&accepted));
            tokio::spawn(async move {
                let mut number = 0_u64;
                while Instant::now() < end {
                    store.accept(webhook(caller, number)).await?;
                    accepted.fetch_add(1, Ordering::Relaxed);
                    number += 1;
                }
                Ok::<_, jackfield_store::StoreError>(())
            })
        })
        .collect();
    for caller in callers {
        caller.await??;
    }
    let took = begin.elapsed().as_secs_f64();
    let accepted = accepted.load(Ordering::Relaxed);
    store.close().await?;
    println!(
        "{accepted} accepted in {took:.1} s: {:.0}/s with {CALLERS} callers",
        accepted as f64 / took
    );
    Ok(())
}

fn webhook(caller: u64, number: u64) -> NewIntake {
    NewIntake {
        id: format!("{number:012x}-{caller:04x}"),
        account: "support".to_owned(),
        received_ms: 1_700_000_000_000,
        request: vec![b'x'; BODY_BYTES],
        events: vec![NewEvent {
            account: "support".to_owned(),
            conversation: Some(format!("consumer-{caller}-{}", number % 1_000)),
            kind: "message".to_owned(),
            event_id: format!("{caller}.{number}"),
            payload: "x".repeat(PAYLOAD_BYTES),
        }],
    }
}
