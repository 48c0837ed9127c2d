//! What a piece of work means for its conversation.

use std::sync::Arc;

use jackfield_model::adaptation::Answer;
use jackfield_model::content::{Content, Message};
use jackfield_model::conversation::event::Assignee;
use jackfield_model::conversation::{Body, Command, Progress, Refusal, routing};
use jackfield_model::delivery::Act;
use jackfield_model::event::{Choice, Event, EventBody, Origin};
use jackfield_model::turn::Cause;
use jackfield_model::types::Author;

use super::draft::Draft;
use super::work::{Answer as Done, Settled, Work};
use super::{Workers, bots, enrichers, errands, items, media, outgoing};
use crate::HubError;
use crate::clock::unsigned;
use crate::seed::new_id;

impl Workers {
    pub(super) async fn perform(self: &Arc<Self>, draft: &mut Draft<'_>, work: &Work) -> Result<Done, HubError> {
        match work {
            Work::Event {
                name,
                received_ms,
                event,
            } => {
                draft.processed(*name);
                if let EventBody::Task(task) = &event.body {
                    // What it brings is accepted before this is marked done: a crash in between does it twice, never not at all.
                    self.perform_task(draft, event, &task.0).await?;
                    return Ok(Ok(String::new()));
                }
                take_event(draft, name.0, unsigned(*received_ms), event).await;
                Ok(Ok(String::new()))
            }
            Work::Settled { settled, .. } => {
                settle(draft, settled).await;
                Ok(Ok(settled.envelope.clone()))
            }
            Work::Errand { errand, outcome, .. } => {
                errands::hear(draft, errand, outcome.as_deref()).await;
                Ok(Ok(String::new()))
            }
            Work::Say { author, message, .. } => Ok(say(draft, author, message)),
            Work::Tell { command, .. } => Ok(tell(draft, command).await),
        }
    }
}

/// A network's event: folded, then put before enrichers, routing and the bot where it is the consumer's word.
async fn take_event(draft: &mut Draft<'_>, row: i64, received_ms: u64, event: &Event) {
    let changes = items::changes(&draft.key.account, Some(&draft.key.conversation), event, draft.now);
    draft.change_items(changes);
    let id = new_id();
    let inbound = Command::Inbound {
        id: id.clone(),
        channel: draft.channel().to_owned(),
        account: draft.key.account.clone(),
        event: event.clone(),
    };
    match draft.tell_at(inbound, received_ms.min(draft.now)) {
        Ok(bodies) if bodies.is_empty() => return,
        Ok(bodies) => {
            for said in bodies.iter().filter_map(|body| {
                if let Body::Message(said) = body {
                    Some(said)
                } else {
                    None
                }
            }) {
                draft
                    .fetches
                    .extend(media::fetches(draft.key, &said.id, &said.message, row));
            }
        }
        Err(refusal) => {
            tracing::warn!(account = %draft.key.account, kind = event.body.name(), %refusal, "an event is kept in the intake only");
            return;
        }
    }
    let passive = event.marked.history || event.marked.standby;
    if passive || !matches!(event.origin, Origin::Consumer(_)) {
        return;
    }
    enrichers::enrich(draft, &id, event).await;
    let Some(cause) = cause(draft, event) else { return };
    if draft.state().is_open() {
        route(draft);
        ask_assigned(draft, cause).await;
    }
}

/// What the event means to a bot; none for what bots are not told.
fn cause(draft: &mut Draft<'_>, event: &Event) -> Option<Cause> {
    Some(match &event.body {
        EventBody::Message(message) if message.replaces.is_none() => match typed_answer(draft, &message.message) {
            Some(answer) => of_answer(draft, event, answer),
            None => Cause::Message,
        },
        EventBody::Choice(choice) => Cause::Choice(original(draft, choice)),
        EventBody::Reaction(reaction) => Cause::Reaction(reaction.clone()),
        EventBody::Login(login) => Cause::Login(login.clone()),
        EventBody::Consent(consent) => Cause::Consent(consent.clone()),
        EventBody::Exchange(exchange) => Cause::Exchange(exchange.clone()),
        EventBody::LiveAgent => live_agent(),
        EventBody::Opened => Cause::Assigned("the consumer came in".to_owned()),
        _ => return None,
    })
}

/// Typed words that stand for something that was offered.
fn typed_answer(draft: &Draft<'_>, message: &Message) -> Option<Answer> {
    let [part] = message.parts.as_slice() else { return None };
    let Content::Text(text) = &part.content else {
        return None;
    };
    draft.kept.answers.find(&text.body)
}

