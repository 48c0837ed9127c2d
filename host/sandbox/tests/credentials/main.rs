//! The host's `credentials` by known vectors, through a guest: what a plugin's author is given, not what stands behind it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod ciphers;
mod hashes;
mod signatures;
mod tokens;

use jackfield_model::description::SecretUse;

use support::Surroundings;

/// One secret of this format, value and use.
fn with(format: &str, value: &str, used: SecretUse) -> impl FnOnce(&mut Surroundings) + use<> {
    support::surroundings(vec![support::need("key", format, &[used])], &[("key", &[value])])
}
