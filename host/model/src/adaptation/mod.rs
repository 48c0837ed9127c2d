//! Adaptation: content + capabilities -> a plan of what goes out, what is lost, and what a typed answer stands for.
//!
//! A bot speaks in neutral content and never asks which channel it is on. What the channel cannot show is shown in the
//! nearest way that it can, in the same order for every kind:
//!
//! 1. as it is, within the limits: texts in pieces, labels shortened, payloads by a stand-in, carousels and lists in several;
//! 2. as its nearest relative: a voice message as sound, a carousel as cards, quick replies as a list or a list as quick
//!    replies, a time picker as a list;
//! 3. as words: an address, a number, a place; and whatever is to be chosen as a line of a numbered text.
//!
//! Words are the end of it, so nothing goes round in circles. Each kind of content has its own file; the [`planner`] holds
//! what they share, [`channel`] reads the capabilities, and [`plan`] puts the parts together.
//!
//! What the network takes and loses (`dropped`) still goes out where it costs the consumer no action and something else of the
//! message remains. Actions never do: they are replaced as if the channel did not have them.
//!
//! Beyond the documentation of the capabilities:
//! - `formats` of `quick-replies` and `buttons` may name the cases of actions that they take; those of `quick-replies` also the
//!   contents or kinds of media that they stand under. Nothing of a sort named: all of that sort.
//! - `formats` of `picker` may name `multiple`, those of `form` `stored` and `pages`. Without formats a native feature takes
//!   all of it, another one only lists of which one is picked, and forms that the network keeps.
//! - `beside` of `button.<case>` is how many other buttons may stand in the same set.
//! - `media` of `cards` and `carousel` is how many pictures each card has at least.
//! - Words that stand with a content are measured by its own `length`, where it has none by that of `text`.

mod answers;
mod assembly;
mod buttons;
mod cards;
mod channel;
mod fold;
mod form;
mod gsm;
mod json;
mod loss;
mod marks;
mod media;
mod names;
mod numbers;
mod payload;
mod picker;
mod plain;
mod plan;
mod planner;
mod quick;
mod seam;
mod set;
mod text;
mod times;
mod units;
mod written;

#[cfg(test)]
mod tests;

pub use answers::{Answer, AnswerMap};
pub use loss::{ActionName, Became, Loss, Place, Severity, What, Why};
pub use plan::{Plan, adapt};
pub use units::Unit;
