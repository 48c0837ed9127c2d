//! What consumers sent, as bytes: prepared first, where it is a long film.

use bytes::Bytes;
use serde_json::json;

use super::{Line, errors};
use crate::exchange::Answer;

/// `GET /v2/bot/message/{id}/content`: 202 while it is being prepared.
pub fn content(own: &Line, message: &str) -> Answer {
    match own.state().content.get(message) {
        None => errors::of(404, "Not found"),
        Some(content) if content.preparing > 0 => Answer {
            status: 202,
            headers: Vec::new(),
            body: Bytes::new(),
        },
        Some(content) => Answer::bytes(&content.mime, content.bytes.clone()),
    }
}

/// `GET /v2/bot/message/{id}/content/preview`: the simulator's thumbnails are the pictures themselves.
pub fn preview(own: &Line, message: &str) -> Answer {
    match own.state().content.get(message) {
        Some(content) if content.mime.starts_with("image/") || content.mime.starts_with("video/") => {
            Answer::bytes(&content.mime, content.bytes.clone())
        }
        _ => errors::of(404, "Not found"),
    }
}

/// `GET /v2/bot/message/{id}/content/transcoding`: each look brings it nearer.
pub fn transcoding(own: &Line, message: &str) -> Answer {
    match own.state().content.get_mut(message) {
        None => errors::of(404, "Not found"),
        Some(content) => {
            content.preparing = content.preparing.saturating_sub(1);
            let status = if content.preparing > 0 {
                "processing"
            } else {
                "succeeded"
            };
            Answer::json(200, &json!({"status": status}))
        }
    }
}
