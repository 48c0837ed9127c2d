//! What a configuration means, and how its errors read.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use jackfield_model::conversation::event::Assignee;
use jackfield_model::conversation::routing::Condition;

use super::*;

fn parse(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::parse(text, Some(Path::new("etc/jackfield.toml")), variables)
}

fn errors(text: &str, variables: &[(&str, &str)]) -> String {
    parse(text, variables).unwrap_err().to_string()
}

#[test]
fn nothing_written_is_the_defaults() {
    let config = parse("", &[]).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.public_url(), "http://127.0.0.1:8080");
    assert_eq!(config.plugins.grant, GrantMode::Ask);
    assert_eq!(config.server.data, PathBuf::from("etc/data"), "beside the file");
}

#[test]
fn a_variable_wins_over_the_file() {
    let text = "[server]\nlisten = \"127.0.0.1:1\"\n[server.limits]\nbody_bytes = 7\n";
    let variables = [
        ("JACKFIELD_SERVER__LISTEN", "0.0.0.0:9"),
        ("JACKFIELD_SERVER__LIMITS__BODY_BYTES", "42"),
        ("JACKFIELD_NETWORK__PRIVATE_HOSTS", "[\"localhost:1\"]"),
        ("JACKFIELD_TOKEN", "no key of the file"),
        ("PATH", "of somebody else"),
    ];
    let config = parse(text, &variables).unwrap();
    assert_eq!(config.server.listen.to_string(), "0.0.0.0:9");
    assert_eq!(config.server.limits.body_bytes, 42);
    assert_eq!(config.network.private_hosts, ["localhost:1"]);
}

#[test]
fn unknown_names_are_refused_all_at_once_with_the_nearest() {
    let text = "[server]\nlisen = 1\n\n[server.limits]\nbody_bites = 1\n[colours]\nred = 1\n[[routes]]\nname = \"a\"\nto = \"nobody\"\nwhen = { chanel = \"x\" }\n";
    let told = errors(text, &[("JACKFIELD_SERVR__LISTEN", "x")]);
    for line in [
        "etc/jackfield.toml:2:1: `lisen` is not known here; did you mean `listen`?",
        "etc/jackfield.toml:5:1: `body_bites` is not known here; did you mean `body_bytes`?",
        "etc/jackfield.toml:6:2: `colours` is not known here; known here: server, plugins, secrets, network, telemetry, routes, retention",
        "etc/jackfield.toml:11:10: `chanel` is not known here; did you mean `channel`?",
        "the variable JACKFIELD_SERVR__LISTEN: `servr` is not known here; did you mean `server`?",
    ] {
        assert!(told.lines().any(|found| found == line), "{line}\nnot in\n{told}");
    }
}

#[test]
fn a_value_that_does_not_fit_is_told_with_its_line() {
    let told = errors("[server]\n\nlisten = 8080\n", &[]);
    assert!(told.starts_with("etc/jackfield.toml:3:1: `server.listen`: "), "{told}");
    let told = errors("", &[("JACKFIELD_SERVER__LIMITS__HEADER_MS", "soon")]);
    assert!(
        told.starts_with("the variable JACKFIELD_SERVER__LIMITS__HEADER_MS: "),
        "{told}"
    );
    let told = errors("[server\n", &[]);
    assert!(told.starts_with("etc/jackfield.toml:1:"), "{told}");
}

#[test]
fn what_cannot_be_meant_is_told_with_a_remedy() {
    let told = errors(
        "[server]\nbase_url = \"https://hub.example.com/\"\n[telemetry]\nlevel = \"loud=very\"\n[secrets]\nkey_file = \"k\"\nkey_env = \"K\"\n[retention]\nmedia_days = 0\n",
        &[],
    );
    assert_eq!(told.lines().count(), 4, "{told}");
    assert!(
        told.contains("etc/jackfield.toml:2:1: `https://hub.example.com/` ends with a slash; write it as"),
        "{told}"
    );
    assert!(
        told.contains("etc/jackfield.toml:7:1: both `key_file` and `key_env` are set"),
        "{told}"
    );
    let told = errors(
        "[[routes]]\nname = \"all\"\nto = \"nobody\"\n\n[[routes]]\nname = \"b\"\nto = { bot = \"x\" }\n",
        &[],
    );
    assert!(
        told.contains("etc/jackfield.toml:5:") && told.contains("never reached"),
        "{told}"
    );
}

#[test]
fn a_route_is_a_rule_of_the_model() {
    let text = "[[routes]]\nname = \"gold\"\nwhen = { language = \"en\", attributes = { plan = \"gold\", visits = 3 } }\nto = { skill = \"vip\" }\n";
    let rule = parse(text, &[]).unwrap().routes[0].rule();
    assert_eq!(rule.to, Assignee::Skill("vip".to_owned()));
    let attribute = |key: &str, value: &str| Condition::Attribute {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    assert_eq!(
        rule.when,
        [
            Condition::Language("en".to_owned()),
            attribute("plan", "\"gold\""),
            attribute("visits", "3")
        ]
    );
}

#[test]
fn a_subnet_holds_what_begins_with_its_bits() {
    let holds = |subnet: &str, address: &str| subnet.parse::<Subnet>().unwrap().holds(address.parse().unwrap());
    assert!(holds("10.0.0.0/8", "10.9.9.9") && !holds("10.0.0.0/8", "11.0.0.1"));
    assert!(holds("10.0.0.7", "::ffff:10.0.0.7") && !holds("10.0.0.7", "10.0.0.8"));
    assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
    assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
    assert!("10.0.0.0/33".parse::<Subnet>().is_err());
}
