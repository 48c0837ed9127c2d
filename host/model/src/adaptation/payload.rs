//! Short payloads in place of those that a channel cannot carry.
//!
//! A stand-in is made from the payload itself, not counted: the button of last week's message comes back with a stand-in
//! that cannot be mistaken for one of today's.

use std::collections::BTreeSet;

/// Says that it is one of ours.
const SIGN: char = '~';
/// 128 bits in 22 digits of 6 bits, and the sign.
const WHOLE: usize = 23;
/// Tries until a stand-in is given up; more than one is needed only where a channel carries a few bytes.
const TRIES: u8 = 64;
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A payload of at most `most` bytes for this one, which is none of those `taken`. None where there is no room for it.
pub(super) fn stand_in(payload: &str, most: usize, taken: &BTreeSet<String>) -> Option<String> {
    (0..TRIES)
        .map(|attempt| shorten(payload, most, attempt))
        .find(|made| !made.is_empty() && !taken.contains(made))
}

fn shorten(payload: &str, most: usize, attempt: u8) -> String {
    let mut hash = hash(payload, attempt);
    // Where there is room for three digits only, a sign would take a quarter of all stand-ins.
    let sign = (most > 4).then_some(SIGN);
    let length = most.min(WHOLE) - usize::from(sign.is_some());
    let digits = (0..length).map(|_| {
        let digit = DIGITS[(hash & 63) as usize];
        hash >>= 6;
        char::from(digit)
    });
    sign.into_iter().chain(digits).collect()
}

/// FNV-1a with 128 bits. It guards against accident, not against malice: whoever makes the payloads owns all of them.
fn hash(payload: &str, attempt: u8) -> u128 {
    let bytes = payload.bytes().chain([attempt]);
    bytes.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_payload_has_the_same_stand_in_and_another_another() {
        let none = BTreeSet::new();
        let made = |payload: &str, most| stand_in(payload, most, &none);
        assert_eq!(made("order:1", 300), made("order:1", 300));
        assert_ne!(made("order:1", 300), made("order:2", 300));
        assert_eq!(made("order:1", 300).map(|made| made.len()), Some(WHOLE));
        assert_eq!(made("order:1", 8).map(|made| made.len()), Some(8));
        assert_eq!(made("order:1", 0), None);
    }

    #[test]
    fn a_few_bytes_are_shared_out_until_there_are_none() {
        let mut taken = BTreeSet::new();
        let mut refused = 0;
        for payload in 0..200 {
            match stand_in(&payload.to_string(), 1, &taken) {
                Some(made) => assert!(made.len() == 1 && taken.insert(made), "never twice"),
                None => refused += 1,
            }
        }
        assert!(taken.len() <= 64 && refused >= 136, "{} {refused}", taken.len());
    }
}
