//! Media: kinds, formats, bytes, captions, and what stands in for them.

use crate::capability::{Capabilities, Feature};
use crate::content::{Captioned, Content, Media, MediaKind, MediaSource, Message};

use super::super::{Became, What, Why};
use super::{adapted, channel, feature, native, part, read, told, words};

fn media(kind: MediaKind, mime: &str, size: u32) -> Media {
    Media {
        kind,
        source: MediaSource::Stored("s1".into()),
        link: None,
        mime: Some(mime.into()),
        size: Some(size),
        name: Some("menu.pdf".into()),
        alt: None,
        duration: None,
        dimensions: None,
        thumbnail: None,
        digest: None,
        until: None,
        extra: vec![],
    }
}

fn captioned(media: Media, caption: Option<&str>) -> Message {
    Message {
        parts: vec![part(Content::Media(Captioned {
            media: 0,
            caption: caption.map(words),
        }))],
        media: vec![media],
        quick_replies: vec![],
        extra: vec![],
    }
}

fn with(features: Vec<Feature>) -> Capabilities {
    channel([vec![native("text"), native("media")], features].concat())
}

#[test]
fn what_fits_goes_out_as_it_is() {
    let message = captioned(media(MediaKind::Image, "image/PNG; q=1", 1000), Some("Look"));
    let image = native("image").formats(&["image/png"]).limit("bytes", 1000);
    let plan = adapted(&message, &with(vec![image]));
    assert_eq!((plan.messages, plan.losses), (vec![message], vec![]));
}

#[test]
fn a_caption_that_is_too_long_is_a_text_of_its_own() {
    let message = captioned(media(MediaKind::Image, "image/png", 1), Some("A long caption"));
    for limit in [0, 5] {
        let plan = adapted(&message, &with(vec![native("image").limit("caption-length", limit)]));
        assert_eq!(read(&plan), ["[media]", "A long caption"]);
        assert_eq!(plan.losses[0].became, Became::OwnText);
    }
    // A channel may say so for all kinds at once.
    let capabilities = channel(vec![
        native("text"),
        native("media").limit("caption-length", 5),
        native("image"),
    ]);
    assert_eq!(read(&adapted(&message, &capabilities)), ["[media]", "A long caption"]);
}

#[test]
fn a_kind_that_is_not_there_goes_out_as_the_nearest_that_is() {
    let voice = captioned(media(MediaKind::Voice, "audio/ogg", 1), None);
    let plan = adapted(&voice, &with(vec![native("audio"), native("file")]));
    assert_eq!(plan.messages[0].media[0].kind, MediaKind::Audio);
    assert_eq!(told(&plan), ["part 0: media 0 became audio: the channel has no voice"]);
    let plan = adapted(&voice, &with(vec![native("file")]));
    assert_eq!(plan.messages[0].media[0].kind, MediaKind::File);
    // A picture that is too large to be shown may still be loaded.
    let large = captioned(media(MediaKind::Image, "image/png", 6_000_000), None);
    let plan = adapted(
        &large,
        &with(vec![native("image").limit("bytes", 5_000_000), native("file")]),
    );
    assert_eq!(plan.losses[0].became, Became::Kind("file".into()));
}

#[test]
fn what_does_not_fit_at_all_is_a_link_or_its_name() {
    let mut pdf = media(MediaKind::File, "application/pdf", 1);
    pdf.link = Some("https://m.example/1".into());
    let plan = adapted(&captioned(pdf.clone(), Some("Our menu")), &with(vec![]));
    assert_eq!(read(&plan), ["menu.pdf: https://m.example/1\nOur menu"]);
    assert_eq!(plan.losses[0].became, Became::Text);
    pdf.link = None;
    pdf.alt = Some("Today's menu".into());
    assert_eq!(
        read(&adapted(&captioned(pdf.clone(), None), &with(vec![]))),
        ["Today's menu"]
    );
    (pdf.alt, pdf.name) = (None, None);
    let plan = adapted(&captioned(pdf, None), &with(vec![]));
    assert_eq!((read(&plan).len(), &plan.losses[0].became), (0, &Became::Nothing));
}

#[test]
fn the_format_and_the_size_are_told() {
    let webp = captioned(media(MediaKind::Image, "image/webp", 1), None);
    let plan = adapted(
        &webp,
        &with(vec![native("image").formats(&["image/png", "image/jpeg"])]),
    );
    assert_eq!(
        plan.losses[0].why,
        Why::Format {
            feature: "image".into(),
            format: "image/webp".into()
        }
    );
    let mut wide = media(MediaKind::Sticker, "image/webp", 1);
    wide.dimensions = Some((600, 512));
    let sticker = native("sticker")
        .formats(&["image/*"])
        .limit("width", 512)
        .limit("height", 512);
    let plan = adapted(&captioned(wide, None), &with(vec![sticker]));
    assert_eq!(
        told(&plan),
        ["part 0: media 0 became text: width of sticker is at most 512, and this has 600"]
    );
}

#[test]
fn each_message_has_the_media_that_it_points_at_and_their_pictures() {
    let mut video = media(MediaKind::Video, "video/mp4", 1);
    video.thumbnail = Some(0);
    let thumbnail = media(MediaKind::Image, "image/png", 1);
    let image = media(MediaKind::Image, "image/jpeg", 2);
    let point = |media| part(Content::Media(Captioned { media, caption: None }));
    let message = Message {
        parts: vec![point(2), point(1), point(1)],
        media: vec![thumbnail.clone(), video.clone(), image.clone()],
        quick_replies: vec![],
        extra: vec![],
    };
    let capabilities = Capabilities {
        parts: 1,
        ..with(vec![native("video"), native("image")])
    };
    let plan = adapted(&message, &capabilities);
    let tables: Vec<_> = plan.messages.iter().map(|message| message.media.clone()).collect();
    assert_eq!(
        tables,
        [
            vec![image],
            vec![thumbnail.clone(), video.clone()],
            vec![thumbnail, video]
        ]
    );
    assert_eq!(plan.messages[1].parts, [point(1)]);
    assert_eq!(plan.losses[0].what, What::Message);
    assert_eq!(plan.losses[0].became, Became::Pieces(3));
}

#[test]
fn what_only_came_in_or_points_at_nothing_is_told() {
    let mut foreign = media(MediaKind::Image, "image/png", 1);
    foreign.source = MediaSource::Reference(b"x".to_vec().into());
    let plan = adapted(&captioned(foreign, None), &with(vec![native("image")]));
    assert_eq!(plan.losses[0].why, Why::InboundOnly);
    let mut nowhere = captioned(media(MediaKind::Image, "image/png", 1), Some("Caption"));
    nowhere.media.clear();
    let plan = adapted(&nowhere, &with(vec![native("image")]));
    assert_eq!(
        (read(&plan), &plan.losses[0].why),
        (vec!["Caption".to_owned()], &Why::Malformed)
    );
}

#[test]
fn a_network_that_loses_a_kind_gets_it_only_beside_something_else() {
    use crate::capability::Level::Dropped;
    let alone = captioned(media(MediaKind::Image, "image/png", 1), None);
    let capabilities = with(vec![feature("image", Dropped)]);
    assert_eq!(read(&adapted(&alone, &capabilities)), ["menu.pdf"]);
    let mut beside = alone;
    beside.parts.push(part(Content::Text(words("Hello"))));
    let plan = adapted(&beside, &capabilities);
    assert_eq!(read(&plan), ["[media]", "Hello"]);
    assert_eq!(
        told(&plan),
        ["part 0: media 0 is sent with less: the network loses image on the way"]
    );
}
