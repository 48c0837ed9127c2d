//! What bots do and enrichers find: bounded in number, and numbers in their range.

use jackfield_model::finding::Finding;
use jackfield_model::turn::{Act, Reply};

use super::content::{Speaker, message};
use super::{LONGEST_CONTINUATION, LONGEST_JSON, LONGEST_TEXT, at_most, malformed, share};
use crate::error::CallError;
use crate::instance::State;

/// Most acts of a bot's reply.
const MOST_ACTS: usize = 32;
/// Most findings of one event.
const MOST_FINDINGS: usize = 256;

/// A bot's reply.
pub(crate) fn reply_of_bot(reply: &mut Reply, _: &State) -> Result<(), CallError> {
    at_most("acts of a turn", reply.acts.len(), MOST_ACTS)?;
    at_most("bytes of a bot's state", reply.state.len(), LONGEST_CONTINUATION)?;
    for act in &mut reply.acts {
        match act {
            Act::Say(utterance) => message(&mut utterance.message, Speaker::Bot)?,
            Act::Attribute(attribute) => {
                share("an attribute's confidence", attribute.confidence)?;
                at_most("bytes of an attribute's value", attribute.value.len(), LONGEST_JSON)?;
            }
            Act::Survey(answer) if answer.score.is_some_and(|score| !score.is_finite()) => {
                return malformed("a survey's score is a finite number");
            }
            Act::Data(json) => at_most("bytes of data", json.len(), LONGEST_JSON)?,
            _ => {}
        }
    }
    Ok(())
}

/// What an enricher found.
pub(crate) fn findings(findings: &mut [Finding], _: &State) -> Result<(), CallError> {
    at_most("findings of an event", findings.len(), MOST_FINDINGS)?;
    for finding in findings {
        match finding {
            Finding::Sentiment(score) => {
                if !(-1.0..=1.0).contains(score) {
                    return malformed("a sentiment is a number from -1 to 1");
                }
            }
            Finding::Intent(label) | Finding::Language(label) => {
                share("a label's confidence", label.confidence)?;
                at_most("bytes of a label", label.label.len(), LONGEST_TEXT)?;
            }
            Finding::Attribute(attribute) | Finding::Other(attribute) => {
                share("an attribute's confidence", attribute.confidence)?;
                at_most("bytes of an attribute's value", attribute.value.len(), LONGEST_JSON)?;
            }
            Finding::Redaction(redaction) => {
                if redaction.start >= redaction.end {
                    return malformed("a redaction ends above its start");
                }
            }
        }
    }
    Ok(())
}
