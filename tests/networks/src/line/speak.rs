//! What a consumer does, as LINE tells the bot. Source: LINE's OpenAPI, `webhook.yml`.

use serde_json::{Value, json};

use super::{Content, Line, tokens};
use crate::consumer::Consumer;
use crate::deed::{Deed, Media, MediaKind};
use crate::error::Error;
use crate::ids::ulid;
use crate::sent::Does;
use crate::shared::Shared;

/// Milliseconds that films and sounds of the simulator last.
const DURATION_MS: u64 = 3_000;

/// The body of the deed's webhook, and the id in it.
///
/// # Errors
///
/// For what LINE does not have, and labels that nothing sent has.
pub fn body(shared: &Shared, own: &Line, consumer: &Consumer, deed: &Deed) -> Result<(Value, String), Error> {
    own.state().names.insert(consumer.id(), consumer.name().to_owned());
    let (event, id) = event(shared, own, consumer, deed)?;
    let webhook_event = ulid(shared.config.clock.now_ms(), shared.ids.next(), shared.ids.next());
    let mut whole = json!({
        "mode": "active",
        "timestamp": shared.config.clock.now_ms(),
        "source": source(consumer),
        "webhookEventId": webhook_event,
        "deliveryContext": {"isRedelivery": false},
    });
    if let (Some(members), Value::Object(event)) = (whole.as_object_mut(), event) {
        members.extend(event);
    }
    let body = json!({"destination": shared.config.account.address, "events": [whole]});
    Ok((body, id.unwrap_or(webhook_event)))
}

fn source(consumer: &Consumer) -> Value {
    match consumer.group_id() {
        Some(group) => json!({"type": "group", "groupId": group, "userId": consumer.id()}),
        None => json!({"type": "user", "userId": consumer.id()}),
    }
}

fn reply_token(shared: &Shared, consumer: &Consumer) -> String {
    let of = tokens::Reply {
        chat: consumer.address(),
        at_ms: shared.config.clock.now_ms(),
        // 48 bits of the number are kept.
        number: shared.ids.next() >> 16,
    };
    tokens::reply(&shared.config.account.secret, &of)
}

/// The members of an event of their own, and the id of the message in it.
fn event(shared: &Shared, own: &Line, consumer: &Consumer, deed: &Deed) -> Result<(Value, Option<String>), Error> {
    let person = consumer.id();
    let answerable = |event: Value| {
        let mut event = event;
        event["replyToken"] = json!(reply_token(shared, consumer));
        event
    };
    Ok(match deed {
        Deed::Tap { label, answer } => return tap(shared, consumer, label, answer.as_deref()),
        Deed::Unsend { message } => (json!({"type": "unsend", "unsend": {"messageId": message}}), None),
        Deed::Edit { message, text } => {
            let content = json!({"id": message, "type": "text", "text": text, "quoteToken": quote_token(shared)});
            (
                answerable(json!({"type": "messageEdited", "message": content})),
                Some(message.clone()),
            )
        }
        Deed::Follow => {
            let unblocked = own.state().unfollowed.remove(&person);
            (
                answerable(json!({"type": "follow", "follow": {"isUnblocked": unblocked}})),
                None,
            )
        }
        Deed::Unfollow => {
            own.state().unfollowed.insert(person);
            (json!({"type": "unfollow"}), None)
        }
        Deed::Invite => (answerable(json!({"type": "join"})), None),
        Deed::Remove => (json!({"type": "leave"}), None),
        Deed::Raw(event) => (event.clone(), None),
        Deed::Read { .. } | Deed::React { .. } | Deed::Contact { .. } | Deed::Marketing { .. } => {
            return Err(Error::NotOnThisNetwork(
                "LINE tells no reads, reactions, contacts and preferences",
            ));
        }
        _ => {
            let (message, id) = message(shared, own, deed)?;
            (answerable(json!({"type": "message", "message": message})), Some(id))
        }
    })
}

