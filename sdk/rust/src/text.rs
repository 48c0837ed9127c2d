//! Lengths in the units that networks count in, and cutting that never splits a character.

/// Unicode scalar values: the contract's unit for marks and the `scalars` of limits.
pub fn scalars(text: &str) -> usize {
    text.chars().count()
}

/// UTF-16 code units: the `utf16` of limits (LINE, most Java and JavaScript networks).
pub fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The longest beginning of at most this many scalar values.
pub fn cut_scalars(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

/// The longest beginning of at most this many bytes that is still text.
pub fn cut_bytes(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts_its_own_way() {
        assert_eq!((scalars("a😀é"), utf16("a😀é"), "a😀é".len()), (3, 4, 7));
    }

    #[test]
    fn no_cut_splits_a_character() {
        assert_eq!(cut_scalars("a😀é", 2), "a😀");
        assert_eq!(cut_scalars("ab", 9), "ab");
        assert_eq!(cut_bytes("a😀é", 4), "a");
        assert_eq!(cut_bytes("a😀é", 5), "a😀");
        assert_eq!(cut_bytes("ab", 9), "ab");
    }
}
