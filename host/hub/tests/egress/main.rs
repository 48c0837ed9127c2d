//! What leaves the host for a plugin, through the performer's public doors, against servers on this machine.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bodies;
mod fills;
mod outcomes;
mod places;
mod sinks;
mod support;
mod tokens;
