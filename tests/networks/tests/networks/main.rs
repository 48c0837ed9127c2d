//! The simulators against themselves, as a business would use them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod faults;
mod line;
mod support;
mod whatsapp;
