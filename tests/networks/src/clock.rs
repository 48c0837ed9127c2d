//! The simulator's clock: the wall's, or one that stands until it is stepped. Whoever holds a clone steps it for all.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, and a way to step over some of them.
#[derive(Debug, Clone)]
pub struct Clock {
    /// Where it stands by itself; none for the wall's time.
    fixed: Option<u64>,
    stepped: Arc<AtomicU64>,
}

impl Clock {
    /// The wall's time, plus what it is stepped by.
    pub fn wall() -> Clock {
        Clock {
            fixed: None,
            stepped: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Stands at this time (milliseconds since 1970) until it is stepped.
    pub fn standing(at_ms: u64) -> Clock {
        Clock {
            fixed: Some(at_ms),
            stepped: Arc::new(AtomicU64::new(0)),
        }
    }

    /// Steps forward, for every clone.
    pub fn step(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.stepped.fetch_add(by, Ordering::Relaxed);
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        let base = self.fixed.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        });
        base.saturating_add(self.stepped.load(Ordering::Relaxed))
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::wall()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_stepped_and_for_every_clone() {
        let clock = Clock::standing(1000);
        let other = clock.clone();
        other.step(Duration::from_secs(2));
        assert_eq!(clock.now_ms(), 3000);
    }
}
