//! The word list, made into tables when the crate is built: an instance lives for one message and has no time to parse.
//!
//! A text file of ours beside the code, so that who knows the language and not Rust can better it.

/// What an entry does to the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entry {
    /// Adds its weight, -4..=4.
    Word(f64),
    /// Turns round the next scored words.
    Negate,
    /// Multiplies the next scored word.
    Scale(f64),
}

// `WORDS`, sorted, in lower case and without apostrophes; `SIGNS`, emoji and emoticons, the longest first.
include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));

/// The entry of a word in lower case without apostrophes.
pub fn look_up(word: &str) -> Option<Entry> {
    let at = WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).ok()?;
    WORDS.get(at).map(|(_, entry)| *entry)
}

/// The sign that `text` begins with: its length in bytes and its weight.
pub fn sign_at(text: &str) -> Option<(usize, f64)> {
    SIGNS
        .iter()
        .find(|(sign, _)| text.starts_with(sign))
        .map(|(sign, weight)| (sign.len(), *weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_entry_stands_once_with_a_weight_in_range() {
        let mut seen = HashSet::new();
        for (text, entry) in WORDS {
            let weight = match entry {
                Entry::Word(weight) | Entry::Scale(weight) => *weight,
                Entry::Negate => 0.0,
            };
            assert!(weight.abs() <= 4.0 && text.to_lowercase() == *text, "{text}");
            assert!(seen.insert(text), "{text} stands twice");
            assert_eq!(look_up(text), Some(*entry));
        }
        for (sign, weight) in SIGNS {
            assert!(weight.abs() <= 4.0, "{sign}");
            assert!(seen.insert(sign), "{sign} stands twice");
            assert_eq!(sign_at(sign).map(|(length, _)| length), Some(sign.len()));
        }
        assert!(seen.len() > 300);
    }
}
