//! JSON as networks write it: parsed leniently, walked without ceremony.
//!
//! A phone can send half an emoji. Networks pass it on as an unpaired surrogate escape, at which a strict parser refuses the
//! whole batch; here it becomes U+FFFD, so that its neighbours live.

use std::borrow::Cow;

pub use serde_json::{Value, json};

/// Parses a body. Unpaired surrogate escapes and bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
///
/// Where the body is not JSON at all, with line and column.
pub fn parse(body: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(body).or_else(|_| {
        let text = String::from_utf8_lossy(body);
        serde_json::from_str(&mend_surrogates(&text))
    })
}

/// Replaces `\uD800`..`\uDFFF` escapes that have no partner by `\ufffd`.
fn mend_surrogates(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(offset) = text[at..].find('\\') {
        let start = at + offset;
        // An escaped backslash or quote is two bytes, and the second one begins nothing.
        at = (start + 2).min(bytes.len());
        let Some(unit) = escape_at(text, start) else {
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        };
        at = start + 6;
        let paired =
            (0xD800..0xDC00).contains(&unit) && escape_at(text, at).is_some_and(|low| (0xDC00..0xE000).contains(&low));
        if paired {
            at += 6;
        } else if (0xD800..0xE000).contains(&unit) {
            out.push_str(&text[kept..start]);
            out.push_str("\\ufffd");
            kept = at;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

fn escape_at(text: &str, start: usize) -> Option<u16> {
    let digits = text.get(start..start + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// Members of a JSON object. On anything that is not an object every member is missing.
pub trait Fields {
    /// The member, or null.
    fn at(&self, key: &str) -> &Value;
    /// The member as text; none when it is missing, empty or no text.
    fn text(&self, key: &str) -> Option<&str>;
    /// As [`Fields::text`], owned.
    fn string(&self, key: &str) -> Option<String> {
        self.text(key).map(str::to_owned)
    }
    /// A whole number, or text of digits.
    fn whole(&self, key: &str) -> Option<u64>;
    /// A finite number, or text that is one.
    fn number(&self, key: &str) -> Option<f64>;
    /// True only where it says true.
    fn flag(&self, key: &str) -> bool;
    /// The members of an array; nothing when it is missing or no array.
    fn list(&self, key: &str) -> &[Value];
}

impl Fields for Value {
    fn at(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&Value::Null)
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.at(key).as_str().filter(|text| !text.is_empty())
    }

    fn whole(&self, key: &str) -> Option<u64> {
        let value = self.at(key);
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    fn number(&self, key: &str) -> Option<f64> {
        let value = self.at(key);
        value
            .as_f64()
            .or_else(|| value.as_str()?.trim().parse().ok())
            .filter(|number| number.is_finite())
    }

    fn flag(&self, key: &str) -> bool {
        self.at(key).as_bool().unwrap_or(false)
    }

    fn list(&self, key: &str) -> &[Value] {
        self.at(key).as_array().map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(text: &str) -> String {
        parse(text.as_bytes()).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn half_an_emoji_does_not_fail_the_batch() {
        assert_eq!(parsed(r#""a\ud83d b""#), "a\u{FFFD} b");
        assert_eq!(parsed(r#""\ude00""#), "\u{FFFD}");
        assert_eq!(parsed(r#""\ud83d\ud83d\ude00""#), "\u{FFFD}😀");
        assert_eq!(parsed(r#""\ud83d\n""#), "\u{FFFD}\n");
    }

    #[test]
    fn escaped_backslashes_are_not_surrogates() {
        assert_eq!(parsed(r#""\\ud83d \ud83d""#), "\\ud83d \u{FFFD}");
        assert_eq!(parsed(r#""é\\é \ud83d""#), "é\\é \u{FFFD}");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(parse(b"\"a\xffb\"").unwrap(), json!("a\u{FFFD}b"));
        assert!(parse(b"{").is_err());
        assert!(parse(b"\"\\").is_err());
    }

    #[test]
    fn numbers_come_as_numbers_or_text() {
        let value = json!({"a": "12", "b": 12, "c": "1.5", "d": "NaN", "e": "", "f": [1], "g": true});
        assert_eq!(
            (value.whole("a"), value.whole("b"), value.whole("x")),
            (Some(12), Some(12), None)
        );
        assert_eq!((value.number("c"), value.number("d")), (Some(1.5), None));
        assert_eq!(
            (value.text("e"), value.list("f").len(), value.list("a").len()),
            (None, 1, 0)
        );
        assert!(value.flag("g") && !value.flag("a"));
        assert_eq!(json!([]).text("a"), None);
    }
}
