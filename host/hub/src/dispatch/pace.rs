//! How fast an account may send: at most so many in a second, and not at all while the network asks for a rest.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The pace of all accounts.
pub(crate) struct Pace {
    /// Most sends that begin in a second; 0: as many as there are.
    a_second: u32,
    accounts: Mutex<HashMap<String, Account>>,
}

#[derive(Default)]
struct Account {
    /// No send before, milliseconds since 1970.
    rests_until_ms: u64,
    /// Sends that may begin now, in thousandths.
    allowance: u64,
    /// When the allowance was counted, milliseconds since 1970.
    counted_ms: u64,
}

impl Pace {
    pub(crate) fn new(a_second: u32) -> Self {
        Self {
            a_second,
            accounts: Mutex::default(),
        }
    }

    /// Begins at most `wanted` sends; returns how many may begin now.
    pub(crate) fn begin(&self, account: &str, wanted: u32, now_ms: u64) -> u32 {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = accounts.get_mut(account) else {
            if self.a_second == 0 {
                return wanted;
            }
            let first = wanted.min(self.a_second);
            let known = Account {
                rests_until_ms: 0,
                allowance: u64::from(self.a_second - first) * 1_000,
                counted_ms: now_ms,
            };
            accounts.insert(account.to_owned(), known);
            return first;
        };
        if known.rests_until_ms > now_ms {
            return 0;
        }
        if self.a_second == 0 {
            return wanted;
        }
        let rate = u64::from(self.a_second);
        let grown = now_ms.saturating_sub(known.counted_ms).saturating_mul(rate);
        known.allowance = known.allowance.saturating_add(grown).min(rate * 1_000);
        known.counted_ms = now_ms;
        let many = u64::from(wanted).min(known.allowance / 1_000);
        known.allowance -= many * 1_000;
        u32::try_from(many).unwrap_or(wanted)
    }

    /// Gives back what was begun and not used.
    pub(crate) fn unused(&self, account: &str, many: u32) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = accounts.get_mut(account) {
            known.allowance += u64::from(many) * 1_000;
        }
    }

    /// The account rests.
    pub(crate) fn rest(&self, account: &str, until_ms: u64) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = accounts.entry(account.to_owned()).or_default();
        known.rests_until_ms = known.rests_until_ms.max(until_ms);
    }

    /// The account goes on: its settings or secrets were changed.
    pub(crate) fn go_on(&self, account: &str) {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = accounts.get_mut(account) {
            known.rests_until_ms = 0;
        }
    }

    /// When a held account may send again, milliseconds since 1970.
    pub(crate) fn next_ms(&self, account: &str, now_ms: u64) -> u64 {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = accounts.get(account) else {
            return now_ms;
        };
        if known.rests_until_ms > now_ms {
            return known.rests_until_ms;
        }
        let lacks = 1_000_u64.saturating_sub(known.allowance);
        now_ms + lacks.div_ceil(u64::from(self.a_second.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_begin_in_a_second_than_are_allowed() {
        let pace = Pace::new(10);
        assert_eq!(pace.begin("a", 25, 0), 10);
        assert_eq!(pace.begin("a", 25, 0), 0);
        assert_eq!(pace.next_ms("a", 0), 100);
        assert_eq!(pace.begin("a", 25, 100), 1);
        assert_eq!(pace.begin("b", 5, 100), 5, "each account has its own");
        assert_eq!(pace.begin("a", 25, 60_000), 10, "what was not used is not saved up");
        pace.unused("a", 3);
        assert_eq!(pace.begin("a", 25, 60_000), 3);
    }

    #[test]
    fn an_account_that_rests_sends_nothing_until_then() {
        let pace = Pace::new(0);
        assert_eq!(pace.begin("a", 7, 0), 7);
        pace.rest("a", 500);
        assert_eq!((pace.begin("a", 7, 499), pace.next_ms("a", 499)), (0, 500));
        assert_eq!(pace.begin("a", 7, 500), 7);
        pace.rest("a", 900);
        pace.go_on("a");
        assert_eq!(pace.begin("a", 7, 501), 7);
    }
}
