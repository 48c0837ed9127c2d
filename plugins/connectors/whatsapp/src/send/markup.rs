//! Marks as the signs that WhatsApp reads: `*bold*`, `_italic_`, `~strike~` and a fence for code.

use jackfield_sdk::content::{Mark, MarkKind, Text};

/// The text with its signs. Marks of other kinds leave their text as it is.
pub fn write(text: &Text) -> String {
    let signed: Vec<_> = text.marks.iter().filter_map(|mark| Some((mark, sign(mark)?))).collect();
    if signed.is_empty() {
        return text.body.clone();
    }
    let mut out = String::with_capacity(text.body.len() + signed.len() * 6);
    let ends = (text.body.chars().count() as u32, None);
    let places = text
        .body
        .chars()
        .enumerate()
        .map(|(at, character)| (at as u32, Some(character)));
    for (at, character) in places.chain([ends]) {
        // Inner marks close before outer ones, and open after them.
        let mut closing: Vec<_> = signed
            .iter()
            .filter(|(mark, _)| mark.end == at && mark.start < at)
            .collect();
        closing.sort_by_key(|(mark, _)| std::cmp::Reverse(mark.start));
        let mut opening: Vec<_> = signed
            .iter()
            .filter(|(mark, _)| mark.start == at && mark.end > at)
            .collect();
        opening.sort_by_key(|(mark, _)| std::cmp::Reverse(mark.end));
        out.extend(closing.iter().map(|(_, sign)| *sign));
        out.extend(opening.iter().map(|(_, sign)| *sign));
        out.extend(character);
    }
    out
}

fn sign(mark: &Mark) -> Option<&'static str> {
    match mark.kind {
        MarkKind::Bold => Some("*"),
        MarkKind::Italic => Some("_"),
        MarkKind::Strike => Some("~"),
        MarkKind::Code => Some("```"),
        MarkKind::Link(_) | MarkKind::Mention(_) | MarkKind::Emoji(_) | MarkKind::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(body: &str, marks: &[(u32, u32, MarkKind)]) -> String {
        let marks = marks.iter().map(|(start, end, kind)| Mark {
            start: *start,
            end: *end,
            kind: kind.clone(),
        });
        write(&Text {
            body: body.to_owned(),
            marks: marks.collect(),
        })
    }

    #[test]
    fn signs_stand_around_what_they_mark_and_nest() {
        assert_eq!(marked("é big day", &[(2, 5, MarkKind::Bold)]), "é *big* day");
        assert_eq!(
            marked("all", &[(0, 3, MarkKind::Bold), (0, 1, MarkKind::Italic)]),
            "*_a_ll*"
        );
        assert_eq!(
            marked("x y", &[(2, 3, MarkKind::Code), (0, 1, MarkKind::Strike)]),
            "~x~ ```y```"
        );
    }

    #[test]
    fn marks_that_whatsapp_does_not_have_leave_the_text() {
        assert_eq!(
            marked("here", &[(0, 4, MarkKind::Link("https://a.example".to_owned()))]),
            "here"
        );
        assert_eq!(marked("here", &[(2, 2, MarkKind::Bold)]), "here");
    }
}
