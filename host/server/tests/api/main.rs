//! The HTTP API over a real store and a small flow of this test's own, through its public door: requests and answers.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accounts;
mod document;
mod errors;
mod events;
mod flow;
mod host;
mod media;
mod paging;
mod plugins;
mod repair;
mod roles;
