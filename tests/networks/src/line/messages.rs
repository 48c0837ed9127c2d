//! The strict shape of messages. Source: Messaging API reference, "Message objects"; LINE's OpenAPI.

use super::actions::{Under, action};
use super::{flex, templates, tokens};
use crate::shape::{Part, Unit, boolean};

/// Members that every message may have.
const FRAME: [&str; 2] = ["quickReply", "sender"];
const KINDS: [&str; 11] = [
    "text", "textV2", "image", "video", "audio", "location", "sticker", "imagemap", "template", "flex", "coupon",
];
const MOST_MESSAGES: usize = 5;
const MOST_QUICK_REPLIES: usize = 13;
const MOST_EMOJI: usize = 20;

/// `messages` of a request: one to five.
pub fn messages(part: Part<'_>, secret: &str) {
    part.list(1..=MOST_MESSAGES, |one| message(one, secret));
}

fn message(part: Part<'_>, secret: &str) {
    let kind = part.word("type");
    part.member("type", |kind| kind.one_of(&KINDS));
    let (required, optional): (&[&str], &[&str]) = match kind {
        "text" => (&["text"], &["emojis", "quoteToken"]),
        "textV2" => (&["text"], &["substitution", "quoteToken"]),
        "image" => (&["originalContentUrl", "previewImageUrl"], &[]),
        "video" => (&["originalContentUrl", "previewImageUrl"], &["trackingId"]),
        "audio" => (&["originalContentUrl", "duration"], &[]),
        "location" => (&["title", "address", "latitude", "longitude"], &[]),
        "sticker" => (&["packageId", "stickerId"], &["quoteToken"]),
        "imagemap" => (&["baseUrl", "altText", "baseSize", "actions"], &["video"]),
        "template" => (&["altText", "template"], &[]),
        "flex" => (&["altText", "contents"], &[]),
        "coupon" => (&["couponId"], &["deliveryTag"]),
        _ => (&[], &[]),
    };
    part.object(&[&["type"], required].concat(), &[optional, &FRAME].concat());
    frame(part, secret);
    content(part, kind);
}

fn frame(part: Part<'_>, secret: &str) {
    part.member("quickReply", |replies| {
        replies.object(&["items"], &[]);
        replies.member("items", |items| {
            items.list(1..=MOST_QUICK_REPLIES, |item| {
                item.object(&["type", "action"], &["imageUrl"]);
                item.member("type", |kind| kind.one_of(&["action"]));
                item.member("imageUrl", picture);
                item.member("action", |tap| action(tap, Under::QuickReply));
            });
        });
    });
    part.member("sender", |sender| {
        sender.object(&[], &["name", "iconUrl"]);
        sender.member("name", |name| name.text(1..=20, Unit::Utf16));
        sender.member("iconUrl", picture);
    });
    part.member("quoteToken", |token| {
        if !token
            .value()
            .as_str()
            .is_some_and(|text| tokens::is_plain(secret, tokens::QUOTE, text))
        {
            token.flaw("The quote token is invalid");
        }
    });
}

/// The URL of a picture, film or sound: https only.
pub fn picture(part: Part<'_>) {
    part.url(&["https"], 2000);
}

fn content(part: Part<'_>, kind: &str) {
    part.members(&["originalContentUrl", "previewImageUrl"], picture);
    match kind {
        "text" => text(part),
        "textV2" => text_v2(part),
        "video" => part.member("trackingId", |id| {
            id.bytes_of(1..=100, "an id of a-z, A-Z, 0-9 and -.=,+*()%$&;:@{}!?<>[]", |byte| {
                byte.is_ascii_graphic()
            });
        }),
        "audio" => part.member("duration", |duration| duration.whole(1..=i64::MAX)),
        "location" => {
            part.members(&["title", "address"], |text| text.text(1..=100, Unit::Utf16));
            part.member("latitude", |degrees| degrees.number(-90.0..=90.0));
            part.member("longitude", |degrees| degrees.number(-180.0..=180.0));
        }
        "sticker" => part.members(&["packageId", "stickerId"], |id| {
            id.bytes_of(1..=20, "digits", |byte| byte.is_ascii_digit());
        }),
        "imagemap" => imagemap(part),
        "template" => {
            part.member("altText", |text| text.text(1..=400, Unit::Utf16));
            part.member("template", templates::template);
        }
        "flex" => {
            part.member("altText", |text| text.text(1..=1500, Unit::Utf16));
            part.member("contents", flex::container);
        }
        "coupon" => {
            part.member("couponId", |id| id.text(1..=100, Unit::Utf16));
            part.member("deliveryTag", |tag| tag.text(1..=30, Unit::Utf16));
        }
        _ => {}
    }
}