fn tap(
    shared: &Shared,
    consumer: &Consumer,
    label: &str,
    answer: Option<&str>,
) -> Result<(Value, Option<String>), Error> {
    let (_, choice) = consumer.choice(label)?;
    let reply_token = reply_token(shared, consumer);
    Ok(match choice.does {
        Does::Postback { data } => (
            json!({"type": "postback", "replyToken": reply_token, "postback": {"data": data}}),
            None,
        ),
        Does::PickTime { data, mode } => {
            let usual = match mode.as_str() {
                "date" => "2026-11-24",
                "time" => "10:00",
                _ => "2026-11-24T10:00",
            };
            let mut params = json!({});
            params[&mode] = json!(answer.unwrap_or(usual));
            (
                json!({"type": "postback", "replyToken": reply_token, "postback": {"data": data, "params": params}}),
                None,
            )
        }
        Does::Say { text } => {
            let (mut message, id) = frame(shared, "text");
            message["text"] = json!(text);
            message["quoteToken"] = json!(quote_token(shared));
            (
                json!({"type": "message", "replyToken": reply_token, "message": message}),
                Some(id),
            )
        }
        Does::ShareLocation => {
            let (mut message, id) = frame(shared, "location");
            message["title"] = json!("Tokyo Station");
            message["address"] = json!("1 Marunouchi, Chiyoda, Tokyo");
            message["latitude"] = json!(35.681_236);
            message["longitude"] = json!(139.767_125);
            (
                json!({"type": "message", "replyToken": reply_token, "message": message}),
                Some(id),
            )
        }
        _ => {
            return Err(Error::NotOnThisNetwork(
                "this opens something; the bot does not learn of it",
            ));
        }
    })
}

fn quote_token(shared: &Shared) -> String {
    tokens::plain(&shared.config.account.secret, tokens::QUOTE, shared.ids.next())
}

/// Members that all messages have, and the message's id.
fn frame(shared: &Shared, kind: &str) -> (Value, String) {
    let id = (535_000_000_000_000_000 + shared.ids.count()).to_string();
    let read = tokens::plain(&shared.config.account.secret, tokens::READ, shared.ids.next());
    (json!({"id": id, "type": kind, "markAsReadToken": read}), id)
}

fn message(shared: &Shared, own: &Line, deed: &Deed) -> Result<(Value, String), Error> {
    match deed {
        Deed::Say { text, quotes } => {
            let (mut message, id) = frame(shared, "text");
            message["text"] = json!(text);
            message["quoteToken"] = json!(quote_token(shared));
            if let Some(quoted) = quotes {
                message["quotedMessageId"] = json!(quoted);
            }
            Ok((message, id))
        }
        Deed::Location {
            latitude,
            longitude,
            name,
            address,
        } => {
            let (mut message, id) = frame(shared, "location");
            message["latitude"] = json!(latitude);
            message["longitude"] = json!(longitude);
            for (member, text) in [("title", name), ("address", address)] {
                if let Some(text) = text {
                    message[member] = json!(text);
                }
            }
            Ok((message, id))
        }
        Deed::Sticker { package, sticker } => {
            let (mut message, id) = frame(shared, "sticker");
            message["packageId"] = json!(package);
            message["stickerId"] = json!(sticker);
            message["stickerResourceType"] = json!("STATIC");
            message["keywords"] = json!(["hello", "hi"]);
            message["quoteToken"] = json!(quote_token(shared));
            Ok((message, id))
        }
        Deed::Send(media) => self::media(shared, own, media),
        _ => Err(Error::NotOnThisNetwork("this is no message of LINE")),
    }
}

fn media(shared: &Shared, own: &Line, media: &Media) -> Result<(Value, String), Error> {
    let kind = match media.kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio | MediaKind::Voice => "audio",
        MediaKind::Document => "file",
        MediaKind::Sticker => return Err(Error::NotOnThisNetwork("stickers of LINE have a set and a number")),
    };
    let (mut message, id) = frame(shared, kind);
    match kind {
        "file" => {
            message["fileName"] = json!(media.name.as_deref().unwrap_or("file.txt"));
            message["fileSize"] = json!(media.bytes.len());
        }
        _ => message["contentProvider"] = json!({"type": "line"}),
    }
    if matches!(kind, "video" | "audio") {
        message["duration"] = json!(DURATION_MS);
    }
    if matches!(kind, "image" | "video") {
        message["quoteToken"] = json!(quote_token(shared));
    }
    let content = Content {
        mime: media.mime.clone(),
        bytes: media.bytes.clone(),
        preparing: media.preparing,
    };
    own.state().content.insert(id.clone(), content);
    Ok((message, id))
}
