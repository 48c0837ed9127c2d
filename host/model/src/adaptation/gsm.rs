//! How many messages of the mobile network a text is.
//!
//! 3GPP TS 23.038 (the 7-bit default alphabet and its extension table) and TS 23.040 (concatenation): 160 septets alone, 153
//! in each of several; a text with any other sign is UCS-2, 70 units alone, 67 in each of several. A sign that takes two
//! septets or two units is not torn by the border of two messages, so the border may leave one empty.

/// Septets of a single message, and of one of several.
const SEPTETS: (u64, u64) = (160, 153);
/// UTF-16 units of a single message, and of one of several.
const UNITS: (u64, u64) = (70, 67);

/// The default alphabet, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";
/// Behind an escape: two septets each.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Messages that the text is sent as; none for an empty one.
pub(super) fn segments(text: &str) -> u64 {
    let mut counter = Counter::default();
    text.chars().for_each(|sign| counter.push(sign));
    counter.segments()
}

/// The septets of a sign; none outside the alphabet.
fn septets(sign: char) -> Option<u64> {
    if sign.is_ascii_alphanumeric() || BASIC.contains(sign) {
        Some(1)
    } else {
        EXTENSION.contains(sign).then_some(2)
    }
}

/// Counts a text sign by sign, in both encodings until the first sign that only one has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counter {
    seven_bit: Packed,
    wide: Packed,
    needs_wide: bool,
}

impl Counter {
    pub fn push(&mut self, sign: char) {
        match septets(sign) {
            Some(size) => self.seven_bit.push(size, SEPTETS.1),
            None => self.needs_wide = true,
        }
        let units = if sign.len_utf16() == 1 { 1 } else { 2 };
        self.wide.push(units, UNITS.1);
    }

    pub fn segments(&self) -> u64 {
        if self.needs_wide {
            self.wide.segments(UNITS.0)
        } else {
            self.seven_bit.segments(SEPTETS.0)
        }
    }
}

/// Signs in messages of equal room.
#[derive(Debug, Clone, Copy, Default)]
struct Packed {
    total: u64,
    full: u64,
    filled: u64,
}

impl Packed {
    fn push(&mut self, size: u64, room: u64) {
        self.total += size;
        if self.filled + size > room {
            self.full += 1;
            self.filled = size;
        } else {
            self.filled += size;
        }
    }

    fn segments(&self, alone: u64) -> u64 {
        match self.total {
            0 => 0,
            total if total <= alone => 1,
            _ => self.full + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_has_127_signs_and_ten_behind_the_escape() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn one_message_holds_160_septets_and_one_of_several_153() {
        for (length, count) in [
            (0, 0),
            (1, 1),
            (160, 1),
            (161, 2),
            (306, 2),
            (307, 3),
            (459, 3),
            (460, 4),
        ] {
            assert_eq!(segments(&"a".repeat(length)), count, "{length}");
        }
    }

    #[test]
    fn a_sign_behind_the_escape_takes_two_septets_and_is_not_torn() {
        assert_eq!(segments(&"€".repeat(80)), 1);
        assert_eq!(segments(&"€".repeat(81)), 2);
        // 76 fit into the 153 septets of the first: the last septet stays empty.
        assert_eq!(segments(&"€".repeat(152)), 2);
        assert_eq!(segments(&"€".repeat(153)), 3);
    }

    #[test]
    fn one_foreign_sign_makes_the_whole_text_wide() {
        for (length, count) in [(69, 1), (70, 2), (133, 2), (134, 3)] {
            assert_eq!(segments(&format!("ç{}", "a".repeat(length))), count, "{length}");
        }
        assert_eq!(segments(&"😀".repeat(35)), 1);
        assert_eq!(segments(&"😀".repeat(66)), 2);
        // 33 in each, because no surrogate pair is torn.
        assert_eq!(segments(&"😀".repeat(67)), 3);
    }
}
