//! What leaves this host for a plugin, and comes back: the only place that dials for one.
//!
//! A plugin's call is data. The model's gate checks it in its one parsed form; here that form is filled with secrets, dialled at
//! an address that was checked, and its answer brought within limits and searched for secrets. Nothing here decides whether a
//! call is tried again: an [`Outcome`](jackfield_model::http::Outcome) says exactly whether something left, and dispatch decides.
//!
//! HTTP/1.1 over a pool of our own on hyper's connections: a pooled connection leads where one grant allowed, and is only lent
//! to calls with the same right; and on a connection of its own a request's bytes can be counted.

mod answer;
mod blot;
mod body;
mod cipher;
mod config;
mod connect;
mod encoding;
mod exchange;
mod fill;
mod hash;
mod jwt;
mod known;
mod mac;
mod payload;
mod performer;
mod pool;
mod recipe;
mod request;
mod resolve;
mod secrets;
mod sink;
mod tls;
mod tokens;

pub use config::{ConfigError, NetworkConfig, Override};
pub use performer::{CallFor, Facts, Performed, Performer};
pub use recipe::Consent;
pub use resolve::{Resolve, SystemResolver};
pub use secrets::SecretSource;
pub use tokens::TokenError;
