//! What a consumer does, as WhatsApp tells the business.

use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{WhatsApp, accept, webhooks};
use crate::consumer::Consumer;
use crate::deed::{Deed, Media, MediaKind};
use crate::error::Error;
use crate::sent::Does;
use crate::shared::Shared;

/// The body of the deed's webhook, and the id in it.
///
/// # Errors
///
/// For what WhatsApp does not have, and labels that nothing sent has.
pub fn body(shared: &Shared, own: &WhatsApp, consumer: &Consumer, deed: &Deed) -> Result<(Value, String), Error> {
    let person = consumer.person();
    if own.blocks(person.address()) {
        return Err(Error::Blocked(person.name));
    }
    match deed {
        Deed::Read { message } => {
            let group = consumer.group_id();
            let status = webhooks::Status {
                message,
                person: group.as_deref().unwrap_or(person.address()),
                by_user_id: group.is_none() && person.phone.is_none(),
                group: group.is_some(),
                tag: None,
                template: false,
            };
            Ok((webhooks::status(shared, &status, "read", None), message.clone()))
        }
        Deed::Marketing { wanted } => Ok((webhooks::preference(shared, &person, *wanted), String::new())),
        _ => {
            let content = content(shared, own, consumer, deed)?;
            own.wrote(person.address(), shared.config.clock.now_ms());
            let id = accept::wamid(shared, person.address(), 0x12);
            let group = consumer.group_id();
            Ok((webhooks::message(shared, &person, &id, content, group.as_deref()), id))
        }
    }
}

fn content(shared: &Shared, own: &WhatsApp, consumer: &Consumer, deed: &Deed) -> Result<Value, Error> {
    Ok(match deed {
        Deed::Say { text, quotes } => {
            let mut content = json!({"type": "text", "text": {"body": text}});
            if let Some(id) = quotes {
                content["context"] = context(shared, id);
            }
            content
        }
        Deed::Tap { label, answer } => tap(shared, consumer, label, answer.as_deref())?,
        Deed::Send(media) => self::media(shared, own, media),
        Deed::Location {
            latitude,
            longitude,
            name,
            address,
        } => {
            let mut place = json!({"latitude": latitude, "longitude": longitude});
            for (member, text) in [("name", name), ("address", address)] {
                if let Some(text) = text {
                    place[member] = json!(text);
                }
            }
            json!({"type": "location", "location": place})
        }
        Deed::Contact { name, phone } => json!({"type": "contacts", "contacts": [{
            "name": {"formatted_name": name, "first_name": name},
            "phones": [{"phone": phone, "wa_id": phone.trim_start_matches('+'), "type": "CELL"}],
        }]}),
        Deed::React { message, emoji } => {
            let mut reaction = json!({"message_id": message});
            if !emoji.is_empty() {
                reaction["emoji"] = json!(emoji);
            }
            json!({"type": "reaction", "reaction": reaction})
        }
        Deed::Edit { message, text } => json!({"type": "edit", "edit": {
            "original_message_id": message,
            "message": {"type": "text", "text": {"body": text}},
        }}),
        Deed::Unsend { message } => json!({"type": "revoke", "revoke": {"original_message_id": message}}),
        Deed::Raw(content) => content.clone(),
        Deed::Sticker { .. } => {
            return Err(Error::NotOnThisNetwork("stickers of WhatsApp are pictures: send one"));
        }
        Deed::Follow | Deed::Unfollow | Deed::Invite | Deed::Remove => {
            return Err(Error::NotOnThisNetwork(
                "WhatsApp does not tell of following and inviting",
            ));
        }
        Deed::Read { .. } | Deed::Marketing { .. } => return Err(Error::NotOnThisNetwork("this is no message")),
    })
}

fn context(shared: &Shared, id: &str) -> Value {
    json!({"from": shared.config.account.number, "id": id})
}

fn tap(shared: &Shared, consumer: &Consumer, label: &str, answer: Option<&str>) -> Result<Value, Error> {
    let (message, choice) = consumer.choice(label)?;
    let context = context(shared, &message.id);
    Ok(match choice.does {
        Does::Reply { id } => json!({"context": context, "type": "interactive", "interactive": {
            "type": "button_reply", "button_reply": {"id": id, "title": label}}}),
        Does::Row { id, description } => {
            let mut reply = json!({"id": id, "title": label});
            if let Some(description) = description {
                reply["description"] = json!(description);
            }
            json!({"context": context, "type": "interactive", "interactive": {"type": "list_reply", "list_reply": reply}})
        }
        Does::Payload { payload } => {
            json!({"context": context, "type": "button", "button": {"payload": payload, "text": label}})
        }
        Does::Flow { token } => {
            let mut answers: Value = answer
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_else(|| json!({}));
            answers["flow_token"] = json!(token);
            json!({"context": context, "type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {
                "name": "flow", "body": "Sent", "response_json": answers.to_string()}}})
        }
        Does::ShareLocation => json!({"context": context, "type": "location",
            "location": {"latitude": 52.370_216, "longitude": 4.895_168, "name": "Amsterdam"}}),
        _ => {
            return Err(Error::NotOnThisNetwork(
                "this opens something; the business does not learn of it",
            ));
        }
    })
}

fn media(shared: &Shared, own: &WhatsApp, media: &Media) -> Value {
    let id = (2_000_000_000_000_000 + shared.ids.next() % 1_000_000_000_000_000).to_string();
    own.keep_media(&id, &media.mime, media.bytes.clone());
    let sha256 = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&media.bytes));
    let url = super::media::url(shared, &id, shared.config.clock.now_ms());
    let mut object = json!({"id": id, "mime_type": media.mime, "sha256": sha256, "url": url});
    let kind = match media.kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio | MediaKind::Voice => "audio",
        MediaKind::Document => "document",
        MediaKind::Sticker => "sticker",
    };
    match media.kind {
        MediaKind::Audio | MediaKind::Voice => object["voice"] = json!(media.kind == MediaKind::Voice),
        MediaKind::Sticker => object["animated"] = json!(false),
        MediaKind::Document => object["filename"] = json!(media.name.as_deref().unwrap_or("file")),
        _ => {}
    }
    if let Some(caption) = media
        .caption
        .as_deref()
        .filter(|_| matches!(kind, "image" | "video" | "document"))
    {
        object["caption"] = json!(caption);
    }
    let mut content = json!({"type": kind});
    content[kind] = object;
    content
}
