//! Blots the account's secrets out of what a guest is about to read.
//!
//! An endpoint that echoes a request, or an error page with the token in it, would otherwise hand the guest what it must never
//! hold. What is searched for is each value in the encodings in which servers echo: raw, percent, hex, Base64 at any offset, and
//! inside JSON text. A server that works with the plugin could hide a value from any such search; against that stands that a
//! secret goes to granted places only.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What stands in place of a secret.
const BLOT: &[u8] = b"[secret]";
/// Values shorter than this are not searched for: they would be found in innocent text.
const LEAST_BYTES: usize = 6;
/// Hex or Base64 of fewer characters is not searched for.
const LEAST_ENCODED: usize = 8;

/// Values in all their encodings.
#[derive(Default)]
pub(super) struct Patterns {
    list: Vec<Vec<u8>>,
    /// The first two bytes of each, a bit for each pair: nearly every place of an answer is passed over by one look.
    starts: Option<Box<[u64; 1024]>>,
}

impl Patterns {
    /// Adds a value in all its encodings.
    pub fn add(&mut self, value: &[u8]) {
        if value.len() < LEAST_BYTES || self.has(value) {
            return;
        }
        self.push(value.to_vec());
        for blank in ["%20", "+"] {
            self.push(percent(value, blank, true).into_bytes());
            self.push(percent(value, blank, false).into_bytes());
        }
        self.push(hex::encode(value).into_bytes());
        self.push(hex::encode_upper(value).into_bytes());
        for offset in 0..3 {
            let encoded = base64_at(value, offset);
            self.push(encoded.replace('+', "-").replace('/', "_").into_bytes());
            self.push(encoded.replace('/', "\\/").into_bytes());
            self.push(encoded.into_bytes());
        }
        if let Ok(text) = std::str::from_utf8(value) {
            let quoted = serde_json::Value::from(text).to_string();
            let inner = quoted
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .unwrap_or_default();
            self.push(inner.replace('/', "\\/").into_bytes());
            self.push(inner.as_bytes().to_vec());
        }
    }

    fn has(&self, value: &[u8]) -> bool {
        self.list.iter().any(|pattern| pattern == value)
    }

    fn push(&mut self, pattern: Vec<u8>) {
        if let [first, second, ..] = pattern[..]
            && pattern.len() >= LEAST_BYTES
            && !self.has(&pattern)
        {
            let starts = self.starts.get_or_insert_with(|| Box::new([0; 1024]));
            let pair = usize::from(u16::from_be_bytes([first, second]));
            starts[pair / 64] |= 1 << (pair % 64);
            self.list.push(pattern);
        }
    }

    /// The longest pattern that begins here; 0 for none.
    fn longest_at(&self, rest: &[u8], pair: usize) -> usize {
        match &self.starts {
            Some(starts) if starts[pair / 64] & (1 << (pair % 64)) != 0 => {
                let here = self.list.iter().filter(|pattern| rest.starts_with(pattern));
                here.map(Vec::len).max().unwrap_or_default()
            }
            _ => 0,
        }
    }

    fn longest(&self) -> usize {
        self.list.iter().map(Vec::len).max().unwrap_or_default()
    }
}

/// What to blot out of one answer: what is known of the account, and what this call filled in.
#[derive(Default)]
pub(super) struct Blotter {
    known: Arc<Patterns>,
    filled: Patterns,
}

impl Blotter {
    /// Over what is known of the account.
    pub fn over(known: Arc<Patterns>) -> Self {
        Self {
            known,
            filled: Patterns::default(),
        }
    }

    /// Adds a value in all its encodings.
    pub fn add(&mut self, value: &[u8]) {
        if !self.known.has(value) {
            self.filled.add(value);
        }
    }

    /// The longest pattern, in bytes: how far beyond a cut one must have read.
    pub fn longest(&self) -> usize {
        self.known.longest().max(self.filled.longest())
    }

