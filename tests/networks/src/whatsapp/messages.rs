//! The strict shape of what is posted to `/messages`. Source: Cloud API reference, "Messages".

use std::cell::RefCell;

use serde_json::Value;

use super::{contacts, interactive, template};
use crate::shape::{self, Flaw, Part, Unit, boolean};

/// Members that every message may have beside its content.
const FRAME: [&str; 7] = [
    "messaging_product",
    "type",
    "recipient_type",
    "to",
    "recipient",
    "context",
    "biz_opaque_callback_data",
];
/// Kinds of content, which are also the names of its members.
pub const KINDS: [&str; 11] = [
    "text",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "interactive",
    "template",
];

/// What a media id names; none when the network does not have it.
pub struct MediaFacts {
    /// Its media type.
    pub mime: String,
    /// Bytes.
    pub size: usize,
}

/// Looks a media id up.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<MediaFacts>;

/// All flaws of a message, a read mark or a typing sign.
pub fn flaws(body: &Value, lookup: Lookup<'_>) -> Vec<Flaw> {
    shape::check(body, |part| {
        if part.has("status") {
            sign(part);
        } else {
            message(part, lookup);
        }
    })
}

fn product(part: Part<'_>) {
    part.member("messaging_product", |product| product.one_of(&["whatsapp"]));
}

fn sign(part: Part<'_>) {
    part.object(&["messaging_product", "status", "message_id"], &["typing_indicator"]);
    product(part);
    part.member("status", |status| status.one_of(&["read"]));
    part.member("message_id", wamid);
    part.member("typing_indicator", |typing| {
        typing.object(&["type"], &[]);
        typing.member("type", |kind| kind.one_of(&["text"]));
    });
}

/// An id of a message.
pub fn wamid(part: Part<'_>) {
    match part.value().as_str() {
        Some(id) if id.starts_with("wamid.") && id.len() > 6 && id.len() <= 256 => {}
        _ => part.flaw("must be the id of a message (wamid.…)"),
    }
}

fn message(part: Part<'_>, lookup: Lookup<'_>) {
    let kind = part.word("type");
    if !KINDS.contains(&kind) {
        part.object(&["messaging_product", "type"], &FRAME);
        part.member("type", |kind| kind.one_of(&KINDS));
        return;
    }
    part.object(&["messaging_product", "type", kind], &FRAME);
    product(part);
    recipient(part);
    part.member("context", |context| {
        context.object(&["message_id"], &[]);
        context.member("message_id", wamid);
    });
    part.member("biz_opaque_callback_data", |data| data.text(1..=512, Unit::Scalars));
    part.member(kind, |content| self::content(kind, content, lookup));
}

fn recipient(part: Part<'_>) {
    let group = part.word("recipient_type") == "group";
    part.member("recipient_type", |kind| kind.one_of(&["individual", "group"]));
    match (part.has("to"), part.has("recipient")) {
        (true, true) => part.flaw("`to` and `recipient` exclude each other"),
        (false, false) => part.flaw("`to` or `recipient` is required"),
        _ => {}
    }
    part.member("to", |to| {
        if group {
            to.bytes_of(1..=256, "the id of a group", |byte| byte.is_ascii_graphic());
        } else {
            phone(to);
        }
    });
    part.member("recipient", |recipient| {
        let sound = recipient
            .value()
            .as_str()
            .and_then(|id| id.split_once('.'))
            .is_some_and(|(country, rest)| {
                country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()) && !rest.is_empty()
            });
        if !sound {
            recipient.flaw("must be a business-scoped user id such as US.1349");
        }
    });
}

