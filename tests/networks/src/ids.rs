//! Ids and chances that follow from a seed and a count, so that a run can be told again.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// A source of ids.
#[derive(Debug)]
pub struct Ids {
    seed: u64,
    count: AtomicU64,
}

impl Ids {
    /// Ids of this seed.
    pub fn new(seed: u64) -> Ids {
        Ids {
            seed,
            count: AtomicU64::new(0),
        }
    }

    /// The next number of the count, from 1.
    pub fn count(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The next number of the stream: looks random, never repeats within a seed.
    pub fn next(&self) -> u64 {
        mix(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(self.count()))
    }

    /// Hex digits in lower case, at most 32.
    pub fn hex(&self, digits: usize) -> String {
        let mut text = format!("{:016x}{:016x}", self.next(), self.next());
        text.truncate(digits);
        text
    }

    /// Whether something of this chance (0 to 1) happens.
    pub fn happens(&self, chance: f64) -> bool {
        // 53 bits are what a double holds exactly.
        ((self.next() >> 11) as f64) / ((1_u64 << 53) as f64) < chance
    }
}

/// One-to-one, and one changed bit changes half of the others (the finaliser of SplitMix64).
pub fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// SHA-256 in hex of what names something.
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}

/// The digits that a consumer's name becomes: 1555 and seven more.
pub fn phone(name: &str) -> String {
    let digest = digest(&["phone", name]);
    let number = u64::from_str_radix(&digest[..12], 16).unwrap_or_default() % 10_000_000;
    format!("1555{number:07}")
}

/// An id of LINE: `U`, `C` or `R` and 32 hex digits that follow from the name.
pub fn chat(kind: char, name: &str) -> String {
    format!("{kind}{}", &digest(&["chat", name])[..32])
}

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A ULID: 48 bits of time and 80 bits of the two numbers.
pub fn ulid(at_ms: u64, high: u64, low: u64) -> String {
    let value = (u128::from(at_ms & 0xFFFF_FFFF_FFFF) << 80) | (u128::from(high & 0xFFFF) << 64) | u128::from(low);
    let digits = (0..26).rev().map(|place| {
        let digit = usize::try_from((value >> (place * 5)) & 31).unwrap_or_default();
        char::from(CROCKFORD[digit])
    });
    digits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_the_seed() {
        let (one, same, other) = (Ids::new(7), Ids::new(7), Ids::new(8));
        let first = one.hex(32);
        assert_eq!(first, same.hex(32));
        assert_ne!(first, other.hex(32));
        assert_ne!(first, one.hex(32));
        assert_eq!(one.hex(20).len(), 20);
    }

    #[test]
    fn names_become_ids_of_the_networks() {
        assert_eq!(phone("Ana").len(), 11);
        assert_ne!(phone("Ana"), phone("Bo"));
        assert_eq!(chat('U', "Ana").len(), 33);
        assert_eq!(ulid(0, 0, 0), "0".repeat(26));
        assert_eq!(ulid(1_469_918_176_385, 0, 0)[..10], *"01ARYZ6S41");
    }

    #[test]
    fn a_chance_of_none_and_of_all() {
        let ids = Ids::new(3);
        assert!((0..100).all(|_| !ids.happens(0.0) && ids.happens(1.0)));
    }
}
