//! Parts -> messages that one send carries, each with the media that it points at and no others.

use std::collections::BTreeMap;

use crate::content::{Button, Content, Media, MediaIndex, Message, Part, TemplateValue};
use crate::types::Tail;

/// Messages of at most `most` parts (at least one), in order; the quick replies are the last one's.
pub(super) fn messages(
    parts: Vec<Part>,
    replies: Vec<Button>,
    media: &[Media],
    extra: &Tail,
    most: usize,
) -> Vec<Message> {
    let mut messages = vec![];
    let mut parts = parts.into_iter().peekable();
    let mut replies = Some(replies);
    while parts.peek().is_some() {
        let parts_here: Vec<Part> = parts.by_ref().take(most.max(1)).collect();
        let is_last = parts.peek().is_none();
        let message = Message {
            parts: parts_here,
            media: vec![],
            quick_replies: replies.take_if(|_| is_last).unwrap_or_default(),
            extra: extra.clone(),
        };
        messages.push(with_media(message, media));
    }
    messages
}

/// The message with a table of its own: what it points at, and what that points at, in the order of the whole table.
fn with_media(mut message: Message, media: &[Media]) -> Message {
    let mut places: BTreeMap<MediaIndex, MediaIndex> = BTreeMap::new();
    let mut found = vec![];
    each_index(&mut message, &mut |index| found.push(*index));
    while let Some(index) = found.pop() {
        let Some(media) = media.get(index as usize) else {
            continue;
        };
        if places.insert(index, 0).is_none() {
            found.extend(media.thumbnail);
        }
    }
    for (place, new) in (0..).zip(places.values_mut()) {
        *new = place;
    }
    each_index(&mut message, &mut |index| {
        *index = places.get(index).copied().unwrap_or(*index)
    });
    message.media = places
        .keys()
        .filter_map(|index| media.get(*index as usize))
        .map(|media| Media {
            thumbnail: media.thumbnail.and_then(|thumbnail| places.get(&thumbnail).copied()),
            ..media.clone()
        })
        .collect();
    message
}

/// Everything in a message that points at media.
pub(super) fn each_index(message: &mut Message, look: &mut dyn FnMut(&mut MediaIndex)) {
    for part in &mut message.parts {
        match &mut part.content {
            Content::Media(captioned) => look(&mut captioned.media),
            Content::Link(link) => link.picture.iter_mut().for_each(&mut *look),
            Content::Cards(cards) => {
                for card in &mut cards.cards {
                    card.media.iter_mut().for_each(&mut *look);
                    card.buttons
                        .iter_mut()
                        .filter_map(|button| button.picture.as_mut())
                        .for_each(&mut *look);
                }
            }
            Content::Picker(picker) => {
                picker.header.iter_mut().for_each(&mut *look);
                let items = picker.sections.iter_mut().flat_map(|section| &mut section.items);
                items.filter_map(|item| item.picture.as_mut()).for_each(&mut *look);
            }
            Content::Template(template) => {
                for parameter in &mut template.parameters {
                    if let TemplateValue::Media(index) = &mut parameter.value {
                        look(index);
                    }
                }
            }
            Content::Text(_)
            | Content::Location(_)
            | Content::Contact(_)
            | Content::TimePicker(_)
            | Content::Form(_)
            | Content::Order(_)
            | Content::Native(_)
            | Content::Unsupported(_) => {}
        }
    }
    message
        .quick_replies
        .iter_mut()
        .filter_map(|button| button.picture.as_mut())
        .for_each(look);
}
