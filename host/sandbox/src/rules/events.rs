//! Events: how many, how long, from when.

use jackfield_model::event::{Event, EventBody, Origin, ReceiptState};
use jackfield_model::types::{Instant, MessageName};

use super::content::{self, Speaker};
use super::{LONGEST_JSON, LONGEST_TEXT, at_most, conversation, failure, id, items, sender, tail};
use crate::error::CallError;
use crate::instance::State;

/// Longest task, bytes.
const LONGEST_TASK: usize = 16 * 1024;
/// Longest raw part, bytes.
const LONGEST_RAW: usize = 64 * 1024;

/// Bounded in number and size, and never from the future. `webhook` is the length of the body that they were read from; none:
/// they are what a job learnt.
pub(crate) fn events(
    events: &mut [Event],
    received: Instant,
    webhook: Option<usize>,
    state: &State,
) -> Result<(), CallError> {
    at_most("events of a webhook or step", events.len(), state.context.limits.events)?;
    let speaker = webhook.map_or(Speaker::Job, Speaker::Webhook);
    for event in events {
        id("the event's id", &event.id)?;
        event.conversation.as_ref().map_or(Ok(()), conversation)?;
        if let Origin::Consumer(Some(consumer)) = &mut event.origin {
            sender(consumer)?;
        }
        items(&event.items)?;
        tail(&event.extra)?;
        event.time = event.time.map(|time| time.min(received));
        body(&mut event.body, received, speaker, state)?;
    }
    Ok(())
}

fn body(body: &mut EventBody, received: Instant, speaker: Speaker, state: &State) -> Result<(), CallError> {
    match body {
        EventBody::Message(said) => {
            content::message(&mut said.message, speaker)?;
            said.reply_to.take_if(|answered| name(answered).is_err());
            said.replaces.as_ref().map_or(Ok(()), |(replaced, _)| name(replaced))
        }
        EventBody::Choice(choice) => {
            choice.answers.take_if(|answered| name(answered).is_err());
            tail(&choice.extra)
        }
        EventBody::Reaction(reaction) => name(&reaction.target),
        EventBody::Unsend(unsent) => name(unsent),
        EventBody::Receipt(receipt) => {
            // A watermark in the future would mark what is yet to be sent.
            receipt.before = receipt.before.map(|before| before.min(received));
            if let ReceiptState::Failed(why) = &mut receipt.state {
                failure(why, state);
            }
            // What a network leaves out of one receipt must not cost its neighbours.
            receipt.messages.retain(|message| name(message).is_ok());
            tail(&receipt.extra)
        }
        EventBody::Profile(profile) => {
            profile
                .picture
                .as_ref()
                .map_or(Ok(()), |picture| content::source(picture, speaker))?;
            tail(&profile.extra)
        }
        EventBody::Consent(consent) => tail(&consent.extra),
        EventBody::Participants(participants) => participants.people.iter_mut().try_for_each(sender),
        EventBody::Payment(json) => at_most("bytes of a payment's JSON", json.len(), LONGEST_JSON),
        EventBody::Exchange(exchange) => at_most("bytes of an exchange's data", exchange.data.len(), LONGEST_JSON),
        EventBody::Health(health) => {
            health.text = state.safe(&health.text, LONGEST_TEXT);
            Ok(())
        }
        EventBody::Task(task) => at_most("bytes of a task", task.len(), LONGEST_TASK),
        EventBody::Other(other) => at_most("bytes of a raw part", other.raw.len(), LONGEST_RAW),
        _ => Ok(()),
    }
}

fn name(name: &MessageName) -> Result<(), CallError> {
    let (MessageName::Network(text) | MessageName::Ours(text)) = name;
    id("a message's id", text)
}
