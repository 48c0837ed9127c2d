//! Media: uploaded by the business, or sent by consumers and fetched: id, URL, bytes.
//!
//! Source: Cloud API reference, "Media".

use bytes::Bytes;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{WhatsApp, errors, messages, success};
use crate::exchange::{Answer, Request};
use crate::multipart;
use crate::shared::Shared;

/// Where the bytes are, at the host of downloads.
pub const DOWNLOADS: &str = "/whatsapp_business/attachments/";
/// How long a URL is good.
const URL_LIFE_MS: u64 = 5 * 60 * 1000;

/// `POST /{phone-number-id}/media`.
pub fn upload(shared: &Shared, own: &WhatsApp, request: &Request) -> Answer {
    match file(request) {
        Ok((mime, bytes)) => {
            let id = (1_000_000_000_000_000 + shared.ids.next() % 1_000_000_000_000_000).to_string();
            own.keep_media(&id, &mime, bytes);
            shared.book.act("upload", id.clone());
            Answer::json(200, &json!({"id": id}))
        }
        Err(why) => {
            shared.problem(request, &why);
            errors::of(100, &why)
        }
    }
}

/// The file of an upload with its media type, or what is wrong.
fn file(request: &Request) -> Result<(String, Bytes), String> {
    let fields = multipart::fields(request.header("content-type"), &request.body)?;
    for field in &fields {
        if !["messaging_product", "type", "file"].contains(&field.name.as_str()) {
            return Err(format!("unexpected field `{}`", field.name));
        }
    }
    let find = |name: &str| {
        let mut found = fields.iter().filter(|field| field.name == name);
        match (found.next(), found.next()) {
            (Some(field), None) => Ok(field),
            (None, _) => Err(format!("the field `{name}` is missing")),
            (Some(_), Some(_)) => Err(format!("the field `{name}` is there twice")),
        }
    };
    if &*find("messaging_product")?.bytes != b"whatsapp" {
        return Err("`messaging_product` must be whatsapp".to_owned());
    }
    let kind = String::from_utf8_lossy(&find("type")?.bytes).into_owned();
    let file = find("file")?;
    if file.file_name.as_deref().unwrap_or_default().is_empty() {
        return Err("the file has no name".to_owned());
    }
    let mime = file.media_type.clone().unwrap_or_default();
    if mime.is_empty() || essence(&kind) != essence(&mime) {
        return Err(format!("`type` is `{kind}`, the file is `{mime}`"));
    }
    let mime = essence(&mime).to_owned();
    for family in ["image", "video", "audio", "sticker"] {
        let (types, most) = messages::takes(family);
        if types.contains(&mime.as_str()) && file.bytes.len() > most {
            return Err(format!("{} bytes of {mime}, at most {most}", file.bytes.len()));
        }
    }
    if file.bytes.is_empty() {
        return Err("the file is empty".to_owned());
    }
    Ok((mime, file.bytes.clone()))
}

fn essence(mime: &str) -> &str {
    mime.split(';').next().unwrap_or_default().trim()
}

/// `GET /{media-id}`: where the bytes are.
pub fn locate(shared: &Shared, own: &WhatsApp, request: &Request, id: &str) -> Answer {
    let mut state = own.state();
    let Some(media) = state.media.get_mut(id) else {
        return errors::no_media();
    };
    if request
        .query("phone_number_id")
        .is_some_and(|number| number != shared.config.account.address)
    {
        shared.problem(request, "`phone_number_id` is not the account's");
        return errors::no_media();
    }
    media.asked_ms = shared.config.clock.now_ms();
    let body = json!({
        "messaging_product": "whatsapp",
        "url": url(shared, id, media.asked_ms),
        "mime_type": media.mime,
        "sha256": hex::encode(Sha256::digest(&media.bytes)),
        "file_size": media.bytes.len(),
        "id": id,
    });
    Answer::json(200, &body)
}

/// The short-lived URL of media that was asked for at this time.
pub fn url(shared: &Shared, id: &str, asked_ms: u64) -> String {
    let host = shared.config.network.hosts()[1];
    let until = (asked_ms + URL_LIFE_MS) / 1000;
    format!(
        "https://{host}{DOWNLOADS}?mid={id}&source=getMedia&ext={until}&hash={}",
        proof(id, until)
    )
}

fn proof(id: &str, until: u64) -> String {
    crate::ids::digest(&["media", id, &until.to_string()])[..32].to_owned()
}

/// `GET` of a URL that was told before.
pub fn download(shared: &Shared, own: &WhatsApp, request: &Request) -> Answer {
    let (id, until) = (
        request.query("mid").unwrap_or_default(),
        request.query("ext").unwrap_or_default(),
    );
    let until = until.parse().unwrap_or_default();
    if request.query("hash").is_none_or(|hash| hash != proof(&id, until)) {
        shared.problem(request, "this URL was never told");
        return gone();
    }
    let state = own.state();
    match state.media.get(&id) {
        Some(media) if until >= shared.config.clock.now_ms() / 1000 => Answer::bytes(&media.mime, media.bytes.clone()),
        _ => gone(),
    }
}

fn gone() -> Answer {
    Answer {
        status: 404,
        headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
        body: Bytes::from_static(b"<html><title>Not Found</title></html>"),
    }
}

/// `DELETE /{media-id}`.
pub fn delete(shared: &Shared, own: &WhatsApp, request: &Request, id: &str) -> Answer {
    match own.state().media.remove(id) {
        Some(_) => success(),
        None => {
            shared.problem(request, "no such media");
            errors::no_media()
        }
    }
}
