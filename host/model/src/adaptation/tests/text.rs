//! Texts in pieces, in every unit and script, with their marks.

use crate::capability::Level;
use crate::content::{Content, Mark, MarkKind, Text};

use super::super::{Became, Severity, Unit, What, Why};
use super::{adapted, channel, feature, native, read, say, say_text, told};

fn pieces(body: &str, most: u32, unit: &str) -> Vec<String> {
    let channel = channel(vec![native("text").length("length", most, unit)]);
    read(&adapted(&say_text(body), &channel))
}

#[test]
fn a_text_that_fits_goes_out_as_it_is() {
    let body = "  Two blanks before, and after\r\n";
    assert_eq!(pieces(body, 100, "scalars"), [body]);
}

#[test]
fn a_longer_one_is_cut_at_its_paragraphs_lines_sentences_and_words() {
    let body = "First paragraph, short.\n\nThe second one has a line.\nAnd a line that is longer. It has two sentences, and some more words";
    assert_eq!(
        pieces(body, 40, "scalars"),
        [
            "First paragraph, short.",
            "The second one has a line.",
            "And a line that is longer.",
            "It has two sentences, and some more",
            "words"
        ]
    );
}

#[test]
fn the_loss_tells_how_long_it_was() {
    let plan = adapted(
        &say_text("aaaa bbbb"),
        &channel(vec![native("text").limit("length", 5)]),
    );
    let loss = &plan.losses[0];
    assert_eq!(loss.what, What::Content("text".into()));
    assert_eq!(
        loss.why,
        Why::Over {
            feature: "text".into(),
            limit: "length".into(),
            unit: Some(Unit::Scalars),
            most: 5,
            has: 9
        }
    );
    assert_eq!((&loss.became, loss.severity()), (&Became::Pieces(2), Severity::Looks));
    assert_eq!(
        told(&plan),
        ["part 0: the text is sent in 2 pieces: length of text is at most 5, and this has 9"]
    );
}

#[test]
fn indented_lines_stay_indented() {
    assert_eq!(
        pieces("fn main() {\n    run();\n}", 11, "scalars"),
        ["fn main() {", "    run();", "}"]
    );
}

#[test]
fn no_cut_is_inside_a_cluster_in_any_unit() {
    // A family is 7 scalar values, 11 UTF-16 units and 25 bytes, and one sign to its reader.
    let family = "👨‍👩‍👧‍👦";
    let three = family.repeat(3);
    assert_eq!(pieces(&three, 8, "scalars"), [family; 3]);
    assert_eq!(pieces(&three, 22, "utf16"), [family.repeat(2), family.into()]);
    assert_eq!(pieces(&three, 49, "bytes"), [family; 3]);
    assert_eq!(pieces(&three, 2, "graphemes"), [family.repeat(2), family.into()]);
}

#[test]
fn flags_skin_tones_keycaps_and_combining_marks_stay_whole() {
    assert_eq!(pieces("🇩🇪🇫🇷🇯🇵", 3, "scalars"), ["🇩🇪", "🇫🇷", "🇯🇵"]);
    assert_eq!(pieces("👍🏽👍🏽", 3, "scalars"), ["👍🏽", "👍🏽"]);
    assert_eq!(pieces("1️⃣2️⃣", 5, "scalars"), ["1️⃣", "2️⃣"]);
    assert_eq!(
        pieces("e\u{301}\u{323}e\u{301}\u{323}", 5, "scalars"),
        ["e\u{301}\u{323}", "e\u{301}\u{323}"]
    );
}

#[test]
fn a_surrogate_pair_is_never_torn() {
    assert_eq!(pieces("😀😀😀", 3, "utf16"), ["😀", "😀", "😀"]);
    assert_eq!(pieces("a😀b", 2, "utf16"), ["a", "😀", "b"]);
}

#[test]
fn a_line_break_of_two_signs_is_one() {
    assert_eq!(pieces("ab\r\ncd", 3, "scalars"), ["ab", "cd"]);
    assert_eq!(pieces("ab\r\n\r\ncd", 4, "scalars"), ["ab", "cd"]);
}

#[test]
fn every_script_is_cut_where_its_readers_would() {
    assert_eq!(pieces("مرحبا بكم في المتجر", 10, "scalars"), ["مرحبا بكم", "في المتجر"]);
    assert_eq!(pieces("नमस्ते दुनिया", 8, "scalars"), ["नमस्ते", "दुनिया"]);
    // Conjuncts of Hindi are one sign.
    assert_eq!(pieces("क्षक्ष", 4, "scalars"), ["क्ष", "क्ष"]);
    // Thai writes vowels and tones over their consonants, and no blanks.
    assert_eq!(pieces("ที่นี่", 4, "scalars"), ["ที่", "นี่"]);
    assert_eq!(
        pieces("今日は晴れ。明日は雨。", 8, "scalars"),
        ["今日は晴れ。", "明日は雨。"]
    );
}

