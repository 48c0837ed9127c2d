//! Fills: values that are computed here and leave in their places, and that no answer brings to the guest.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use jackfield_model::description::SecretUse;
use jackfield_model::http::{BasicFill, Body, Encoding, FillValue, HttpCall, JwtFill, MacFill, Outcome, Piece, Place};
use ring::signature::KeyPair as _;

use crate::support::{NOW_MS, TOKEN, World, call, get, need, place, reply, with_fill, with_header, with_token};

async fn echo() -> World {
    World::new(|seen| {
        let header = seen.header("authorization").unwrap_or_default().to_owned();
        let quoted = serde_json::json!({ "authorization": header, "base64": STANDARD.encode(&header) }).to_string();
        Some(with_header(reply(200, quoted), "x-echo", &header))
    })
    .await
}

#[tokio::test]
async fn an_answer_that_echoes_the_secret_reaches_the_guest_without_it() {
    let world = echo().await;
    let answer = world.answer(&with_token(call("/echo"))).await;
    let body = String::from_utf8(answer.body.0).unwrap();
    assert!(body.starts_with("{\"authorization\":\"Bearer [secret]\""), "{body}");
    let kept_in_base64 = &STANDARD.encode(TOKEN)[4..20];
    assert!(
        !body.contains(kept_in_base64) && body.matches("[secret]").count() == 2,
        "{body}"
    );
    let echoed = answer.headers.iter().find(|(name, _)| name == "x-echo").unwrap();
    assert_eq!(echoed.1, "Bearer [secret]");
    assert!(world.seen()[0].header("authorization").unwrap().contains(TOKEN));
}

#[tokio::test]
async fn a_secret_that_stands_across_the_limit_is_not_cut_in_half() {
    let world = World::new(|_| Some(reply(200, format!("0123456789{TOKEN} and more")))).await;
    for most in 10..10 + u32::try_from(TOKEN.len()).unwrap() {
        let mut asked = call("/echo");
        asked.into = jackfield_model::http::Sink::Memory(most);
        let answer = world.answer(&asked).await;
        let body = String::from_utf8(answer.body.0).unwrap();
        let after = &body[10..];
        assert!("[secret]".starts_with(after) && answer.truncated, "{most}: {body}");
    }
}

#[tokio::test]
async fn cookies_stay_with_the_host() {
    let world = World::new(|_| Some(with_header(reply(200, ""), "set-cookie", "session=1"))).await;
    let answer = world.answer(&call("/v1")).await;
    assert!(answer.headers.iter().all(|(name, _)| name != "set-cookie"));
}

fn granted(world: &mut World, name: &str, format: &str, uses: Vec<SecretUse>) {
    world.allowance.secrets.push(need(name, format, uses));
}

#[tokio::test]
async fn a_basic_credential_is_user_and_secret_and_is_blotted_as_one() {
    let world = echo().await;
    let value = FillValue::Basic(BasicFill {
        user: "AC1".into(),
        secret: "token".into(),
    });
    let asked = with_fill(call("/echo"), Place::Header("authorization".into()), "Basic ", value);
    let answer = world.answer(&asked).await;
    let expected = STANDARD.encode(format!("AC1:{TOKEN}"));
    let sent = world.seen()[0].header("authorization").unwrap().to_owned();
    assert_eq!(sent, format!("Basic {expected}"));
    assert!(!String::from_utf8(answer.body.0).unwrap().contains(&expected[4..]));
}

#[tokio::test]
async fn a_mac_covers_the_body_that_leaves_with_the_key_that_the_format_hides() {
    let mut world = World::new(|_| Some(reply(200, "{}"))).await;
    let to_header = place(Place::Header("x-signature".into()));
    let to_body = place(Place::Json("/key".into()));
    granted(&mut world, "signing", "hex", vec![SecretUse::Sign(to_header)]);
    granted(&mut world, "account-key", "text", vec![SecretUse::Place(to_body)]);
    world.vault.set("signing", "000102");
    world.vault.set("account-key", "k-123456");
    let mac = FillValue::Mac(MacFill {
        secret: "signing".into(),
        algorithm: "HS256".into(),
        pieces: vec![Piece::Bytes(b"v0:".to_vec().into()), Piece::Body],
        encoding: Encoding::Hex,
    });
    // The body is finished before the MAC, whatever the order of the fills.
    let asked = with_fill(call("/v1"), Place::Header("x-signature".into()), "sha256=", mac);
    let asked = with_fill(
        asked,
        Place::Json("/key".into()),
        "",
        FillValue::Secret("account-key".into()),
    );
    world.answer(&asked).await;
    let seen = &world.seen()[0];
    let sent: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
    assert_eq!(sent["key"], "k-123456");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[0, 1, 2]);
    let tag = ring::hmac::sign(&key, &[b"v0:", seen.body.as_ref()].concat());
    assert_eq!(
        seen.header("x-signature"),
        Some(format!("sha256={}", hex::encode(tag)).as_str())
    );
}

