//! What a typed answer stands for.
//!
//! A network without buttons, a consumer who types although there are buttons, and a network that carries short payloads
//! only: all three bring back something else than the payload that the bot gave. The map is kept with the conversation (it
//! is stored as JSON, so fields are added and never renamed) until the next question is asked.

use serde::{Deserialize, Serialize};

use crate::event::{Choice, ChoiceKind, ChoiceValue, EventBody};
use crate::types::MessageName;

use super::fold::{bare, fold};
use super::numbers::{numbered, position};

/// Finds the action that a consumer means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMap {
    #[serde(default)]
    offers: Vec<Offer>,
}

/// One action that was offered, and all that it answers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Offer {
    pub answer: Answer,
    /// What the consumer may have read: whole, and as it was cut. Empty: it is not found by typing.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The number that stood before it.
    #[serde(default)]
    pub number: Option<u32>,
    /// What the network brings back for a tap. None: no tap.
    #[serde(default)]
    pub sent: Option<String>,
}

/// What the consumer chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// How it was offered by who asked, not how the channel showed it.
    pub kind: ChoiceKind,
    /// The whole label.
    pub label: String,
    /// Title of the section of a list; empty elsewhere.
    #[serde(default)]
    pub name: String,
    /// The payload that who asked gave to it.
    pub payload: String,
    /// The name of the question.
    #[serde(default)]
    pub question: Option<String>,
    /// It asks for a person; the payload is not meant for a bot.
    #[serde(default)]
    pub live_agent: bool,
}

impl Answer {
    /// The event that a tap would have been; `answers` is the message that was answered.
    #[must_use]
    pub fn into_event(self, answers: Option<MessageName>) -> EventBody {
        if self.live_agent {
            return EventBody::LiveAgent;
        }
        EventBody::Choice(Choice {
            kind: self.kind,
            label: self.label.clone(),
            values: vec![ChoiceValue {
                name: self.name,
                value: self.payload,
                label: Some(self.label),
            }],
            answers,
            question: self.question,
            extra: vec![],
        })
    }
}

impl AnswerMap {
    pub(super) fn new(offers: Vec<Offer>) -> Self {
        Self { offers }
    }

    /// Nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.offers.is_empty()
    }

    /// What a consumer means who types this. None: it is no answer, or it fits several.
    ///
    /// A label wins over a number, so an offer called `3` is found by its name wherever it stands; a label that several
    /// different offers share finds none of them. Numbers count only where they were shown.
    #[must_use]
    pub fn find(&self, typed: &str) -> Option<Answer> {
        let typed = fold(typed);
        if typed.is_empty() {
            return None;
        }
        let readings: [&dyn Fn(&str) -> bool; 2] = [&|label| label == typed, &|label| {
            !bare(&typed).is_empty() && bare(label) == bare(&typed)
        }];
        for reads in readings {
            let mut found = self
                .offers
                .iter()
                .filter(|offer| offer.labels.iter().any(|label| reads(&fold(label))));
            if let Some(first) = found.next() {
                return found
                    .all(|other| other.answer == first.answer)
                    .then(|| first.answer.clone());
            }
        }
        self.by_number(&typed)
    }

    fn by_number(&self, typed: &str) -> Option<Answer> {
        let at = |number: u32| self.offers.iter().find(|offer| offer.number == Some(number));
        if let Some(number) = position(typed) {
            return at(number).map(|offer| offer.answer.clone());
        }
        // The whole line, copied or quoted.
        let (number, label) = numbered(typed)?;
        let offer = at(number)?;
        offer
            .labels
            .iter()
            .any(|known| fold(known) == label)
            .then(|| offer.answer.clone())
    }

    /// What was offered with this payload, be it the one that was asked with or the short one that was sent instead.
    #[must_use]
    pub fn payload(&self, payload: &str) -> Option<Answer> {
        let sent = self.offers.iter().find(|offer| offer.sent.as_deref() == Some(payload));
        // One that only asks for a person may have none.
        let has = |offer: &&Offer| offer.answer.payload == payload && !(offer.answer.live_agent && payload.is_empty());
        let asked = || self.offers.iter().find(has);
        sent.or_else(asked).map(|offer| offer.answer.clone())
    }
}
