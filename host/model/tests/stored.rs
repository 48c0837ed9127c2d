//! Old events stay readable: each folder of `stored` is a published version, with logs as that version wrote them and what
//! today's code must read in them. A log without its expectation fails. Stored files are never edited again.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jackfield_model::conversation::{Event, replay};
use serde_json::{Value, json};

/// Every case of an event's body that version 1 could write.
const V1_CASES: [&str; 29] = [
    "accepted",
    "assigned",
    "attribute",
    "choice",
    "closed",
    "consent",
    "edited",
    "finding",
    "handed_off",
    "identity",
    "language",
    "live_agent",
    "message",
    "note",
    "opened",
    "other",
    "participants",
    "priority",
    "profile",
    "reaction",
    "receipt",
    "reopened",
    "send_failed",
    "survey",
    "tag",
    "thread",
    "unsent",
    "untag",
    "window",
];

fn stored() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stored")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn logs() -> Vec<PathBuf> {
    let versions = fs::read_dir(stored()).unwrap().map(|entry| entry.unwrap().path());
    let files = versions.flat_map(|version| fs::read_dir(version).unwrap().map(|entry| entry.unwrap().path()));
    files
        .filter(|path| !path.to_str().unwrap().ends_with(".expected.json"))
        .collect()
}

#[test]
fn every_stored_log_reads_as_its_version_meant_it() {
    let logs = logs();
    assert!(!logs.is_empty());
    for path in logs {
        let events: Vec<Event> = serde_json::from_value(read(&path)).unwrap();
        let seen = json!({"events": events, "state": replay(&events)});
        let expected = read(&path.with_extension("expected.json"));
        assert!(
            seen == expected,
            "{} now reads as\n{}",
            path.display(),
            serde_json::to_string_pretty(&seen).unwrap()
        );
    }
}

#[test]
fn version_1_stores_every_kind_of_event() {
    let log = read(&stored().join("v1/conversation.json"));
    let case = |event: &Value| match &event["body"] {
        Value::String(name) => name.clone(),
        body => body.as_object().unwrap().keys().next().unwrap().clone(),
    };
    let cases: BTreeSet<String> = log.as_array().unwrap().iter().map(case).collect();
    assert_eq!(cases.into_iter().collect::<Vec<_>>(), V1_CASES);
}
