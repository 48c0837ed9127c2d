//! A request as it came and the answer that it gets, the same for both networks.

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::Value;

/// A request, read whole.
#[derive(Debug)]
pub struct Request {
    /// Line and headers.
    pub head: Parts,
    /// The body.
    pub body: Bytes,
}

impl Request {
    /// A header's value; empty when it is missing or no text.
    pub fn header(&self, name: &str) -> &str {
        self.head
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// The host that was asked for, without a port.
    pub fn host(&self) -> &str {
        let host = self.head.uri.host().unwrap_or_else(|| self.header("host"));
        match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        }
    }

    /// The decoded value of a member of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.head.uri.query().unwrap_or_default();
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key) == name).then(|| decode(value))
        })
    }

    /// The media type of the body, without parameters, in lower case.
    pub fn media_type(&self) -> String {
        let text = self.header("content-type").split(';').next().unwrap_or_default();
        text.trim().to_ascii_lowercase()
    }
}

/// Undoes the encoding of a query's part; what is no encoding stays.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (code, bytes[at]) {
            (Some(byte), _) => {
                out.push(byte);
                at += 2;
            }
            (None, b'+') => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An answer in the making.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers beside length and date.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// JSON with this status.
    pub fn json(status: u16, body: &Value) -> Answer {
        Answer {
            status,
            headers: vec![("content-type", "application/json; charset=UTF-8".to_owned())],
            body: Bytes::from(body.to_string()),
        }
    }

    /// Bytes of a media type.
    pub fn bytes(media_type: &str, body: Bytes) -> Answer {
        Answer {
            status: 200,
            headers: vec![("content-type", media_type.to_owned())],
            body,
        }
    }

    /// With one more header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_decoded_and_what_is_no_code_stays() {
        assert_eq!(decode("a%20b+c%2Bd"), "a b c+d");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%C3%A9"), "%zzé");
    }
}
