//! What authors of Jackfield plugins build with.
//!
//! A connector implements [`Connector`] and names its value in [`export_connector!`]; bots and enrichers likewise. Each crate
//! feature is one optional interface of the contract; a missing ability is an export that is not there.

mod bindings;
#[cfg(feature = "bot")]
mod bot;
#[cfg(feature = "connector")]
pub mod build;
#[cfg(feature = "connector")]
mod connector;
#[cfg(feature = "connector")]
pub mod continuation;
pub mod encoding;
#[cfg(feature = "enricher")]
mod enricher;
pub mod headers;
pub mod json;
pub mod query;
#[cfg(feature = "connector")]
pub mod secrets;
#[cfg(all(feature = "connector", not(target_arch = "wasm32")))]
pub mod testing;
pub mod text;
pub mod uuid5;

#[cfg(feature = "bot")]
pub use bot::Bot;
#[cfg(feature = "connector")]
pub use connector::Connector;
#[cfg(feature = "enricher")]
pub use enricher::Enricher;

#[cfg(feature = "connector")]
pub use bindings::core::exports::jackfield::plugin::channel::{Hold, Rejection, Verdict};
#[cfg(feature = "connector")]
pub use bindings::core::jackfield::plugin::{
    capabilities, content, credentials, delivery, description, events, http, log, types,
};
#[cfg(feature = "direct")]
pub use bindings::direct::exports::jackfield::plugin::direct;
#[cfg(feature = "recipients")]
pub use bindings::recipients::exports::jackfield::plugin::recipients;
#[cfg(feature = "setup")]
pub use bindings::setup::exports::jackfield::plugin::setup;

/// What a bot says and is told. Its own world: the types of `content`, `events` and `conversations` as a bot has them.
#[cfg(feature = "bot")]
pub mod turns {
    pub use crate::bindings::bot::exports::jackfield::plugin::turns::*;
    pub use crate::bindings::bot::jackfield::plugin::{
        capabilities, content, conversations, credentials, description, events, http, log, types,
    };
}

/// What an enricher says and is told.
#[cfg(feature = "enricher")]
pub mod findings {
    pub use crate::bindings::enricher::exports::jackfield::plugin::findings::*;
    pub use crate::bindings::enricher::jackfield::plugin::{
        capabilities, content, conversations, credentials, description, events, http, log, types,
    };
}

#[cfg(test)]
mod test_plugins;
