//! Message -> request, answer -> outcome. The host performs the request, keeps the step, and comes back with the answer.

use jackfield_sdk::build::{dispatch, fail, post_json, progress, sent, start};
use jackfield_sdk::content::{Content, Message};
use jackfield_sdk::continuation;
use jackfield_sdk::delivery::{Act, Envelope, Progress, Resumed, Start, Step};
use jackfield_sdk::http::{HttpCall, Outcome};
use jackfield_sdk::json::{self, Fields, json};
use jackfield_sdk::types::{Failure, FailureKind};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::wire::{ACCESS_TOKEN, HOST, MESSAGES};

/// What is remembered between the request and its answer. Stored by the host, and read by later versions: cases and fields
/// are added, never renamed.
#[derive(Debug, Serialize, Deserialize)]
enum Job {
    /// A message is on its way.
    Message { envelope: String },
}

/// Starts to do what the envelope says.
///
/// # Errors
///
/// `unsupported` for what the channel does not have.
pub fn send(envelope: &Envelope) -> Result<Start, Failure> {
    let Act::Message(words) = &envelope.act else {
        return Err(fail(FailureKind::Unsupported, "this network takes messages only"));
    };
    let body = json!({"to": envelope.recipient.id, "text": text_of(&words.message)?});
    // The envelope's id is the same in every attempt, so that the network sends a repeated one once.
    let call = HttpCall { repeatable: true, ..post_json(format!("https://{HOST}{MESSAGES}"), "messages", &body) }
        .header("idempotency-key", envelope.id.as_str())
        .bearer(ACCESS_TOKEN);
    start(call, &Job::Message { envelope: envelope.id.clone() })
}

fn text_of(message: &Message) -> Result<&str, Failure> {
    match message.parts.as_slice() {
        [part] => match &part.content {
            Content::Text(text) => Ok(&text.body),
            _ => Err(fail(FailureKind::Unsupported, "this network takes text only")),
        },
        _ => Err(fail(FailureKind::Unsupported, "this network takes one part at a time")),
    }
}

/// Goes on with what [`send`] started, whatever came of it.
///
/// # Errors
///
/// `malformed` for a step of a version that this one does not know.
pub fn resume(resumed: &Resumed, outcome: Outcome) -> Result<Progress, Failure> {
    let Job::Message { envelope } = continuation::read(&resumed.continuation)?;
    let result = match outcome {
        Outcome::Answered(answer) if (200..300).contains(&answer.status) => {
            let id = json::parse(&answer.body).ok().and_then(|body| body.string("id"));
            Ok(sent(id.unwrap_or_default()))
        }
        other => Err(errors::of(&other)),
    };
    Ok(progress(Step::Sent(dispatch(&envelope, 0, result))))
}

#[cfg(test)]
mod tests {
    use jackfield_sdk::build::{direct, message_of_text};
    use jackfield_sdk::testing::{answered, cases, envelope, resumed, say, show};
    use jackfield_sdk::types::Recipient;

    use super::*;

    fn step(act: Act) -> Result<Start, Failure> {
        let recipient = Recipient { kind: "consumer".into(), id: "k-7".into(), aliases: vec![] };
        send(&envelope(direct("k-7"), recipient, act))
    }

    #[test]
    fn what_goes_out_is_what_the_snapshots_say() {
        let text = step(say(message_of_text("Hello")));
        cases::check(
            concat!(env!("CARGO_MANIFEST_DIR"), "/tests/send"),
            &[("text", show(&text)), ("typing", show(&step(Act::Typing(true))))],
        );
    }

    #[test]
    fn an_answer_is_a_message_id_or_a_failure() {
        let Ok(Start::Call(call)) = step(say(message_of_text("Hello"))) else {
            panic!("a call is wanted");
        };
        let end = |outcome| show(&resume(&resumed(&call.continuation), outcome));
        assert!(end(answered(200, r#"{"id":"m-9"}"#)).contains("\"m-9\""));
        assert!(end(answered(401, "")).contains("Unauthorized"));
        assert!(end(answered(503, "")).contains("Retryable"));
        assert!(end(Outcome::Unknown("timed out".into())).contains("Uncertain"));
    }
}
