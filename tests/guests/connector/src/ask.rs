//! Puts questions to the host's `credentials` that the request's body asks, and gives the answers as text: the way by which tests
//! reach the host's functions with any argument.
//!
//! A body is a list of `{"do": function, ...its arguments}`, bytes in hex.

use jackfield_sdk::credentials::JwtChecks;
use jackfield_sdk::encoding::{from_hex, to_hex};
use jackfield_sdk::http::Piece;
use jackfield_sdk::secrets;
use serde_json::Value;

/// One line an answer: `true`, hex, JSON, or the error's name and text.
pub fn answers(body: &[u8]) -> String {
    let questions: Vec<Value> = serde_json::from_slice(body).unwrap_or_default();
    questions.iter().map(answer).collect::<Vec<_>>().join("\n")
}

fn text<'a>(question: &'a Value, name: &str) -> &'a str {
    question[name].as_str().unwrap_or_default()
}

fn bytes(value: &Value) -> Vec<u8> {
    value.as_str().and_then(from_hex).unwrap_or_default()
}

fn pieces(question: &Value) -> Vec<Piece> {
    let all = question["pieces"].as_array().cloned().unwrap_or_default();
    all.iter()
        .map(|piece| match piece["secret"].as_str() {
            Some(name) => Piece::Secret(name.to_owned()),
            None if piece["body"].is_boolean() => Piece::Body,
            None => Piece::Bytes(bytes(&piece["bytes"])),
        })
        .collect()
}

fn checks(question: &Value) -> JwtChecks {
    let span = |name: &str| question[name].as_u64().and_then(|span| u32::try_from(span).ok());
    let word = |name: &str| question[name].as_str().map(str::to_owned);
    let algorithms = question["algorithms"].as_array().cloned().unwrap_or_default();
    JwtChecks {
        algorithms: algorithms.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        audience: word("audience"),
        issuer: word("issuer"),
        oldest: span("oldest"),
        leeway: span("leeway").unwrap_or_default(),
    }
}

fn answer(question: &Value) -> String {
    let key = text(question, "key");
    let algorithm = text(question, "algorithm");
    let data = if question["zeros"].is_u64() {
        vec![0; usize::try_from(question["zeros"].as_u64().unwrap_or_default()).unwrap_or_default()]
    } else {
        bytes(&question["data"])
    };
    let tag = bytes(&question["tag"]);
    let sorted = question["sorted"].as_bool().unwrap_or_default();
    let iv = question["iv"].as_str().and_then(from_hex);
    let raw = |bytes: Vec<u8>| to_hex(&bytes);
    let yes = |yes: bool| yes.to_string();
    let mut answer = Ok(String::new());
    for _ in 0..question["times"].as_u64().unwrap_or(1) {
        answer = match text(question, "do") {
            "mac" => secrets::mac(key, algorithm, &data).map(raw),
            "mac-derived" => {
                let steps = question["steps"].as_array().cloned().unwrap_or_default();
                let steps: Vec<Vec<u8>> = steps.iter().map(bytes).collect();
                secrets::mac_derived(key, &bytes(&question["prefix"]), &steps, algorithm, &data).map(raw)
            }
            "verify-mac" => secrets::verify_mac(key, algorithm, &data, &tag).map(yes),
            "verify-digest" => secrets::verify_digest(algorithm, &pieces(question), sorted, &tag).map(yes),
            "digest" => secrets::digest(algorithm, &pieces(question), sorted).map(raw),
            "verify-jwt" => secrets::verify_jwt(key, text(question, "token"), &checks(question))
                .map(|claims| claims.unwrap_or_else(|| "none".to_owned())),
            "verify-signature" => secrets::verify_signature(key, algorithm, &data, &tag).map(yes),
            "equals" => secrets::equals(key, text(question, "text")).map(yes),
            "decrypt" => secrets::decrypt(key, algorithm, iv.as_deref(), &data).map(raw),
            "encrypt" => secrets::encrypt(key, algorithm, iv.as_deref(), &data).map(raw),
            other => Ok(format!("no question: {other}")),
        };
    }
    answer.unwrap_or_else(|error| format!("{error:?}"))
}
