//! Whole hosts between simulated networks: happy paths, every fault on the wire, swaps, restarts, kills.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod crash;
mod faults;
mod gateway;
mod operators;
mod swap;
mod ways;
