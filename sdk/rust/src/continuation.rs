//! What a job remembers between its steps: the author's own enum, as bytes.
//!
//! The host stores them, and a later version of the plugin may have to read them; JSON stays readable when cases and
//! fields are added.

use serde::{Serialize, de::DeserializeOwned};

use crate::build::fail;
use crate::types::{Failure, FailureKind};

/// The bytes of a continuation.
///
/// # Errors
///
/// `malformed` when the value cannot be written as JSON (a map with keys that are no text).
pub fn write(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(value).map_err(|error| fail(FailureKind::Malformed, format!("continuation: {error}")))
}

/// The continuation that [`write`] made.
///
/// # Errors
///
/// `malformed` when these bytes are of a version that this one does not know.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| fail(FailureKind::Malformed, format!("continuation: {error}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Job {
        Upload { media: String },
        Done,
    }

    #[test]
    fn what_was_written_is_read_again() {
        for job in [Job::Upload { media: "m1".into() }, Job::Done] {
            assert_eq!(read::<Job>(&write(&job).unwrap()).unwrap(), job);
        }
    }

    #[test]
    fn a_case_of_another_version_is_malformed() {
        assert_eq!(read::<Job>(br#""Later""#).unwrap_err().kind, FailureKind::Malformed);
    }
}
