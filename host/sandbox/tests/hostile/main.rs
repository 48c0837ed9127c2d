//! Attacks on the sandbox: a guest each, one test each, named after the rule that holds.
//!
//! Every attack is made beside a healthy plugin of the same sandbox that must go on answering, and must show in the attacker's own
//! counters (see `support`).

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod descriptions;
mod events;
mod imports;
mod limits;
mod logs;
mod low_level;
mod secrets;
mod steps;
mod traps;
mod wasi;
