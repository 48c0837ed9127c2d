//! What WhatsApp can do: one literal table.
//!
//! Limits as Meta documents them: Cloud API reference, "Messages" and "Media", and the guides named beside the rows, all
//! below developers.facebook.com/documentation/business-messaging/whatsapp (read August 2026). Where Meta contradicts itself
//! the smaller number stands here.

use jackfield_sdk::build::feature;
use jackfield_sdk::capabilities::{Capabilities, Feature, Level, MediaPath, Permit, ReceiptShape, Window};

const KB: u32 = 1024;
const MB: u32 = 1024 * KB;
const DAY_SECONDS: u32 = 24 * 60 * 60;
/// Of the body of an interactive message.
const BODY: u32 = 1024;

pub fn capabilities() -> Capabilities {
    Capabilities {
        features: [words(), files(), choices(), signs()].concat(),
        window: Some(Window {
            duration: DAY_SECONDS,
            opened_by: ["message", "choice", "reaction", "call"].map(str::to_owned).to_vec(),
            permits: vec![Permit {
                name: "template".to_owned(),
                duration: None,
                agents_only: false,
                once: false,
                contents: vec!["template".to_owned()],
            }],
        }),
        parts: 1,
        bulk: 0,
        ordered: false,
        idempotent: false,
        delivered: ReceiptShape::PerMessage,
        read: ReceiptShape::PerMessage,
        id_length: 256,
        extra: vec![],
    }
}

fn native(name: &str) -> Feature {
    feature(name, Level::Native)
}

fn words() -> Vec<Feature> {
    let wide = "a mark inside a word is shown as the sign that stands for it";
    vec![
        // Guide: text messages.
        native("text").length("length", 4096, "scalars"),
        feature("marks.bold", Level::Partial).note(wide),
        feature("marks.italic", Level::Partial).note(wide),
        feature("marks.strike", Level::Partial).note(wide),
        feature("marks.code", Level::Partial).note(wide),
        feature("marks.link", Level::Dropped).note("WhatsApp makes links of the URLs that it sees in the text"),
        native("link")
            .length("length", 4096, "scalars")
            .note("as text with a preview; the picture is the page's own"),
        // Guide: location messages, contacts messages.
        native("location"),
        feature("contact", Level::Partial).note("details of kind phone, email, url, organisation and birthday"),
        // Guide: templates.
        native("template")
            .length("name-length", 512, "bytes")
            .limit("buttons", 10),
        native("native").note("`kind` is the message type (`interactive`), `payload` its object"),
        native("unsupported"),
    ]
}

fn files() -> Vec<Feature> {
    // Reference: Media, "Supported media types".
    vec![
        native("media"),
        native("image")
            .limit("bytes", 5 * MB)
            .length("caption-length", 1024, "scalars")
            .formats(&["image/jpeg", "image/png"])
            .by(MediaPath::Upload),
        native("video")
            .limit("bytes", 16 * MB)
            .length("caption-length", 1024, "scalars")
            .formats(&["video/mp4", "video/3gpp"])
            .by(MediaPath::Upload)
            .note("H.264 and AAC only"),
        native("audio")
            .limit("bytes", 16 * MB)
            .length("caption-length", 0, "scalars")
            .formats(&["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"])
            .by(MediaPath::Upload),
        native("voice")
            .limit("bytes", 16 * MB)
            .length("caption-length", 0, "scalars")
            .formats(&["audio/ogg"])
            .by(MediaPath::Upload)
            .note("Opus only"),
        native("file")
            .limit("bytes", 100 * MB)
            .length("caption-length", 1024, "scalars")
            .formats(&["*/*"])
            .by(MediaPath::Upload),
        native("sticker")
            .limit("bytes", 100 * KB)
            .limit("width", 512)
            .limit("height", 512)
            .length("caption-length", 0, "scalars")
            .formats(&["image/webp"])
            .by(MediaPath::Upload)
            .note("animated ones up to 500 KB"),
    ]
}

fn choices() -> Vec<Feature> {
    vec![
        // Guide: interactive reply buttons messages.
        native("quick-replies")
            .limit("most", 3)
            .length("label-length", 20, "scalars")
            .length("payload-bytes", 256, "bytes")
            .length("length", BODY, "scalars")
            .formats(&["reply", "share-location"])
            .note("under text, image, video and file; share-location only alone and under text"),
        native("buttons").limit("most", 3).length("label-length", 20, "scalars"),
        native("button.reply")
            .limit("most", 3)
            .length("payload-bytes", 256, "bytes"),
        // Guide: interactive call-to-action URL button messages.
        feature("button.open-url", Level::Partial)
            .limit("most", 1)
            .limit("beside", 0)
            .note("one to a card, and no other button beside it"),
        feature("button.share-location", Level::Partial)
            .limit("most", 1)
            .limit("beside", 0)
            .note("as the only quick reply under text"),
        feature("button.dial", Level::Fallback).note("in templates only"),
        feature("button.copy", Level::Fallback).note("in templates only"),
        feature("button.live-agent", Level::Native).note("comes back as a choice"),
        native("cards")
            .length("title-length", 60, "scalars")
            .length("subtitle-length", BODY, "scalars")
            .limit("buttons", 3),
        // Guide: interactive media carousel messages.
        feature("carousel", Level::Partial)
            .limit("least", 2)
            .limit("most", 10)
            .limit("buttons", 3)
            .limit("media", 1)
            .length("subtitle-length", 160, "scalars")
            .note("every card needs an image or video, and the same buttons as the others: one URL or replies"),
        // Guide: interactive list messages.
        feature("picker", Level::Partial)
            .limit("sections", 10)
            .limit("rows", 10)
            .length("length", BODY, "scalars")
            .length("label-length", 20, "scalars")
            .length("title-length", 24, "scalars")
            .length("subtitle-length", 72, "scalars")
            .length("payload-bytes", 200, "bytes")
            .note("ten rows in all, one choice; no pictures"),
        feature("time-picker", Level::Fallback),
        // Guide: WhatsApp Flows.
        feature("form", Level::Partial)
            .length("length", BODY, "scalars")
            .length("label-length", 20, "scalars")
            .note("a flow that Meta keeps (`stored`); other forms are asked field by field"),
        feature("order", Level::Dropped).note("comes in only"),
    ]
}

fn signs() -> Vec<Feature> {
    vec![
        // Guide: typing indicators; mark messages as read.
        native("typing")
            .limit("age-seconds", 30 * DAY_SECONDS)
            .note("25 s at most; marks the message as read"),
        native("read-out").limit("age-seconds", 30 * DAY_SECONDS),
        native("delivered"),
        feature("read", Level::Partial).note("only from those who share read receipts"),
        native("reactions"),
        native("reactions-out").limit("age-seconds", 30 * DAY_SECONDS),
        native("edit"),
        native("unsend"),
        native("reply-to"),
        native("reply-to-out"),
        native("groups"),
        feature("proactive", Level::Partial).note("templates only"),
        native("block"),
    ]
}
