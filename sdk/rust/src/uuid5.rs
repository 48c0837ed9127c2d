//! UUIDs of parts: networks that want an idempotency key for every message of theirs get one derived from the envelope's.

use uuid::Uuid;

/// UUIDv5 (RFC 9562) of a part of an envelope, its number as the name: the same in every attempt, another for every part.
/// None when the envelope's id is not a UUID.
pub fn of_part(envelope: &str, part: u32) -> Option<String> {
    let namespace = Uuid::try_parse(envelope).ok()?;
    Some(Uuid::new_v5(&namespace, part.to_string().as_bytes()).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_the_same_id_in_every_attempt() {
        let envelope = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
        let first = of_part(envelope, 0);
        assert_eq!(first, of_part(envelope, 0));
        assert_ne!(first, of_part(envelope, 1));
        assert_eq!(first.as_deref().map(|id| id.as_bytes()[14]), Some(b'5'));
        assert_eq!(of_part("no uuid", 0), None);
    }
}
