//! Channels that can much, that can little, and that contradict themselves.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::capability::{Capabilities, Feature, Level, Limit, ReceiptShape};

use super::super::checker::measure::ALL_ACTIONS;

/// All names that the planner asks for.
pub fn names() -> Vec<&'static str> {
    let others = [
        "text",
        "media",
        "location",
        "contact",
        "link",
        "cards",
        "carousel",
        "picker",
        "time-picker",
        "form",
        "template",
        "order",
        "native",
        "unsupported",
        "buttons",
        "quick-replies",
        "image",
        "audio",
        "voice",
        "video",
        "file",
        "sticker",
        "marks.bold",
        "marks.italic",
        "marks.strike",
        "marks.code",
        "marks.link",
        "marks.mention",
        "marks.emoji",
        "marks.other",
    ];
    others.into_iter().chain(ALL_ACTIONS).collect()
}

fn limit() -> impl Strategy<Value = Limit> {
    let name = select(vec![
        "length",
        "label-length",
        "title-length",
        "subtitle-length",
        "payload-bytes",
        "bytes",
        "caption-length",
        "least",
        "most",
        "buttons",
        "sections",
        "rows",
        "alt-length",
        "width",
        "height",
        "beside",
        "media",
        "unknown",
    ]);
    let value = prop_oneof![
        3 => 0..6_u32,
        4 => 6..60_u32,
        3 => 60..600_u32,
        1 => Just(4_000_000_000),
        1 => Just(u32::MAX),
    ];
    let unit = select(vec!["scalars", "utf16", "bytes", "graphemes", "gsm-segments", "feet"]);
    (name, value, prop::option::of(unit.prop_map(str::to_owned))).prop_map(|(name, value, unit)| Limit {
        name: name.into(),
        value,
        unit,
    })
}

fn formats(name: &'static str) -> BoxedStrategy<Vec<String>> {
    let known: Vec<&str> = match name {
        "quick-replies" | "buttons" => vec![
            "reply",
            "open-url",
            "live-agent",
            "native",
            "text",
            "image",
            "cards",
            "nonsense",
        ],
        "picker" => vec!["multiple", "nonsense"],
        "form" => vec!["stored", "pages"],
        "native" => vec!["flex", "other"],
        "button.pick-time" => vec!["date", "time"],
        "button.native" => vec!["camera", "message"],
        _ => vec!["image/png", "image/*", "audio/ogg", "video/mp4", "*/*"],
    };
    let count = known.len();
    let some = subsequence(known, 0..=count).prop_map(|formats| formats.into_iter().map(str::to_owned).collect());
    prop_oneof![3 => Just(vec![]), 1 => some].boxed()
}

fn feature(name: &'static str, kind: usize) -> BoxedStrategy<Option<Feature>> {
    use Level::{Dropped, Fallback, Native, None, Partial};
    // Channels that can much, that can little, and anything.
    let levels = match kind {
        0 => vec![Native, Native, Native, Partial],
        1 => vec![Fallback, None, None, Native],
        _ => vec![Native, Partial, Dropped, Fallback, None],
    };
    let is_text = name == "text";
    let level = select(if is_text && kind < 2 { vec![Native] } else { levels });
    let limits = prop_oneof![2 => Just(vec![]), 3 => prop::collection::vec(limit(), 0..4)];
    let feature = (level, limits, formats(name)).prop_map(move |(level, limits, formats)| Feature {
        name: name.into(),
        level,
        limits,
        formats,
        path: Option::None,
        link_lifetime: Option::None,
        note: Some("a note".into()),
    });
    let here = if kind == 0 || is_text { 0.97 } else { 0.7 };
    prop::option::weighted(here, feature).boxed()
}

pub fn capabilities() -> impl Strategy<Value = Capabilities> {
    let parts = prop_oneof![1 => Just(0), 4 => Just(1), 4 => 2..6_u32, 1 => Just(u32::MAX)];
    (0..4_usize, parts).prop_flat_map(|(kind, parts)| {
        let features: Vec<_> = names().into_iter().map(|name| feature(name, kind)).collect();
        features.prop_map(move |features| Capabilities {
            features: features.into_iter().flatten().collect(),
            window: None,
            parts,
            bulk: 0,
            ordered: true,
            idempotent: true,
            delivered: ReceiptShape::None,
            read: ReceiptShape::None,
            id_length: 64,
            extra: vec![],
        })
    })
}
