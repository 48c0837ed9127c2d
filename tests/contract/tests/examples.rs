//! Holds the JSON of `wit/README.md` to the model: what the page shows an author is what `plugin call` reads and prints.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jackfield_model::delivery::{Envelope, Progress, Start, Step};
use jackfield_model::event::Event;
use jackfield_model::http::{Outcome, Request};
use jackfield_model::verdict::Verdict;
use jackfield_test_contract::{root, text};
use serde::de::DeserializeOwned;

/// The one block that is fenced as JSON with this name.
fn example<T: DeserializeOwned>(name: &str) -> T {
    let page = text(&root().join("wit/README.md")).unwrap();
    let fence = format!("```json {name}\n");
    let blocks: Vec<_> = page
        .split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(blocks.len(), 1, "one example {name}");
    serde_json::from_str(blocks[0]).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_webhook_of_the_page_reads_as_the_model_says() {
    let request: Request = example("request");
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    assert!(matches!(example("verdict"), Verdict::Accept(_)));
    let events: Vec<Event> = example("events");
    assert_eq!(events.len(), 1);
    assert_eq!(body["messages"][0]["id"], events[0].id.as_str());
}

#[test]
fn the_message_of_the_page_goes_from_envelope_to_sent() {
    let envelope: Envelope = example("envelope");
    let Start::Call(step) = example("start") else {
        panic!("a call first")
    };
    assert!(step.call.repeatable && step.call.headers.iter().any(|(_, value)| *value == envelope.id));
    let Outcome::Answered(answer) = example("outcome") else {
        panic!("an answer")
    };
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let Step::Sent(dispatch) = example::<Progress>("progress").step else {
        panic!("the end")
    };
    assert_eq!(dispatch.parts[0].envelope, envelope.id);
    assert_eq!(answer["id"], dispatch.parts[0].outcome.as_ref().unwrap().id.as_str());
}
