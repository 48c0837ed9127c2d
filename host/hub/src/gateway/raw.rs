//! A webhook's raw request as the store keeps it: a line of JSON, then the body's bytes untouched.

use jackfield_model::bytes::Bytes;
use jackfield_model::http::{Headers, Peer, Request};
use serde::Serialize;

/// A request without its body, under the names of [`Request`].
#[derive(Serialize)]
struct Head<'a> {
    method: &'a str,
    url: &'a str,
    path: &'a str,
    headers: &'a Headers,
    received: u64,
    peer: &'a Peer,
}

/// Encodes a request.
pub(crate) fn encode(request: &Request) -> Vec<u8> {
    let head = Head {
        method: &request.method,
        url: &request.url,
        path: &request.path,
        headers: &request.headers,
        received: request.received,
        peer: &request.peer,
    };
    // Texts and numbers only, for which serde_json has no error.
    let mut out = serde_json::to_vec(&head).unwrap_or_default();
    out.push(b'\n');
    out.extend_from_slice(&request.body.0);
    out
}

/// Decodes what [`encode`] made; none for what it did not.
pub(crate) fn decode(stored: &[u8]) -> Option<Request> {
    // JSON has no raw line feed, so the first one ends the head.
    let end = stored.iter().position(|byte| *byte == b'\n')?;
    let (head, body) = stored.split_at(end);
    let mut request: Request = serde_json::from_slice(head).ok()?;
    request.body = Bytes(body.get(1..).unwrap_or_default().to_vec());
    Some(request)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_came_in_comes_back_byte_for_byte() {
        let request = Request {
            method: "POST".to_owned(),
            url: "https://brand.example/channels/a/x%2F?y=\"\n".to_owned(),
            path: "/x%2F".to_owned(),
            headers: vec![("x-signature".to_owned(), "\u{e9}\n=".to_owned())],
            body: vec![0, 10, 255, 13, 10].into(),
            received: 7,
            peer: Peer {
                address: Some("203.0.113.9".to_owned()),
                certificate: None,
            },
            extra: vec![],
        };
        assert_eq!(decode(&encode(&request)).unwrap(), request);
        assert!(decode(b"{}").is_none());
        assert!(decode(b"nonsense\n").is_none());
    }
}
