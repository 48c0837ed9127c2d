//! The strict shape of flex messages: a table of what each component has. Source: LINE's OpenAPI, "Flex…".

use super::actions::{Under, action};
use super::templates::color;
use crate::shape::{Part, Unit, boolean};

const MOST_BUBBLES: usize = 12;
/// Bytes of a carousel, and of a bubble.
const MOST_BYTES: (usize, usize) = (50 * 1024, 30 * 1024);
const OFFSETS: [&str; 4] = ["offsetTop", "offsetBottom", "offsetStart", "offsetEnd"];
const SIZES: [&str; 11] = ["xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl", "full"];
const SPACES: [&str; 7] = ["none", "xs", "sm", "md", "lg", "xl", "xxl"];

/// A bubble or a carousel.
pub fn container(part: Part<'_>) {
    let bytes = part.value().to_string().len();
    match part.word("type") {
        "carousel" => {
            part.object(&["type", "contents"], &[]);
            part.member("contents", |bubbles| bubbles.list(1..=MOST_BUBBLES, bubble));
            if bytes > MOST_BYTES.0 {
                part.flaw(format!("{bytes} bytes, at most {}", MOST_BYTES.0));
            }
        }
        _ => {
            bubble(part);
            if bytes > MOST_BYTES.1 {
                part.flaw(format!("{bytes} bytes, at most {}", MOST_BYTES.1));
            }
        }
    }
}

fn bubble(part: Part<'_>) {
    part.object(
        &["type"],
        &[
            "size",
            "direction",
            "header",
            "hero",
            "body",
            "footer",
            "styles",
            "action",
        ],
    );
    part.member("type", |kind| kind.one_of(&["bubble"]));
    part.member("size", |size| {
        size.one_of(&["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"])
    });
    part.member("direction", |direction| direction.one_of(&["ltr", "rtl"]));
    part.members(&["header", "body", "footer"], |block| component(block, &["box"]));
    part.member("hero", |hero| component(hero, &["box", "image", "video"]));
    part.member("action", |tap| action(tap, Under::Surface));
    part.member("styles", |styles| {
        let blocks = ["header", "hero", "body", "footer"];
        styles.object(&[], &blocks);
        styles.members(&blocks, |style| {
            style.object(&[], &["backgroundColor", "separator", "separatorColor"]);
            style.members(&["backgroundColor", "separatorColor"], color);
            style.member("separator", boolean);
        });
    });
    if !["header", "hero", "body", "footer"].iter().any(|block| part.has(block)) {
        part.flaw("a bubble needs a block");
    }
}

/// What a component must and may have beside `type`.
fn members(kind: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "box" => (
            &["layout", "contents"],
            &[
                "flex",
                "spacing",
                "margin",
                "position",
                "offsetTop",
                "offsetBottom",
                "offsetStart",
                "offsetEnd",
                "backgroundColor",
                "borderColor",
                "borderWidth",
                "cornerRadius",
                "width",
                "maxWidth",
                "height",
                "maxHeight",
                "paddingAll",
                "paddingTop",
                "paddingBottom",
                "paddingStart",
                "paddingEnd",
                "action",
                "justifyContent",
                "alignItems",
                "background",
            ],
        ),
        "button" => (
            &["action"],
            &[
                "flex",
                "color",
                "style",
                "gravity",
                "margin",
                "position",
                "offsetTop",
                "offsetBottom",
                "offsetStart",
                "offsetEnd",
                "height",
                "adjustMode",
                "scaling",
            ],
        ),
        "image" => (
            &["url"],
            &[
                "flex",
                "margin",
                "position",
                "offsetTop",
                "offsetBottom",
                "offsetStart",
                "offsetEnd",
                "align",
                "gravity",
                "size",
                "aspectRatio",
                "aspectMode",
                "backgroundColor",
                "action",
                "animated",
            ],
        ),
        "video" => (&["url", "previewUrl", "altContent"], &["aspectRatio", "action"]),
        "icon" => (
            &["url"],
            &[
                "size",
                "aspectRatio",
                "margin",
                "position",
                "offsetTop",
                "offsetBottom",
                "offsetStart",
                "offsetEnd",
                "scaling",
            ],
        ),
        "text" => (
            &[],
            &[
                "text",
                "contents",
                "flex",
                "size",
                "align",
                "gravity",
                "color",
                "weight",
                "style",
                "decoration",
                "wrap",
                "lineSpacing",
                "margin",
                "position",
                "offsetTop",
                "offsetBottom",
                "offsetStart",
                "offsetEnd",
                "action",
                "maxLines",
                "adjustMode",
                "scaling",
            ],
        ),
        "span" => (&["text"], &["size", "color", "weight", "style", "decoration"]),
        "separator" => (&[], &["margin", "color"]),
        "filler" => (&[], &["flex"]),
        _ => (&[], &[]),
    }
}

