//! The plugin runtime: components under limits, a fresh instance for every call, secrets by name.
//!
//! Knows components and the contract; knows nothing of conversations, stores or networks. What a plugin imports is checked when it
//! is loaded; what it does is bounded when it is called; what it returns is checked before anyone acts on it.

#![warn(missing_docs)]

mod asked;
mod blot;
mod breaker;
mod cache;
mod calls;
pub mod compile;
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
mod registry;
mod rules;
mod running;
mod secrets;
mod wasi;

pub use breaker::Standing;
pub use cache::{Cache, CacheError};
pub use compile::{Compiler, CompilerConfig};
pub use counters::CountersSnapshot;
pub use credentials::{KeySet, KeySetError};
pub use engine::{Sandbox, SandboxConfig};
pub use error::{CallError, FaultKind, LoadError, RegistryError, SandboxError};
pub use grant::{Grant, WebhookGrant};
pub use instance::{CallContext, Instance};
pub use limits::Limits;
pub use log::{LogLevel, LogLine, LogSink};
pub use plugin::{Description, Kind, Plugin};
pub use registry::{Registry, Version};
pub use secrets::{SecretValue, Secrets};
