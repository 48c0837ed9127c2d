//! What LINE can do: one literal table, each limit with its unit.
//!
//! Sources: line/line-openapi at 6e4c2a2, `messaging-api.yml`. It holds no lengths of texts and labels: those are the limits
//! that the Messaging API reference (developers.line.biz/en/reference/messaging-api/) is known for, and are not confirmed here.

use jackfield_sdk::build::{as_bearer, feature, reach, secret};
use jackfield_sdk::capabilities::{Capabilities, Feature, Level, MediaPath, ReceiptShape};
use jackfield_sdk::description::{Description, Reach, ReachKind, SecretNeed, SecretUse, WebhookCheck, WebhookNeed};

use crate::wire::{ACCESS_TOKEN, API_HOST, API_PATHS, CHANNEL_SECRET, DATA_HOST, DATA_PATHS};

/// Devices fetch media from our link when the consumer scrolls to it, so it has to live long: 30 days.
const LINK_LIFETIME_S: u32 = 30 * 24 * 60 * 60;
const MEGABYTE: u32 = 1024 * 1024;

/// No secrets here, and nothing that the operator must set.
const SETTINGS: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "channel_id": {
      "type": "string",
      "pattern": "^[0-9]{1,20}$",
      "title": "Channel ID",
      "description": "For your own records; Basic settings in the LINE Developers Console."
    }
  }
}"#;

/// What the connector says of itself.
pub fn describe() -> Description {
    Description {
        channel: "line".to_owned(),
        title: "LINE".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        author: "Jackfield".to_owned(),
        settings_schema: SETTINGS.to_owned(),
        secrets: secrets(),
        tokens: vec![],
        keys: vec![],
        reach: reaches(),
        webhook: Some(WebhookNeed {
            check: WebhookCheck::Credentials,
            open_handshake: false,
            shared: false,
            // LINE gives up after about two seconds.
            answer_within: 1000,
            // Redelivery is a switch in the console and LINE does not say how long it lasts: our own guess.
            redelivers_for: 3600,
        }),
        capabilities: capabilities(),
        retired: None,
        extra: vec![],
    }
}

fn secrets() -> Vec<SecretNeed> {
    let api = API_PATHS.iter().map(|(_, path, _)| as_bearer(API_HOST, path));
    let data = DATA_PATHS.iter().map(|(_, path, _)| as_bearer(DATA_HOST, path));
    vec![
        secret(
            CHANNEL_SECRET,
            "Channel secret",
            "LINE Developers Console, your channel, «Basic settings»: 32 characters.",
            vec![SecretUse::Check],
        ),
        secret(
            ACCESS_TOKEN,
            "Channel access token",
            "LINE Developers Console, your channel, «Messaging API», at the bottom: «Channel access token (long-lived)».",
            api.chain(data).collect(),
        ),
    ]
}

fn reaches() -> Vec<Reach> {
    let api = API_PATHS
        .iter()
        .map(|(method, path, why)| reach(ReachKind::Api, &[method], API_HOST, path, why));
    let data = DATA_PATHS
        .iter()
        .map(|(method, path, why)| reach(ReachKind::Api, &[method], DATA_HOST, path, why));
    let links = reach(
        ReachKind::Media,
        &["GET"],
        "*",
        "/**",
        "fetch stickers, and what other servers keep for consumers",
    );
    api.chain(data).chain([links]).collect()
}

fn capabilities() -> Capabilities {
    let features = [contents(), media(), buttons(), signs()].concat();
    Capabilities {
        features,
        window: None,
        parts: 5,
        bulk: 0,
        ordered: true,
        idempotent: true,
        delivered: ReceiptShape::None,
        read: ReceiptShape::None,
        id_length: 64,
        extra: vec![],
    }
}

#[rustfmt::skip]
fn contents() -> Vec<Feature> {
    use Level::{Fallback, Native, Partial};
    vec![
        feature("text", Native).length("length", 5000, "utf16"),
        feature("media", Native).length("caption-length", 5000, "utf16")
            .note("A caption is a message of its own and counts among the five."),
        feature("location", Native).length("title-length", 100, "scalars")
            .note("Name and address are cut at 100 characters; coordinates stand in for a missing one."),
        feature("contact", Fallback),
        feature("link", Partial).note("LINE makes its own preview of the address."),
        feature("cards", Native).limit("least", 1).limit("most", 1).limit("buttons", 4)
            .length("label-length", 20, "scalars").length("title-length", 40, "scalars")
            .length("subtitle-length", 160, "scalars").length("alt-length", 400, "scalars"),
        feature("carousel", Native).limit("least", 2).limit("most", 12).limit("buttons", 3)
            .length("label-length", 20, "scalars").length("title-length", 40, "scalars")
            .length("subtitle-length", 120, "scalars")
            .note("Up to 10 cards of the same shape are a carousel template, others flex bubbles."),
        feature("picker", Partial).limit("sections", 10).limit("rows", 30).length("title-length", 40, "scalars")
            .length("payload-bytes", 300, "bytes")
            .note("13 short entries are quick replies, more a bubble; one entry can be picked, not several."),
        feature("time-picker", Fallback).note("A single time is asked for with a button: button.pick-time."),
        feature("form", Fallback),
        feature("order", Fallback),
        feature("native", Native).formats(&["flex", "imagemap", "coupon", "template", "sticker", "textV2"]),
    ]
}

