//! The breaker, fault by fault.

use super::{
    Admission, Breaker, Concern, FAULTS_TO_OPEN, FIRST_REST_MS, GOOD_TO_FORGET, LONGEST_REST_MS,
    OPENINGS_TO_QUARANTINE, Refused, Standing,
};

fn fall(breaker: &mut Breaker, now: u64, concern: Concern) {
    if let Ok(admission) = breaker.admit(now) {
        breaker.fault(now, admission, concern, "trap: unreachable");
    }
}

/// Lets it fall in as many conversations as open it.
fn opened(now: u64) -> Breaker {
    let mut breaker = Breaker::default();
    for key in 0..FAULTS_TO_OPEN as u64 {
        assert_eq!(breaker.standing(), &Standing::Closed);
        fall(&mut breaker, now, Concern::Conversation(key));
    }
    breaker
}

fn until(breaker: &Breaker) -> u64 {
    match breaker.standing() {
        Standing::Open { until, .. } => *until,
        other => panic!("{other:?}"),
    }
}

#[test]
fn faults_of_one_conversation_never_open_it() {
    let mut breaker = Breaker::default();
    for now in 0..1_000 {
        fall(&mut breaker, now, Concern::Conversation(1));
    }
    assert_eq!(breaker.standing(), &Standing::Closed);
}

#[test]
fn faults_of_strangers_never_open_it() {
    let mut breaker = Breaker::default();
    for now in 0..1_000 {
        fall(&mut breaker, now, Concern::Stranger);
    }
    assert!(breaker.is_untroubled());
}

#[test]
fn faults_of_many_conversations_open_it_and_say_why() {
    let breaker = opened(1_000);
    assert_eq!(
        breaker.standing(),
        &Standing::Open {
            until: 1_000 + FIRST_REST_MS,
            reason: "20 faults in a row, in 20 conversations; the last: trap: unreachable".into()
        }
    );
}

#[test]
fn faults_that_concern_no_conversation_each_count() {
    let mut breaker = Breaker::default();
    for _ in 0..FAULTS_TO_OPEN {
        fall(&mut breaker, 0, Concern::Plugin);
    }
    assert!(matches!(breaker.standing(), Standing::Open { .. }));
}

#[test]
fn one_good_call_ends_the_row() {
    let mut breaker = Breaker::default();
    for key in 0..1_000 {
        fall(&mut breaker, key, Concern::Conversation(key));
        if key % 19 == 18 {
            breaker.good(Admission::Usual);
        }
    }
    assert_eq!(breaker.standing(), &Standing::Closed);
}

#[test]
fn an_open_breaker_lets_nobody_in_before_its_time_and_then_one_alone() {
    let mut breaker = opened(0);
    assert!(breaker.admit(FIRST_REST_MS - 1).is_err());
    assert_eq!(breaker.admit(FIRST_REST_MS), Ok(Admission::Trial));
    assert!(matches!(breaker.admit(FIRST_REST_MS), Err(Refused::Resting(..))));
    breaker.good(Admission::Trial);
    assert_eq!(breaker.admit(FIRST_REST_MS), Ok(Admission::Usual));
}

#[test]
fn a_trial_that_ends_without_a_word_leaves_room_for_another() {
    let mut breaker = opened(0);
    assert_eq!(breaker.admit(FIRST_REST_MS), Ok(Admission::Trial));
    breaker.untried(FIRST_REST_MS);
    assert_eq!(breaker.admit(FIRST_REST_MS), Ok(Admission::Trial));
}

#[test]
fn rests_grow_and_end_in_quarantine_until_it_is_released() {
    let mut breaker = opened(0);
    let mut rests = vec![until(&breaker)];
    let mut now = 0;
    for key in 100.. {
        now = until(&breaker);
        fall(&mut breaker, now, Concern::Conversation(key));
        match breaker.standing() {
            Standing::Open { until, .. } => rests.push(until - now),
            Standing::Quarantined { reason } => {
                assert!(reason.contains("failed again after each of 5 rests"), "{reason}");
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(rests, [5_000, 10_000, 20_000, 40_000, 80_000]);
    assert_eq!(rests.len() as u32 + 1, OPENINGS_TO_QUARANTINE);
    assert!(matches!(breaker.admit(u64::MAX), Err(Refused::Quarantined(_))));
    breaker.release();
    assert_eq!(breaker.admit(now), Ok(Admission::Usual));
    assert!(breaker.is_untroubled());
}

#[test]
fn the_trials_of_one_conversation_or_of_strangers_bring_no_quarantine_and_no_longer_rest() {
    let mut breaker = opened(0);
    let now = until(&breaker);
    for _ in 0..100 {
        fall(&mut breaker, now, Concern::Conversation(3));
        fall(&mut breaker, now, Concern::Stranger);
        assert_eq!(until(&breaker), now);
    }
    assert_eq!(breaker.admit(now), Ok(Admission::Trial));
}

#[test]
fn a_long_good_stretch_makes_earlier_openings_forgotten() {
    let mut breaker = opened(0);
    let now = until(&breaker);
    assert_eq!(breaker.admit(now), Ok(Admission::Trial));
    breaker.good(Admission::Trial);
    assert!(!breaker.is_untroubled());
    for _ in 1..GOOD_TO_FORGET {
        breaker.good(Admission::Usual);
    }
    assert!(breaker.is_untroubled());
}

#[test]
fn calls_from_before_it_opened_change_nothing() {
    let mut breaker = opened(0);
    let standing = breaker.standing().clone();
    breaker.good(Admission::Usual);
    breaker.fault(1, Admission::Usual, Concern::Conversation(99), "late");
    assert_eq!(breaker.standing(), &standing);
    assert_eq!(breaker.admit(FIRST_REST_MS), Ok(Admission::Trial));
    breaker.good(Admission::Usual);
    assert!(matches!(breaker.standing(), Standing::HalfOpen { .. }));
}

#[test]
fn a_clock_that_is_set_back_does_not_lengthen_a_rest() {
    let mut breaker = opened(10 * LONGEST_REST_MS);
    assert_eq!(breaker.admit(0), Ok(Admission::Trial));
}
