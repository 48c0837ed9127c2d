//! Decides what a command means for a conversation.

use crate::conversation_view::{Attribute, Speaker};
use crate::finding::Finding;
use crate::turn::Act;
use crate::types::{Author, AuthorKind, Instant};

use super::command::{Command, Refusal};
use super::event::{Assigned, Assignee, Body, Closing, Direction, Event, Found, HandedOff, Note, Opened, Plugin, Said};
use super::receipts::Progress;
use super::state::State;

/// Decides what `command` means for a conversation in `state`.
///
/// Returns the events to append, in order; an empty list when nothing is to be done, as for most ticks and for everything
/// that a network repeats.
///
/// # Errors
///
/// A [`Refusal`] says why the command does not fit the state. A tick never fails.
pub fn decide(state: &State, command: Command, now: Instant) -> Result<Vec<Event>, Refusal> {
    let bodies = match command {
        Command::Open { channel, account, kind } => match state.opened {
            Some(_) => return Err(Refusal::AlreadyOpened),
            None => vec![Body::Opened(Opened {
                channel,
                account,
                kind,
                consumer: None,
                referral: None,
            })],
        },
        Command::Inbound {
            id,
            channel,
            account,
            event,
        } => {
            return super::inbound::inbound(state, id, channel, account, event, now);
        }
        Command::Tick { idle_limit_ms } if state.is_idle(now, idle_limit_ms) => vec![Body::Closed(Closing::Idle)],
        Command::Tick { .. } => vec![],
        _ if state.opened.is_none() => return Err(Refusal::NotOpened),
        Command::Sent { envelope, network } => sent(state, envelope, network)?,
        Command::SendFailed { envelope, failure } => match followed(state, &envelope)? {
            progress if progress < Progress::Failed => vec![Body::SendFailed { envelope, failure }],
            _ => vec![],
        },
        Command::Found {
            plugin,
            message,
            findings,
        } => found(&plugin, message.as_deref(), findings)?,
        Command::MediaKept(kept) => vec![Body::MediaKept(kept)],
        Command::SetAttribute(attribute) => set_attribute(state, attribute)?,
        _ if state.closed.is_some() => return Err(Refusal::AlreadyClosed),
        Command::Bot { plugin, envelope, act } => bot(state, plugin, envelope, act)?,
        Command::Say {
            envelope,
            author,
            message,
        } => vec![say(state, envelope, author, message)?],
        Command::Assign { to, .. } if to == state.assignee => vec![],
        Command::Assign { to, why } => vec![Body::Assigned(Assigned { to, why })],
        Command::Close(why) => vec![Body::Closed(why)],
    };
    Ok(bodies
        .into_iter()
        .map(|body| Event {
            at: now,
            key: None,
            passive: false,
            body,
        })
        .collect())
}

fn followed(state: &State, envelope: &str) -> Result<Progress, Refusal> {
    let known = state.outbound.iter().find(|sent| sent.envelope == envelope);
    known.map(|sent| sent.progress).ok_or(Refusal::UnknownEnvelope)
}

/// What names an id that was not known counts: a message may leave in several sends. A repeated answer changes nothing.
fn sent(state: &State, envelope: String, network: Vec<String>) -> Result<Vec<Body>, Refusal> {
    followed(state, &envelope)?;
    let known = state.outbound.iter().find(|sent| sent.envelope == envelope);
    let news = known
        .is_some_and(|sent| sent.progress == Progress::Queued || network.iter().any(|id| !sent.network.contains(id)));
    Ok(if news {
        vec![Body::Accepted { envelope, network }]
    } else {
        vec![]
    })
}

fn say(state: &State, id: String, author: Author, message: crate::content::Message) -> Result<Body, Refusal> {
    if followed(state, &id).is_ok() {
        return Err(Refusal::EnvelopeUsed);
    }
    Ok(Body::Message(Said {
        id,
        direction: Direction::Outbound,
        author: Speaker::Brand(author),
        message,
        network: None,
        reply_to: None,
        forwarded: false,
        elsewhere: false,
    }))
}

