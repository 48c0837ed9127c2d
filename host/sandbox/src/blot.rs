//! Makes a plugin's text safe to show: one line, bounded, and without the account's secrets in any encoding that travels.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::instance::CallContext;

/// Shortest secret that is blotted out, bytes. A shorter one is a word of any text, and no secret: who sets one is told.
const SHORTEST_SECRET: usize = 4;
/// Shortest member of a JSON secret that is blotted out, bytes: `"type"` and the like are no secrets.
const SHORTEST_MEMBER: usize = 8;
/// Longest text that is looked through, bytes; what follows is not shown.
const LONGEST_SEARCHED: usize = 16 * 1024;

/// What must not be shown.
pub(crate) struct Blotter {
    needles: Vec<String>,
}

impl Blotter {
    /// Of all secrets that the call may use, in all their values.
    pub(crate) fn new(context: &CallContext) -> Self {
        let mut needles = Vec::new();
        for name in context.grant.secret_names() {
            for value in context.secrets.values(name) {
                add(&mut needles, value.expose(), SHORTEST_SECRET);
                if let Ok(json) = serde_json::from_slice(value.expose()) {
                    add_members(&mut needles, &json);
                }
            }
        }
        // Longest first: a secret that holds another is blotted whole.
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
        needles.dedup();
        Self { needles }
    }
}

fn add(needles: &mut Vec<String>, value: &[u8], shortest: usize) {
    if value.len() < shortest {
        return;
    }
    if let Ok(text) = std::str::from_utf8(value) {
        needles.push(text.to_owned());
        // As a URL or a JSON text writes it, where that is another.
        needles.push(percent_encoded(text));
        needles.push(serde_json::Value::from(text).to_string().trim_matches('"').to_owned());
    }
    needles.push(STANDARD.encode(value));
    needles.push(STANDARD_NO_PAD.encode(value));
    needles.push(URL_SAFE_NO_PAD.encode(value));
    needles.push(hex::encode(value));
    needles.push(hex::encode_upper(value));
}

fn add_members(needles: &mut Vec<String>, json: &serde_json::Value) {
    match json {
        serde_json::Value::Object(members) => members.values().for_each(|member| add_members(needles, member)),
        serde_json::Value::Array(items) => items.iter().for_each(|item| add_members(needles, item)),
        serde_json::Value::String(text) => add(needles, text.as_bytes(), SHORTEST_MEMBER),
        _ => {}
    }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// One line of at most `most` bytes: secrets blotted out, control characters and those that turn the direction of writing escaped.
pub(crate) fn safe(text: &str, blotter: &Blotter, most: usize) -> String {
    let mut end = text.len().min(LONGEST_SEARCHED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut text = text[..end].to_owned();
    for needle in &blotter.needles {
        if text.contains(needle.as_str()) {
            text = text.replace(needle.as_str(), "[secret]");
        }
    }
    let mut safe = String::with_capacity(text.len().min(most));
    for c in text.chars() {
        let escaped =
            c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let before = safe.len();
        if escaped {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
        if safe.len() > most {
            safe.truncate(before);
            while safe.len() + '…'.len_utf8() > most && safe.pop().is_some() {}
            safe.push('…');
            break;
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blotter(values: &[&str]) -> Blotter {
        let mut needles = Vec::new();
        for value in values {
            add(&mut needles, value.as_bytes(), SHORTEST_SECRET);
        }
        Blotter { needles }
    }

    #[test]
    fn a_line_is_one_short_line_without_secrets() {
        let line = safe("a\nb\u{1b}[2J sekrit-1 \u{202e}x", &blotter(&["sekrit-1"]), 1024);
        assert_eq!(line, "a\\u{a}b\\u{1b}[2J [secret] \\u{202e}x");
    }

    #[test]
    fn a_text_is_cut_between_characters_at_any_length() {
        for most in 3..40 {
            for text in ["é".repeat(50), "\n".repeat(50), "…".repeat(50), "a\u{202e}".repeat(50)] {
                let line = safe(&text, &blotter(&[]), most);
                assert!(line.len() <= most && line.ends_with('…'), "{most}: {line}");
            }
        }
        assert_eq!(safe("abc", &blotter(&[]), 3), "abc");
    }

    #[test]
    fn a_secret_is_found_in_the_encodings_that_travel() {
        let blotter = blotter(&["p&s/?\u{fe}word", "abcd", "abc"]);
        for told in [
            "p&s/?\u{fe}word",
            "p%26s%2F%3F%C3%BEword",
            "cCZzLz_DvndvcmQ",
            "cCZzLz/DvndvcmQ=",
            "7026732f3fc3be776f7264",
            "7026732F3FC3BE776F7264",
            "abcd",
        ] {
            assert_eq!(safe(&format!("<{told}>"), &blotter, 1024), "<[secret]>", "{told}");
        }
        assert_eq!(
            safe("<abc>", &blotter, 1024),
            "<abc>",
            "three bytes are a word of any text"
        );
    }
}
