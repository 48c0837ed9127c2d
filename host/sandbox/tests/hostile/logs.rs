//! Lines for the operator: few, short, one line each, without secrets.

use jackfield_sandbox::LogLevel;

use crate::support::{CONNECTOR, Held, Surroundings, attacker, granted, request};

async fn lines(attack: &str, size: usize) -> Vec<jackfield_sandbox::LogLine> {
    let attack = CONNECTOR.attack(async |instance| {
        let account = attacker(attack, "normalize", size);
        instance.normalize(&account, &request(b"")).await
    });
    let attacked = attack.await;
    assert!(attacked.result.is_ok(), "a loud guest is not a broken one");
    attacked.lines
}

#[tokio::test]
async fn a_giant_line_is_one_short_line() {
    let lines = lines("log-line", 40 << 10).await;
    let [line] = lines.as_slice() else {
        panic!("{} lines", lines.len())
    };
    assert!(line.text.len() <= 1024 && !line.text.contains('\n'), "{}", line.text);
    assert!(line.fields.len() <= 16);
    for (name, value) in &line.fields {
        assert!(name.len() <= 1024 && value.len() <= 1024);
    }
}

#[tokio::test]
async fn a_flood_of_lines_ends_at_64_and_the_rest_is_counted() {
    let lines = lines("log-lines", 5_000).await;
    assert_eq!(lines.len(), 65);
    assert_eq!(lines[63].text, "line 63");
    let last = &lines[64];
    assert_eq!(last.level, LogLevel::Warn);
    assert!(last.text.contains("4936"), "the rest is counted: {}", last.text);
}

#[tokio::test]
async fn a_secret_never_stands_in_a_line_or_a_reason() {
    // The guest says what it was sent; the host knows what of it is secret, in the encodings that travel.
    let secrets = |surroundings: &mut Surroundings| {
        surroundings.secrets = Held::of(&[("key", &["s3cr3t-value", "abcd"])]);
        surroundings.grant = granted(|_| {});
    };
    for told in ["s3cr3t-value", "abcd", "czNjcjN0LXZhbHVl", "7333637233742d76616c7565"] {
        let attack = CONNECTOR.attack_with(secrets, async |instance| {
            let body = serde_json::json!([{"do": format!("tell {told}")}]).to_string();
            let account = attacker("ask", "authenticate", 0);
            instance.authenticate(&account, &request(body.as_bytes())).await
        });
        let jackfield_model::verdict::Verdict::Reject(rejection) = attack.await.result.unwrap() else {
            panic!("no rejection")
        };
        assert!(!rejection.reason.contains(told), "{}", rejection.reason);
        assert!(rejection.reason.contains("[secret]"), "{}", rejection.reason);
    }
}
