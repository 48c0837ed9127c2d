//! The event stream: what happened, what happens, and going on after the last event seen.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use jackfield_model::conversation::Command;
use jackfield_model::conversation::event::Closing;
use serde_json::Value;

use crate::host::{Host, kind_of};

/// A stream as a reader sees it.
struct Reader {
    body: Body,
    text: String,
}

/// An event of the stream: its id, its name, its data.
type Seen = (i64, String, Value);

impl Reader {
    async fn open(host: &Host, query: &str, last: Option<i64>, token: &str) -> Self {
        let mut request =
            Request::get(format!("/api/v1/events{query}")).header("authorization", format!("Bearer {token}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = host.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            body: response.into_body(),
            text: String::new(),
        }
    }

    async fn next(&mut self) -> Seen {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = event.lines().find_map(|line| line.strip_prefix(name));
                    line.unwrap_or_else(|| panic!("{name} in {event}")).trim().to_owned()
                };
                let seen = (
                    field("id:").parse().unwrap(),
                    field("event:"),
                    serde_json::from_str(&field("data:")).unwrap(),
                );
                self.text = rest.to_owned();
                return seen;
            }
            let frame = self.body.frame().await.expect("the stream goes on").unwrap();
            self.text
                .push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }
}

async fn close(host: &Host, account: &str, conversation: &str) {
    let command = Command::Close(Closing::Agent("ann".to_owned()));
    host.flow.turn(account, conversation, command).await.unwrap();
}

#[tokio::test]
async fn a_stream_tells_what_happens_from_now_on() {
    let host = Host::new().await;
    host.open("a", "before").await;
    let mut reader = Reader::open(&host, "", None, "agent").await;
    host.open("a", "after").await;
    let (id, name, data) = reader.next().await;
    assert_eq!(
        (name.as_str(), &data["conversation"], &data["feed"]),
        ("opened", &Value::from("after"), &Value::from(id))
    );
    assert_eq!(kind_of(&data["event"]), "Opened");
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_event_seen() {
    let host = Host::new().await;
    for n in 0..5 {
        host.open("a", &format!("c{n}")).await;
    }
    let mut first = Reader::open(&host, "?after=0", None, "agent").await;
    let (seen, _, data) = {
        first.next().await;
        first.next().await
    };
    assert_eq!(data["conversation"], "c1");
    drop(first);
    host.open("a", "c5").await;
    // The header wins over the query, as a reader that connects again sends both.
    let mut again = Reader::open(&host, "?after=0", Some(seen), "agent").await;
    for n in 2..6 {
        assert_eq!(again.next().await.2["conversation"], format!("c{n}"));
    }
    host.open("a", "c6").await;
    assert_eq!(again.next().await.2["conversation"], "c6");
}

#[tokio::test]
async fn a_stream_is_narrowed_to_an_account_a_conversation_and_the_callers_brands() {
    let host = Host::new().await;
    for (account, conversation) in [("a", "c"), ("b", "c"), ("a", "d")] {
        host.open(account, conversation).await;
    }
    for (account, conversation) in [("b", "c"), ("a", "d"), ("a", "c")] {
        close(&host, account, conversation).await;
    }
    let told =
        |account: &str, conversation: &str, name: &str| (account.to_owned(), conversation.to_owned(), name.to_owned());
    for (query, token, expected) in [
        (
            "?after=0&account=a&conversation=c",
            "agent",
            vec![told("a", "c", "opened"), told("a", "c", "closed")],
        ),
        (
            "?after=0&account=b",
            "agent",
            vec![told("b", "c", "opened"), told("b", "c", "closed")],
        ),
        (
            "?after=0",
            "admin-of-a",
            vec![
                told("a", "c", "opened"),
                told("a", "d", "opened"),
                told("a", "d", "closed"),
                told("a", "c", "closed"),
            ],
        ),
    ] {
        let mut reader = Reader::open(&host, query, None, token).await;
        for wanted in expected {
            let (_, name, data) = reader.next().await;
            let text = |member: &str| data[member].as_str().unwrap().to_owned();
            assert_eq!((text("account"), text("conversation"), name), wanted, "{query}");
        }
    }
}

#[tokio::test]
async fn a_position_that_is_none_is_refused() {
    let host = Host::new().await;
    let request = Request::get("/api/v1/events")
        .header("authorization", "Bearer agent")
        .header("last-event-id", "yesterday")
        .body(Body::empty());
    let answer = host.read(request.unwrap()).await;
    assert_eq!(
        (answer.status, answer.json()["errors"][0]["parameter"].clone()),
        (400, "Last-Event-ID".into())
    );
    assert_eq!(
        host.ask("GET", "/api/v1/events?conversation=c", "agent", None)
            .await
            .status,
        400
    );
}
