//! The score of a text. The formula is explained in the README; the numbers are here.

use crate::lexicon::{Entry, look_up, sign_at};

/// How many words a negation and an intensifier reach: "not a very good day" is three.
const REACH_WORDS: usize = 3;
/// A negated word says less than its opposite: "not terrible" is no praise.
const NEGATED: f64 = -0.6;
/// For a word in capitals in a text that is not all in capitals.
const CAPITALS: f64 = 1.3;
/// For each exclamation mark, and how many count.
const EXCLAMATION: f64 = 0.1;
const EXCLAMATIONS_MOST: usize = 3;
/// What follows "but" is what is meant.
const BEFORE_BUT: f64 = 0.5;
/// Bends sums into -1..=1: one word of weight 3 gives 0.6.
const SOFTNESS: f64 = 16.0;
/// Words that are read; the rest of a longer text is not looked at.
const WORDS_MOST: usize = 2_000;

/// The sentiment of a text, -1..=1; none where nothing in it is known to the lexicon.
pub fn score(text: &str) -> Option<f64> {
    let shouting = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    let mut reader = Reader {
        shouting,
        ..Reader::default()
    };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match sign_at(rest) {
            Some((length, weight)) => {
                reader.scored(weight);
                length
            }
            None if first.is_alphanumeric() => {
                let length = word_length(rest);
                reader.word(&rest[..length]);
                length
            }
            None => {
                reader.mark(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
        if reader.words >= WORDS_MOST {
            break;
        }
    }
    reader.result()
}

/// Letters, digits, and apostrophes between them.
fn word_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .unwrap_or(text.len())
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    shouting: bool,
    sum: f64,
    known: bool,
    words: usize,
    exclamations: usize,
    /// How many more words the negation reaches.
    negated: usize,
    scale: Option<(f64, usize)>,
}

impl Reader {
    fn word(&mut self, word: &str) {
        self.words += 1;
        let plain: String = word
            .to_lowercase()
            .chars()
            .filter(|c| !matches!(c, '\'' | '’'))
            .collect();
        if plain == "but" {
            self.sum *= BEFORE_BUT;
            (self.negated, self.scale) = (0, None);
            return;
        }
        match look_up(&plain) {
            Some(Entry::Word(weight)) => {
                let capitals = !self.shouting && word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
                let scale = self.scale.take().map_or(1.0, |(scale, _)| scale);
                let negated = if self.negated > 0 { NEGATED } else { 1.0 };
                self.scored(weight * scale * negated * if capitals { CAPITALS } else { 1.0 });
                self.negated = self.negated.saturating_sub(1);
            }
            Some(Entry::Negate) => self.negated = REACH_WORDS,
            Some(Entry::Scale(scale)) => {
                // "really really" is more than "really", and no flood of them is more than twice.
                let before = self.scale.map_or(1.0, |(scale, _)| scale);
                self.scale = Some(((before * scale).min(2.0), REACH_WORDS));
                self.negated = self.negated.saturating_sub(1);
            }
            None => {
                self.negated = self.negated.saturating_sub(1);
                self.scale = self.scale.and_then(|(scale, left)| Some((scale, left.checked_sub(1)?)));
            }
        }
    }

    fn mark(&mut self, mark: char) {
        match mark {
            '!' | '！' => self.exclamations += 1,
            '.' | ',' | ';' | '?' | '\n' => (self.negated, self.scale) = (0, None),
            _ => {}
        }
    }

    fn scored(&mut self, weight: f64) {
        self.known = true;
        self.sum += weight;
    }

    fn result(self) -> Option<f64> {
        let marks = self.exclamations.min(EXCLAMATIONS_MOST);
        let sum = self.sum * (1.0 + EXCLAMATION * f64::from(u8::try_from(marks).unwrap_or(u8::MAX)));
        let bent = sum / (sum * sum + SOFTNESS).sqrt();
        self.known.then_some((bent * 1_000.0).round() / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(text: &str) -> f64 {
        score(text).unwrap()
    }

    #[test]
    fn praise_is_above_zero_and_blame_below() {
        assert_eq!(of("great"), 0.6);
        assert_eq!(of("terrible"), -0.6);
        assert!(of("Thank you, that was very helpful") > 0.6);
        assert!(of("This is the worst service, my order is still broken") < -0.7);
    }

    #[test]
    fn a_text_without_a_known_word_has_no_score() {
        assert_eq!(score("The parcel number is 12345"), None);
        assert_eq!(score(""), None);
    }

    #[test]
    fn a_negation_turns_and_softens() {
        assert!(of("not good") < 0.0 && of("not good") > of("bad"));
        assert!(of("it doesn't work well, not a very good day") < 0.0);
        assert!(of("not terrible") > 0.0 && of("not terrible") < of("good"));
        assert_eq!(of("isn’t good"), of("isn't good"));
        assert!(of("no, good") > 0.0, "a comma ends its reach");
    }

    #[test]
    fn intensifiers_capitals_and_exclamation_marks_make_it_stronger() {
        assert!(of("very good") > of("really good") && of("really good") > of("good"));
        assert!(of("slightly bad") > of("bad"));
        assert!(of("this is BAD") < of("this is bad"));
        assert_eq!(
            of("THIS IS BAD"),
            of("this is bad"),
            "shouting is no emphasis of a word"
        );
        assert!(of("good!!!") > of("good!") && of("good!") > of("good"));
        assert_eq!(of("good!!!!!!!!"), of("good!!!"));
    }

    #[test]
    fn what_follows_but_weighs_more() {
        assert!(of("The food was good but the waiter was rude") < 0.0);
        assert!(of("The waiter was rude but the food was good") > 0.0);
    }

    #[test]
    fn emoji_and_emoticons_count() {
        assert!(of("😡") < 0.0 && of("❤️") > 0.0 && of("👍🏽") > 0.0 && of("well :-)") > 0.0 && of("hm :(") < 0.0);
    }

    #[test]
    fn every_score_lies_within_its_range() {
        let flood = "extremely extremely LOVE!!! 😍 ".repeat(5_000);
        assert!(of(&flood) <= 1.0 && of(&flood) > 0.99);
        assert!(of(&"hate ".repeat(5_000)) >= -1.0);
    }
}
