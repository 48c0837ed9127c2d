//! The strict shape of templates. Source: Messaging API reference, "Template messages".

use std::cell::RefCell;

use super::actions::{Under, action};
use super::messages::picture;
use crate::shape::{Part, Unit};

const PICTURE: [&str; 4] = ["thumbnailImageUrl", "imageBackgroundColor", "title", "defaultAction"];

/// What stands under `template`.
pub fn template(part: Part<'_>) {
    part.member("type", |kind| {
        kind.one_of(&["buttons", "confirm", "carousel", "image_carousel"])
    });
    match part.word("type") {
        "buttons" => {
            let optional = [&PICTURE[..], &["imageAspectRatio", "imageSize"]].concat();
            part.object(&["type", "text", "actions"], &optional);
            looks(part);
            column(part, 160, 1..=4);
        }
        "confirm" => {
            part.object(&["type", "text", "actions"], &[]);
            part.member("text", |text| text.text(1..=240, Unit::Utf16));
            part.member("actions", |list| {
                list.list(2..=2, |button| action(button, Under::Template))
            });
        }
        "carousel" => carousel(part),
        "image_carousel" => {
            part.object(&["type", "columns"], &[]);
            part.member("columns", |columns| {
                columns.list(1..=10, |column| {
                    column.object(&["imageUrl", "action"], &[]);
                    column.member("imageUrl", picture);
                    column.member("action", |tap| action(tap, Under::ImageCarousel));
                });
            });
        }
        _ => {
            part.object(&["type"], &[]);
        }
    }
}

fn looks(part: Part<'_>) {
    part.member("imageAspectRatio", |ratio| ratio.one_of(&["rectangle", "square"]));
    part.member("imageSize", |size| size.one_of(&["cover", "contain"]));
}

/// What buttons templates and columns share. The text is shorter beside a title or picture.
fn column(part: Part<'_>, most: usize, many: std::ops::RangeInclusive<usize>) {
    let adorned = part.has("title") || part.has("thumbnailImageUrl");
    part.member("text", |text| {
        text.text(1..=if adorned { 60 } else { most }, Unit::Utf16)
    });
    part.member("title", |title| title.text(1..=40, Unit::Utf16));
    part.member("thumbnailImageUrl", picture);
    part.member("imageBackgroundColor", color);
    part.member("defaultAction", |tap| action(tap, Under::Surface));
    part.member("actions", |list| {
        list.list(many, |button| action(button, Under::Template))
    });
}

fn carousel(part: Part<'_>) {
    part.object(&["type", "columns"], &["imageAspectRatio", "imageSize"]);
    looks(part);
    let shapes: RefCell<Vec<(usize, bool, bool)>> = RefCell::default();
    part.member("columns", |columns| {
        columns.list(1..=10, |one| {
            one.object(&["text", "actions"], &PICTURE);
            column(one, 120, 1..=3);
            let actions = one.value()["actions"].as_array().map_or(0, Vec::len);
            shapes
                .borrow_mut()
                .push((actions, one.has("title"), one.has("thumbnailImageUrl")));
        });
        if shapes.borrow().windows(2).any(|pair| pair[0] != pair[1]) {
            columns.flaw("all columns must have as many actions, and titles and images all or none");
        }
    });
}

/// `#RRGGBB`, with or without two more digits.
pub fn color(part: Part<'_>) {
    let digits = part.value().as_str().and_then(|text| text.strip_prefix('#'));
    if !digits.is_some_and(|digits| matches!(digits.len(), 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        part.flaw("must be a color such as #1DB446");
    }
}
