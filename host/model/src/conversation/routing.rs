//! Which bot or skill a conversation goes to: an ordered list of rules, of which the first that fits wins.
//!
//! The trace says why, for the people who write the rules: which one matched, and for each one before, what did not fit.

use serde::{Deserialize, Serialize};

use super::event::Assignee;
use super::state::State;

/// Something that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Channel(String),
    /// Our id of the account.
    Account(String),
    /// BCP 47; `en` fits `en-GB` too.
    Language(String),
    /// The attribute has this value, as JSON text.
    Attribute {
        key: String,
        value: String,
    },
    Tag(String),
    /// It is (not) the consumer's first conversation.
    FirstTime(bool),
    /// The consumer (does not ask) asks for a person.
    WantsPerson(bool),
}

/// A rule: all its conditions must fit; without conditions it always does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub name: String,
    #[serde(default)]
    pub when: Vec<Condition>,
    pub to: Assignee,
}

/// Why a rule was passed over: the first condition that did not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub rule: String,
    pub unmet: Condition,
}

/// Where to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// [`Assignee::Nobody`] when no rule fits.
    pub to: Assignee,
    pub rule: Option<String>,
    /// The rules before it, in order.
    pub passed: Vec<Passed>,
}

/// The first rule that fits. `first_time` is known to the host, which has the consumer's other conversations.
pub fn route(rules: &[Rule], state: &State, first_time: bool) -> Route {
    let mut passed = Vec::new();
    for rule in rules {
        match rule.when.iter().find(|condition| !holds(condition, state, first_time)) {
            None => {
                return Route {
                    to: rule.to.clone(),
                    rule: Some(rule.name.clone()),
                    passed,
                };
            }
            Some(unmet) => passed.push(Passed {
                rule: rule.name.clone(),
                unmet: unmet.clone(),
            }),
        }
    }
    Route {
        to: Assignee::Nobody,
        rule: None,
        passed,
    }
}

fn holds(condition: &Condition, state: &State, first_time: bool) -> bool {
    let opened = state.opened.as_ref();
    match condition {
        Condition::Channel(channel) => opened.is_some_and(|opened| opened.channel == *channel),
        Condition::Account(account) => opened.is_some_and(|opened| opened.account == *account),
        Condition::Language(range) => state.language.as_deref().is_some_and(|tag| in_range(tag, range)),
        Condition::Attribute { key, value } => state
            .attributes
            .iter()
            .any(|known| known.key == *key && same_json(&known.value, value)),
        Condition::Tag(tag) => state.tags.contains(tag),
        Condition::FirstTime(wanted) => first_time == *wanted,
        Condition::WantsPerson(wanted) => state.wants_person == *wanted,
    }
}

/// Basic filtering of RFC 4647: equal, or a prefix that ends at a hyphen; in any case of letters.
fn in_range(tag: &str, range: &str) -> bool {
    let Some(head) = tag.get(..range.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(range) && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}

/// By value, not by spelling; texts that are no JSON are compared as they stand.
fn same_json(one: &str, other: &str) -> bool {
    let parse = |text| serde_json::from_str::<serde_json::Value>(text);
    match (parse(one), parse(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
