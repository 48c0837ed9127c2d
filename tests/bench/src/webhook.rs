//! A signed webhook as the network sends it: one short text of one consumer, 500 bytes.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_model::http::{Peer, Request};
use sha2::Sha256;

/// The app secret of the benchmarks' account.
pub const SECRET: &str = "meta-app-secret-0123456789abcdef";
/// The account's settings.
pub const SETTINGS: &str = r#"{"phone_number_id": "106540352242922", "waba_id": "102290129340398"}"#;
/// The instant of every call, milliseconds since 1970.
pub const NOW: u64 = 1_732_400_002_000;

/// The body of one message: `message` makes its id its own, `consumer` its conversation.
#[must_use]
pub fn body(message: u64, consumer: u64) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102290129340398","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550001111","phone_number_id":"106540352242922"}},"contacts":[{{"profile":{{"name":"Ana"}},"wa_id":"1555{consumer:07}"}}],"messages":[{{"from":"1555{consumer:07}","id":"wamid.{message:016}","timestamp":"1732400001","type":"text","text":{{"body":"hello there, how are you today?"}}}}]}},"field":"messages"}}]}}]}}"#
    )
}

/// The signature header's value.
#[must_use]
pub fn signature(body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap_or_else(|_| unreachable!("any length is a key"));
    mac.update(body.as_bytes());
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// The request as a plugin sees it.
#[must_use]
pub fn request(message: u64, consumer: u64) -> Request {
    let body = body(message, consumer);
    Request {
        method: "POST".to_owned(),
        url: "https://brand.example/channels/bench".to_owned(),
        path: "/".to_owned(),
        headers: vec![
            ("host".to_owned(), "brand.example".to_owned()),
            ("content-type".to_owned(), "application/json".to_owned()),
            ("x-hub-signature-256".to_owned(), signature(&body)),
        ],
        body: body.into_bytes().into(),
        received: NOW,
        peer: Peer {
            address: Some("203.0.113.7".to_owned()),
            certificate: None,
        },
        extra: vec![],
    }
}