#[tokio::test]
async fn json_without_a_fill_leaves_byte_for_byte() {
    let world = World::new(|_| Some(reply(200, "{}"))).await;
    let text = "{ \"b\": 1.0, \"a\": 12345678901234567890123, \"c\": \"\\u00e9\" }";
    let mut asked = with_token(call("/v1"));
    asked.body = Body::Json(text.into());
    world.answer(&asked).await;
    assert_eq!(world.seen()[0].body, text);
}

fn jwt(algorithm: &str, secret: &str) -> FillValue {
    FillValue::Jwt(JwtFill {
        secret: secret.into(),
        algorithm: algorithm.into(),
        header: "{\"kid\":\"k1\",\"alg\":\"none\"}".into(),
        claims: "{\"iss\":\"account\"}".into(),
        issued_at: true,
        lifetime: Some(300_000),
        unique: true,
    })
}

fn part(token: &str, at: usize) -> serde_json::Value {
    let part = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn sent_jwt(algorithm: &str, key: &str) -> String {
    let mut world = World::new(|_| Some(reply(200, "{}"))).await;
    let to_header = place(Place::Header("authorization".into()));
    granted(&mut world, "key", "text", vec![SecretUse::Sign(to_header)]);
    world.vault.set("key", key);
    let asked = with_fill(
        get("/v1"),
        Place::Header("authorization".into()),
        "Bearer ",
        jwt(algorithm, "key"),
    );
    world.answer(&asked).await;
    let sent = world.seen()[0].header("authorization").unwrap().to_owned();
    sent.trim_start_matches("Bearer ").to_owned()
}

#[tokio::test]
async fn a_jwt_is_signed_at_the_call_s_own_time() {
    let token = sent_jwt("HS256", "a shared key").await;
    assert_eq!(
        part(&token, 0),
        serde_json::json!({"alg": "HS256", "kid": "k1", "typ": "JWT"})
    );
    let claims = part(&token, 1);
    assert_eq!(
        (&claims["iss"], &claims["iat"]),
        (&"account".into(), &(NOW_MS / 1000).into())
    );
    assert_eq!(claims["exp"], NOW_MS / 1000 + 300);
    assert_eq!(claims["jti"].as_str().unwrap().len(), 32);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"a shared key");
    ring::hmac::verify(&key, signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
}

#[tokio::test]
async fn a_jwt_by_a_private_key_holds_against_its_public_key() {
    let curve = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let edwards = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let checks: [(
        &str,
        &rcgen::KeyPair,
        &'static dyn ring::signature::VerificationAlgorithm,
    ); 2] = [
        ("ES256", &curve, &ring::signature::ECDSA_P256_SHA256_FIXED),
        ("EdDSA", &edwards, &ring::signature::ED25519),
    ];
    for (algorithm, pair, verification) in checks {
        let token = sent_jwt(algorithm, &pair.serialize_pem()).await;
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = ring::signature::UnparsedPublicKey::new(verification, pair.public_key_raw());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(key.verify(signed.as_bytes(), &signature).is_ok(), "{algorithm}");
    }
}

#[tokio::test]
async fn a_jwt_by_an_rsa_key_holds_against_its_public_key() {
    let pem = include_str!("rsa_test_key.pem");
    let der = pem_der(pem);
    let pair = ring::signature::RsaKeyPair::from_pkcs8(&der).unwrap();
    let checks: [(&str, &'static dyn ring::signature::VerificationAlgorithm); 2] = [
        ("RS256", &ring::signature::RSA_PKCS1_2048_8192_SHA256),
        ("PS256", &ring::signature::RSA_PSS_2048_8192_SHA256),
    ];
    for (algorithm, verification) in checks {
        let token = sent_jwt(algorithm, pem).await;
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = ring::signature::UnparsedPublicKey::new(verification, pair.public_key().as_ref());
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        assert!(key.verify(signed.as_bytes(), &signature).is_ok(), "{algorithm}");
    }
}

fn pem_der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body).unwrap()
}

