//! The signature: `x-signature` is the hex of HMAC-SHA256 over the raw body, under the signing secret.

use jackfield_sdk::build::{reject, reply};
use jackfield_sdk::http::Request;
use jackfield_sdk::secrets::verify_mac;
use jackfield_sdk::{Verdict, encoding, headers};

use crate::wire::SIGNING_SECRET;

/// Accepts what the network signed. The secret stays with the host: this asks it for a yes or a no.
pub fn authenticate(request: &Request) -> Verdict {
    if request.method != "POST" {
        return reject(405, "webhooks are posted");
    }
    let signature = headers::find(&request.headers, "x-signature").and_then(encoding::from_hex);
    let Some(tag) = signature else {
        return reject(401, "there is no x-signature header with hex in it");
    };
    match verify_mac(SIGNING_SECRET, "HS256", &request.body, &tag) {
        Ok(true) => Verdict::Accept(reply(200)),
        Ok(false) => reject(401, "x-signature does not match: is it the secret of this account?"),
        Err(error) => reject(401, format!("the signature could not be checked: {error:?}")),
    }
}

#[cfg(test)]
mod tests {
    use jackfield_sdk::secrets::mac;
    use jackfield_sdk::testing::{request, with_secrets};

    use super::*;

    const SECRETS: [(&str, &str); 1] = [(SIGNING_SECRET, "sesame")];

    fn is_accepted(secrets: &[(&str, &str)], signature: &str, body: &[u8]) -> bool {
        let request = request("POST", "", &[("x-signature", signature)], body);
        with_secrets(secrets, || matches!(authenticate(&request), Verdict::Accept(_)))
    }

    #[test]
    fn what_is_signed_is_accepted_and_nothing_else() {
        let body = br#"{"messages":[]}"#;
        let tag = with_secrets(&SECRETS, || mac(SIGNING_SECRET, "HS256", body)).expect("a tag");
        let signature = encoding::to_hex(&tag);
        assert!(is_accepted(&SECRETS, &signature, body));
        assert!(!is_accepted(&SECRETS, &signature, b"{}"), "another body");
        assert!(!is_accepted(&[(SIGNING_SECRET, "other")], &signature, body));
        assert!(!is_accepted(&[], &signature, body), "no secret is no yes");
        assert!(!is_accepted(&SECRETS, "", body));
    }
}
