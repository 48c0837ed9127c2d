//! What is known of each account's secrets, ready to be searched for: made once, and again when a secret changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jackfield_model::egress::Allowance;
use jackfield_sandbox::SecretValue;

use super::blot::Patterns;
use super::secrets::{SecretSource, decode};

/// Above this many accounts all are forgotten, and made again as they are needed.
const MOST_ACCOUNTS: usize = 10_000;

/// A value and the format in which it was entered.
type Entered = (String, SecretValue);

/// An account's patterns, and what they were made of.
struct Made {
    of: Vec<Entered>,
    patterns: Arc<Patterns>,
}

/// The patterns of each account.
#[derive(Default)]
pub(super) struct Known {
    by_account: Mutex<HashMap<String, Made>>,
}

impl Known {
    /// Everything stored for the account that a guest must not find in an answer. A secret that the network itself sends in
    /// clear is not among them: guests meet it anyway.
    pub fn of(&self, account: &str, allowance: &Allowance, secrets: &dyn SecretSource) -> Arc<Patterns> {
        let needs = allowance.secrets.iter().filter(|need| !need.clear_inbound);
        let entered: Vec<Entered> = needs
            .flat_map(|need| {
                let values = secrets.values(&need.name).into_iter();
                values.map(|value| (need.format.clone(), value))
            })
            .collect();
        let mut by_account = self.by_account.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = by_account.get(account)
            && made.of == entered
        {
            return Arc::clone(&made.patterns);
        }
        let patterns = Arc::new(patterns(&entered));
        if by_account.len() >= MOST_ACCOUNTS {
            by_account.clear();
        }
        let made = Made {
            of: entered,
            patterns: Arc::clone(&patterns),
        };
        by_account.insert(account.to_owned(), made);
        patterns
    }
}

fn patterns(entered: &[Entered]) -> Patterns {
    let mut patterns = Patterns::default();
    for (format, value) in entered {
        patterns.add(value.expose());
        if let Some(decoded) = decode(value.expose(), format) {
            patterns.add(&decoded);
        }
        if format == "json" {
            add_keys(&mut patterns, value.expose());
        }
    }
    patterns
}

/// Members of a JSON secret that are keys by their look. Others (a project, an address) may well stand in answers; those that a
/// fill uses are added where it is done.
fn add_keys(patterns: &mut Patterns, value: &[u8]) {
    let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(value) else {
        return;
    };
    for text in members.values().filter_map(serde_json::Value::as_str) {
        if text.contains("PRIVATE KEY") {
            patterns.add(text.as_bytes());
        }
    }
}
