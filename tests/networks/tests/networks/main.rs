//! The simulators against themselves, as a business would use them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bodies;
mod control;
mod faults;
mod line;
mod load;
mod requests;
mod sdk;
mod specs;
mod support;
mod whatsapp;
