//! What to do about a send that failed: again, later, or never.

use crate::types::{Failure, FailureKind};

/// The first pause, milliseconds; it doubles with every attempt.
const FIRST_PAUSE_MS: u64 = 1_000;
/// The longest pause of the schedule, milliseconds.
const LONGEST_PAUSE_MS: u64 = 10 * 60_000;
/// How long an account rests whose credential is broken or that is blocked, milliseconds: a person must act.
const REST_MS: u64 = 5 * 60_000;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Once so many milliseconds have passed.
    Again {
        /// Milliseconds.
        after_ms: u64,
    },
    /// As before, and until then the whole account rests: nothing else of it would fare better.
    Rest {
        /// Milliseconds.
        after_ms: u64,
    },
    /// It will not go: a dead letter.
    GiveUp,
    /// It may have gone: never by itself again.
    Uncertain,
}

/// Where a message stands when its attempt failed.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// Attempts so far, 1 after the first.
    pub attempts: u32,
    /// Since it was queued, milliseconds.
    pub age_ms: u64,
    /// How old it may become, milliseconds.
    pub give_up_ms: u64,
    /// A number in 0..=1 that nobody can predict: many that failed together shall not come back together.
    pub jitter: f64,
}

/// Decides by the class of the failure.
///
/// The pause is at least what the network asked for, and between half and all of a span that doubles with each attempt.
#[must_use]
pub fn after(failure: &Failure, tried: &Tried) -> Next {
    match failure.kind {
        FailureKind::Retryable | FailureKind::RateLimited => {
            let after_ms = pause(tried).max(failure.after.map_or(0, u64::from));
            if tried.age_ms.saturating_add(after_ms) > tried.give_up_ms {
                Next::GiveUp
            } else {
                Next::Again { after_ms }
            }
        }
        FailureKind::Unauthorized | FailureKind::AccountBlocked => Next::Rest {
            after_ms: REST_MS.max(failure.after.map_or(0, u64::from)),
        },
        FailureKind::Uncertain => Next::Uncertain,
        FailureKind::WindowClosed
        | FailureKind::Unreachable
        | FailureKind::OptedOut
        | FailureKind::TooLarge
        | FailureKind::Unsupported
        | FailureKind::Template
        | FailureKind::NotOwner
        | FailureKind::Gone
        | FailureKind::Rejected
        | FailureKind::Malformed => Next::GiveUp,
    }
}

fn pause(tried: &Tried) -> u64 {
    let doubled = FIRST_PAUSE_MS.saturating_mul(1_u64 << tried.attempts.saturating_sub(1).min(32));
    let whole = doubled.min(LONGEST_PAUSE_MS);
    // At most ten minutes: far inside what a float holds exactly.
    let jitter = (whole as f64 / 2.0 * tried.jitter.clamp(0.0, 1.0)) as u64;
    whole / 2 + jitter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::LimitScope;

    fn failed(kind: FailureKind, after: Option<u32>) -> Failure {
        Failure {
            kind,
            after,
            limit: LimitScope::Account,
            code: None,
            text: String::new(),
            extra: vec![],
        }
    }

    fn tried(attempts: u32, jitter: f64) -> Tried {
        Tried {
            attempts,
            age_ms: 0,
            give_up_ms: 86_400_000,
            jitter,
        }
    }

    #[test]
    fn pauses_double_and_stay_within_their_half() {
        let pauses = |jitter| {
            (1..=12).map(
                move |attempts| match after(&failed(FailureKind::Retryable, None), &tried(attempts, jitter)) {
                    Next::Again { after_ms } => after_ms,
                    other => panic!("{other:?}"),
                },
            )
        };
        let least: Vec<u64> = pauses(0.0).collect();
        let most: Vec<u64> = pauses(1.0).collect();
        assert_eq!(least[..4], [500, 1_000, 2_000, 4_000]);
        assert_eq!(most[..4], [1_000, 2_000, 4_000, 8_000]);
        assert_eq!((least[11], most[11]), (300_000, 600_000));
    }

    #[test]
    fn the_networks_word_is_obeyed() {
        let next = after(&failed(FailureKind::RateLimited, Some(30_000)), &tried(1, 0.5));
        assert_eq!(next, Next::Again { after_ms: 30_000 });
    }

    #[test]
    fn after_the_schedule_it_is_given_up() {
        let old = Tried {
            age_ms: 86_400_000,
            ..tried(9, 0.0)
        };
        assert_eq!(after(&failed(FailureKind::Retryable, None), &old), Next::GiveUp);
    }

    #[test]
    fn a_broken_credential_loses_nothing_however_long_it_takes() {
        let old = Tried {
            age_ms: u64::MAX,
            ..tried(99, 0.0)
        };
        assert_eq!(
            after(&failed(FailureKind::Unauthorized, None), &old),
            Next::Rest { after_ms: 300_000 }
        );
    }

    #[test]
    fn what_may_have_arrived_is_never_repeated() {
        assert_eq!(
            after(&failed(FailureKind::Uncertain, Some(1)), &tried(1, 0.0)),
            Next::Uncertain
        );
    }
}