/// Digits of a phone number with or without a plus.
pub fn phone(part: Part<'_>) {
    let digits = part.value().as_str().map(|text| text.strip_prefix('+').unwrap_or(text));
    let sound =
        digits.is_some_and(|digits| (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
    if !sound {
        part.flaw("must be the digits of a phone number");
    }
}

fn content(kind: &str, part: Part<'_>, lookup: Lookup<'_>) {
    match kind {
        "text" => {
            part.object(&["body"], &["preview_url"]);
            part.member("body", |body| body.text(1..=4096, Unit::Scalars));
            part.member("preview_url", boolean);
        }
        "image" | "video" | "document" | "audio" | "sticker" => media(kind, part, lookup),
        "location" => location(part),
        "contacts" => part.list(1..=257, contacts::contact),
        "reaction" => reaction(part),
        "interactive" => interactive::interactive(part, lookup),
        _ => template::template(part, lookup),
    }
}

/// A media object under a message.
fn media(kind: &str, part: Part<'_>, lookup: Lookup<'_>) {
    let more: &[&str] = match kind {
        "image" | "video" => &["id", "link", "caption"],
        "document" => &["id", "link", "caption", "filename"],
        "audio" => &["id", "link", "voice"],
        _ => &["id", "link"],
    };
    part.object(&[], more);
    reference(kind, part, lookup);
    part.member("caption", |caption| caption.text(0..=1024, Unit::Scalars));
    part.member("filename", |name| name.text(1..=240, Unit::Scalars));
    part.member("voice", boolean);
}

/// Either an id that the network has, of a type and size that the kind takes, or a link.
pub fn reference(kind: &str, part: Part<'_>, lookup: Lookup<'_>) {
    match (part.has("id"), part.has("link")) {
        (true, true) => part.flaw("`id` and `link` exclude each other"),
        (false, false) => part.flaw("`id` or `link` is required"),
        _ => {}
    }
    part.member("link", |link| link.url(&["https", "http"], 2048));
    part.member("id", |id| match id.value().as_str().and_then(lookup) {
        None => id.flaw("no such media"),
        Some(facts) => {
            let (types, most) = takes(kind);
            if !types.is_empty() && !types.contains(&facts.mime.as_str()) {
                id.flaw(format!("{} is no {kind}", facts.mime));
            }
            if facts.size > most {
                id.flaw(format!("{} bytes, at most {most}", facts.size));
            }
        }
    });
}

/// Media types (none: all) and bytes that a kind takes. Source: Cloud API reference, "Media", "Supported media types".
pub fn takes(kind: &str) -> (&'static [&'static str], usize) {
    const MB: usize = 1024 * 1024;
    match kind {
        "image" => (&["image/jpeg", "image/png"], 5 * MB),
        "video" => (&["video/mp4", "video/3gpp"], 16 * MB),
        "audio" => (
            &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
            16 * MB,
        ),
        "sticker" => (&["image/webp"], 500 * 1024),
        _ => (&[], 100 * MB),
    }
}

/// A header of an interactive message or a parameter of a template: an object that names its media by kind.
pub fn header_media(part: Part<'_>, kind: &str, lookup: Lookup<'_>) {
    part.member(kind, |media| {
        media.object(
            &[],
            if kind == "document" {
                &["id", "link", "filename"]
            } else {
                &["id", "link"]
            },
        );
        reference(kind, media, lookup);
    });
}

/// A place.
pub fn location(part: Part<'_>) {
    part.object(&["latitude", "longitude"], &["name", "address"]);
    part.member("latitude", |degrees| degrees.number(-90.0..=90.0));
    part.member("longitude", |degrees| degrees.number(-180.0..=180.0));
    part.members(&["name", "address"], |text| text.text(1..=1000, Unit::Scalars));
}

fn reaction(part: Part<'_>) {
    part.object(&["message_id", "emoji"], &[]);
    part.member("message_id", wamid);
    part.member("emoji", |emoji| {
        emoji.text(0..=16, Unit::Scalars);
        if emoji
            .value()
            .as_str()
            .is_some_and(|text| text.bytes().any(|byte| byte.is_ascii_alphabetic()))
        {
            emoji.flaw("must be an emoji, or empty");
        }
    });
}

/// Whether every item's member differs from the others'.
pub fn distinct(part: Part<'_>, seen: &RefCell<Vec<String>>) {
    let Some(text) = part.value().as_str() else { return };
    let mut seen = seen.borrow_mut();
    if seen.iter().any(|known| known == text) {
        part.flaw(format!("`{text}` is there twice"));
    }
    seen.push(text.to_owned());
}
