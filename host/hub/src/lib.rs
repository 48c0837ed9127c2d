//! The flow that joins the rooms: gateway, intake, conversation workers, dispatch.
//!
//! Knows plugins by the sandbox and state by the store; knows no network and no way that people look at it.

pub mod egress;
pub mod media;
