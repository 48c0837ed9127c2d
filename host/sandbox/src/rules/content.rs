//! Messages: indices within their tables, numbers that are numbers, stretches inside of what they are stretches of.

use jackfield_model::content::{Action, Button, Content, MediaSource, Message, TemplateValue, Text};

use super::{LONGEST_JSON, LONGEST_TEXT, at_most, malformed, tail};
use crate::error::CallError;

/// Most parts, media and quick replies of a message; more than any network carries.
const MOST_PARTS: usize = 256;
/// Longest reference of a connector's own to media, bytes.
const LONGEST_REFERENCE: usize = 8 * 1024;
/// Longest address, bytes.
const LONGEST_URL: usize = 8 * 1024;

/// Who says a message: what its media may be.
#[derive(Clone, Copy)]
pub(super) enum Speaker {
    /// The network, in a webhook of so many bytes.
    Webhook(usize),
    /// The network, in what a job learnt; a job may have stored media.
    Job,
    /// A bot.
    Bot,
}

/// Checks a message, and cuts marks to their text: words must not be lost for a wrong number beside them.
pub(super) fn message(message: &mut Message, speaker: Speaker) -> Result<(), CallError> {
    at_most("parts of a message", message.parts.len(), MOST_PARTS)?;
    at_most("media of a message", message.media.len(), MOST_PARTS)?;
    at_most("quick replies of a message", message.quick_replies.len(), MOST_PARTS)?;
    tail(&message.extra)?;
    let table = message.media.len();
    for media in &message.media {
        source(&media.source, speaker)?;
        index(media.thumbnail, table)?;
        tail(&media.extra)?;
    }
    for button in &message.quick_replies {
        self::button(button, table)?;
    }
    for part in &mut message.parts {
        tail(&part.extra)?;
        if let Some(text) = texts(&mut part.content) {
            cut_marks(text);
        }
        content(&part.content, table)?;
    }
    Ok(())
}

pub(super) fn source(source: &MediaSource, speaker: Speaker) -> Result<(), CallError> {
    match (source, speaker) {
        (MediaSource::Link(url), _) => at_most("bytes of a media's address", url.len(), LONGEST_URL),
        (MediaSource::Reference(bytes), Speaker::Webhook(_) | Speaker::Job) => {
            at_most("bytes of a media's reference", bytes.len(), LONGEST_REFERENCE)
        }
        (MediaSource::Inline(part), Speaker::Webhook(body)) => {
            let end = u64::from(part.offset) + u64::from(part.length);
            if end <= body as u64 {
                Ok(())
            } else {
                malformed("a media's stretch of the webhook's body ends after the body")
            }
        }
        (MediaSource::Stored(_), Speaker::Job | Speaker::Bot) => Ok(()),
        (MediaSource::Stored(_), Speaker::Webhook(_)) => malformed("a webhook brings no media that are stored already"),
        (MediaSource::Inline(_), Speaker::Job) => malformed("there is no webhook's body here for media to stand in"),
        (MediaSource::Reference(_) | MediaSource::Inline(_), Speaker::Bot) => {
            malformed("a bot's media are links or stored")
        }
    }
}

fn index(index: Option<u32>, table: usize) -> Result<(), CallError> {
    match index {
        Some(index) if index as usize >= table => {
            malformed(format!("media {index} of a message that has {table} is pointed at"))
        }
        _ => Ok(()),
    }
}

fn button(button: &Button, table: usize) -> Result<(), CallError> {
    index(button.picture, table)?;
    match &button.action {
        Action::ViewLocation(json)
        | Action::Calendar(json)
        | Action::PickTime(json)
        | Action::Login(json)
        | Action::Pay(json)
        | Action::Native(json) => at_most("bytes of an action's JSON", json.len(), LONGEST_JSON),
        _ => Ok(()),
    }
}

fn content(content: &Content, table: usize) -> Result<(), CallError> {
    match content {
        Content::Media(captioned) => index(Some(captioned.media), table),
        Content::Location(place) => {
            // A number that is none is in no range.
            if (-90.0..=90.0).contains(&place.latitude) && (-180.0..=180.0).contains(&place.longitude) {
                Ok(())
            } else {
                malformed("a place has a latitude of -90 to 90 and a longitude of -180 to 180 degrees")
            }
        }
        Content::Link(link) => index(link.picture, table),
        Content::Cards(cards) => cards.cards.iter().try_for_each(|card| {
            index(card.media, table)?;
            card.buttons.iter().try_for_each(|one| button(one, table))
        }),
        Content::Picker(picker) => {
            index(picker.header, table)?;
            let mut items = picker.sections.iter().flat_map(|section| &section.items);
            items.try_for_each(|item| index(item.picture, table))
        }
        Content::Template(template) => template
            .parameters
            .iter()
            .try_for_each(|parameter| match &parameter.value {
                TemplateValue::Media(media) => index(Some(*media), table),
                TemplateValue::Other(json) => at_most("bytes of a parameter's JSON", json.len(), LONGEST_JSON),
                _ => Ok(()),
            }),
        Content::Form(form) => at_most(
            "bytes of a form's data",
            form.data.as_ref().map_or(0, String::len),
            LONGEST_JSON,
        ),
        Content::Native(native) => {
            at_most("bytes of a native payload", native.payload.len(), LONGEST_JSON)?;
            at_most("bytes of a native part's kind", native.kind.len(), LONGEST_TEXT)
        }
        Content::Text(_)
        | Content::Contact(_)
        | Content::TimePicker(_)
        | Content::Order(_)
        | Content::Unsupported(_) => Ok(()),
    }
}

/// The texts of a part that may have marks.
fn texts(content: &mut Content) -> Option<&mut Text> {
    match content {
        Content::Text(text) => Some(text),
        Content::Media(captioned) => captioned.caption.as_mut(),
        Content::Cards(cards) => cards.text.as_mut(),
        Content::Picker(picker) => Some(&mut picker.text),
        Content::TimePicker(picker) => Some(&mut picker.text),
        Content::Form(form) => Some(&mut form.text),
        _ => None,
    }
}

fn cut_marks(text: &mut Text) {
    if text.marks.is_empty() {
        return;
    }
    let length = u32::try_from(text.body.chars().count()).unwrap_or(u32::MAX);
    for mark in &mut text.marks {
        mark.end = mark.end.min(length);
    }
    text.marks.retain(|mark| mark.start < mark.end);
    text.marks.sort_by_key(|mark| mark.start);
}
