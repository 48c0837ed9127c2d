//! The binary in a process of its own, driven over its control API.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use jackfield_networks::client::{Connection, Target, trusting};
use jackfield_networks::{Account, Network};
use serde_json::{Value, json};

use crate::line::{PUSH, words};
use crate::support::Business;

/// A child that ends with its test.
struct Binary(Child);

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> (Binary, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jackfield-networks"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (
        Binary(child),
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}")),
    )
}

async fn ask(control: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let target = Target::of(&format!("http://{control}{path}")).unwrap();
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let mut connection = Connection::open(&target, None).await.unwrap();
    let reply = connection
        .exchange(&target.request(method, &target.path, &[], body.as_bytes()))
        .await
        .unwrap();
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn another_process_is_driven_over_http() {
    let business = Business::open().await;
    let (_binary, told) = start(&[
        "--network",
        "line",
        "--webhook",
        &business.url,
        "--specs",
        "off",
        "--leashed",
        "yes",
    ]);
    let control = told["control"].as_str().unwrap();
    assert_eq!(told["hosts"], json!(["api.line.me", "api-data.line.me"]));
    let (_, did) = ask(control, "POST", "/consumers/Mio%20K", &json!({"say": {"text": "hi"}})).await;
    assert_eq!(did["status"], 200);
    let event = business.came()[0].json()["events"][0].clone();
    assert_eq!(event["message"]["text"], "hi");

    let (status, _) = ask(
        control,
        "POST",
        "/faults",
        &json!({"fault": {"server-error": {"status": 500}}, "times": {"next": 1}}),
    )
    .await;
    assert_eq!(status, 200);
    let target = Target::of(PUSH)
        .unwrap()
        .dialled_at(told["address"].as_str().unwrap().parse().unwrap());
    let tls = trusting(told["root_pem"].as_str().unwrap()).unwrap();
    let bearer = format!("Bearer {}", Account::of(Network::Line).token);
    let push = json!({"to": event["source"]["userId"], "messages": words("yes")}).to_string();
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let mut statuses = Vec::new();
    for _ in 0..2 {
        let mut connection = Connection::open(&target, Some(&tls)).await.unwrap();
        let request = target.request("POST", &target.path, &headers, push.as_bytes());
        statuses.push(connection.exchange(&request).await.unwrap().status);
    }
    assert_eq!(statuses, [500, 200]);
    let (_, sent) = ask(
        control,
        "GET",
        "/consumers/Mio%20K/sent?least=1&wait_ms=10000",
        &Value::Null,
    )
    .await;
    assert_eq!((&sent[0]["text"], &sent[0]["kind"]), (&json!("yes"), &json!("text")));
    let (_, state) = ask(control, "GET", "/", &Value::Null).await;
    assert_eq!((&state["accepted"], &state["problems"]), (&json!(1), &json!(0)));
    let (status, error) = ask(control, "POST", "/consumers/Mio", &json!({"shout": {}})).await;
    assert_eq!(status, 400);
    assert!(error["error"].as_str().unwrap().contains("shout"), "{error}");
    assert_eq!(ask(control, "GET", "/nothing", &Value::Null).await.0, 400);
}

#[test]
fn wrong_use_is_told() {
    for (arguments, word) in [
        (vec!["--network", "telex"], "telex"),
        (vec!["--colour", "red"], "--colour"),
        (vec!["--network"], "needs a value"),
        (vec!["load", "--network", "line"], "--url"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_jackfield-networks"))
            .args(&arguments)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(word), "{arguments:?}: {told}");
    }
}

#[tokio::test]
async fn a_load_is_posted_by_a_process_of_its_own() {
    let business = Business::open().await;
    let url = business.url.clone();
    let posting = tokio::task::spawn_blocking(move || {
        let arguments = [
            "load",
            "--network",
            "whatsapp",
            "--url",
            &url,
            "--webhooks",
            "200",
            "--consumers",
            "10",
        ];
        Command::new(env!("CARGO_BIN_EXE_jackfield-networks"))
            .args(arguments)
            .output()
            .unwrap()
    });
    let output = posting.await.unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report["taken"], &report["failed"], &report["by_status"]["200"]),
        (&json!(200), &json!(0), &json!(200))
    );
    assert_eq!(business.came().len(), 200);
}
