//! JSON Web Tokens: the examples of RFC 7515, and what must hold besides the signature.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_model::description::SecretUse;
use jackfield_sandbox::{KeySet, SecretValue, Secrets};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{NOW, Surroundings, accepts, ask};
use crate::with;

/// RFC 7515, appendices A.1 to A.3: one payload, good until 2011-03-22T18:43:00Z.
const PAYLOAD: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const EXPIRES: u64 = 1_300_819_380_000;
const HS256: (&str, &str) = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
);
const HS256_KEY: &str = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
const RS256: (&str, &str) = (
    "eyJhbGciOiJSUzI1NiJ9",
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
);
const RSA_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const ES256: (&str, &str) = (
    "eyJhbGciOiJFUzI1NiJ9",
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
);
/// Made with OpenSSL: `iss` issuer, `aud` us and them, `iat` 200 s before the time of the calls.
const PS256: &str = include_str!("keys/ps256.jwt");

fn rsa_jwk() -> Value {
    json!({"kty": "RSA", "n": RSA_N, "e": "AQAB"})
}

fn p256_jwk() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

fn token((header, signature): (&str, &str)) -> String {
    format!("{header}.{PAYLOAD}.{signature}")
}

fn question(token: &str, algorithms: &[&str]) -> Value {
    json!({"do": "verify-jwt", "key": "key", "token": token, "algorithms": algorithms})
}

fn at(now: u64, change: impl FnOnce(&mut Surroundings)) -> impl FnOnce(&mut Surroundings) {
    move |surroundings| {
        change(surroundings);
        surroundings.now = now;
    }
}

