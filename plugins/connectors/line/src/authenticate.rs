//! The signature: `x-line-signature` is the Base64 of HMAC-SHA256 over the raw body, its key the channel secret as text.
//!
//! LINE knows no handshake. Its console's «Verify» posts a signed body without events, which is accepted like any other.
//! Checked against the validator of line-bot-sdk 3.27.0: tests/vectors.json.

use jackfield_sdk::build::{reject, reply};
use jackfield_sdk::http::Request;
use jackfield_sdk::secrets::verify_mac;
use jackfield_sdk::{Verdict, encoding, headers};

use crate::wire::CHANNEL_SECRET;

/// Bytes of an HMAC-SHA256.
const TAG_BYTES: usize = 32;

/// Accepts what LINE signed. A secret that is missing is a refusal too, and its reason says so: LINE delivers again.
pub fn authenticate(request: &Request) -> Verdict {
    if request.method != "POST" {
        return reject(405, "LINE posts its webhooks");
    }
    let Some(signature) = headers::find(&request.headers, "x-line-signature") else {
        return reject(401, "there is no x-line-signature header");
    };
    let Some(tag) = encoding::from_base64(signature).filter(|tag| tag.len() == TAG_BYTES) else {
        return reject(401, "x-line-signature is not the Base64 of 32 bytes");
    };
    match verify_mac(CHANNEL_SECRET, "HS256", &request.body, &tag) {
        Ok(true) => Verdict::Accept(reply(200)),
        Ok(false) => reject(
            401,
            "x-line-signature does not match: is the channel secret that of this channel?",
        ),
        Err(error) => reject(401, format!("the signature could not be checked: {error:?}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jackfield_sdk::json::{self, Fields};
    use jackfield_sdk::testing::{request, with_secrets};

    use super::*;

    fn status(secret: &[(&str, &str)], signature: &str, body: &[u8]) -> u16 {
        let request = request("POST", "", &[("x-line-signature", signature)], body);
        match with_secrets(secret, || authenticate(&request)) {
            Verdict::Accept(reply) => reply.status,
            Verdict::Reject(rejection) => rejection.status,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_recorded_signatures_hold_and_no_flipped_bit_does() {
        let vectors = json::parse(include_bytes!("../tests/vectors.json")).unwrap();
        let vectors = vectors.as_array().unwrap();
        assert!(!vectors.is_empty());
        for vector in vectors {
            let secret = [(CHANNEL_SECRET, vector.text("channelSecret").unwrap())];
            let (signature, body) = (
                vector.text("signature").unwrap(),
                vector.text("body").unwrap().as_bytes(),
            );
            assert_eq!(status(&secret, signature, body), 200);
            for at in [0, body.len() / 2, body.len() - 1] {
                let mut flipped = body.to_vec();
                flipped[at] ^= 1;
                assert_eq!(status(&secret, signature, &flipped), 401, "byte {at}");
            }
            let mut tag = encoding::from_base64(signature).unwrap();
            tag[31] ^= 0x80;
            assert_eq!(status(&secret, &encoding::to_base64(&tag), body), 401);
            assert_eq!(status(&[], signature, body), 401, "a missing secret accepts nothing");
        }
    }

    #[test]
    fn what_cannot_be_a_signature_is_refused() {
        let secret = [(CHANNEL_SECRET, "0123456789abcdef0123456789abcdef")];
        for wrong in ["", "!!", "aGk="] {
            assert_eq!(status(&secret, wrong, b"{}"), 401, "{wrong}");
        }
        let get = request("GET", "", &[], b"");
        assert!(matches!(authenticate(&get), Verdict::Reject(r) if r.status == 405));
        let unsigned = request("POST", "", &[], b"{}");
        assert!(matches!(authenticate(&unsigned), Verdict::Reject(r) if r.status == 401));
    }
}
