//! A conversation as a log of events: commands are decided against the folded state, events are folded into it.
//!
//! [`decide`] says what a command means, as events to append; [`apply`] folds one event. Both are pure and time is an
//! argument, so the log alone gives the state again, and a replay of what arrived twice adds nothing.

mod apply;
pub mod command;
mod decide;
pub mod event;
mod inbound;
mod receipts;
pub mod routing;
pub mod state;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use command::{Command, Refusal};
pub use decide::decide;
pub use event::{Body, Event};
pub use receipts::Progress;
pub use state::State;

/// The state that a log gives, from its first event on.
pub fn replay<'a>(log: impl IntoIterator<Item = &'a Event>) -> State {
    log.into_iter().fold(State::default(), apply)
}
