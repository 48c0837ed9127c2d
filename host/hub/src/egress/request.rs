//! A filled call as the request that goes onto the wire.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderName, HeaderValue, Request};
use jackfield_model::egress::Prepared;
use jackfield_model::http::Sink;
use url::Url;

use super::body::Outgoing;
use super::encoding::ACCEPTED;

/// How the host names itself where a plugin names nothing.
const AGENT: &str = concat!("jackfield/", env!("CARGO_PKG_VERSION"));

/// The head of a request, which may be sent twice: everything but its body.
pub(super) struct Head {
    method: http::Method,
    uri: http::Uri,
    headers: http::HeaderMap,
}

/// The call cannot be written as HTTP.
#[derive(Debug, thiserror::Error)]
#[error("the call cannot be written as HTTP: {0}")]
pub(super) struct NoHttp(String);

impl Head {
    /// Writes the head of a filled call with a body of this content type.
    pub fn new(prepared: &Prepared, content_type: Option<&str>) -> Result<Self, NoHttp> {
        let wrong = |what: &str| NoHttp(what.to_owned());
        let mut headers = http::HeaderMap::with_capacity(prepared.headers.len() + 5);
        headers.insert(HOST, value(&authority(&prepared.url)).ok_or_else(|| wrong("host"))?);
        for (name, text) in &prepared.headers {
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong(name))?;
            headers.append(header, value(text).ok_or_else(|| wrong(name))?);
        }
        headers.entry(USER_AGENT).or_insert(HeaderValue::from_static(AGENT));
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        // The host undoes encodings, so the host says which. Media are compressed already.
        let encodings = match prepared.into {
            Sink::Memory(_) => ACCEPTED,
            Sink::Store(_) => "identity",
        };
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encodings));
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, value(content_type).ok_or_else(|| wrong("content-type"))?);
        }
        let target = &prepared.url[url::Position::BeforePath..url::Position::AfterQuery];
        Ok(Self {
            method: prepared.method.parse().map_err(|_| wrong("method"))?,
            uri: target.parse().map_err(|_| wrong("path"))?,
            headers,
        })
    }

    /// The request with this body.
    pub fn with(&self, body: Outgoing) -> Request<Outgoing> {
        let mut request = Request::new(body);
        request.method_mut().clone_from(&self.method);
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        request
    }
}

/// The host and, unless it is the scheme's own, the port: the real ones, wherever an override leads.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Text as header bytes: U+0080..U+00FF are the bytes of that number.
fn value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    HeaderValue::from_maybe_shared(Bytes::from(bytes?)).ok()
}

/// Header bytes as text, the other way round.
pub(super) fn text(value: &HeaderValue) -> String {
    value.as_bytes().iter().map(|byte| char::from(*byte)).collect()
}
