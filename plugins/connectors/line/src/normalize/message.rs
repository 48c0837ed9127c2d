//! A consumer's message -> neutral content.

use jackfield_sdk::build::{media, message as message_of, message_event, message_of_media};
use jackfield_sdk::content::{Content, Location, Mark, MarkKind, Media, MediaKind, MediaSource, Message, Text};
use jackfield_sdk::events::{EventBody, MessageEvent};
use jackfield_sdk::types::MessageName;

use crate::{ids, wire};

/// LINE's public pictures of stickers. Not part of the documented API: where one is missing, the download says gone.
const STICKER_HOST: &str = "https://stickershop.line-scdn.net/stickershop/v1/sticker";

/// The event of a message; `edited` says that it takes the place of the message with its id. None for kinds of message
/// that are not known, and for known ones without what they need.
pub fn body(message: &wire::Message, edited: bool) -> Option<EventBody> {
    let content = match message.kind.as_str() {
        "text" => message_of(Content::Text(text(message)?)),
        "image" => with_set(message, stored(message, MediaKind::Image)?),
        "video" => message_of_media(stored(message, MediaKind::Video)?, None),
        // LINE's audio is recorded in the app or chosen from the device, and the webhook does not tell which.
        "audio" => message_of_media(stored(message, MediaKind::Audio)?, None),
        "file" => message_of_media(stored(message, MediaKind::File)?, None),
        "sticker" => message_of_media(sticker(message)?, None),
        "location" => message_of(Content::Location(location(message)?)),
        _ => return None,
    };
    Some(EventBody::Message(MessageEvent {
        reply_to: message.quoted_message_id.clone().map(MessageName::Network),
        // LINE does not count edits; a later one is told apart by its event's id.
        replaces: edited.then(|| (MessageName::Network(message.id.clone()), 1)),
        ..message_event(content)
    }))
}

fn text(message: &wire::Message) -> Option<Text> {
    let body = message.text.clone()?;
    let emojis = message.emojis.iter().filter_map(|emoji| {
        let name = ids::emoji(&emoji.product_id, &emoji.emoji_id);
        mark(&body, emoji.index, emoji.length, MarkKind::Emoji(name))
    });
    let mentionees = message.mention.iter().flat_map(|mention| &mention.mentionees);
    let mentions = mentionees.filter_map(|who| {
        let kind = match (&who.user_id, who.kind.as_str()) {
            (Some(id), _) => MarkKind::Mention(id.clone()),
            (None, "all") => MarkKind::Mention("all".to_owned()),
            (None, kind) => MarkKind::Other(format!("mention.{kind}")),
        };
        mark(&body, who.index, who.length, kind)
    });
    let mut marks: Vec<Mark> = emojis.chain(mentions).collect();
    marks.sort_by_key(|mark| (mark.start, mark.end));
    Some(Text { marks, body })
}

/// A mark of this stretch; none when it does not lie in the text.
fn mark(body: &str, index: usize, length: usize, kind: MarkKind) -> Option<Mark> {
    let start = scalars_before(body, index)?;
    let end = scalars_before(body, index.checked_add(length)?)?;
    (start < end).then_some(Mark { start, end, kind })
}

/// How many scalar values stand before this UTF-16 unit; one in the middle of a pair counts as its end.
fn scalars_before(body: &str, unit: usize) -> Option<u32> {
    let (mut units, mut scalars) = (0, 0);
    for character in body.chars() {
        if units >= unit {
            break;
        }
        units += character.len_utf16();
        scalars += 1;
    }
    (units >= unit).then_some(scalars)
}

/// Media at LINE (to be fetched with the token) or at a public address.
fn stored(message: &wire::Message, kind: MediaKind) -> Option<Media> {
    let external = message
        .content_provider
        .as_ref()
        .filter(|provider| provider.kind == "external");
    let source = match external {
        Some(provider) => MediaSource::Link(provider.original_content_url.clone()?),
        None => MediaSource::Reference(message.id.clone().into_bytes()),
    };
    Some(Media {
        name: message.file_name.clone(),
        size: message.file_size.and_then(|size| u32::try_from(size).ok()),
        duration: message
            .duration
            .filter(|ms| (0.0..=f64::from(u32::MAX)).contains(ms))
            .map(|ms| ms as u32),
        ..media(kind, source)
    })
}

fn with_set(message: &wire::Message, image: Media) -> Message {
    let mut content = message_of_media(image, None);
    if let Some(set) = &message.image_set {
        content.extra.push(("x-image-set".to_owned(), set.id.clone()));
        let place = set
            .index
            .zip(set.total)
            .map(|(index, total)| format!("{index}/{total}"));
        content
            .extra
            .extend(place.map(|place| ("x-image-set-place".to_owned(), place)));
    }
    content
}

fn sticker(message: &wire::Message) -> Option<Media> {
    let (package, id) = (message.package_id.clone()?, message.sticker_id.clone()?);
    let picture = format!(
        "{STICKER_HOST}/{}/android/sticker.png",
        jackfield_sdk::query::encode(&id)
    );
    let words = (!message.keywords.is_empty()).then(|| message.keywords.join(", "));
    let mut sticker = Media {
        mime: Some("image/png".to_owned()),
        alt: message.text.clone().or(words),
        ..media(MediaKind::Sticker, MediaSource::Link(picture))
    };
    sticker.extra = vec![("x-package-id".to_owned(), package), ("x-sticker-id".to_owned(), id)];
    let resource = message.sticker_resource_type.clone();
    sticker
        .extra
        .extend(resource.map(|kind| ("x-sticker-resource-type".to_owned(), kind)));
    Some(sticker)
}

fn location(message: &wire::Message) -> Option<Location> {
    let latitude = message.latitude.filter(|degrees| (-90.0..=90.0).contains(degrees))?;
    let longitude = message.longitude.filter(|degrees| (-180.0..=180.0).contains(degrees))?;
    Some(Location {
        latitude,
        longitude,
        name: message.title.clone(),
        address: message.address.clone(),
        url: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_units_become_scalar_values() {
        assert_eq!(scalars_before("a😀é", 0), Some(0));
        assert_eq!(scalars_before("a😀é", 3), Some(2));
        assert_eq!(scalars_before("a😀é", 4), Some(3));
        assert_eq!(scalars_before("a😀é", 5), None);
        assert!(mark("a😀é", 4, usize::MAX, MarkKind::Bold).is_none());
    }
}