fn text(part: Part<'_>) {
    part.member("text", |text| {
        text.text(1..=5000, Unit::Utf16);
        if text.value().as_str().is_some_and(|text| text.trim().is_empty()) {
            text.flaw("May not be empty");
        }
    });
    let units: Vec<u16> = if part.has("emojis") {
        part.word("text").encode_utf16().collect()
    } else {
        Vec::new()
    };
    part.member("emojis", |emojis| {
        emojis.list(1..=MOST_EMOJI, |emoji| {
            emoji.object(&["index", "productId", "emojiId"], &[]);
            let index = emoji.value()["index"]
                .as_u64()
                .and_then(|index| usize::try_from(index).ok());
            if index.and_then(|index| units.get(index)) != Some(&u16::from(b'$')) {
                emoji.flaw("`index` must be that of a $ in the text");
            }
            emoji.members(&["productId", "emojiId"], |id| {
                id.bytes_of(1..=50, "an id", |byte| byte.is_ascii_alphanumeric());
            });
        });
    });
}

fn text_v2(part: Part<'_>) {
    part.member("text", |text| text.text(1..=5000, Unit::Utf16));
    let names = match placeholders(part.word("text")) {
        Ok(names) => names,
        Err(why) => {
            part.flaw(why);
            return;
        }
    };
    let substitutions = part.value()["substitution"].as_object();
    for name in &names {
        if substitutions.is_none_or(|all| !all.contains_key(*name)) {
            part.flaw(format!("nothing is substituted for {{{name}}}"));
        }
    }
    part.member("substitution", |all| {
        let Some(members) = all.value().as_object() else {
            all.flaw("must be an object");
            return;
        };
        if members.len() > 100 {
            all.flaw(format!("{} substitutions, at most 100", members.len()));
        }
        for name in members.keys() {
            if !names.contains(&name.as_str()) {
                all.flaw(format!("{{{name}}} is not in the text"));
            }
            all.member(name, substitution);
        }
    });
}

fn substitution(part: Part<'_>) {
    part.member("type", |kind| kind.one_of(&["mention", "emoji"]));
    match part.word("type") {
        "mention" => {
            part.object(&["type", "mentionee"], &[]);
            part.member("mentionee", |whom| {
                let required: &[&str] = if whom.word("type") == "user" {
                    &["type", "userId"]
                } else {
                    &["type"]
                };
                whom.object(required, &[]);
                whom.member("type", |kind| kind.one_of(&["user", "all"]));
            });
        }
        _ => {
            part.object(&["type", "productId", "emojiId"], &[]);
        }
    }
}

/// The names in braces; doubled braces are signs of the text.
fn placeholders(text: &str) -> Result<Vec<&str>, &'static str> {
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let tail = &rest[at..];
        if tail.starts_with("{{") || tail.starts_with("}}") {
            rest = &tail[2..];
            continue;
        }
        let name = tail.strip_prefix('{').and_then(|tail| tail.split_once('}'));
        let (name, after) = name.ok_or("a brace stands alone")?;
        let sound = (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !sound {
            return Err("a name in braces is 1 to 20 of a-z, A-Z, 0-9 and _");
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}

fn imagemap(part: Part<'_>) {
    part.member("baseUrl", picture);
    part.member("altText", |text| text.text(1..=1500, Unit::Utf16));
    part.member("baseSize", |size| {
        size.object(&["width", "height"], &[]);
        size.member("width", |width| width.whole(1040..=1040));
        size.member("height", |height| height.whole(1..=2080));
    });
    part.member("actions", |actions| {
        actions.list(1..=50, |tap| {
            let what: &[&str] = match tap.word("type") {
                "message" => &["type", "area", "text"],
                "uri" => &["type", "area", "linkUri"],
                _ => &["type", "area", "clipboardText"],
            };
            tap.object(what, &["label"]);
            tap.member("type", |kind| kind.one_of(&["message", "uri", "clipboard"]));
            tap.member("label", |label| label.text(1..=100, Unit::Utf16));
            tap.member("text", |text| text.text(1..=400, Unit::Utf16));
            tap.member("linkUri", |uri| uri.url(&["https", "http", "line", "tel"], 1000));
            tap.member("clipboardText", |text| text.text(1..=1000, Unit::Utf16));
            tap.member("area", area);
        });
    });
    part.member("video", |video| {
        video.object(&["originalContentUrl", "previewImageUrl", "area"], &["externalLink"]);
        video.members(&["originalContentUrl", "previewImageUrl"], picture);
        video.member("area", area);
    });
}

fn area(part: Part<'_>) {
    part.object(&["x", "y", "width", "height"], &[]);
    part.members(&["x", "y", "width", "height"], |length| length.whole(0..=2080));
}

/// `notificationDisabled`.
pub fn silent(part: Part<'_>) {
    part.member("notificationDisabled", boolean);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn doubled_braces_are_signs_and_single_ones_names() {
        assert_eq!(placeholders("{{a}} {m0}{b_1}").unwrap(), ["m0", "b_1"]);
        assert!(placeholders("{a b}").is_err() && placeholders("a}").is_err() && placeholders("{").is_err());
    }
}
