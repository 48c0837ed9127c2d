//! Folds events into the state. Total: what is in the log has happened, whatever the clock said.

use std::collections::VecDeque;

use crate::conversation_view::{Attribute, Line, Speaker};
use crate::event::{Consent, IdentityChange, Profile};
use crate::finding::Finding;
use crate::types::{Alias, Instant};

use super::event::{Assignee, Body, Chosen, Direction, Edited, Event, Found, MediaKept, Received, Said};
use super::receipts::Progress;
use super::state::{self, Outbound, Recent, State};

/// Folds one event into the state.
pub fn apply(mut state: State, event: &Event) -> State {
    if let Some(key) = &event.key {
        push(&mut state.seen, key.clone(), state::SEEN_KEYS);
    }
    let at = event.at;
    match &event.body {
        Body::Opened(opened) => {
            state.last_spoken = state.last_spoken.max(at);
            state.consumer = opened.consumer.clone();
            state.opened = Some(opened.clone());
        }
        Body::Message(said) => message(&mut state, said, event),
        Body::Edited(edited) => edit(&mut state, edited),
        Body::Unsent(target) => {
            if let Some(recent) = state.recent_mut(target) {
                recent.line.deleted = true;
                recent.line.message.parts.clear();
                recent.line.message.media.clear();
                recent.line.message.quick_replies.clear();
            }
        }
        Body::Choice(chosen) => choice(&mut state, chosen, event),
        Body::MediaKept(kept) => media_kept(&mut state, kept),
        Body::Reaction(_) => spoken(&mut state, event),
        Body::Accepted { envelope, network } => accepted(&mut state, envelope, network, at),
        Body::SendFailed { envelope, .. } => advance(&mut state, envelope, Progress::Failed),
        Body::Receipt(received) => receipt(&mut state, received),
        Body::Assigned(assigned) => assign(&mut state, &assigned.to),
        Body::Attribute(attribute) => set_attribute(&mut state, attribute.clone()),
        Body::Finding(found) => finding(&mut state, found, at),
        Body::Tag(tag) => {
            if !state.tags.contains(tag) && state.tags.len() < state::TAGS {
                state.tags.push(tag.clone());
            }
        }
        Body::Untag(tag) => state.tags.retain(|known| known != tag),
        Body::Priority(priority) => state.priority = *priority,
        Body::Language(language) => state.language = Some(language.clone()),
        Body::Window(window) => state.window_until = Some(window.until),
        Body::Consent(consent) => set_consent(&mut state, consent),
        Body::Identity(change) => identity(&mut state, change),
        Body::Profile(profile) => know_profile(&mut state, profile),
        Body::Thread(thread) if !thread.requested => state.thread_owner = Some(thread.owner),
        Body::LiveAgent => {
            state.wants_person = true;
            spoken(&mut state, event);
        }
        Body::HandedOff(_) => state.wants_person = true,
        Body::Closed(why) => {
            state.closed = Some(why.clone());
            state.assignee = Assignee::Nobody;
            state.wants_person = false;
        }
        Body::Reopened => {
            state.closed = None;
            state.last_spoken = state.last_spoken.max(at);
        }
        // For the log's readers; nothing is decided by them.
        Body::Note(_) | Body::Participants(_) | Body::Thread(_) | Body::Survey(_) | Body::Other(_) => {}
    }
    state
}

fn spoken(state: &mut State, event: &Event) {
    if !event.passive {
        state.last_spoken = state.last_spoken.max(event.at);
    }
}

fn assign(state: &mut State, to: &Assignee) {
    match to {
        Assignee::Skill(skill) => state.skill = Some(skill.clone()),
        Assignee::Agent(_) => state.wants_person = false,
        Assignee::Nobody | Assignee::Bot(_) => {}
    }
    state.assignee = to.clone();
}

fn message(state: &mut State, said: &Said, event: &Event) {
    spoken(state, event);
    if let (Direction::Inbound, None, Speaker::Consumer(sender)) = (said.direction, &state.consumer, &said.author) {
        state.consumer = Some(sender.clone());
    }
    if said.direction == Direction::Outbound && !said.elsewhere {
        let sent = Outbound {
            envelope: said.id.clone(),
            network: vec![],
            progress: Progress::Queued,
            at: event.at,
        };
        push(&mut state.outbound, sent, state::FOLLOWED_MESSAGES);
    }
    let line = Line {
        id: said.id.clone(),
        speaker: said.author.clone(),
        at: event.at,
        message: said.message.clone(),
        chosen: vec![],
        deleted: false,
    };
    let network = said.network.iter().cloned().collect();
    push(
        &mut state.tail,
        Recent {
            line,
            network,
            edition: 0,
        },
        state::TAIL_LINES,
    );
}

fn edit(state: &mut State, edited: &Edited) {
    if let Some(recent) = state.recent_mut(&edited.target)
        && recent.edition < edited.edition
        && !recent.line.deleted
    {
        recent.edition = edited.edition;
        recent.line.message = edited.message.clone();
    }
}