#[test]
fn messages_of_the_mobile_network_are_counted_as_they_are_billed() {
    let long = "a".repeat(161);
    assert_eq!(
        pieces(&long, 1, "gsm-segments")
            .iter()
            .map(String::len)
            .collect::<Vec<_>>(),
        [160, 1]
    );
    assert_eq!(pieces(&long, 2, "gsm-segments").len(), 1);
    // One sign that is not in the alphabet makes messages of 70.
    let wide = format!("{}ł", "a".repeat(100));
    assert_eq!(
        pieces(&wide, 1, "gsm-segments")
            .iter()
            .map(|piece| piece.chars().count())
            .collect::<Vec<_>>(),
        [100, 1]
    );
    assert_eq!(
        pieces(&"€".repeat(81), 1, "gsm-segments")
            .iter()
            .map(|piece| piece.chars().count())
            .collect::<Vec<_>>(),
        [80, 1]
    );
}

#[test]
fn two_limits_on_one_text_hold_both() {
    let text = native("text")
        .length("length", 10, "gsm-segments")
        .length("length", 5, "scalars");
    assert_eq!(
        read(&adapted(&say_text("aaaa bbbb"), &channel(vec![text]))),
        ["aaaa", "bbbb"]
    );
}

#[test]
fn a_cluster_that_is_longer_than_a_piece_is_left_out_and_told() {
    let plan = adapted(
        &say_text("Hi 👨‍👩‍👧‍👦 there"),
        &channel(vec![native("text").limit("length", 5)]),
    );
    assert_eq!(read(&plan), ["Hi", "there"]);
    assert_eq!(plan.losses[0].what, What::Field("body".into()));
    assert_eq!(plan.losses[0].became, Became::Without);
}

#[test]
fn a_channel_for_texts_of_nothing_gets_nothing() {
    let plan = adapted(&say_text("Hello"), &channel(vec![native("text").limit("length", 0)]));
    assert!(plan.messages.is_empty());
    assert!(plan.losses.iter().any(|loss| loss.severity() == Severity::Content));
    assert!(adapted(&say_text(" \n "), &super::plain_channel()).messages.is_empty());
}

fn marked(body: &str, marks: &[(u32, u32, MarkKind)]) -> Text {
    let marks = marks.iter().map(|(start, end, kind)| Mark {
        start: *start,
        end: *end,
        kind: kind.clone(),
    });
    Text {
        body: body.into(),
        marks: marks.collect(),
    }
}

fn texts(text: Text, features: Vec<crate::capability::Feature>) -> Vec<Text> {
    let plan = adapted(&say(Content::Text(text)), &channel(features));
    let parts = plan.messages.into_iter().flat_map(|message| message.parts);
    let texts = parts.map(|part| match part.content {
        Content::Text(text) => text,
        other => panic!("{other:?}"),
    });
    texts.collect()
}

#[test]
fn a_mark_that_lies_over_a_cut_is_in_both_pieces() {
    let text = marked("one two three", &[(4, 13, MarkKind::Bold), (0, 3, MarkKind::Bold)]);
    assert_eq!(
        texts(text, vec![native("text").limit("length", 8), native("marks.bold")]),
        [
            marked("one two", &[(4, 7, MarkKind::Bold), (0, 3, MarkKind::Bold)]),
            marked("three", &[(0, 5, MarkKind::Bold)])
        ]
    );
}

#[test]
fn marks_that_the_channel_does_not_have_go_and_are_told_once() {
    let text = marked(
        "a b c",
        &[(0, 1, MarkKind::Bold), (2, 3, MarkKind::Bold), (4, 5, MarkKind::Code)],
    );
    let plan = adapted(
        &say(Content::Text(text)),
        &channel(vec![native("text"), native("marks.code")]),
    );
    assert_eq!(
        told(&plan),
        ["part 0: the mark bold is left out: the channel has no marks.bold"]
    );
}

#[test]
fn marks_that_the_network_loses_may_go_out() {
    let text = marked("bold", &[(0, 4, MarkKind::Bold)]);
    let channel = channel(vec![native("text"), feature("marks.bold", Level::Dropped)]);
    let plan = adapted(&say(Content::Text(text.clone())), &channel);
    assert_eq!(plan.messages, [say(Content::Text(text))]);
    assert_eq!(
        told(&plan),
        ["part 0: the mark bold is sent with less: the network loses marks.bold on the way"]
    );
}

#[test]
fn a_link_without_its_mark_stands_behind_its_words() {
    let url = "https://a.example".to_owned();
    let text = marked(
        "Read this now",
        &[(5, 9, MarkKind::Link(url.clone())), (5, 13, MarkKind::Bold)],
    );
    for level in [Level::None, Level::Fallback, Level::Dropped] {
        let features = vec![native("text"), native("marks.bold"), feature("marks.link", level)];
        assert_eq!(
            texts(text.clone(), features),
            [marked("Read this (https://a.example) now", &[(5, 33, MarkKind::Bold)])]
        );
    }
    let shown = marked("See https://a.example", &[(4, 21, MarkKind::Link(url))]);
    assert_eq!(
        texts(shown, vec![native("text")]),
        [marked("See https://a.example", &[])]
    );
}
