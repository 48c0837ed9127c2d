//! The position that a consumer types: `2`, `2.`, `(2)`, `two`, `②`, `٢`.

use super::fold::bare;

/// Zeros of the decimal digits that keyboards of the world write; the other nine follow each.
const ZEROS: [char; 14] = [
    '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{be6}', '\u{c66}', '\u{d66}', '\u{e50}',
    '\u{ed0}', '\u{1040}', '\u{17e0}',
];

/// Words for one to ten. Left out is what means something else as a whole answer in another language here.
const WORDS: [(&str, [&str; 10]); 13] = [
    (
        "en",
        [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        ],
    ),
    (
        "de",
        [
            "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn",
        ],
    ),
    (
        "fr",
        [
            "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
        ],
    ),
    (
        "es",
        [
            "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
        ],
    ),
    (
        "pt",
        [
            "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez",
        ],
    ),
    (
        "it",
        [
            "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci",
        ],
    ),
    (
        "nl",
        [
            "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
        ],
    ),
    (
        "id",
        [
            "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
        ],
    ),
    (
        "ar",
        [
            "واحد",
            "اثنان",
            "ثلاثة",
            "أربعة",
            "خمسة",
            "ستة",
            "سبعة",
            "ثمانية",
            "تسعة",
            "عشرة",
        ],
    ),
    ("hi", ["एक", "दो", "तीन", "चार", "पांच", "छह", "सात", "आठ", "नौ", "दस"]),
    ("th", ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ"]),
    ("zh", ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]),
    ("ko", ["일", "이", "삼", "사", "오", "육", "칠", "팔", "구", "십"]),
];

/// The position that a folded text names; none: it names none.
pub(super) fn position(folded: &str) -> Option<u32> {
    // In some scripts words end in signs that are no letters, so they are looked for before marks are taken away.
    word(folded)
        .or_else(|| word(bare(folded)))
        .or_else(|| digits(bare(folded)))
}

/// A number and what follows it: `2. Large` is 2 and `large`.
pub(super) fn numbered(folded: &str) -> Option<(u32, &str)> {
    let folded = folded.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    let end = folded.find(|sign| value(sign).is_none())?;
    let number = digits(&folded[..end])?;
    let rest = folded[end..].trim_start_matches(|sign: char| sign == ' ' || sign.is_ascii_punctuation());
    (!rest.is_empty()).then_some((number, rest))
}

fn word(text: &str) -> Option<u32> {
    let places = WORDS
        .iter()
        .find_map(|(_, words)| words.iter().position(|word| *word == text))?;
    u32::try_from(places + 1).ok()
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    text.chars()
        .try_fold(0_u32, |number, sign| number.checked_mul(10)?.checked_add(value(sign)?))
}

fn value(sign: char) -> Option<u32> {
    let sign = u32::from(sign);
    ZEROS
        .iter()
        .find_map(|zero| sign.checked_sub(u32::from(*zero)).filter(|value| *value < 10))
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn a_position_is_a_number_in_any_dress() {
        for typed in [
            "2",
            "2.",
            "(2)",
            " 2 ) ",
            "#2",
            "02",
            "two",
            "Two!",
            "TWO",
            "２",
            "②",
            "2️⃣",
            "٢",
            "२",
            "๒",
            "二",
            "zwei",
            "สอง",
        ] {
            assert_eq!(position(&fold(typed)), Some(2), "{typed}");
        }
    }

    #[test]
    fn what_is_more_than_a_number_is_no_position() {
        for typed in ["", "2 3", "2.5", "2x", "two or three", "99999999999", "?", "twofold"] {
            assert_eq!(position(&fold(typed)), None, "{typed}");
        }
    }

    #[test]
    fn the_words_are_folded_and_mean_one_number_each() {
        for (language, words) in WORDS {
            for (at, word) in words.iter().enumerate() {
                let number = u32::try_from(at + 1).ok();
                assert_eq!(position(&fold(word)), number, "{language}: {word}");
            }
        }
    }

    #[test]
    fn a_line_of_a_list_is_a_number_and_a_label() {
        assert_eq!(numbered("2. large"), Some((2, "large")));
        assert_eq!(numbered("2) large"), Some((2, "large")));
        assert_eq!(numbered("2"), None);
        assert_eq!(numbered("2."), None);
        assert_eq!(numbered("large 2"), None);
    }
}
