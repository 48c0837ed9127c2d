//! `[retention]`: how long what is done with is kept. Conversations themselves are kept until somebody removes them.

use serde::Deserialize;

use super::Complain;

/// The most days that a time may have: a hundred years, so that no sum of times overflows.
const MOST_DAYS: u32 = 36_500;

/// The section `[retention]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Raw requests whose events are processed, days; 30. What is parked stays until it is replayed or discarded.
    pub requests_days: u32,
    /// Media, days from when it came; 90.
    pub media_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            requests_days: 30,
            media_days: 90,
        }
    }
}

impl Retention {
    pub(super) fn check(&self, complain: &mut Complain<'_>) {
        for (name, days) in [("requests_days", self.requests_days), ("media_days", self.media_days)] {
            if days == 0 || days > MOST_DAYS {
                let what = format!("`{name}` is {days}");
                complain(
                    &format!("retention.{name}"),
                    what,
                    &format!("write 1 to {MOST_DAYS} days"),
                );
            }
        }
    }
}