#[rustfmt::skip]
fn media() -> Vec<Feature> {
    let by_link = |name: &str, level: Level, most: u32, formats: &[&str]| Feature {
        link_lifetime: Some(LINK_LIFETIME_S),
        ..feature(name, level).limit("bytes", most).formats(formats).by(MediaPath::Link)
    };
    vec![
        by_link("image", Level::Native, 10 * MEGABYTE, &["image/jpeg", "image/png"])
            .note("The preview is the thumbnail, at most 1 MB, or else the picture itself."),
        by_link("video", Level::Native, 200 * MEGABYTE, &["video/mp4"])
            .note("Needs a thumbnail; without one it is sent as a link."),
        by_link("audio", Level::Native, 200 * MEGABYTE, &["audio/mp4", "audio/x-m4a", "audio/mpeg"])
            .note("Needs its duration; without it, it is sent as a link."),
        by_link("voice", Level::Partial, 200 * MEGABYTE, &["audio/mp4", "audio/x-m4a", "audio/mpeg"])
            .note("Sent as audio."),
        by_link("file", Level::Partial, 200 * MEGABYTE, &[])
            .note("Official accounts cannot send files: a bubble with a link."),
        by_link("sticker", Level::Partial, 10 * MEGABYTE, &["image/jpeg", "image/png"])
            .note("A sticker of LINE's (x-package-id and x-sticker-id of the media) as such, others as pictures."),
    ]
}

#[rustfmt::skip]
fn buttons() -> Vec<Feature> {
    use Level::{Fallback, Native, Partial};
    vec![
        feature("buttons", Native).limit("most", 4).length("label-length", 20, "scalars"),
        feature("quick-replies", Native).limit("most", 13).length("label-length", 20, "scalars")
            .length("payload-bytes", 300, "bytes").note("Shown on phones, below the last message only."),
        feature("button.reply", Native).length("payload-bytes", 300, "bytes"),
        feature("button.open-url", Native).length("length", 1000, "scalars"),
        feature("button.dial", Native),
        feature("button.share-location", Native)
            .note("As a quick reply; a button on a card opens LINE's own page for it."),
        feature("button.copy", Native).length("length", 1000, "scalars"),
        feature("button.live-agent", Native),
        feature("button.view-location", Partial).note("Opens a map in the browser."),
        feature("button.pick-time", Native).formats(&["date", "time", "datetime"]).length("payload-bytes", 300, "bytes"),
        feature("button.native", Native).formats(&["message", "camera", "cameraRoll", "richmenuswitch"]),
        feature("button.share-contact", Fallback),
        feature("button.calendar", Fallback),
        feature("button.login", Fallback),
    ]
}

#[rustfmt::skip]
fn signs() -> Vec<Feature> {
    use Level::{Dropped, Native, Partial};
    vec![
        feature("marks.mention", Partial).limit("most", 100).note("In groups; elsewhere the name stays plain."),
        feature("marks.emoji", Native).limit("most", 100).note("LINE's own, named product/emoji."),
        feature("marks.bold", Dropped),
        feature("marks.italic", Dropped),
        feature("marks.strike", Dropped),
        feature("marks.code", Dropped),
        feature("marks.link", Level::Fallback),
        feature("typing", Partial).note("With one person only, for 20 s or until the next message."),
        feature("read-out", Native).note("Where the message came with a token for it."),
        feature("edit", Native).note("Inbound; texts only."),
        feature("unsend", Native).note("Inbound; official accounts can take nothing back."),
        feature("reply-to", Native),
        feature("reply-to-out", Partial).note("By texts and stickers only."),
        feature("proactive", Native).note("Within the monthly quota of the plan."),
        feature("groups", Native),
        feature("silent", Native),
        feature("author", Native).length("title-length", 20, "scalars"),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_ability_is_told_twice() {
        let features = capabilities().features;
        let names: HashSet<_> = features.iter().map(|feature| feature.name.as_str()).collect();
        assert_eq!(names.len(), features.len());
    }

    #[test]
    fn the_token_goes_to_no_other_place_than_the_reach_of_the_api() {
        let description = describe();
        let api = description
            .reach
            .iter()
            .filter(|reach| matches!(reach.kind, ReachKind::Api))
            .count();
        assert_eq!(description.secrets[1].uses.len(), api);
        assert!(
            description.secrets[1]
                .uses
                .iter()
                .all(|usage| matches!(usage, SecretUse::Place(_)))
        );
        assert!(jackfield_sdk::json::parse(description.settings_schema.as_bytes()).is_ok());
    }
}