#[tokio::test]
async fn a_member_of_a_json_secret_is_filled_and_blotted() {
    let mut world = echo().await;
    let header = place(Place::Header("authorization".into()));
    granted(&mut world, "service", "json", vec![SecretUse::Place(header)]);
    world.vault.set(
        "service",
        "{\"api\":{\"key\":\"member-of-json\"},\"project\":\"public-name\"}",
    );
    let value = FillValue::Secret("service#/api/key".into());
    let asked = with_fill(call("/echo"), Place::Header("authorization".into()), "Key ", value);
    let answer = world.answer(&asked).await;
    assert_eq!(world.seen()[0].header("authorization"), Some("Key member-of-json"));
    let body = String::from_utf8(answer.body.0).unwrap();
    assert!(
        body.contains("Key [secret]") && !body.contains("member-of-json"),
        "{body}"
    );
}

#[tokio::test]
async fn a_secret_goes_into_query_path_and_form_where_the_grant_says_so() {
    let mut world = World::new(|_| Some(reply(200, "{}"))).await;
    let uses = [
        Place::Query("key".into()),
        Place::Path("/bot".into()),
        Place::Form("key".into()),
    ];
    let uses = uses.map(|to| SecretUse::Place(place(to))).into();
    granted(&mut world, "key", "text", uses);
    world.vault.set("key", "123:abc-DEF");
    let secret = || FillValue::Secret("key".into());
    world
        .answer(&with_fill(get("/v1?a=b"), Place::Query("key".into()), "", secret()))
        .await;
    world
        .answer(&with_fill(get("/botMARK/me"), Place::Path("MARK".into()), "", secret()))
        .await;
    let mut form = call("/v1");
    form.body = Body::Form(vec![("to".into(), "a b".into())]);
    world
        .answer(&with_fill(form, Place::Form("key".into()), "", secret()))
        .await;
    let seen = world.seen();
    assert_eq!(seen[0].target, "/v1?a=b&key=123%3Aabc-DEF");
    assert_eq!(seen[1].target, "/bot123:abc-DEF/me");
    assert_eq!(seen[2].body, Bytes::from("to=a+b&key=123%3Aabc-DEF"));
    assert_eq!(
        seen[2].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn small_media_are_filled_in_as_base64() {
    let world = World::new(|_| Some(reply(200, "{}"))).await;
    let id = world.store(b"a picture").await;
    let place = || Place::Json("/image".into());
    world
        .answer(&with_fill(call("/v1"), place(), "", FillValue::MediaBase64(id)))
        .await;
    let sent: serde_json::Value = serde_json::from_slice(&world.seen()[0].body).unwrap();
    assert_eq!(sent["image"], STANDARD.encode("a picture"));
    let large = world.store(&vec![1; 1024 * 1024 + 1]).await;
    let asked = with_fill(call("/v1"), place(), "", FillValue::MediaBase64(large));
    assert!(matches!(world.perform(&asked).await, Outcome::Denied(_)));
}

#[tokio::test]
async fn a_client_certificate_is_presented_and_other_calls_do_not_share_its_connection() {
    let mut world = World::new(|_| Some(reply(200, "{}"))).await;
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["client".into()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    granted(&mut world, "identity", "pem", vec![]);
    world
        .vault
        .set("identity", &format!("{}{}", certificate.pem(), key.serialize_pem()));
    let asked = HttpCall {
        client_certificate: Some("identity".into()),
        ..call("/v1")
    };
    world.answer(&asked).await;
    world.answer(&call("/v1")).await;
    world.answer(&asked).await;
    let shown: Vec<usize> = world.seen().iter().map(|seen| seen.certificates).collect();
    assert_eq!(shown, [1, 0, 1]);
}
