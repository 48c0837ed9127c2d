//! Is this request from Meta? The signature is over exactly the bytes that came.
//!
//! Source: Graph API, Webhooks, "Verification requests" and "Event notifications" (read August 2026).

use jackfield_sdk::build::{reject, reply, reply_text};
use jackfield_sdk::http::Request;
use jackfield_sdk::{Verdict, encoding, headers, query, secrets};

const SIGNATURE: &str = "x-hub-signature-256";
/// The longest challenge that is given back, bytes; Meta's are ten digits, the contract allows 1 KiB.
const CHALLENGE_BYTES: usize = 1024;

pub fn authenticate(request: &Request) -> Verdict {
    match request.method.as_str() {
        "POST" => notification(request),
        "GET" => handshake(request),
        _ => reject(405, "Meta calls with GET and POST only"),
    }
}

fn handshake(request: &Request) -> Verdict {
    let pairs = query::of_url(&request.url);
    let (Some("subscribe"), Some(token), Some(challenge)) = (
        query::find(&pairs, "hub.mode"),
        query::find(&pairs, "hub.verify_token"),
        query::find(&pairs, "hub.challenge"),
    ) else {
        return reject(
            400,
            "no handshake: hub.mode, hub.verify_token or hub.challenge is missing",
        );
    };
    if challenge.len() > CHALLENGE_BYTES {
        return reject(400, "the challenge is longer than any of Meta's");
    }
    match secrets::equals("verify-token", token) {
        Ok(true) => Verdict::Answer(reply_text(200, challenge)),
        Ok(false) => reject(
            403,
            "the verify token in Meta's app dashboard is not the one entered here",
        ),
        Err(error) => reject(403, format!("verify-token: {error:?}")),
    }
}

fn notification(request: &Request) -> Verdict {
    let Some(header) = headers::find(&request.headers, SIGNATURE) else {
        return reject(401, "no x-hub-signature-256");
    };
    let Some(tag) = header
        .strip_prefix("sha256=")
        .and_then(encoding::from_hex)
        .filter(|tag| tag.len() == 32)
    else {
        return reject(401, "x-hub-signature-256 is not sha256= and 64 hex digits");
    };
    match secrets::verify_mac("app-secret", "HS256", &request.body, &tag) {
        Ok(true) => Verdict::Accept(reply(200)),
        Ok(false) => reject(
            401,
            "the signature does not fit: is app-secret that of the app which owns the webhook?",
        ),
        Err(error) => reject(401, format!("app-secret: {error:?}")),
    }
}
