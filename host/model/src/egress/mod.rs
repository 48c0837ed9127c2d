//! May this call leave the host, and with which secrets in which places?
//!
//! A plugin returns its HTTP calls as data. Here such a call is parsed once, and the parsed form is what is checked, filled and
//! later dialled: two parsers would be two opinions, and every allow-list bypass lives between two opinions. The decision is
//! pure; resolving the name and refusing private addresses is for whoever dials, with [`address::is_public`].

pub mod address;
mod gate;
mod headers;
mod pattern;
mod place;
mod prepared;
mod recipe;
#[cfg(test)]
mod recipe_tests;
#[cfg(test)]
mod tests;

pub use gate::{Allowance, Denial, check, secrets_of};
pub use pattern::{HostPattern, PathPattern, PatternError};
pub use place::FillError;
pub use prepared::{Payload, Prepared};
pub use recipe::{check_recipe, expand_recipe};

/// Most headers that one call may carry.
pub const MOST_HEADERS: usize = 64;
/// Most bytes of all header names and values of one call: what common servers accept.
pub const MOST_HEADER_BYTES: usize = 32 * 1024;
/// Most bytes of a URL: what common servers accept.
pub const MOST_URL_BYTES: usize = 8 * 1024;
/// Most fills that one call may carry.
pub const MOST_FILLS: usize = 16;
