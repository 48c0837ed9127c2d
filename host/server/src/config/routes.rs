//! `[[routes]]`: which bot or skill a conversation goes to, as people write it, and as the model decides with it.

use std::collections::BTreeMap;

use jackfield_model::conversation::event::Assignee;
use jackfield_model::conversation::routing::{Condition, Rule};
use serde::Deserialize;

use super::Complain;

/// One of `[[routes]]`. The first whose `when` fits wins; one without `when` always fits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// What people call it; the trace of a conversation names it.
    pub name: String,
    /// What must hold, all of it.
    #[serde(default)]
    pub when: When,
    /// Where to: `{ bot = "name" }`, `{ skill = "name" }`, `{ agent = "id" }` or `"nobody"`.
    pub to: Target,
}

/// What a route asks for.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// The channel's name.
    pub channel: Option<String>,
    /// The account's id.
    pub account: Option<String>,
    /// BCP 47; `en` fits `en-GB` too.
    pub language: Option<String>,
    /// A tag that it has.
    pub tag: Option<String>,
    /// It is, or is not, the consumer's first conversation.
    pub first_time: Option<bool>,
    /// The consumer asks, or does not ask, for a person.
    pub wants_person: Option<bool>,
    /// Values that attributes have.
    pub attributes: BTreeMap<String, AttributeValue>,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum AttributeValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
}

/// Where a route leads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// To nobody: it waits.
    Nobody,
    /// By the plugin's name.
    Bot(String),
    /// The queue of this skill.
    Skill(String),
    /// By the agent's id.
    Agent(String),
}

impl Route {
    /// The route as the model decides with it.
    #[must_use]
    pub fn rule(&self) -> Rule {
        let when = &self.when;
        let mut conditions = Vec::new();
        conditions.extend(when.channel.clone().map(Condition::Channel));
        conditions.extend(when.account.clone().map(Condition::Account));
        conditions.extend(when.language.clone().map(Condition::Language));
        conditions.extend(when.tag.clone().map(Condition::Tag));
        conditions.extend(when.first_time.map(Condition::FirstTime));
        conditions.extend(when.wants_person.map(Condition::WantsPerson));
        conditions.extend(when.attributes.iter().map(|(key, value)| Condition::Attribute {
            key: key.clone(),
            value: match value {
                AttributeValue::Flag(flag) => flag.to_string(),
                AttributeValue::Number(number) => number.to_string(),
                AttributeValue::Text(text) => serde_json::Value::String(text.clone()).to_string(),
            },
        }));
        Rule {
            name: self.name.clone(),
            when: conditions,
            to: match &self.to {
                Target::Nobody => Assignee::Nobody,
                Target::Bot(name) => Assignee::Bot(name.clone()),
                Target::Skill(name) => Assignee::Skill(name.clone()),
                Target::Agent(id) => Assignee::Agent(id.clone()),
            },
        }
    }
}

pub(super) fn check(routes: &[Route], complain: &mut Complain<'_>) {
    for (at, route) in routes.iter().enumerate() {
        if routes[..at].iter().any(|earlier| earlier.name == route.name) {
            let what = format!("two routes are called `{}`", route.name);
            complain(
                &format!("routes[{at}].name"),
                what,
                "name them apart, for the trace of a conversation names them",
            );
        }
        let always = routes[..at].iter().find(|earlier| earlier.when == When::default());
        if let Some(earlier) = always {
            let what = format!(
                "`{}` is never reached: `{}` before it fits always",
                route.name, earlier.name
            );
            complain(&format!("routes[{at}]"), what, "move the one without `when` to the end");
        }
    }
}
