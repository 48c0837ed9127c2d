//! The finished body of a call: the bytes that leave, after the fills that go into it.

use bytes::Bytes;
use jackfield_model::egress::{Payload, Prepared};
use jackfield_model::http::{Body, HttpCall, Place};

use super::body::Outgoing;

/// A body that is ready to leave, as often as it must.
pub(super) enum Finished {
    /// In memory.
    Whole { content_type: Option<String>, bytes: Bytes },
}

impl Finished {
    pub fn content_type(&self) -> Option<&str> {
        match self {
            Self::Whole { content_type, .. } => content_type.as_deref(),
        }
    }

    /// The bytes, when they are in memory.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Whole { bytes, .. } => Some(bytes),
        }
    }

    /// The body to send; every call gives it anew.
    pub fn outgoing(&self) -> Outgoing {
        match self {
            Self::Whole { bytes, .. } => Outgoing::whole(bytes.clone()),
        }
    }
}

/// Writes the payload. JSON into which nothing was filled leaves as the plugin wrote it: it may have been signed by then.
pub(super) fn finish(call: &HttpCall, prepared: &Prepared) -> Result<Finished, String> {
    let whole = |content_type: &str, bytes: Vec<u8>| Finished::Whole {
        content_type: Some(content_type.to_owned()),
        bytes: bytes.into(),
    };
    Ok(match &prepared.payload {
        Payload::Empty => Finished::Whole {
            content_type: None,
            bytes: Bytes::new(),
        },
        Payload::Bytes { content_type, content } => whole(content_type, content.clone()),
        Payload::Json(json) => {
            let filled = call.fills.iter().any(|fill| matches!(fill.place, Place::Json(_)));
            let text = match &call.body {
                Body::Json(text) if !filled => text.clone(),
                _ => json.to_string(),
            };
            whole("application/json", text.into_bytes())
        }
        Payload::Form(fields) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields);
            whole("application/x-www-form-urlencoded", form.finish().into_bytes())
        }
        Payload::Multipart(_) | Payload::Media { .. } => {
            return Err("bodies with media are not streamed yet".to_owned());
        }
    })
}
