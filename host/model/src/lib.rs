//! The pure domain of Jackfield: messages, capabilities, events, and the decisions over them.
//!
//! Knows no runtime, no async, no WebAssembly and no network by name; time is an argument. The data modules mirror the
//! plugin contract, so that every boundary (store, API, `plugin call`) shows one shape.

pub mod adaptation;
pub mod bytes;
pub mod capability;
pub mod content;
pub mod conversation;
pub mod conversation_view;
pub mod delivery;
pub mod description;
pub mod direct;
pub mod egress;
pub mod enrichment;
pub mod event;
pub mod finding;
pub mod http;
pub mod recipient;
mod result_json;
pub mod retry;
pub mod setup;
pub mod turn;
pub mod types;
pub mod verdict;