fn component(part: Part<'_>, kinds: &[&str]) {
    let kind = part.word("type");
    part.member("type", |kind| kind.one_of(kinds));
    if !kinds.contains(&kind) {
        part.object(&["type"], &[]);
        return;
    }
    let (required, optional) = members(kind);
    part.object(&[&["type"], required].concat(), optional);
    values(part, kind);
    match kind {
        "box" => boxed(part),
        "text" => {
            if !part.has("text") && !part.has("contents") {
                part.flaw("needs `text` or `contents`");
            }
            part.member("contents", |spans| {
                spans.list(1..=100, |span| component(span, &["span"]))
            });
        }
        "video" => part.member("altContent", |alt| component(alt, &["box", "image"])),
        _ => {}
    }
}

fn boxed(part: Part<'_>) {
    let layout = part.word("layout");
    part.member("layout", |layout| {
        layout.one_of(&["horizontal", "vertical", "baseline"])
    });
    let children: &[&str] = if layout == "baseline" {
        &["icon", "text", "filler"]
    } else {
        &["box", "button", "image", "text", "separator", "filler"]
    };
    part.member("contents", |contents| {
        contents.list(0..=200, |child| component(child, children))
    });
    part.member("justifyContent", |justify| {
        justify.one_of(&[
            "center",
            "flex-start",
            "flex-end",
            "space-between",
            "space-around",
            "space-evenly",
        ]);
    });
    part.member("alignItems", |align| {
        align.one_of(&["center", "flex-start", "flex-end"])
    });
    part.member("background", |background| {
        let optional = ["centerColor", "centerPosition"];
        background.object(&["type", "angle", "startColor", "endColor"], &optional);
        background.member("type", |kind| kind.one_of(&["linearGradient"]));
        background.members(&["startColor", "endColor", "centerColor"], color);
    });
}

/// What members of the same name hold in all components.
fn values(part: Part<'_>, kind: &str) {
    part.member("text", |text| text.text(1..=5000, Unit::Utf16));
    part.members(&["url", "previewUrl"], |url| url.url(&["https"], 2000));
    let under = if kind == "button" {
        Under::FlexButton
    } else {
        Under::Surface
    };
    part.member("action", |tap| action(tap, under));
    part.members(&["color", "backgroundColor", "borderColor"], color);
    part.member("flex", |flex| flex.whole(0..=100));
    part.members(&["wrap", "scaling", "animated"], boolean);
    part.member("maxLines", |lines| lines.whole(0..=1000));
    part.member("position", |position| position.one_of(&["relative", "absolute"]));
    part.member("gravity", |gravity| gravity.one_of(&["top", "bottom", "center"]));
    part.member("align", |align| align.one_of(&["start", "end", "center"]));
    part.member("weight", |weight| weight.one_of(&["regular", "bold"]));
    part.member("decoration", |decoration| {
        decoration.one_of(&["none", "underline", "line-through"])
    });
    part.member("aspectMode", |mode| mode.one_of(&["fit", "cover"]));
    part.member("adjustMode", |mode| mode.one_of(&["shrink-to-fit"]));
    part.member("aspectRatio", |ratio| {
        let parts = ratio.value().as_str().and_then(|text| text.split_once(':'));
        let number = |text: &str| text.parse::<f64>().is_ok_and(|number| number > 0.0);
        if !parts.is_some_and(|(wide, high)| number(wide) && number(high)) {
            ratio.flaw("must be a ratio such as 20:13");
        }
    });
    part.member("style", |style| {
        style.one_of(if kind == "button" {
            &["primary", "secondary", "link"]
        } else {
            &["normal", "italic"]
        });
    });
    part.member("size", |size| measure(size, &SIZES));
    part.members(&OFFSETS, |offset| measure(offset, &SPACES));
    part.members(&["spacing", "margin", "cornerRadius", "lineSpacing"], |space| {
        measure(space, &SPACES)
    });
    part.members(
        &[
            "paddingAll",
            "paddingTop",
            "paddingBottom",
            "paddingStart",
            "paddingEnd",
        ],
        |space| {
            measure(space, &SPACES);
        },
    );
    part.members(&["width", "maxWidth", "maxHeight"], |size| measure(size, &[]));
    part.member("borderWidth", |width| {
        measure(width, &["none", "light", "normal", "medium", "semi-bold", "bold"]);
    });
    part.member("height", |height| {
        if kind == "button" {
            height.one_of(&["md", "sm"]);
        } else {
            measure(height, &[]);
        }
    });
}

/// One of these words, or pixels or a percentage.
fn measure(part: Part<'_>, words: &[&str]) {
    let text = part.value().as_str().unwrap_or_default();
    let number = text.strip_suffix("px").or_else(|| text.strip_suffix('%'));
    let sound = words.contains(&text) || number.is_some_and(|number| number.parse::<f64>().is_ok());
    if !sound {
        part.flaw("must be a size such as md or 12px");
    }
}
