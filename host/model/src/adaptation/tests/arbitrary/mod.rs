//! Messages and capabilities as nobody would write them, and as many do. Here the messages.

mod capabilities;

use proptest::prelude::*;
use proptest::sample::select;

use crate::content::{
    Action, Button, Captioned, Card, Cards, Contact, Content, FieldKind, Form, FormField, FormPage, Link, Location,
    Mark, MarkKind, Media, MediaKind, MediaSource, Message, Native, Order, OrderLine, Part, Picker, PickerItem,
    PickerSection, Template, TemplateParameter, TemplateValue, Text, TimePicker, TimeSlot,
};

pub use capabilities::{capabilities, names};

/// Pieces of text: all that is hard to cut.
const SHREDS: &[&str] = &[
    "a",
    "word",
    "Sentence.",
    " ",
    " ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "é",
    "e\u{301}\u{302}\u{323}",
    "👩‍👩‍👧‍👦",
    "🇩🇪",
    "🇫🇷🇯🇵",
    "👍🏽",
    "1️⃣",
    "क्षत्रिय",
    "हिन्दी।",
    "ที่นี่",
    "สวัสดี",
    "مرحبا",
    "السلام؟",
    "今日は。",
    "한국어",
    "각",
    "€",
    "^{}",
    "ß",
    "İ",
    "\u{200d}",
    "\u{301}",
    "\u{feff}",
    "\u{a0}",
    "2",
    "1.",
    "https://a.example/b?c=d",
    "…",
    "\u{1f1e6}",
    "ﷺ",
];