fn bot(state: &State, plugin: Plugin, envelope: String, act: Act) -> Result<Vec<Body>, Refusal> {
    if state.assignee != Assignee::Bot(plugin.name.clone()) {
        return Err(Refusal::NotAssigned);
    }
    Ok(match act {
        Act::Say(utterance) => {
            let author = Author {
                kind: AuthorKind::Bot,
                name: Some(plugin.name),
                picture_url: None,
            };
            vec![say(state, envelope, author, utterance.message)?]
        }
        Act::Attribute(set) => {
            confident(set.confidence)?;
            let finding = crate::finding::FoundAttribute {
                key: set.key,
                value: set.value,
                confidence: set.confidence,
            };
            vec![Body::Finding(Found {
                plugin,
                message: None,
                finding: Finding::Attribute(finding),
            })]
        }
        Act::Tag(tag) if state.tags.contains(&tag) => vec![],
        Act::Tag(tag) => vec![Body::Tag(tag)],
        Act::Untag(tag) if !state.tags.contains(&tag) => vec![],
        Act::Untag(tag) => vec![Body::Untag(tag)],
        Act::Priority(priority) if priority == state.priority => vec![],
        Act::Priority(priority) => vec![Body::Priority(priority)],
        Act::Language(language) if state.language.as_ref() == Some(&language) => vec![],
        Act::Language(language) => vec![Body::Language(language)],
        Act::Note(text) => vec![Body::Note(Note { by: plugin.name, text })],
        Act::HandOff(hand_off) => {
            // Without a skill it goes back to routing, which gives what nobody has to a queue.
            let to = hand_off.skill.clone().map_or(Assignee::Nobody, Assignee::Skill);
            let why = hand_off.reason.clone();
            vec![
                Body::HandedOff(HandedOff { plugin, hand_off }),
                Body::Assigned(Assigned { to, why }),
            ]
        }
        Act::Close(why) => vec![Body::Closed(Closing::Bot(why))],
        Act::Survey(answer) if answer.score.is_some_and(|score| !score.is_finite()) => {
            return Err(Refusal::OutOfRange {
                what: "a survey's score",
                range: "the finite numbers",
            });
        }
        Act::Survey(answer) => vec![Body::Survey(answer)],
        // The host performs these; they leave nothing in the conversation.
        Act::Typing
        | Act::Pause(_)
        | Act::Timer(_)
        | Act::CancelTimer(_)
        | Act::Call(_)
        | Act::Data(_)
        | Act::Other(_) => vec![],
    })
}

fn found(plugin: &Plugin, message: Option<&str>, findings: Vec<Finding>) -> Result<Vec<Body>, Refusal> {
    findings
        .into_iter()
        .map(|finding| {
            match &finding {
                Finding::Sentiment(score) if !(-1.0..=1.0).contains(score) => {
                    return Err(Refusal::OutOfRange {
                        what: "sentiment",
                        range: "-1..=1",
                    });
                }
                Finding::Intent(label) | Finding::Language(label) => confident(label.confidence)?,
                Finding::Attribute(attribute) | Finding::Other(attribute) => confident(attribute.confidence)?,
                Finding::Sentiment(_) | Finding::Redaction(_) => {}
            }
            let message = message.map(str::to_owned);
            Ok(Body::Finding(Found {
                plugin: plugin.clone(),
                message,
                finding,
            }))
        })
        .collect()
}

fn set_attribute(state: &State, attribute: Attribute) -> Result<Vec<Body>, Refusal> {
    confident(attribute.confidence)?;
    let same = state.attributes.iter().any(|known| {
        known.key == attribute.key
            && Attribute {
                at: known.at,
                ..attribute.clone()
            } == *known
    });
    Ok(if same { vec![] } else { vec![Body::Attribute(attribute)] })
}

/// NaN lies in no range, so this keeps it out of the log too.
fn confident(confidence: f64) -> Result<(), Refusal> {
    if (0.0..=1.0).contains(&confidence) {
        return Ok(());
    }
    Err(Refusal::OutOfRange {
        what: "confidence",
        range: "0..=1",
    })
}
