//! A message body in the making: media that must go up first stand in it as marks.

use jackfield_sdk::build::{call, field, file, item, post_json};
use jackfield_sdk::content::{Media, MediaSource};
use jackfield_sdk::http::{Body, HttpCall};
use jackfield_sdk::json::{Value, json};
use jackfield_sdk::types::{Item, Scope};
use serde::{Deserialize, Serialize};

use crate::job::{ACCESS_TOKEN, Job};
use crate::wire::Settings;

/// The key under which a media object keeps its id at the network.
const MEDIA_ID: &str = "media-id";
/// Uploaded ids live 30 days (Cloud API reference, Media; read August 2026); a day less, so that none dies on the way.
const MEDIA_ID_LIFE_MS: u64 = 29 * 24 * 60 * 60 * 1000;
/// A member that no content of ours and no network has: stands where the id of an upload belongs.
const MARK: &str = "\u{0}upload";
/// Up to 100 MB in one call.
const UPLOAD_MS: u32 = 120_000;

/// Stored in continuations: members are added, never renamed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    pub envelope: String,
    pub by_phone: bool,
    pub body: Value,
    uploads: Vec<Upload>,
    /// How many of them are done.
    done: usize,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Upload {
    stored: String,
    mime: String,
    name: String,
}

impl Draft {
    /// A draft that needs no upload.
    pub fn of(body: Value) -> Draft {
        Draft {
            body,
            ..Draft::default()
        }
    }

    /// A reference to media for the body: a link, an id known from before, or the mark of an upload. None for media that
    /// an outbound message cannot have.
    pub fn refer(&mut self, media: &Media, context: &[Item]) -> Option<Value> {
        let stored = match &media.source {
            MediaSource::Link(url) => return Some(json!({ "link": url })),
            MediaSource::Stored(id) => id,
            MediaSource::Reference(_) | MediaSource::Inline(_) => return None,
        };
        let known = context
            .iter()
            .find(|item| item.scope == Scope::Media && item.owner.as_ref() == Some(stored) && item.key == MEDIA_ID);
        if let Some(item) = known {
            return Some(json!({ "id": item.value }));
        }
        let upload = Upload {
            stored: stored.clone(),
            mime: media
                .mime
                .clone()
                .unwrap_or_else(|| "application/octet-stream".to_owned()),
            name: media.name.clone().unwrap_or_else(|| "file".to_owned()),
        };
        let index = self
            .uploads
            .iter()
            .position(|known| *known == upload)
            .unwrap_or_else(|| {
                self.uploads.push(upload);
                self.uploads.len() - 1
            });
        Some(json!({ MARK: index }))
    }

    /// The upload that was under way has this id; what to keep of it.
    pub fn take_upload(&mut self, id: String, now: u64) -> Option<Item> {
        let upload = self.uploads.get(self.done)?;
        let kept = Item {
            owner: Some(upload.stored.clone()),
            until: Some(now.saturating_add(MEDIA_ID_LIFE_MS)),
            ..item(Scope::Media, MEDIA_ID, id.clone())
        };
        replace(&mut self.body, self.done, &id);
        self.done += 1;
        Some(kept)
    }

    /// The next call, and what goes on after it.
    pub fn next(self, settings: &Settings) -> (HttpCall, Job) {
        let Some(upload) = self.uploads.get(self.done) else {
            let call = post_json(settings.of_phone("/messages"), "messages", &self.body).bearer(ACCESS_TOKEN);
            return (
                call,
                Job::Message {
                    envelope: self.envelope,
                    by_phone: self.by_phone,
                },
            );
        };
        let parts = vec![
            field("messaging_product", "whatsapp"),
            field("type", &*upload.mime),
            file("file", &upload.stored, &*upload.name, &*upload.mime),
        ];
        let call = HttpCall {
            timeout: Some(UPLOAD_MS),
            // A second copy at the network harms nobody.
            repeatable: true,
            ..call("POST", settings.of_phone("/media"), "media", Body::Multipart(parts))
        };
        (call.bearer(ACCESS_TOKEN), Job::Upload(self))
    }
}

/// Puts the id where the mark of this upload stands.
fn replace(value: &mut Value, index: usize, id: &str) {
    match value {
        Value::Object(members) => {
            if members.get(MARK).and_then(Value::as_u64) == Some(index as u64) {
                members.remove(MARK);
                members.insert("id".to_owned(), json!(id));
            }
            members.values_mut().for_each(|member| replace(member, index, id));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, index, id)),
        _ => {}
    }
}
