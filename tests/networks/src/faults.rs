//! Faults on demand: what goes wrong, how often, and where.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::ids::Ids;

/// Something that goes wrong. In JSON: `{"rate-limited": {"retry_after": 1}}`, or the bare name of one without members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// 429 with `Retry-After` (seconds). WhatsApp: code 130429.
    RateLimited {
        /// Seconds.
        retry_after: u32,
    },
    /// A 5xx in the network's own shape; nothing is accepted.
    ServerError {
        /// 500 to 599.
        status: u16,
    },
    /// Never answers, until the other side cuts the connection.
    Silent {
        /// Whether the request took effect all the same.
        accepts: bool,
    },
    /// Closes the connection before the body is read; nothing is accepted.
    DropBeforeReading,
    /// Closes the connection after the request was read; nothing is accepted.
    DropAfterReading,
    /// The request takes effect, and the connection closes without an answer.
    DropAfterAccepting,
    /// The access token is refused as expired: WhatsApp 401 with code 190, LINE 401.
    ExpiredToken,
    /// LINE: 400 `Invalid reply token`, whatever the token. Strikes replies only.
    InvalidReplyToken,
    /// LINE: 429 `You have reached your monthly limit.` Strikes pushes only; replies are free.
    MonthlyLimit,
    /// LINE: 400 `Failed to send messages`. Strikes pushes only.
    UnknownRecipient,
    /// WhatsApp: refused at once with this code (130429, 80007, 131056 …).
    Code {
        /// The code.
        code: u32,
    },
    /// WhatsApp: accepted, and then the status `failed` with this code (131047 is a closed service window).
    FailedStatus {
        /// The code.
        code: u32,
    },
    /// A webhook is posted twice, byte for byte the same.
    DuplicateWebhook,
    /// A webhook is held back and posted after the next one.
    HeldWebhook,
    /// A webhook is posted, and posted again as a redelivery. LINE: the same event id with `isRedelivery`.
    Redelivery,
}

impl Fault {
    /// WhatsApp's service window is closed: accepted, then `failed` with 131047.
    pub const WINDOW_CLOSED: Fault = Fault::FailedStatus { code: 131_047 };

    /// Where it strikes unless it is told otherwise.
    pub fn usual_place(self) -> Place {
        match self {
            Fault::DuplicateWebhook | Fault::HeldWebhook | Fault::Redelivery => Place::Webhooks,
            Fault::InvalidReplyToken => Place::Replies,
            Fault::MonthlyLimit | Fault::UnknownRecipient => Place::Pushes,
            _ => Place::Messages,
        }
    }
}

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Calls that send messages.
    Messages,
    /// LINE's replies.
    Replies,
    /// LINE's pushes.
    Pushes,
    /// Calls that upload or fetch media.
    Media,
    /// Every other call.
    Other,
    /// Any call.
    Calls,
    /// Webhooks to the business.
    Webhooks,
}

impl Place {
    /// Whether a fault set for this place strikes there.
    fn covers(self, there: Place) -> bool {
        match self {
            Place::Messages => matches!(there, Place::Messages | Place::Replies | Place::Pushes),
            Place::Calls => there != Place::Webhooks,
            _ => self == there,
        }
    }
}

/// How often a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Times {
    /// The next so many that it could strike.
    Next(u32),
    /// With this chance (0 to 1) each time, until it is cleared.
    Chance(f64),
    /// Always, until it is cleared.
    Always,
}

/// The faults that are set.
#[derive(Debug, Default)]
pub struct Faults {
    /// So that the usual case costs no lock.
    any: AtomicBool,
    set: Mutex<Vec<(Fault, Place, Times)>>,
    struck: watch::Sender<u64>,
}

impl Faults {
    /// Sets a fault behind those that are set already.
    pub fn set(&self, fault: Fault, place: Place, times: Times) {
        self.set
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((fault, place, times));
        self.any.store(true, Ordering::Release);
    }

    /// Takes every fault away.
    pub fn clear(&self) {
        self.set.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.any.store(false, Ordering::Release);
    }

    /// The first set fault that strikes here and now.
    pub fn strike(&self, there: Place, ids: &Ids) -> Option<Fault> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let mut set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        let at = set.iter().position(|(_, place, times)| {
            let happens = match times {
                Times::Next(left) => *left > 0,
                Times::Chance(_) | Times::Always => true,
            };
            // The chance is drawn only where the fault could strike, so that other calls change nothing.
            happens && place.covers(there) && !matches!(times, Times::Chance(chance) if !ids.happens(*chance))
        })?;
        let fault = set[at].0;
        if let Times::Next(left) = &mut set[at].2 {
            *left -= 1;
            if *left == 0 {
                set.remove(at);
            }
        }
        self.any.store(!set.is_empty(), Ordering::Release);
        self.struck.send_modify(|struck| *struck += 1);
        Some(fault)
    }

    /// Tells how often any fault has struck.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.struck.subscribe()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_it_was_set_and_where() {
        let (faults, ids) = (Faults::default(), Ids::new(1));
        assert_eq!(faults.strike(Place::Messages, &ids), None);
        let limit = Fault::RateLimited { retry_after: 1 };
        faults.set(limit, Place::Messages, Times::Next(2));
        faults.set(Fault::InvalidReplyToken, Place::Replies, Times::Always);
        assert_eq!(faults.strike(Place::Media, &ids), None);
        assert_eq!(faults.strike(Place::Replies, &ids), Some(limit));
        assert_eq!(faults.strike(Place::Pushes, &ids), Some(limit));
        assert_eq!(faults.strike(Place::Pushes, &ids), None);
        assert_eq!(faults.strike(Place::Replies, &ids), Some(Fault::InvalidReplyToken));
        faults.clear();
        assert_eq!(faults.strike(Place::Replies, &ids), None);
    }

    #[test]
    fn a_chance_strikes_about_as_often_as_it_says() {
        let (faults, ids) = (Faults::default(), Ids::new(1));
        faults.set(Fault::DropAfterReading, Place::Calls, Times::Chance(0.25));
        let struck = (0..1000)
            .filter(|_| faults.strike(Place::Other, &ids).is_some())
            .count();
        assert!((150..350).contains(&struck), "{struck}");
    }

    #[test]
    fn faults_are_written_as_json() {
        let text = r#"[{"rate-limited":{"retry_after":3}},"expired-token",{"failed-status":{"code":131047}}]"#;
        let faults: Vec<Fault> = serde_json::from_str(text).unwrap();
        assert_eq!(faults[2], Fault::WINDOW_CLOSED);
        assert_eq!(serde_json::to_string(&faults).unwrap(), text);
    }
}