pub fn body() -> impl Strategy<Value = String> {
    let shred = prop_oneof![
        9 => select(SHREDS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    let many = prop_oneof![6 => 0..8_usize, 3 => 8..60_usize, 1 => 60..300_usize];
    let mixed = many
        .prop_flat_map(move |count| prop::collection::vec(shred.clone(), count))
        .prop_map(|shreds| shreds.concat());
    // Enough signs of the mobile network's alphabet for several of its messages.
    prop_oneof![12 => mixed, 1 => "[a-z€{ ]{150,700}"]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z]{1,8}( [a-z]{1,8}){0,3}", 1 => body()]
}

fn some_words() -> impl Strategy<Value = Option<String>> {
    prop::option::of(words())
}

pub fn mark_kind() -> impl Strategy<Value = MarkKind> {
    prop_oneof![
        Just(MarkKind::Bold),
        Just(MarkKind::Italic),
        Just(MarkKind::Strike),
        Just(MarkKind::Code),
        Just(MarkKind::Link("https://link.example/".into())),
        Just(MarkKind::Mention("U1".into())),
        Just(MarkKind::Emoji("p/1".into())),
        Just(MarkKind::Other("x".into())),
    ]
}

pub fn text() -> impl Strategy<Value = Text> {
    let mark = (0..50_u32, 0..20_u32, mark_kind()).prop_map(|(start, length, kind)| Mark {
        start,
        end: start + length,
        kind,
    });
    (body(), prop::collection::vec(mark, 0..4)).prop_map(|(body, marks)| Text { body, marks })
}

fn media() -> impl Strategy<Value = Media> {
    use MediaKind::{Audio, File, Image, Sticker, Video, Voice};
    let source = prop_oneof![
        6 => Just(MediaSource::Stored("s1".into())),
        2 => Just(MediaSource::Link("https://m.example/1".into())),
        1 => Just(MediaSource::Reference(b"r".to_vec().into())),
    ];
    let mimes = select(vec![
        "image/png",
        "IMAGE/JPEG",
        "image/webp",
        "audio/ogg; codecs=opus",
        "video/mp4",
        "text/plain",
    ]);
    let facts = (
        prop::option::of(mimes.prop_map(str::to_owned)),
        prop::option::of(0..3000_u32),
        prop::option::of((0..600_u32, 0..600_u32)),
        prop::option::of(0..5_u32),
    );
    (
        select(vec![Image, Audio, Voice, Video, File, Sticker]),
        source,
        prop::option::of(Just("https://public.example/1".to_owned())),
        facts,
        some_words(),
        some_words(),
    )
        .prop_map(
            |(kind, source, link, (mime, size, dimensions, thumbnail), name, alt)| Media {
                kind,
                source,
                link,
                mime,
                size,
                name,
                alt,
                duration: None,
                dimensions,
                thumbnail,
                digest: None,
                until: None,
                extra: vec![],
            },
        )
}

fn action() -> impl Strategy<Value = Action> {
    let json = prop_oneof![
        3 => Just(r#"{"latitude": 52.5, "longitude": 13.4, "name": "Here", "payload": "when", "precision": "date", "type": "camera"}"#),
        1 => Just(r#"{"title": "Visit", "begins": "2026-08-05T10:00", "payload": "a payload that is far too long for anybody"}"#),
        1 => Just("no json"),
    ]
    .prop_map(str::to_owned);
    let payload = prop_oneof![3 => "[a-z]{1,6}", 1 => "[a-z]{30,400}", 1 => body()];
    prop_oneof![
        8 => payload.prop_map(Action::Reply),
        3 => "https://[a-z]{1,20}\\.example/".prop_map(Action::OpenUrl),
        1 => "\\+49[0-9]{5,9}".prop_map(Action::Dial),
        1 => Just(Action::ShareLocation),
        1 => Just(Action::ShareContact("phone".into())),
        1 => words().prop_map(Action::Copy),
        2 => Just(Action::LiveAgent),
        1 => json.clone().prop_map(Action::ViewLocation),
        1 => json.clone().prop_map(Action::Calendar),
        1 => json.clone().prop_map(Action::PickTime),
        1 => json.clone().prop_map(Action::Login),
        1 => json.clone().prop_map(Action::Pay),
        1 => json.prop_map(Action::Native),
    ]
}

pub fn button() -> impl Strategy<Value = Button> {
    let payload = prop::option::weighted(0.2, "[a-z]{1,40}");
    (words(), action(), payload, prop::option::weighted(0.1, 0..5_u32)).prop_map(|(label, action, payload, picture)| {
        Button {
            label,
            action,
            payload,
            picture,
        }
    })
}

fn cards() -> impl Strategy<Value = Cards> {
    let card = (
        some_words(),
        some_words(),
        prop::option::weighted(0.3, 0..5_u32),
        prop::collection::vec(button(), 0..5),
        prop::option::weighted(0.3, 0..5_u32),
    )
        .prop_map(|(title, subtitle, media, buttons, tap)| Card {
            title,
            subtitle,
            media,
            buttons,
            tap,
        });
    (
        prop::option::of(text()),
        prop::collection::vec(card, 0..7),
        some_words(),
    )
        .prop_map(|(text, cards, footer)| Cards { text, cards, footer })
}

fn picker() -> impl Strategy<Value = Picker> {
    let payload = prop_oneof![2 => "[a-z]{1,6}", 1 => "[a-z]{30,300}"];
    let item = (
        payload,
        words(),
        prop::option::weighted(0.3, words()),
        prop::option::weighted(0.1, 0..5_u32),
    )
        .prop_map(|(payload, title, subtitle, picture)| PickerItem {
            payload,
            title,
            subtitle,
            picture,
        });
    let section = (some_words(), any::<bool>(), prop::collection::vec(item, 0..8))
        .prop_map(|(title, multiple, items)| PickerSection { title, multiple, items });
    (
        text(),
        some_words(),
        prop::option::weighted(0.2, 0..5_u32),
        some_words(),
        prop::collection::vec(section, 0..4),
    )
        .prop_map(|(text, open_label, header, footer, sections)| Picker {
            text,
            open_label,
            header,
            footer,
            sections,
        })
}

fn time_picker() -> impl Strategy<Value = TimePicker> {
    let begins = prop_oneof![9 => 0..4_000_000_000_000_u64, 1 => any::<u64>()];
    let slot = ("[a-z]{1,60}", begins, any::<u32>()).prop_map(|(payload, begins, duration)| TimeSlot {
        payload,
        begins,
        duration,
    });
    let zone = prop::option::of(select(vec!["Europe/Berlin", "Asia/Tokyo", "Nowhere"]).prop_map(str::to_owned));
    (text(), prop::collection::vec(slot, 0..6), some_words(), zone).prop_map(|(text, slots, place, time_zone)| {
        TimePicker {
            text,
            slots,
            place,
            time_zone,
        }
    })
}

fn form() -> impl Strategy<Value = Form> {
    let field = ("[a-z]{1,5}", words(), some_words()).prop_map(|(name, label, hint)| FormField {
        name,
        label,
        kind: FieldKind::SingleChoice,
        required: true,
        choices: vec![("y".into(), "Yes".into()), ("n".into(), "No".into())],
        hint,
    });
    let page =
        (some_words(), some_words(), prop::collection::vec(field, 0..3)).prop_map(|(title, text, fields)| FormPage {
            name: "page".into(),
            title,
            text,
            fields,
        });
    let stored = prop::option::of(Just("f1".to_owned()));
    (stored, text(), some_words(), prop::collection::vec(page, 0..3)).prop_map(|(stored, text, open_label, pages)| {
        Form {
            stored,
            name: "form".into(),
            text,
            open_label,
            pages,
            data: None,
        }
    })
}

fn small() -> impl Strategy<Value = Content> {
    let location = (-90.0..90.0_f64, some_words(), some_words()).prop_map(|(latitude, name, address)| {
        Content::Location(Location {
            latitude,
            longitude: 13.25,
            name,
            address,
            url: None,
        })
    });
    let contact = (words(), words()).prop_map(|(name, value)| {
        Content::Contact(Contact {
            name,
            details: vec![("phone".into(), String::new(), value)],
            vcard: None,
        })
    });
    let link = (some_words(), some_words(), prop::option::of(0..5_u32)).prop_map(|(title, description, picture)| {
        Content::Link(Link {
            url: "https://page.example/".into(),
            title,
            description,
            picture,
        })
    });
    let template = prop::option::of(0..5_u32).prop_map(|media| {
        let value = media.map_or(TemplateValue::Text("t".into()), TemplateValue::Media);
        Content::Template(Template {
            name: "hello".into(),
            language: "en".into(),
            parameters: vec![TemplateParameter {
                component: "header".into(),
                index: 0,
                name: None,
                value,
            }],
        })
    });
    let order = some_words().prop_map(|text| {
        Content::Order(Order {
            catalogue: None,
            currency: Some("EUR".into()),
            lines: vec![OrderLine {
                product: "p1".into(),
                quantity: 2,
                price: Some("3.50".into()),
            }],
            text,
        })
    });
    let native = (select(vec!["flex", "net:flex", "other"]), words()).prop_map(|(kind, summary)| {
        Content::Native(Native {
            kind: kind.into(),
            payload: "{}".into(),
            summary,
        })
    });
    let unsupported = words().prop_map(Content::Unsupported);
    prop_oneof![location, contact, link, template, order, native, unsupported]
}

pub fn content() -> impl Strategy<Value = Content> {
    let captioned = (0..5_u32, prop::option::of(text())).prop_map(|(media, caption)| Captioned { media, caption });
    prop_oneof![
        4 => text().prop_map(Content::Text),
        3 => captioned.prop_map(Content::Media),
        4 => cards().prop_map(Content::Cards),
        3 => picker().prop_map(Content::Picker),
        2 => time_picker().prop_map(Content::TimePicker),
        1 => form().prop_map(Content::Form),
        3 => small(),
    ]
}

pub fn message() -> impl Strategy<Value = Message> {
    let part = content().prop_map(|content| Part {
        content,
        extra: vec![("x-part".into(), "1".into())],
    });
    (
        prop::collection::vec(part, 0..5),
        prop::collection::vec(media(), 0..5),
        prop::collection::vec(button(), 0..6),
    )
        .prop_map(|(parts, media, quick_replies)| Message {
            parts,
            media,
            quick_replies,
            extra: vec![("x-message".into(), "1".into())],
        })
}
