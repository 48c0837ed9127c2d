//! The simulators against themselves, as a business would use them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;
mod whatsapp;
