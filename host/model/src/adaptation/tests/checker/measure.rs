//! Lengths counted, and names of features written down, a second time: the checker shares nothing with what it checks.

use unicode_segmentation::UnicodeSegmentation;

use crate::content::{Action, MarkKind, MediaKind};

/// Counted as the unit's own definition says, an unknown one in bytes.
pub fn measure(text: &str, unit: &str) -> u64 {
    let count = match unit {
        "scalars" => text.chars().map(|_| 1).sum(),
        "utf16" => text.chars().map(|sign| if sign as u32 > 0xffff { 2 } else { 1 }).sum(),
        "graphemes" => text.graphemes(true).count(),
        "gsm-segments" => segments(text),
        _ => text.len(),
    };
    count as u64
}

/// Fills messages of the mobile network one after the other.
fn segments(text: &str) -> usize {
    let septets = |sign: char| match sign {
        '\u{20ac}' | '[' | ']' | '{' | '}' | '|' | '~' | '^' | '\\' | '\u{0c}' => Some(2),
        '\n' | '\r' | ' '..='?' | 'A'..='Z' | 'a'..='z' | '@' | '_' => (sign != '`').then_some(1),
        '¡' | '£' | '¤' | '¥' | '§' | '¿' | 'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ø' | 'Ü' | 'ß' | 'à' | 'ä'
        | 'å' | 'æ' | 'è' | 'é' | 'ì' | 'ñ' | 'ò' | 'ö' | 'ø' | 'ù' | 'ü' | 'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ'
        | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    };
    let seven: Option<Vec<usize>> = text.chars().map(septets).collect();
    let wide = || text.chars().map(char::len_utf16).collect();
    let (sizes, alone, each): (Vec<usize>, usize, usize) = match seven {
        Some(sizes) => (sizes, 160, 153),
        None => (wide(), 70, 67),
    };
    let total: usize = sizes.iter().sum();
    if total <= alone {
        return usize::from(total > 0);
    }
    let mut messages = vec![0];
    for size in sizes {
        match messages.last_mut() {
            Some(filled) if *filled + size <= each => *filled += size,
            _ => messages.push(size),
        }
    }
    messages.len()
}

pub fn mark_name(kind: &MarkKind) -> &'static str {
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

pub fn media_name(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Audio => "audio",
        MediaKind::Voice => "voice",
        MediaKind::Video => "video",
        MediaKind::File => "file",
        MediaKind::Sticker => "sticker",
    }
}

pub const ALL_ACTIONS: [&str; 13] = [
    "button.reply",
    "button.open-url",
    "button.dial",
    "button.share-location",
    "button.share-contact",
    "button.copy",
    "button.live-agent",
    "button.view-location",
    "button.calendar",
    "button.pick-time",
    "button.login",
    "button.pay",
    "button.native",
];

pub fn action_name(action: &Action) -> &'static str {
    let at = match action {
        Action::Reply(_) => 0,
        Action::OpenUrl(_) => 1,
        Action::Dial(_) => 2,
        Action::ShareLocation => 3,
        Action::ShareContact(_) => 4,
        Action::Copy(_) => 5,
        Action::LiveAgent => 6,
        Action::ViewLocation(_) => 7,
        Action::Calendar(_) => 8,
        Action::PickTime(_) => 9,
        Action::Login(_) => 10,
        Action::Pay(_) => 11,
        Action::Native(_) => 12,
    };
    ALL_ACTIONS[at]
}

pub fn action_value(action: &Action) -> Option<&str> {
    match action {
        Action::Reply(_) | Action::ShareLocation | Action::LiveAgent => None,
        Action::OpenUrl(text) | Action::Dial(text) | Action::ShareContact(text) | Action::Copy(text) => Some(text),
        Action::ViewLocation(json) | Action::Calendar(json) | Action::PickTime(json) => Some(json),
        Action::Login(json) | Action::Pay(json) | Action::Native(json) => Some(json),
    }
}