/// Typed words for an offer are the tap that they stand for; the log keeps the words.
fn of_answer(draft: &mut Draft<'_>, event: &Event, answer: Answer) -> Cause {
    match answer.into_event(None) {
        EventBody::Choice(choice) => Cause::Choice(choice),
        body => {
            let asked = Command::Inbound {
                id: new_id(),
                channel: draft.channel().to_owned(),
                account: draft.key.account.clone(),
                event: Event {
                    // It has no id of its own: it is part of the message before it.
                    id: String::new(),
                    body,
                    ..event.clone()
                },
            };
            draft.tell_of_plugin("adaptation", asked);
            live_agent()
        }
    }
}

/// The contract has no case of its own for it.
fn live_agent() -> Cause {
    Cause::Other("\"live_agent\"".to_owned())
}

/// A choice whose payload was too long for the channel comes back under its stand-in.
fn original(draft: &Draft<'_>, choice: &Choice) -> Choice {
    let mut choice = choice.clone();
    for value in &mut choice.values {
        if let Some(answer) = draft.kept.answers.payload(&value.value) {
            value.value.clone_from(&answer.payload);
            choice.question = choice.question.take().or_else(|| answer.question.clone());
        }
    }
    choice
}

/// Gives what nobody has to a bot or a queue; a consumer who wants a person is routed anew.
fn route(draft: &mut Draft<'_>) {
    let state = draft.state();
    let wants_person = state.wants_person && matches!(state.assignee, Assignee::Bot(_));
    if state.assignee != Assignee::Nobody && !wants_person {
        return;
    }
    let first_time = draft.kept.version == 0;
    let route = routing::route(&draft.rooms.settings.routes, state, first_time);
    let Some(rule) = route.rule else { return };
    // Whoever asks for a person is not given to another machine.
    if wants_person && matches!(route.to, Assignee::Bot(_)) {
        return;
    }
    draft.tell_of_plugin(
        "routing",
        Command::Assign {
            to: route.to,
            why: format!("rule `{rule}`"),
        },
    );
}

async fn ask_assigned(draft: &mut Draft<'_>, cause: Cause) {
    let Assignee::Bot(name) = draft.state().assignee.clone() else {
        return;
    };
    bots::ask(draft, &name, cause).await;
    // Given back without a skill: to whom the rules say.
    if draft.state().is_open() && draft.state().assignee == Assignee::Nobody {
        route(draft);
    }
}

/// An attempt to send ended: one transaction for the outbox and the conversation.
async fn settle(draft: &mut Draft<'_>, settled: &Settled) {
    draft.settle(&settled.envelope, settled.settlement.clone());
    draft.change_items(settled.items.clone());
    if let Some(refused) = &settled.refused
        && let (Some(said), Act::Message(words)) = (&refused.said, &refused.envelope.act)
    {
        outgoing::say_plainly(draft, said, &refused.envelope.author, &words.message);
        return;
    }
    let Some(said) = &settled.said else { return };
    let command = match (&settled.settlement, &settled.failure) {
        (jackfield_store::outbox::Settlement::Sent { names }, _) => Command::Sent {
            envelope: said.clone(),
            network: names.clone(),
        },
        (jackfield_store::outbox::Settlement::Failed { .. }, Some(failure)) => Command::SendFailed {
            envelope: said.clone(),
            failure: failure.clone(),
        },
        _ => return,
    };
    let failed = match &command {
        Command::SendFailed { failure, .. } => Some(failure.clone()),
        _ => None,
    };
    match draft.tell(command) {
        Ok(_) => {}
        // Older than what is followed one by one: the outbox knows it all the same.
        Err(Refusal::UnknownEnvelope) => return,
        Err(refusal) => {
            tracing::warn!(envelope = %settled.envelope, %refusal, "what became of a message is in the outbox only");
            return;
        }
    }
    if let Some(failure) = failed
        && draft.state().is_open()
        && !fails_again(draft)
        && let Assignee::Bot(name) = draft.state().assignee.clone()
    {
        bots::ask(draft, &name, Cause::Undelivered(failure)).await;
    }
}

/// A bot that answers a failure with a message that fails too would go on for ever.
fn fails_again(draft: &Draft<'_>) -> bool {
    let last = draft.state().outbound.iter().rev().take(3);
    last.filter(|sent| sent.progress == Progress::Failed).count() > 1
}

fn say(draft: &mut Draft<'_>, author: &Author, message: &Message) -> Done {
    let id = new_id();
    draft.tell(Command::Say {
        envelope: id.clone(),
        author: author.clone(),
        message: message.clone(),
    })?;
    outgoing::say(draft, &id, author, message, None);
    Ok(id)
}

/// A command from outside: who gets the conversation by it has its turn.
async fn tell(draft: &mut Draft<'_>, command: &Command) -> Done {
    let bodies = draft.tell(command.clone())?;
    let assigned = bodies.into_iter().find_map(|body| match body {
        Body::Assigned(assigned) => Some(assigned.why),
        _ => None,
    });
    if let Some(why) = assigned {
        ask_assigned(draft, Cause::Assigned(why)).await;
    }
    Ok(String::new())
}
