//! The flow that joins the rooms: gateway, intake, conversation workers, dispatch.
//!
//! Knows plugins by the sandbox and state by the store; knows no network and no way that people look at it. A webhook
//! enters by the [`gateway`], is durable before it is answered, is folded into its conversation by [`conversations`], and
//! what the conversation says leaves by [`dispatch`].

#![warn(missing_docs)]

mod accounts;
mod clock;
mod conversations;
mod dispatch;
pub mod egress;
mod error;
mod figures;
pub mod gateway;
mod hub;
mod intake;
mod jobs;
pub mod media;
mod outlet;
mod parked;
pub mod plugins;
mod rooms;
mod seed;
mod setup;

pub use accounts::{AccountEntry, AccountSecrets, Directory, Vault};
pub use clock::{Clock, SystemClock};
pub use error::HubError;
pub use figures::Figures;
pub use hub::{Hub, HubParts};
pub use parked::Replayed;
pub use rooms::Settings;
pub use seed::SeedKey;
pub use setup::Arranged;
