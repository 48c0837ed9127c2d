//! A call after its one parse: what is checked, filled and dialled.

use url::Url;

use crate::http::{FormPart, MediaBody, Sink};

/// What a prepared call carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    Empty,
    Bytes { content_type: String, content: Vec<u8> },
    Json(serde_json::Value),
    Form(Vec<(String, String)>),
    Multipart(Vec<FormPart>),
    Media { content_type: String, content: MediaBody },
}

/// A call that the grant allows. Its URL was parsed once: dial what stands here, never the plugin's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Upper case.
    pub method: String,
    pub url: Url,
    /// Lower-case names; none that is the host's own.
    pub headers: Vec<(String, String)>,
    pub payload: Payload,
    pub into: Sink,
    /// For the whole exchange, milliseconds.
    pub timeout_ms: u32,
    /// May be performed twice.
    pub repeatable: bool,
    pub label: String,
    /// The host stands in the grant's list of private hosts: loopback and private addresses may be dialled.
    pub private_allowed: bool,
    /// Only a media reach covers it: the guest sees nothing of the body, whatever the status.
    pub media_only: bool,
}
