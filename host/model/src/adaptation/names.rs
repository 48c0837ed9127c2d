//! The names that capabilities give to media, actions and marks.

use crate::content::{Action, MarkKind, MediaKind};

/// Everything that quick replies may stand under. `native` is left out: it is an action as well.
pub(super) const CARRIERS: [&str; 15] = [
    "text",
    "media",
    "location",
    "contact",
    "link",
    "cards",
    "picker",
    "time-picker",
    "form",
    "template",
    "image",
    "audio",
    "voice",
    "video",
    "file",
];

pub(super) fn of_media(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Audio => "audio",
        MediaKind::Voice => "voice",
        MediaKind::Video => "video",
        MediaKind::File => "file",
        MediaKind::Sticker => "sticker",
    }
}

/// The feature of an action: `button.<case>`.
pub(super) fn of_action(action: &Action) -> &'static str {
    match action {
        Action::Reply(_) => "button.reply",
        Action::OpenUrl(_) => "button.open-url",
        Action::Dial(_) => "button.dial",
        Action::ShareLocation => "button.share-location",
        Action::ShareContact(_) => "button.share-contact",
        Action::Copy(_) => "button.copy",
        Action::LiveAgent => "button.live-agent",
        Action::ViewLocation(_) => "button.view-location",
        Action::Calendar(_) => "button.calendar",
        Action::PickTime(_) => "button.pick-time",
        Action::Login(_) => "button.login",
        Action::Pay(_) => "button.pay",
        Action::Native(_) => "button.native",
    }
}

/// The case alone.
pub(super) fn case(action: &Action) -> &'static str {
    let feature = of_action(action);
    feature.strip_prefix("button.").unwrap_or(feature)
}

/// All cases, so that they are told from other words among formats.
pub(super) const ACTIONS: [&str; 13] = [
    "reply",
    "open-url",
    "dial",
    "share-location",
    "share-contact",
    "copy",
    "live-agent",
    "view-location",
    "calendar",
    "pick-time",
    "login",
    "pay",
    "native",
];

/// The feature of a mark: `marks.<case>`.
pub(super) fn of_mark(kind: &MarkKind) -> &'static str {
    match kind {
        MarkKind::Bold => "marks.bold",
        MarkKind::Italic => "marks.italic",
        MarkKind::Strike => "marks.strike",
        MarkKind::Code => "marks.code",
        MarkKind::Link(_) => "marks.link",
        MarkKind::Mention(_) => "marks.mention",
        MarkKind::Emoji(_) => "marks.emoji",
        MarkKind::Other(_) => "marks.other",
    }
}