    /// Where secrets stand, in order, none overlapping another.
    fn spans(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for (at, pair) in bytes.windows(2).enumerate() {
            let key = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
            let rest = &bytes[at..];
            let length = self.known.longest_at(rest, key).max(self.filled.longest_at(rest, key));
            if length == 0 {
                continue;
            }
            match spans.last_mut() {
                Some(last) if at < last.end => last.end = last.end.max(at + length),
                _ => spans.push(at..at + length),
            }
        }
        spans
    }

    /// The first `most` bytes without the secrets. A secret that stands across the cut goes as a whole, if the bytes go on for
    /// [`Blotter::longest`] beyond it; what stands behind the cut stays behind it.
    pub fn bytes(&self, mut bytes: Vec<u8>, most: usize) -> Vec<u8> {
        let spans = self.spans(&bytes);
        if spans.is_empty() {
            bytes.truncate(most);
            return bytes;
        }
        let cut = most.min(bytes.len());
        let mut kept = Vec::with_capacity(cut);
        let mut from = 0;
        for span in spans.into_iter().filter(|span| span.start < cut) {
            kept.extend_from_slice(&bytes[from..span.start]);
            kept.extend_from_slice(BLOT);
            from = span.end;
        }
        kept.extend_from_slice(bytes.get(from..cut).unwrap_or_default());
        kept.truncate(most);
        kept
    }

    /// The text without the secrets.
    pub fn text(&self, text: String) -> String {
        if self.spans(text.as_bytes()).is_empty() {
            return text;
        }
        String::from_utf8_lossy(&self.bytes(text.into_bytes(), usize::MAX)).into_owned()
    }
}

/// Percent-encoded: all that is not unreserved. Servers differ in how they write a blank and the hex.
fn percent(value: &[u8], blank: &str, upper: bool) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(*byte)),
            b' ' => text.push_str(blank),
            // Writing to a String cannot fail.
            _ if upper => drop(write!(text, "%{byte:02X}")),
            _ => drop(write!(text, "%{byte:02x}")),
        }
    }
    text
}

/// The Base64 characters that are the value's alone when it stands `offset` bytes into what was encoded.
fn base64_at(value: &[u8], offset: usize) -> String {
    let padded = [&[0_u8; 3][..offset], value].concat();
    let encoded = STANDARD_NO_PAD.encode(&padded);
    // The first character that holds a bit of a neighbour, and the last, differ with the neighbour.
    let first = (offset * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    let own = encoded.get(first..last).unwrap_or_default();
    if own.len() < LEAST_ENCODED {
        String::new()
    } else {
        own.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"EAAG/to+ken \"42\"";

    fn blotter() -> Blotter {
        let mut blotter = Blotter::default();
        blotter.add(SECRET);
        blotter
    }

    fn blotted(text: &str) -> String {
        blotter().text(text.to_owned())
    }

    #[test]
    fn a_secret_is_found_in_every_usual_encoding() {
        let raw = String::from_utf8_lossy(SECRET).into_owned();
        for text in [
            raw.clone(),
            serde_json::json!({ "echo": raw }).to_string(),
            serde_json::json!({ "echo": raw }).to_string().replace('/', "\\/"),
            percent(SECRET, "%20", true),
            percent(SECRET, "+", true),
            percent(SECRET, "%20", false),
            hex::encode(SECRET),
            hex::encode_upper(SECRET),
        ] {
            let after = blotted(&text);
            assert!(
                after.contains("[secret]") && !after.contains("ken"),
                "{text} -> {after}"
            );
        }
    }

    #[test]
    fn base64_is_found_wherever_the_secret_starts() {
        for before in ["", "u", "us", "user:", "Bearer "] {
            let text = STANDARD_NO_PAD.encode([before.as_bytes(), SECRET, b" and more"].concat());
            assert!(blotted(&text).contains("[secret]"), "{before}");
            let url_safe = text.replace('+', "-").replace('/', "_");
            assert!(blotted(&url_safe).contains("[secret]"), "{before}");
        }
    }

    #[test]
    fn other_text_is_left_alone() {
        let text = "{\"messages\":[{\"id\":\"wamid.1\"}]}";
        assert_eq!(blotted(text), text);
        let mut short = Blotter::default();
        short.add(b"1234");
        assert_eq!(short.text("12345".to_owned()), "12345");
    }
}
