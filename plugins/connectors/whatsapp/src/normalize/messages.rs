//! `messages[]` and `message_echoes[]`: who says what to whom, and in answer to what.

use jackfield_sdk::build::{event, message, message_event, other};
use jackfield_sdk::content::Content;
use jackfield_sdk::events::{
    BrandOrigin, Choice, Event, EventBody, IdentityChange, MessageEvent, Origin, Reaction, Referral,
};
use jackfield_sdk::json::{Fields, Value};
use jackfield_sdk::types::{Alias, MessageName};

use super::content;
use crate::ids;
use crate::wire::{Change, time};

/// What consumers wrote.
pub fn messages(change: &Change<'_>) -> Vec<Event> {
    let contacts = change.value.list("contacts");
    let of = |part: &Value| {
        let person = ids::consumer(part.text("from"), part.text("from_user_id"), contacts);
        let conversation = ids::conversation(part.text("group_id"), person.as_ref());
        let system = part.text("type") == Some("system");
        let origin = if system {
            Origin::Network
        } else {
            Origin::Consumer(person)
        };
        Event {
            conversation,
            origin,
            referral: referral(part.at("referral")),
            ..frame(change, part)
        }
    };
    change.value.list("messages").iter().map(of).collect()
}

/// What people of the brand wrote in the phone app, beside us.
pub fn echoes(change: &Change<'_>) -> Vec<Event> {
    let contacts = change.value.list("contacts");
    let of = |part: &Value| {
        let person = ids::consumer(part.text("to"), part.text("to_user_id"), contacts);
        Event {
            conversation: ids::conversation(part.text("group_id"), person.as_ref()),
            origin: Origin::Brand(BrandOrigin {
                ours: false,
                app: Some("WhatsApp Business app".to_owned()),
            }),
            ..frame(change, part)
        }
    };
    change.value.list("message_echoes").iter().map(of).collect()
}

fn frame(change: &Change<'_>, part: &Value) -> Event {
    let time = time(part, "timestamp");
    // Without an id the event cannot be told from its repetition; what makes it itself must do.
    let id = part.string("id").unwrap_or_else(|| {
        format!(
            "{}:{}",
            part.text("from").unwrap_or_default(),
            part.text("timestamp").unwrap_or_default()
        )
    });
    let body = body(part, time).unwrap_or_else(|| {
        let kind = part.text("type").unwrap_or("message");
        other(kind, &part.to_string(), matches!(kind, "ephemeral"))
    });
    Event {
        address: change.address(),
        time,
        ..event(id, body)
    }
}

/// None for what is not known or lacks what it needs.
fn body(part: &Value, at: Option<u64>) -> Option<EventBody> {
    let kind = part.text("type")?;
    match kind {
        "reaction" => reaction(part.at("reaction")),
        "button" => Some(EventBody::Choice(answering(
            part,
            content::template_button(part.at("button"))?,
        ))),
        "interactive" => interactive(part),
        "edit" => edit(part.at("edit"), at),
        "revoke" => Some(EventBody::Unsend(name(part.at("revoke"), "original_message_id")?)),
        "request_welcome" => Some(EventBody::Opened),
        "system" => system(part),
        "unsupported" | "unknown" => Some(said(part, Content::Unsupported(content::reason(part)))),
        _ => {
            let message = content::message_of(kind, part, at)?;
            Some(EventBody::Message(framed(part, message_event(message))))
        }
    }
}

fn said(part: &Value, content: Content) -> EventBody {
    EventBody::Message(framed(part, message_event(message(content))))
}

fn framed(part: &Value, event: MessageEvent) -> MessageEvent {
    let context = part.at("context");
    MessageEvent {
        reply_to: name(context, "id"),
        forwarded: context.flag("forwarded") || context.flag("frequently_forwarded"),
        ..event
    }
}

fn name(part: &Value, key: &str) -> Option<MessageName> {
    part.string(key).map(MessageName::Network)
}

fn answering(part: &Value, choice: Choice) -> Choice {
    Choice {
        answers: name(part.at("context"), "id"),
        ..choice
    }
}

/// An empty or absent emoji takes the reaction back.
fn reaction(reaction: &Value) -> Option<EventBody> {
    let target = name(reaction, "message_id")?;
    Some(EventBody::Reaction(Reaction {
        target,
        emoji: reaction.string("emoji"),
        name: None,
    }))
}

fn interactive(part: &Value) -> Option<EventBody> {
    let interactive = part.at("interactive");
    if interactive.is_null() && !part.list("errors").is_empty() {
        return Some(said(part, Content::Unsupported(content::reason(part))));
    }
    Some(EventBody::Choice(answering(part, content::choice_of(interactive)?)))
}

fn edit(edit: &Value, at: Option<u64>) -> Option<EventBody> {
    let original = name(edit, "original_message_id")?;
    let part = edit.at("message");
    let message = content::message_of(part.text("type")?, part, at)?;
    let event = MessageEvent {
        replaces: Some((original, 1)),
        ..message_event(message)
    };
    Some(EventBody::Message(framed(part, event)))
}

/// A consumer's number or user id changed.
fn system(part: &Value) -> Option<EventBody> {
    let system = part.at("system");
    let (kind, old, new) = match system.text("type")? {
        "user_changed_number" | "customer_changed_number" => {
            let new = system.text("wa_id").or_else(|| system.text("new_wa_id"))?;
            (
                "phone",
                format!("+{}", part.text("from").filter(|id| ids::is_phone(id))?),
                format!("+{new}"),
            )
        }
        "user_changed_user_id" => {
            let old = part.string("from_user_id").or_else(|| part.string("from"))?;
            ("bsuid", old, system.string("user_id")?)
        }
        "customer_identity_changed" => return Some(other("customer_identity_changed", &part.to_string(), true)),
        _ => return None,
    };
    let named = |value| Alias {
        kind: kind.to_owned(),
        value,
        vouched: true,
    };
    Some(EventBody::Identity(IdentityChange {
        old: named(old),
        new: named(new),
        replaced: true,
    }))
}

/// From an ad or post that opens a chat.
fn referral(part: &Value) -> Option<Referral> {
    part.as_object()?;
    let more = ["ctwa_clid", "body", "image_url", "video_url", "thumbnail_url"];
    let extra = more
        .iter()
        .filter_map(|key| Some((format!("x-{}", key.replace('_', "-")), part.string(key)?)));
    Some(Referral {
        source: part.text("source_type").unwrap_or("link").to_owned(),
        reference: part.string("source_id"),
        campaign: None,
        title: part.string("headline"),
        url: part.string("source_url"),
        extra: extra.collect(),
    })
}
