//! Texts that a reader takes for the same, made the same.

use icu_normalizer::ComposingNormalizerBorrowed;

/// What is typed or shown, without what nobody means by it: case, width, composition, blanks around and several inside,
/// invisible signs. Not for showing.
pub(super) fn fold(text: &str) -> String {
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let lower: String = normalizer
        .normalize(text)
        .chars()
        .filter(|sign| !is_invisible(*sign))
        .flat_map(char::to_lowercase)
        .collect();
    let mut folded = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for sign in word.chars() {
            match sign {
                'ß' => folded.push_str("ss"),
                'ς' => folded.push('σ'),
                // The dots of the Turkish i come and go with the case.
                'ı' => folded.push('i'),
                '\u{307}' if folded.ends_with('i') => {}
                _ => folded.push(sign),
            }
        }
    }
    // Small letters may compose where the capitals did not.
    normalizer.normalize(&folded).into_owned()
}

/// A folded text without the marks around it: `(yes!)` is `yes`. Empty where it is nothing but marks.
pub(super) fn bare(folded: &str) -> &str {
    folded.trim_matches(|sign: char| !sign.is_alphanumeric())
}

/// Joiners, directions, variants of pictures and the frame of a keycap.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
            | '\u{20e3}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_folds_the_same() {
        for (typed, label) in [
            ("  ＬＡＲＧＥ ", "large"),
            ("İPTAL", "iptal"),
            ("KAPI", "kapı"),
            ("STRASSE", "Straße"),
            ("ΟΔΟΣ", "οδος"),
            ("cafe\u{301}", "Café"),
            ("two\u{3000}words", "Two  words"),
            ("2\u{fe0f}\u{20e3}", "2"),
            ("②", "2"),
            ("\u{200f}نعم\u{200e}", "نعم"),
            ("ﾊｲ", "ハイ"),
        ] {
            assert_eq!(fold(typed), fold(label), "{typed}");
        }
    }

    #[test]
    fn folding_again_changes_nothing() {
        for text in ["İ", "ǰ̇", "ΑΣ", "ﬃ", "Ǆ", "ẞ"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn marks_around_a_word_fall_away() {
        assert_eq!(bare("(2)"), "2");
        assert_eq!(bare("👍 yes!"), "yes");
        assert_eq!(bare("?!"), "");
    }
}
