//! Media that consumers sent -> the store. LINE prepares long videos first (202) and deletes content after a time that it
//! does not tell, so it is fetched at once.

use jackfield_sdk::build::{call, fail, get, go_on, progress, start};
use jackfield_sdk::content::{Media, MediaSource};
use jackfield_sdk::continuation;
use jackfield_sdk::delivery::{Progress, Start, Step, WaitStep};
use jackfield_sdk::http::{Answer, Body, HttpCall, Outcome, Sink, StoreSink};
use jackfield_sdk::json::{self, Fields};
use jackfield_sdk::types::{Failure, FailureKind};

use crate::steps::Job;
use crate::{errors, wire};

/// LINE documents 200 MB for the media that it takes from us; some room above it for what comes in.
const MOST_BYTES: u32 = 256 * 1024 * 1024;
/// For the whole download: the contract's longest.
const TIMEOUT_MS: u32 = 120_000;
/// Looks at whether content is ready, each a call of the 16 that a job has.
const MOST_LOOKS: u32 = 12;

/// Begins to fetch what an event's media refer to.
///
/// # Errors
///
/// `malformed` when the media are none of this connector's.
pub fn download(media: &Media) -> Result<Start, Failure> {
    match &media.source {
        MediaSource::Reference(bytes) => {
            let message = String::from_utf8(bytes.clone())
                .ok()
                .filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
            let message = message
                .filter(|id| !id.is_empty())
                .ok_or_else(|| malformed("the reference is no message id"))?;
            start(content_call(&message), &Job::Content { message, looks: 0 })
        }
        MediaSource::Link(url) => start(into_store(call("GET", url, "media", Body::Empty)), &Job::Link),
        _ => Err(malformed("LINE's media are references or links")),
    }
}

fn malformed(text: &str) -> Failure {
    fail(FailureKind::Malformed, text)
}

fn into_store(call: HttpCall) -> HttpCall {
    HttpCall {
        into: Sink::Store(StoreSink {
            most: MOST_BYTES,
            decipher: None,
            digest: None,
        }),
        timeout: Some(TIMEOUT_MS),
        repeatable: true,
        ..call
    }
}

fn content_call(message: &str) -> HttpCall {
    into_store(get(wire::content(message, ""), "media")).bearer(wire::ACCESS_TOKEN)
}

/// The content came, or LINE still prepares it.
pub fn content(message: String, looks: u32, outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::answer(outcome)?;
    match answer.status {
        202 => wait(message, looks),
        404 | 410 => Err(gone("LINE has deleted this content")),
        _ => finish(answer),
    }
}

/// The public link's bytes came.
pub fn link(outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::answer(outcome)?;
    match answer.status {
        404 | 410 => Err(gone("nothing is at this link any more")),
        _ => finish(answer),
    }
}

fn gone(text: &str) -> Failure {
    fail(FailureKind::Gone, text)
}

fn finish(answer: Answer) -> Result<Progress, Failure> {
    if !(200..300).contains(&answer.status) {
        return Err(errors::of(&answer));
    }
    match answer.stored {
        Some(stored) => Ok(progress(Step::Media(stored.id))),
        None => Err(fail(FailureKind::Retryable, "the answer held no bytes")),
    }
}

/// Waits a little longer each time: 2 s, 4 s … up to a minute.
fn wait(message: String, looks: u32) -> Result<Progress, Failure> {
    if looks >= MOST_LOOKS {
        return Err(fail(FailureKind::Retryable, "LINE is still preparing the content").after(600_000));
    }
    let after = 2_000_u32.saturating_mul(1 << looks.min(10)).min(60_000);
    let continuation = continuation::write(&Job::Preparing {
        message,
        looks: looks + 1,
    })?;
    Ok(progress(Step::Wait(WaitStep { after, continuation })))
}

/// The wait is over: asks whether the content is ready. Any outcome means the same.
pub fn look(message: String, looks: u32, _: Outcome) -> Result<Progress, Failure> {
    let call = get(wire::content(&message, "/transcoding"), "media").bearer(wire::ACCESS_TOKEN);
    go_on(call, &Job::Transcoding { message, looks })
}

/// LINE says whether the content is ready.
pub fn transcoding(message: String, looks: u32, outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::answer(outcome)?;
    match answer.status {
        404 | 410 => return Err(gone("LINE has deleted this content")),
        200..=299 => {}
        _ => return Err(errors::of(&answer)),
    }
    let status = json::parse(&answer.body).ok().and_then(|body| body.string("status"));
    match status.as_deref() {
        Some("succeeded") => go_on(content_call(&message), &Job::Content { message, looks }),
        Some("failed") => Err(gone("LINE could not prepare this content")),
        _ => wait(message, looks),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jackfield_sdk::build::media as media_of;
    use jackfield_sdk::content::MediaKind;
    use jackfield_sdk::delivery::CallStep;
    use jackfield_sdk::testing::{answered, resumed, stored};

    use super::*;
    use crate::steps::resume;

    fn begun(source: MediaSource) -> CallStep {
        match download(&media_of(MediaKind::Video, source)).unwrap() {
            Start::Call(step) => step,
            other => unreachable!("{other:?}"),
        }
    }

    fn continuation_of(progress: Progress) -> (String, Vec<u8>) {
        match progress.step {
            Step::Call(step) => (step.call.url, step.continuation),
            Step::Wait(step) => (step.after.to_string(), step.continuation),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn content_that_is_being_prepared_is_waited_for() {
        let first = begun(MediaSource::Reference(b"535".to_vec()));
        assert_eq!(first.call.url, "https://api-data.line.me/v2/bot/message/535/content");
        let (after, bytes) = continuation_of(resume(&resumed(&first.continuation), answered(202, "")).unwrap());
        assert_eq!(after, "2000");
        let (url, bytes) = continuation_of(resume(&resumed(&bytes), Outcome::Waited).unwrap());
        assert!(url.ends_with("/535/content/transcoding"), "{url}");
        let outcome = answered(200, r#"{"status":"processing"}"#);
        let (after, bytes) = continuation_of(resume(&resumed(&bytes), outcome).unwrap());
        assert_eq!(after, "4000");
        let (_, bytes) = continuation_of(resume(&resumed(&bytes), Outcome::Waited).unwrap());
        let outcome = answered(200, r#"{"status":"succeeded"}"#);
        let (url, bytes) = continuation_of(resume(&resumed(&bytes), outcome).unwrap());
        assert!(url.ends_with("/535/content"), "{url}");
        let end = resume(&resumed(&bytes), stored("m-1", 9)).unwrap();
        assert!(matches!(end.step, Step::Media(id) if id == "m-1"));
    }

    #[test]
    fn deleted_content_is_gone_and_a_link_needs_no_token() {
        let first = begun(MediaSource::Reference(b"535".to_vec()));
        for status in [404, 410] {
            let failure = resume(&resumed(&first.continuation), answered(status, "")).unwrap_err();
            assert_eq!(failure.kind, FailureKind::Gone);
        }
        let public = begun(MediaSource::Link("https://pictures.example/a.jpg".into()));
        assert!(public.call.fills.is_empty());
        assert!(matches!(
            resume(&resumed(&public.continuation), stored("m-2", 1)).unwrap().step,
            Step::Media(_)
        ));
    }

    #[test]
    fn waiting_ends_before_the_calls_of_a_job_do() {
        assert_eq!(wait("535".into(), MOST_LOOKS).unwrap_err().kind, FailureKind::Retryable);
        assert!(download(&media_of(MediaKind::File, MediaSource::Reference(b"../x".to_vec()))).is_err());
    }
}