/// A token of ours by HS256 with the key `shared-key`.
fn signed(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(b"shared-key").unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// The answer for claims of ours, under these checks.
async fn answer(claims: Value, mut checks: Value) -> String {
    let token = signed(&json!({"alg": "HS256"}), &claims);
    for (name, value) in question(&token, &["HS256"]).as_object().unwrap() {
        checks[name] = value.clone();
    }
    ask(with("text", "shared-key", SecretUse::Check), checks).await
}

const CLAIMS: &str = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

#[tokio::test]
async fn the_examples_of_rfc_7515_hold_until_they_expire() {
    let rsa = rsa_jwk().to_string();
    let p256 = p256_jwk().to_string();
    for (format, value, example, algorithm) in [
        ("base64url", HS256_KEY, HS256, "HS256"),
        ("text", rsa.as_str(), RS256, "RS256"),
        ("text", p256.as_str(), ES256, "ES256"),
    ] {
        let ask_at = async |now| {
            let change = at(now, with(format, value, SecretUse::Check));
            ask(change, question(&token(example), &[algorithm])).await
        };
        // The guest's lines are escaped on their way to the reason.
        let held = ask_at(EXPIRES - 1).await;
        assert_eq!(held.replace("\\u{d}\\u{a}", "\r\n"), CLAIMS, "{algorithm}");
        assert_eq!(ask_at(EXPIRES).await, "none", "{algorithm}: it is over");
        let mut other = token(example);
        other.truncate(other.len() - 4);
        let change = at(EXPIRES - 1, with(format, value, SecretUse::Check));
        assert_eq!(
            ask(change, question(&other, &[algorithm])).await,
            "none",
            "{algorithm}: cut"
        );
    }
}

#[tokio::test]
async fn pss_holds_with_a_key_in_pem() {
    for pem in [
        include_str!("keys/public.pem"),
        include_str!("keys/public-pkcs1.pem"),
        include_str!("keys/certificate.pem"),
    ] {
        let answer = ask(with("pem", pem, SecretUse::Check), question(PS256, &["PS256"])).await;
        assert!(answer.contains("\"iss\":\"issuer\""), "{answer}");
    }
    let wrong = ask(
        with("pem", include_str!("keys/p256.pem"), SecretUse::Check),
        question(PS256, &["PS256"]),
    )
    .await;
    assert_eq!(wrong, "none", "a key of another kind");
}

#[tokio::test]
async fn a_token_that_holds_lets_a_request_in() {
    let pem = include_str!("keys/public.pem");
    assert!(accepts(with("pem", pem, SecretUse::Check), json!([question(PS256, &["PS256"])])).await);
    assert!(!accepts(with("pem", pem, SecretUse::Check), json!([question(PS256, &["RS256"])])).await);
}

#[tokio::test]
async fn the_caller_fixes_the_algorithm_and_none_is_never_one() {
    let change = || at(EXPIRES - 1, with("base64url", HS256_KEY, SecretUse::Check));
    assert_eq!(ask(change(), question(&token(HS256), &["HS512"])).await, "none");
    assert_eq!(ask(change(), question(&token(HS256), &[])).await, "none");
    let unsigned = format!("{}.{PAYLOAD}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    assert_eq!(ask(change(), question(&unsigned, &["HS256"])).await, "none");
    for algorithm in ["none", "None", "RS1", "HS1"] {
        let answer = ask(change(), question(&unsigned, &["HS256", algorithm])).await;
        assert!(answer.contains("Unsupported"), "{algorithm}: {answer}");
    }
}

#[tokio::test]
async fn a_public_key_is_never_the_key_of_a_mac() {
    // Signed with the text of the public key as the shared secret: the oldest trick of all.
    let pem = include_str!("keys/public.pem");
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#),
        URL_SAFE_NO_PAD.encode("{}")
    );
    for secret in [pem, pem.trim_end()] {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
        for format in ["pem", "text"] {
            let answer = ask(
                with(format, pem, SecretUse::Check),
                question(&token, &["HS256", "RS256"]),
            )
            .await;
            assert_eq!(answer, "none", "{format}");
        }
    }
}

#[tokio::test]
async fn what_is_no_token_does_not_hold() {
    let held = signed(&json!({"alg": "HS256"}), &json!({}));
    let parts: Vec<&str> = held.split('.').collect();
    for text in [
        String::new(),
        ".".into(),
        "..".into(),
        "a.b.c.d".into(),
        "é.é.é".into(),
        format!("{held}="),
        format!("{} .{}.{}", parts[0], parts[1], parts[2]),
        format!("{}.{}", parts[0], parts[1]),
        "a".repeat(100_000),
        signed(&json!({"alg": "HS256"}), &json!("text")),
        signed(&json!({"alg": 256}), &json!({})),
        signed(&json!({"alg": "HS256", "crit": ["exp"]}), &json!({})),
    ] {
        let answer = ask(
            with("text", "shared-key", SecretUse::Check),
            question(&text, &["HS256"]),
        )
        .await;
        assert_eq!(answer, "none", "{}", text.chars().take(60).collect::<String>());
    }
    let answer = ask(
        with("text", "shared-key", SecretUse::Check),
        question(&held, &["HS256"]),
    )
    .await;
    assert_eq!(answer, "{}");
}

#[tokio::test]
async fn time_is_the_calls_own_with_the_leeway_that_is_allowed() {
    let now = NOW / 1000;
    for (claims, leeway, holds) in [
        (json!({"exp": now + 1}), 0, true),
        (json!({"exp": now}), 0, false),
        (json!({"exp": now - 4}), 5_000, true),
        (json!({"exp": now - 5}), 5_000, false),
        (json!({"exp": now as f64 + 0.5}), 0, true),
        (json!({"exp": "tomorrow"}), 0, false),
        (json!({"exp": null}), 0, false),
        (json!({"nbf": now}), 0, true),
        (json!({"nbf": now + 1}), 0, false),
        (json!({"nbf": now + 5}), 5_000, true),
        (json!({"iat": now + 6}), 5_000, false),
    ] {
        let answer = answer(claims.clone(), json!({"leeway": leeway})).await;
        assert_eq!(answer != "none", holds, "{claims} {leeway}: {answer}");
    }
}

#[tokio::test]
async fn a_token_is_no_older_than_the_caller_wants() {
    let now = NOW / 1000;
    for (claims, holds) in [
        (json!({"iat": now - 60}), true),
        (json!({"iat": now - 61}), false),
        (json!({}), false),
        (json!({"exp": now + 1}), false),
    ] {
        let answer = answer(claims.clone(), json!({"oldest": 60_000})).await;
        assert_eq!(answer != "none", holds, "{claims}");
    }
}

#[tokio::test]
async fn audience_and_issuer_are_as_the_caller_wants() {
    for (claims, holds) in [
        (json!({"aud": "us", "iss": "them"}), true),
        (json!({"aud": ["you", "us"], "iss": "them"}), true),
        (json!({"aud": "you", "iss": "them"}), false),
        (json!({"aud": [], "iss": "them"}), false),
        (json!({"aud": "us"}), false),
        (json!({"iss": "them"}), false),
        (json!({"aud": "us", "iss": ["them"]}), false),
    ] {
        let answer = answer(claims.clone(), json!({"audience": "us", "issuer": "them"})).await;
        assert_eq!(answer != "none", holds, "{claims}");
    }
}

/// A key set by name, and what was asked to be fetched again.
struct Sets {
    set: Option<Arc<KeySet>>,
    fetches: bool,
    renewed: Mutex<Vec<String>>,
}

impl Sets {
    fn of(document: &Value, fetches: bool) -> Arc<Self> {
        Arc::new(Self {
            set: Some(Arc::new(KeySet::parse(document.to_string().as_bytes()).unwrap())),
            fetches,
            renewed: Mutex::default(),
        })
    }
}

impl Secrets for Sets {
    fn values(&self, _: &str) -> Vec<SecretValue> {
        vec![]
    }
    fn keys(&self, name: &str) -> Option<Arc<KeySet>> {
        self.set.clone().filter(|_| name == "issuer")
    }
    fn renew_keys(&self, name: &str) -> bool {
        self.renewed.lock().unwrap().push(name.to_owned());
        self.fetches
    }
}

fn by(sets: &Arc<Sets>) -> impl FnOnce(&mut Surroundings) + use<> {
    let sets = Arc::clone(sets);
    move |surroundings| surroundings.secrets = sets
}

fn by_set(token: &str, algorithms: &[&str]) -> Value {
    let mut question = question(token, algorithms);
    question["key"] = json!("issuer");
    question
}

#[tokio::test]
async fn a_key_set_is_a_jwks_or_certificates_by_id() {
    let mut jwk = rsa_jwk();
    jwk["kid"] = json!("other");
    let jwks = Sets::of(&json!({"keys": [jwk, p256_jwk(), {"kty": "oct", "k": "AA"}]}), false);
    let answer = ask(at(EXPIRES - 1, by(&jwks)), by_set(&token(ES256), &["ES256", "RS256"])).await;
    assert!(answer.contains("joe"), "{answer}");
    let answer = ask(at(EXPIRES - 1, by(&jwks)), by_set(&token(RS256), &["ES256", "RS256"])).await;
    assert!(
        answer.contains("joe"),
        "a token without a key id is tried with all: {answer}"
    );
    let certificates = Sets::of(&json!({"one": include_str!("keys/certificate.pem")}), false);
    let answer = ask(by(&certificates), by_set(PS256, &["PS256"])).await;
    assert!(answer.contains("issuer"), "{answer}");
    assert!(certificates.renewed.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_key_of_a_set_is_used_for_what_it_says_only() {
    for (name, value) in [("use", "enc"), ("alg", "PS256"), ("kid", "another")] {
        let mut jwk = rsa_jwk();
        jwk[name] = json!(value);
        let sets = Sets::of(&json!({"keys": [jwk, p256_jwk()]}), false);
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"one"}"#);
        let with_id = format!("{header}.{PAYLOAD}.{}", RS256.1);
        let asked = if name == "kid" { with_id } else { token(RS256) };
        let answer = ask(at(EXPIRES - 1, by(&sets)), by_set(&asked, &["RS256"])).await;
        assert_eq!(answer, "none", "{name}");
    }
}

#[tokio::test]
async fn an_unknown_key_id_is_the_hosts_trouble_while_it_fetches_again() {
    let other = json!({"another": include_str!("keys/certificate.pem")});
    for (fetches, expected) in [(true, "CredentialError::Missing(\"issuer\")"), (false, "none")] {
        let sets = Sets::of(&other, fetches);
        assert_eq!(ask(by(&sets), by_set(PS256, &["PS256"])).await, expected);
        assert_eq!(*sets.renewed.lock().unwrap(), ["issuer"]);
    }
}

#[tokio::test]
async fn a_set_that_is_not_there_is_missing_and_never_a_no() {
    let sets = Sets::of(&json!({"keys": [rsa_jwk()]}), false);
    let mut question = by_set(PS256, &["PS256"]);
    question["key"] = json!("nobody");
    assert_eq!(ask(by(&sets), question).await, "CredentialError::Missing(\"nobody\")");
}

#[test]
fn a_document_that_is_no_key_set_is_refused() {
    for document in [
        "",
        "[]",
        "{\"keys\":{}}",
        "{}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AA\"}]}",
        "{\"a\":\"b\"}",
    ] {
        assert!(KeySet::parse(document.as_bytes()).is_err(), "{document}");
    }
}