/// A choice stands among the messages as the words that the consumer saw.
fn choice(state: &mut State, chosen: &Chosen, event: &Event) {
    spoken(state, event);
    let line = Line {
        id: chosen.id.clone(),
        speaker: chosen.author.clone(),
        at: event.at,
        message: super::inbound::words(&chosen.choice.label),
        chosen: chosen.choice.values.iter().map(|value| value.value.clone()).collect(),
        deleted: false,
    };
    push(
        &mut state.tail,
        Recent {
            line,
            network: vec![],
            edition: 0,
        },
        state::TAIL_LINES,
    );
}

fn accepted(state: &mut State, envelope: &str, network: &[String], at: Instant) {
    let early = state
        .early
        .iter()
        .filter(|(id, _)| id == envelope || network.contains(id))
        .map(|(_, progress)| *progress)
        .max();
    state.early.retain(|(id, _)| id != envelope && !network.contains(id));
    if let Some(recent) = state.tail.iter_mut().find(|recent| recent.line.id == envelope) {
        add_names(&mut recent.network, network);
    }
    if let Some(sent) = state.outbound.iter_mut().find(|sent| sent.envelope == envelope) {
        add_names(&mut sent.network, network);
        sent.at = at;
        sent.progress = sent.progress.max(Progress::Sent).max(early.unwrap_or_default());
    }
}

/// A message that the channel takes in several sends is accepted in as many words.
fn add_names(known: &mut Vec<String>, names: &[String]) {
    for name in names {
        if !known.contains(name) {
            known.push(name.clone());
        }
    }
}

fn media_kept(state: &mut State, kept: &MediaKept) {
    let recent = state.tail.iter_mut().find(|recent| recent.line.id == kept.message);
    let place = recent.and_then(|recent| recent.line.message.media.get_mut(kept.index as usize));
    if let Some(place) = place {
        *place = kept.media.clone();
    }
}

/// Only ever forward.
fn advance(state: &mut State, envelope: &str, progress: Progress) {
    if let Some(sent) = state.outbound.iter_mut().find(|sent| sent.envelope == envelope) {
        sent.progress = sent.progress.max(progress);
    }
}

fn receipt(state: &mut State, received: &Received) {
    let progress = Progress::from(&received.state);
    for envelope in &received.envelopes {
        advance(state, envelope, progress);
    }
    if let Some(until) = received.before {
        if progress.arrived() {
            state.delivered_until = state.delivered_until.max(Some(until));
        }
        if progress >= Progress::Read {
            state.read_until = state.read_until.max(Some(until));
        }
    }
    for (id, why) in &received.ignored {
        if *why == super::event::Ignored::NotYetKnown {
            push(&mut state.early, (id.clone(), progress), state::EARLY_RECEIPTS);
        }
    }
}

fn finding(state: &mut State, found: &Found, at: Instant) {
    match &found.finding {
        Finding::Sentiment(score) => state.sentiment = Some(*score),
        Finding::Intent(label) => state.intent = Some(label.label.clone()),
        Finding::Language(label) => state.language = Some(label.label.clone()),
        Finding::Attribute(attribute) => set_attribute(
            state,
            Attribute {
                key: attribute.key.clone(),
                value: attribute.value.clone(),
                source: found.plugin.name.clone(),
                verified: false,
                confidence: attribute.confidence,
                at,
            },
        ),
        // A redaction changes what is shown, and the view applies it; the others are the author's own.
        Finding::Redaction(_) | Finding::Other(_) => {}
    }
}

/// One value for each key. What is verified is not replaced by what is guessed.
fn set_attribute(state: &mut State, attribute: Attribute) {
    if let Some(known) = state.attributes.iter_mut().find(|known| known.key == attribute.key) {
        if attribute.verified || !known.verified {
            *known = attribute;
        }
        return;
    }
    if state.attributes.len() >= state::ATTRIBUTES {
        state.attributes.remove(0);
    }
    state.attributes.push(attribute);
}

fn set_consent(state: &mut State, consent: &Consent) {
    if state.consents.len() < state::CONSENT_TOPICS || state.consents.contains_key(&consent.topic) {
        state.consents.insert(consent.topic.clone(), consent.clone());
    }
}

fn identity(state: &mut State, change: &IdentityChange) {
    if change.replaced {
        state
            .aliases
            .retain(|alias| (&alias.kind, &alias.value) != (&change.old.kind, &change.old.value));
    } else {
        know_alias(&mut state.aliases, &change.old);
    }
    know_alias(&mut state.aliases, &change.new);
}

fn know_profile(state: &mut State, profile: &Profile) {
    if let (Some(consumer), Some(name)) = (&mut state.consumer, &profile.name) {
        consumer.name = Some(name.clone());
    }
    if state.language.is_none() {
        state.language = profile.locale.clone();
    }
    profile
        .aliases
        .iter()
        .for_each(|alias| know_alias(&mut state.aliases, alias));
}

fn know_alias(aliases: &mut Vec<Alias>, alias: &Alias) {
    aliases.retain(|known| (&known.kind, &known.value) != (&alias.kind, &alias.value));
    if aliases.len() >= state::ALIASES {
        aliases.remove(0);
    }
    aliases.push(alias.clone());
}

fn push<T>(queue: &mut VecDeque<T>, item: T, most: usize) {
    if queue.len() >= most {
        queue.pop_front();
    }
    queue.push_back(item);
}
