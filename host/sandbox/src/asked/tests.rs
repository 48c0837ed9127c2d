//! Each rule of a description, broken once.
#![allow(clippy::unwrap_used)]

use jackfield_model::conversation_view;
use jackfield_model::description::Description;
use serde_json::{Value, json};

use super::{of_bot_or_enricher, of_connector};

fn connector() -> Value {
    json!({
        "channel": "post", "title": "Post", "version": "1.2.3", "author": "Tests",
        "settings_schema": r##"{"$defs": {"a": {}}, "properties": {"x": {"$ref": "#/$defs/a"}}}"##,
        "secrets": [{
            "name": "token", "title": "Token", "help": "On its page", "format": "text",
            "uses": ["check", {"place": {"host": "api.example.org", "path": "/v1/*", "place": {"header": "authorization"}}}]
        }],
        "tokens": [{
            "name": "token", "token": "/access_token", "assumed_lifetime": 60,
            "call": {"method": "POST", "url": "https://api.example.org/token", "body": "empty",
                     "label": "token", "into": {"memory": 4096}}
        }],
        "keys": [{"name": "keys", "url": "https://api.example.org/keys"}],
        "reach": [
            {"kind": "api", "methods": ["POST"], "host": "{region}", "path": "/v1/**", "why": "sends"},
            {"kind": "media", "methods": ["GET"], "host": "*", "path": "/**", "why": "fetches"}
        ],
        "webhook": {"check": "credentials", "answer_within": 5000, "redelivers_for": 0},
        "capabilities": {
            "features": [{
                "name": "text", "level": "native",
                "limits": [{"name": "length", "value": 100, "unit": "utf16"}, {"name": "least", "value": 1}, {"name": "most", "value": 1}]
            }],
            "parts": 1, "bulk": 0, "delivered": "none", "read": "none", "id_length": 0
        }
    })
}

fn refusal(pointer: &str, value: Value) -> String {
    let mut asked = connector();
    *asked.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    let asked: Description = serde_json::from_value(asked).unwrap_or_else(|error| panic!("{pointer}: {error}"));
    of_connector(&asked).unwrap_err()
}

#[test]
fn a_description_that_keeps_every_rule_is_taken() {
    let asked: Description = serde_json::from_value(connector()).unwrap();
    assert_eq!(of_connector(&asked), Ok(()));
}

#[test]
fn a_connectors_description_is_refused_by_the_rule_that_it_breaks() {
    let place = |host: &str, path: &str| json!([{"place": {"host": host, "path": path, "place": {"header": "x"}}}]);
    for (pointer, value, word) in [
        ("/channel", json!("Post"), "lower case"),
        ("/channel", json!(""), "lower case"),
        ("/channel", json!("../post"), "lower case"),
        ("/version", json!("1 2"), "version"),
        ("/title", json!("x".repeat(257)), "at most 256"),
        ("/author", json!("a\u{1b}[2J"), "control characters"),
        ("/settings_schema", json!("[]"), "no JSON object"),
        ("/settings_schema", json!("{"), "no JSON"),
        (
            "/settings_schema",
            json!(r#"{"a": [{"$dynamicRef": "x.json#y"}]}"#),
            "another document",
        ),
        (
            "/settings_schema",
            json!(format!("{{\"a\": \"{}\"}}", "x".repeat(65_536))),
            "65536",
        ),
        ("/secrets/0/name", json!("token#x"), "#"),
        ("/secrets/0/uses", place("*", "/"), "every host"),
        ("/secrets/0/uses", place("a_b", "/"), "host pattern"),
        ("/secrets/0/uses", place("example.org", "v1"), "path pattern"),
        ("/tokens/0/token", json!("access_token"), "begins with `/`"),
        ("/tokens/0/assumed_lifetime", json!(0), "never valid"),
        ("/keys/0/url", json!("http://api.example.org/keys"), "https"),
        ("/keys/0/name", json!("token"), "names two things"),
        ("/reach/0/host", json!("*"), "for media only"),
        ("/reach/0/host", json!("*.org"), "host pattern"),
        ("/reach/0/host", json!("https://a.b"), "host pattern"),
        ("/reach/0/path", json!("/**/x"), "path pattern"),
        ("/reach/0/methods", json!(["get"]), "no method"),
        ("/webhook/answer_within", json!(0), "no time"),
        ("/capabilities/parts", json!(0), "nothing could ever be sent"),
        ("/capabilities/features/0/limits/0/value", json!(0), "fits nothing"),
        (
            "/capabilities/features/0/limits/1/value",
            json!(2),
            "least 2 is more than most 1",
        ),
        ("/capabilities/features/0/limits/1/name", json!("most"), "twice"),
        ("/capabilities/features/0/name", json!("a b"), "word"),
    ] {
        let text = refusal(pointer, value.clone());
        assert!(text.contains(word), "{pointer} {value}: {text}");
    }
}

#[test]
fn lists_and_tails_are_bounded() {
    let mut asked: Description = serde_json::from_value(connector()).unwrap();
    asked.extra = vec![("presentation".into(), "x".repeat(65_536))];
    assert!(of_connector(&asked).unwrap_err().contains("extra"));
    let mut asked: Description = serde_json::from_value(connector()).unwrap();
    asked.reach = vec![asked.reach[0].clone(); 257];
    assert!(of_connector(&asked).unwrap_err().contains("257 entries"));
    let mut asked: Description = serde_json::from_value(connector()).unwrap();
    asked.secrets.push(asked.secrets[0].clone());
    assert!(of_connector(&asked).unwrap_err().contains("twice"));
}

#[test]
fn a_bot_is_held_to_the_same_rules() {
    let bot =
        json!({"name": "greeter", "title": "Greeter", "version": "1", "author": "Tests", "settings_schema": "{}"});
    let read = |bot: &Value| -> conversation_view::Description { serde_json::from_value(bot.clone()).unwrap() };
    assert_eq!(of_bot_or_enricher(&read(&bot)), Ok(()));
    for (member, value, word) in [
        ("name", json!("Greeter"), "lower case"),
        (
            "settings_schema",
            json!(r#"{"$ref": "https://example.org"}"#),
            "another document",
        ),
        ("reads", json!(["x".repeat(257)]), "reads"),
        ("writes", json!(vec!["x"; 257]), "257 entries"),
        (
            "reach",
            json!([{"kind": "api", "host": "*", "path": "/", "why": ""}]),
            "media only",
        ),
    ] {
        let mut bot = bot.clone();
        bot[member] = value;
        let text = of_bot_or_enricher(&read(&bot)).unwrap_err();
        assert!(text.contains(word), "{member}: {text}");
    }
}
