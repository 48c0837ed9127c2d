//! The whole way of a message through real components, in one process.
//!
//! A signed webhook enters as a network sends it; the connector verifies and normalises it, an enricher scores it, a bot answers
//! it, and the connector says which HTTP requests carry it. What the network would
//! answer is scripted here ([`network`]); everything else is what the host runs.

pub mod network;
mod way;

pub use way::{Heard, Way, WayError};
