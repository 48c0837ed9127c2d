//! A message's parts -> the list of LINE's messages, of which one request takes five.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Captioned, Content, Link, Media, MediaKind, Message, Part};
use jackfield_sdk::delivery::Envelope;
use jackfield_sdk::json::{Value, json};
use jackfield_sdk::text::{cut_scalars, scalars};
use jackfield_sdk::types::{Failure, FailureKind};

use super::{action, cards, flex, rich, text};
use crate::ids;

/// Messages of one request.
pub const MOST_MESSAGES: usize = 5;
/// Quick replies below the last message.
pub const MOST_QUICK_REPLIES: usize = 13;
/// Characters of a sender's name.
const SENDER_NAME: usize = 20;

/// What the parts are built with.
pub struct Building<'a> {
    /// The envelope's own message.
    pub message: &'a Message,
    /// One person is written to.
    pub direct: bool,
}

impl Building<'_> {
    /// A media object of the message.
    pub fn media(&self, index: u32) -> Result<&Media, Failure> {
        let found = usize::try_from(index)
            .ok()
            .and_then(|index| self.message.media.get(index));
        found.ok_or_else(|| fail(FailureKind::Malformed, format!("there is no media object {index}")))
    }

    /// The public address of a media object.
    pub fn link(&self, index: u32) -> Result<&str, Failure> {
        public_link(self.media(index)?)
    }
}

/// The public address that LINE and the devices of consumers fetch.
fn public_link(media: &Media) -> Result<&str, Failure> {
    let source = match &media.source {
        jackfield_sdk::content::MediaSource::Link(url) => Some(url.as_str()),
        _ => None,
    };
    let link = media
        .link
        .as_deref()
        .or(source)
        .filter(|url| url.starts_with("https://"));
    link.ok_or_else(|| {
        fail(
            FailureKind::Unsupported,
            "LINE fetches media from a public https address, and there is none",
        )
    })
}

/// The messages, and for each the index of the part that it carries.
///
/// # Errors
///
/// `too-large` when they are more than one request takes; else as their kinds say.
pub fn messages(envelope: &Envelope, message: &Message) -> Result<(Vec<Value>, Vec<u32>), Failure> {
    let direct = ids::is_direct(envelope.conversation.as_ref(), &envelope.recipient);
    let building = Building { message, direct };
    let (mut out, mut parts) = (vec![], vec![]);
    for (index, part) in (0..).zip(&message.parts) {
        for built in of_part(&building, part)? {
            out.push(built);
            parts.push(index);
        }
    }
    if out.is_empty() {
        return Err(fail(FailureKind::Malformed, "the message has no parts"));
    }
    if out.len() > MOST_MESSAGES {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE takes {MOST_MESSAGES} messages at once, these are {}", out.len()),
        ));
    }
    quote(envelope, &mut out);
    add_quick_replies(&building, &mut out)?;
    if let Some(sender) = sender(envelope) {
        for message in &mut out {
            message["sender"] = sender.clone();
        }
    }
    Ok((out, parts))
}

fn of_part(building: &Building, part: &Part) -> Result<Vec<Value>, Failure> {
    let one = match &part.content {
        Content::Text(text) => text::message(text, building.direct)?,
        Content::Media(captioned) => return media(building, captioned),
        Content::Location(location) => rich::location(location),
        Content::Link(link) => text::plain(&link_text(link))?,
        Content::Cards(cards) => return cards::messages(building, cards),
        Content::Picker(picker) => rich::picker(building, picker)?,
        Content::Native(native) => rich::native(native)?,
        _ => return Err(fail(FailureKind::Unsupported, "LINE has no message of this kind")),
    };
    Ok(vec![one])
}

/// LINE shows a preview of an address in a text by itself.
fn link_text(link: &Link) -> String {
    let lines = [
        link.title.as_deref(),
        link.description.as_deref(),
        Some(link.url.as_str()),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn media(building: &Building, captioned: &Captioned) -> Result<Vec<Value>, Failure> {
    let media = building.media(captioned.media)?;
    let mut out = vec![medium(building, media)?];
    if let Some(caption) = captioned.caption.as_ref().filter(|caption| !caption.body.is_empty()) {
        out.push(text::message(caption, building.direct)?);
    }
    Ok(out)
}

fn medium(building: &Building, media: &Media) -> Result<Value, Failure> {
    let extra = |name: &str| {
        media
            .extra
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    if let (MediaKind::Sticker, Some(package), Some(id)) = (media.kind, extra("x-package-id"), extra("x-sticker-id")) {
        return Ok(json!({ "type": "sticker", "packageId": package, "stickerId": id }));
    }
    let link = public_link(media)?;
    let thumbnail = media.thumbnail.map(|index| building.link(index)).transpose()?;
    Ok(match (media.kind, thumbnail, media.duration) {
        (MediaKind::Image | MediaKind::Sticker, preview, _) => {
            json!({ "type": "image", "originalContentUrl": link, "previewImageUrl": preview.unwrap_or(link) })
        }
        (MediaKind::Video, Some(preview), _) => {
            json!({ "type": "video", "originalContentUrl": link, "previewImageUrl": preview })
        }
        (MediaKind::Audio | MediaKind::Voice, _, Some(duration)) => {
            json!({ "type": "audio", "originalContentUrl": link, "duration": duration })
        }
        // Files, video without a picture and sound of unknown length: LINE takes none of these, but every device a link.
        _ => flex::file(media.name.as_deref().or(media.alt.as_deref()), link),
    })
}

/// The first message that can quote does; LINE gives the token with every message that can be quoted.
fn quote(envelope: &Envelope, messages: &mut [Value]) {
    let items = envelope.target.as_ref().map_or(&[][..], |target| &target.context);
    let Some(token) = items.iter().find(|item| item.key == ids::QUOTE_TOKEN) else {
        return;
    };
    let quoting = messages
        .iter_mut()
        .find(|message| matches!(message["type"].as_str(), Some("text" | "textV2" | "sticker")));
    if let Some(message) = quoting {
        message["quoteToken"] = json!(token.value);
    }
}

fn add_quick_replies(building: &Building, messages: &mut [Value]) -> Result<(), Failure> {
    let replies = &building.message.quick_replies;
    let (Some(last), false) = (messages.last_mut(), replies.is_empty()) else {
        return Ok(());
    };
    if replies.len() > MOST_QUICK_REPLIES {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE takes {MOST_QUICK_REPLIES} quick replies"),
        ));
    }
    let items = replies.iter().map(|button| {
        let mut item = json!({ "type": "action", "action": action::quick_reply(button)? });
        if let Some(picture) = button.picture {
            item["imageUrl"] = json!(building.link(picture)?);
        }
        Ok(item)
    });
    last["quickReply"] = json!({ "items": items.collect::<Result<Vec<_>, Failure>>()? });
    Ok(())
}

/// Name and face of who speaks. A longer name ends in an ellipsis, so that people see that it goes on.
fn sender(envelope: &Envelope) -> Option<Value> {
    let mut sender = json!({});
    if let Some(name) = envelope.author.name.as_deref().filter(|name| !name.is_empty()) {
        let long = scalars(name) > SENDER_NAME;
        sender["name"] = if long {
            json!(format!("{}…", cut_scalars(name, SENDER_NAME - 1)))
        } else {
            json!(name)
        };
    }
    if let Some(url) = envelope
        .author
        .picture_url
        .as_deref()
        .filter(|url| url.starts_with("https://"))
    {
        sender["iconUrl"] = json!(url);
    }
    sender
        .as_object()
        .is_some_and(|members| !members.is_empty())
        .then_some(sender)
}
