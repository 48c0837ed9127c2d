//! The rooms of the `jackfield` binary: configuration, secrets at rest, HTTP API, command line.
//!
//! What needs the running flow goes through one door, [`api::control::Control`]; everything else stands on the store.

#![warn(missing_docs)]

mod account_file;
pub mod api;
pub mod cli;
pub mod config;
pub mod data;
pub mod init;
pub mod logging;
pub mod scaffold;
mod script;
pub mod serve;
pub mod token;
pub mod vault;
