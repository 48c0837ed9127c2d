//! The command line against a served API: what an operator types, and what the host has afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod authors;
#[allow(dead_code)]
#[path = "../api/flow.rs"]
mod flow;
#[allow(dead_code)]
#[path = "../api/host.rs"]
mod host;
mod operators;
mod run;
mod wrong;
