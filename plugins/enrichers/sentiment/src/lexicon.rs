//! The word list, parsed once.
//!
//! A text file of ours beside the code, so that who knows the language and not Rust can better it.

use std::collections::HashMap;
use std::sync::LazyLock;

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

/// Words, in lower case and without apostrophes.
static WORDS: LazyLock<HashMap<&'static str, Entry>> = LazyLock::new(|| {
    entries()
        .filter_map(|(kind, text, value)| word(kind, value).map(|entry| (text, entry)))
        .collect()
});

/// Emoji and emoticons, the longest first, so that `:-)` is not read as something shorter.
static SIGNS: LazyLock<Vec<(&'static str, f64)>> = LazyLock::new(|| {
    let mut signs: Vec<_> = entries()
        .filter(|(kind, ..)| *kind == "sign")
        .map(|(_, text, value)| (text, value))
        .collect();
    signs.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    signs
});

fn word(kind: &str, value: f64) -> Option<Entry> {
    match kind {
        "word" => Some(Entry::Word(value)),
        "negate" => Some(Entry::Negate),
        "scale" => Some(Entry::Scale(value)),
        _ => None,
    }
}

/// Kind, text and value of each line that is an entry.
fn entries() -> impl Iterator<Item = (&'static str, &'static str, f64)> {
    include_str!("lexicon.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(entry)
}

fn entry(line: &'static str) -> Option<(&'static str, &'static str, f64)> {
    let mut fields = line.split(' ');
    let entry = (fields.next()?, fields.next()?, fields.next()?.parse().ok()?);
    fields.next().is_none().then_some(entry)
}

/// The entry of a word in lower case without apostrophes.
pub fn look_up(word: &str) -> Option<Entry> {
    WORDS.get(word).copied()
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
    fn every_line_is_an_entry_of_a_known_kind_with_a_weight_in_range() {
        let mut seen = HashSet::new();
        for line in include_str!("lexicon.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let found = entry(line);
            let Some((kind, text, value)) = found else {
                panic!("not an entry: {line:?}")
            };
            assert!(kind == "sign" || word(kind, value).is_some(), "{line}");
            assert!(
                value.abs() <= 4.0 && text.to_lowercase() == text || kind == "sign",
                "{line}"
            );
            assert!(seen.insert(text), "{text} stands twice");
        }
        assert!(seen.len() > 300);
    }
}
