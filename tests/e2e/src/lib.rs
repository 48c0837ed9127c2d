//! A host in a process of its own, set up as an operator would, between simulated networks.
//!
//! Everything goes through public doors: the command line sets a folder up, the configuration sends the networks' hosts to
//! the simulators, the HTTP API makes accounts, and plugins are files in a folder.

#![warn(missing_docs)]

mod api;
pub mod component;
mod host;
mod setup;
pub mod talk;

pub use api::{Api, ApiError};
pub use host::{Host, HostError, binary, components};
pub use setup::{Setup, Switchboard};
