//! The trait of a bot.

use crate::bindings::bot::exports::jackfield::plugin::turns;

/// A bot: speaks in neutral content on every channel.
pub trait Bot: Sync {
    /// What the bot says of itself; the same every time.
    fn describe(&self) -> turns::Description;
    /// Does what the bot does when its turn comes.
    fn handle(&self, turn: turns::Turn) -> Result<turns::Reply, turns::Failure>;
}

unsafe extern "Rust" {
    /// Defined by [`export_bot!`](crate::export_bot) in the author's crate.
    pub(crate) safe fn jackfield_bot() -> &'static dyn Bot;
}

/// Makes a value the bot of this component.
#[macro_export]
macro_rules! export_bot {
    ($value:expr) => {
        #[unsafe(no_mangle)]
        fn jackfield_bot() -> &'static dyn $crate::Bot {
            static PLUGIN: &dyn $crate::Bot = &$value;
            PLUGIN
        }
    };
}
