//! A turn while it is made: the state as it will be, and everything that will be committed with it.

use std::sync::Arc;

use jackfield_model::capability::Capabilities;
use jackfield_model::conversation::{self, Body, Command, Refusal, State};
use jackfield_sandbox::Description;
use jackfield_store::events::Turn;
use jackfield_store::items::ItemChange;
use jackfield_store::outbox::{NewEnvelope, Settlement};

use super::Key;
use super::at_hand::Kept;
use super::errands::Change;
use super::media::Fetch;
use super::outgoing::Outgoing;
use crate::accounts::AccountEntry;
use crate::clock::signed;
use crate::plugins::Active;
use crate::rooms::Rooms;

pub(crate) struct Draft<'a> {
    pub(crate) rooms: &'a Rooms,
    pub(crate) key: &'a Key,
    pub(crate) account: Arc<AccountEntry>,
    /// The account's connector; none while no version is active.
    pub(crate) connector: Option<Arc<Active>>,
    pub(crate) kept: Kept,
    pub(crate) now: u64,
    turn: Turn,
    /// A bot's pauses add up: what it says next leaves not before.
    pub(crate) not_before_ms: u64,
    /// Media to be had once the turn is committed.
    pub(super) fetches: Vec<Fetch>,
    /// What its bot wants later.
    pub(super) errands: Vec<Change>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(rooms: &'a Rooms, key: &'a Key, account: Arc<AccountEntry>, kept: Kept) -> Self {
        let now = rooms.now();
        let turn = Turn {
            account: key.account.clone(),
            conversation: key.conversation.clone(),
            expected_version: kept.version,
            at_ms: signed(now),
            ..Turn::default()
        };
        Self {
            connector: rooms.plugins.active(&account.plugin),
            rooms,
            key,
            account,
            kept,
            now,
            turn,
            not_before_ms: 0,
            fetches: vec![],
            errands: vec![],
        }
    }

    pub(crate) fn state(&self) -> &State {
        &self.kept.state
    }

    pub(crate) fn channel(&self) -> &str {
        &self.account.plugin
    }

    /// What the channel can do, by the active version's word. Without one: text.
    pub(crate) fn capabilities(&self) -> Option<&Capabilities> {
        match self.connector.as_deref()?.plugin.description() {
            Description::Connector(said) => Some(&said.capabilities),
            _ => None,
        }
    }

    /// Decides a command at the turn's time; what follows from it is part of the turn.
    pub(crate) fn tell(&mut self, command: Command) -> Result<Vec<Body>, Refusal> {
        self.tell_at(command, self.now)
    }

    /// As [`Draft::tell`], for what happened at another time.
    pub(crate) fn tell_at(&mut self, command: Command, at_ms: u64) -> Result<Vec<Body>, Refusal> {
        let events = conversation::decide(&self.kept.state, command, at_ms)?;
        let mut bodies = Vec::with_capacity(events.len());
        for event in events {
            let state = std::mem::take(&mut self.kept.state);
            self.kept.state = conversation::apply(state, &event);
            // The log's types are texts, numbers and lists: serde_json has no error for them.
            self.turn.append.push(serde_json::to_string(&event).unwrap_or_default());
            bodies.push(event.body);
        }
        Ok(bodies)
    }

    /// As [`Draft::tell`], for what a plugin wants: a refusal is counted and logged, and the turn goes on.
    pub(crate) fn tell_of_plugin(&mut self, plugin: &str, command: Command) -> Vec<Body> {
        match self.tell(command) {
            Ok(bodies) => bodies,
            Err(refusal) => {
                self.rooms.figures.acts_refused.one();
                tracing::warn!(%plugin, account = %self.key.account, %refusal, "an act is dropped");
                Vec::new()
            }
        }
    }

    pub(crate) fn processed(&mut self, name: (i64, u32)) {
        self.turn.processed.push(name);
    }

    pub(crate) fn change_items(&mut self, changes: Vec<ItemChange>) {
        self.turn.items.extend(changes);
    }

    pub(crate) fn settle(&mut self, envelope: &str, settlement: Settlement) {
        self.turn.settled.push((envelope.to_owned(), settlement));
    }

    pub(crate) fn queue(&mut self, outgoing: &Outgoing) {
        let id = outgoing.envelope.id.clone();
        self.turn.outbox.push(NewEnvelope {
            idempotency_id: id.clone(),
            id,
            payload: serde_json::to_string(outgoing).unwrap_or_default(),
            not_before_ms: signed(self.not_before_ms),
        });
    }

    pub(crate) fn remember_bot(&mut self, state: Vec<u8>) {
        self.kept.bot_state = Some(state.clone());
        self.turn.bot_state = Some(state);
    }

    pub(crate) fn remember_answers(&mut self, answers: jackfield_model::adaptation::AnswerMap) {
        self.turn.answers = serde_json::to_string(&answers).ok();
        self.kept.answers = answers;
    }

    /// Does it change what all calls of the account see?
    pub(crate) fn changes_account(&self) -> bool {
        self.turn.items.iter().any(|change| {
            let place = match change {
                ItemChange::Keep(item) => &item.place,
                ItemChange::Drop { place, .. } => place,
            };
            place.scope == "account"
        })
    }

    /// The conversation as it will be, and what to commit; none when nothing happened.
    pub(crate) fn finish(self) -> (Kept, Option<Turn>) {
        let turn = self.turn;
        let nothing = turn.append.is_empty()
            && turn.processed.is_empty()
            && turn.outbox.is_empty()
            && turn.settled.is_empty()
            && turn.items.is_empty()
            && turn.bot_state.is_none()
            && turn.answers.is_none();
        (self.kept, (!nothing).then_some(turn))
    }
}
