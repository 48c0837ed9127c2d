//! The plugin runtime: components under limits, a fresh instance for every call, secrets by name.
//!
//! Knows components and the contract; knows nothing of conversations, stores or networks. What a plugin imports is checked when it
//! is loaded; what it does is bounded when it is called; what it returns is checked before anyone acts on it.

#![warn(missing_docs)]

mod blot;
mod calls;
#[allow(missing_docs)]
pub mod contract;
mod counters;
mod credentials;
mod engine;
mod error;
mod exports;
mod grant;
mod instance;
mod limits;
mod link;
mod load;
mod log;
mod plugin;
mod rules;
mod secrets;
mod wasi;

pub use counters::CountersSnapshot;
pub use credentials::{KeySet, KeySetError};
pub use engine::{Sandbox, SandboxConfig};
pub use error::{CallError, LoadError, SandboxError};
pub use grant::{Grant, WebhookGrant};
pub use instance::{CallContext, Instance};
pub use limits::Limits;
pub use log::{LogLevel, LogLine, LogSink};
pub use plugin::{Description, Kind, Plugin};
pub use secrets::{SecretValue, Secrets};
