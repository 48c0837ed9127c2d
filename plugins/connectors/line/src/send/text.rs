//! Text -> `text`, or `textV2` where it names people or LINE's own emoji.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Mark, MarkKind, Text};
use jackfield_sdk::json::{Value, json};
use jackfield_sdk::text::utf16;
use jackfield_sdk::types::{Failure, FailureKind};

use crate::ids;

/// UTF-16 units of a text.
pub const MOST_UNITS: usize = 5000;
/// Substitutions of one `textV2`.
const MOST_SUBSTITUTIONS: usize = 100;

/// A text message. People can be named in groups only, so elsewhere their names are plain.
///
/// # Errors
///
/// `too-large` beyond LINE's limits.
pub fn message(text: &Text, direct: bool) -> Result<Value, Failure> {
    let mut marks: Vec<(&Mark, Value)> = text
        .marks
        .iter()
        .filter_map(|mark| Some((mark, substitution(&mark.kind, direct)?)))
        .collect();
    marks.sort_by_key(|(mark, _)| mark.start);
    if marks.is_empty() {
        return plain(&text.body);
    }
    if marks.len() > MOST_SUBSTITUTIONS {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE takes {MOST_SUBSTITUTIONS} mentions and emoji in a text"),
        ));
    }
    let characters: Vec<char> = text.body.chars().collect();
    let mut template = String::with_capacity(text.body.len());
    let mut substitutions = json!({});
    let mut at = 0;
    for (index, (mark, value)) in marks.into_iter().enumerate() {
        let (start, end) = (mark.start as usize, mark.end as usize);
        // A mark inside another one, or outside the text, is not one.
        if start < at || end <= start || end > characters.len() {
            continue;
        }
        escape(&characters[at..start], &mut template);
        template.push_str(&format!("{{m{index}}}"));
        substitutions[format!("m{index}")] = value;
        at = end;
    }
    escape(&characters[at..], &mut template);
    within(&template)?;
    Ok(json!({ "type": "textV2", "text": template, "substitution": substitutions }))
}

/// A text message without any marks.
///
/// # Errors
///
/// `too-large` beyond LINE's limit.
pub fn plain(body: &str) -> Result<Value, Failure> {
    within(body)?;
    Ok(json!({ "type": "text", "text": body }))
}

fn within(body: &str) -> Result<(), Failure> {
    let units = utf16(body);
    if units > MOST_UNITS {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE takes texts of {MOST_UNITS} UTF-16 units, this has {units}"),
        ));
    }
    Ok(())
}

/// Braces begin and end a substitution, so those of the text itself are doubled.
fn escape(characters: &[char], out: &mut String) {
    for &character in characters {
        out.push(character);
        if matches!(character, '{' | '}') {
            out.push(character);
        }
    }
}

fn substitution(kind: &MarkKind, direct: bool) -> Option<Value> {
    match kind {
        MarkKind::Mention(_) if direct => None,
        MarkKind::Mention(id) if id == "all" => Some(json!({ "type": "mention", "mentionee": { "type": "all" } })),
        MarkKind::Mention(id) => Some(json!({ "type": "mention", "mentionee": { "type": "user", "userId": id } })),
        MarkKind::Emoji(name) => {
            let (product, emoji) = ids::parse_emoji(name)?;
            Some(json!({ "type": "emoji", "productId": product, "emojiId": emoji }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn braces_of_the_text_are_no_substitutions() {
        let mark = Mark {
            start: 4,
            end: 9,
            kind: MarkKind::Mention("U1".into()),
        };
        let text = Text {
            body: "{a} @Mio!".into(),
            marks: vec![mark],
        };
        let built = message(&text, false).unwrap();
        assert_eq!(built["text"], "{{a}} {m0}");
        assert_eq!(built["substitution"]["m0"]["mentionee"]["userId"], "U1");
        assert_eq!(
            message(&text, true).unwrap(),
            json!({ "type": "text", "text": "{a} @Mio!" })
        );
    }

    #[test]
    fn length_counts_utf_16_units() {
        assert!(plain(&"😀".repeat(2500)).is_ok());
        assert_eq!(plain(&"😀".repeat(2501)).unwrap_err().kind, FailureKind::TooLarge);
    }
}
