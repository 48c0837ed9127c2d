//! The strict shape of actions. Source: Messaging API reference, "Action objects".

use crate::shape::{Part, Unit};

/// Where an action stands; the same action may more or less there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// A quick reply: camera, camera roll and location too.
    QuickReply,
    /// A button of a template.
    Template,
    /// A column of an image carousel: labels are shorter.
    ImageCarousel,
    /// A flex button.
    FlexButton,
    /// A whole bubble, box, text or column: shows no label.
    Surface,
}

/// An action.
pub fn action(part: Part<'_>, under: Under) {
    let kind = part.word("type");
    let mut kinds = vec!["message", "postback", "uri", "datetimepicker", "clipboard"];
    if under == Under::QuickReply {
        kinds.extend(["camera", "cameraRoll", "location"]);
    }
    part.member("type", |kind| kind.one_of(&kinds));
    let (required, optional): (&[&str], &[&str]) = match kind {
        "message" => (&["text"], &[]),
        "postback" => (&["data"], &["displayText", "text", "inputOption", "fillInText"]),
        "uri" => (&["uri"], &["altUri"]),
        "datetimepicker" => (&["data", "mode"], &["initial", "max", "min"]),
        "clipboard" => (&["clipboardText"], &[]),
        _ => (&[], &[]),
    };
    let (mut required, mut optional) = ([&["type"], required].concat(), optional.to_vec());
    // A picture of an image carousel and what shows no label do without.
    let labelled = !matches!(under, Under::Surface | Under::ImageCarousel);
    if labelled {
        required.push("label")
    } else {
        optional.push("label")
    }
    part.object(&required, &optional);
    let most = if under == Under::ImageCarousel { 12 } else { 20 };
    part.member("label", |label| label.text(1..=most, Unit::Scalars));
    members(part, kind);
}

fn members(part: Part<'_>, kind: &str) {
    part.members(&["text", "displayText"], |text| text.text(1..=300, Unit::Utf16));
    part.member("data", |data| data.text(1..=300, Unit::Utf16));
    part.member("inputOption", |option| {
        option.one_of(&["closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"])
    });
    part.member("fillInText", |text| {
        text.text(1..=1000, Unit::Utf16);
        if part.word("inputOption") != "openKeyboard" {
            text.flaw("only with inputOption openKeyboard");
        }
    });
    if kind == "postback" && part.has("text") && part.has("displayText") {
        part.flaw("`text` and `displayText` exclude each other");
    }
    part.member("uri", |uri| uri.url(&["https", "http", "line", "tel"], 1000));
    part.member("altUri", |alt| {
        alt.object(&["desktop"], &[]);
        alt.member("desktop", |uri| uri.url(&["https", "http", "line", "tel"], 1000));
    });
    part.member("clipboardText", |text| text.text(1..=1000, Unit::Utf16));
    part.member("mode", |mode| mode.one_of(&["date", "time", "datetime"]));
    let mode = part.word("mode");
    part.members(&["initial", "max", "min"], |time| {
        if !time.value().as_str().is_some_and(|text| fits(mode, text)) {
            time.flaw(format!("must be a {mode}"));
        }
    });
}

/// Whether a time is written as its mode wants: `2026-11-24`, `10:00`, `2026-11-24T10:00` (or with a small t).
pub fn fits(mode: &str, text: &str) -> bool {
    let pattern = match mode {
        "date" => "0000-00-00",
        "time" => "00:00",
        _ => "0000-00-00T00:00",
    };
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(is, should)| match should {
            b'0' => is.is_ascii_digit(),
            b'T' => is == b'T' || is == b't',
            sign => is == sign,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_their_mode_wants() {
        assert!(fits("date", "2026-11-24") && fits("time", "10:00") && fits("datetime", "2026-11-24t10:00"));
        assert!(!fits("date", "24.11.2026") && !fits("time", "10:00:00") && !fits("datetime", "2026-11-24"));
    }
}
