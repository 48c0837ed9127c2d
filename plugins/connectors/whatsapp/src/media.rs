//! Fetching what consumers sent: ask where the bytes are, then take them into the store.
//!
//! The URL lives five minutes, the id seven days (Cloud API reference, Media; read August 2026). So the event keeps the id,
//! and a URL that went stale between two steps is asked for once more.

use jackfield_sdk::build::{fail, get, go_on, progress, start};
use jackfield_sdk::content::{Media, MediaSource};
use jackfield_sdk::delivery::{Progress, Start, Step};
use jackfield_sdk::http::{Digest, HttpCall, Outcome, Sink, StoreSink};
use jackfield_sdk::json::{self, Fields};
use jackfield_sdk::types::{Account, Failure, FailureKind};
use jackfield_sdk::{continuation, encoding};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::job::{ACCESS_TOKEN, Job};
use crate::wire::{MEDIA_HOST, Settings};

/// The largest that the network has: documents.
const MOST_BYTES: u32 = 100 * 1024 * 1024;
/// Fetching 100 MB takes longer than an API call may.
const FETCH_MS: u32 = 120_000;
/// How often a stale URL is asked for anew.
const RETRIES: u8 = 1;

/// What an event keeps of a media object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    pub id: String,
    /// Hex of the SHA-256 that the webhook named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// The hash as the network writes it: Base64 in webhooks, hex in answers.
pub fn sha256(text: &str) -> Option<Vec<u8>> {
    let bytes = if text.len() == 64 {
        encoding::from_hex(text)
    } else {
        encoding::from_base64(text)
    };
    bytes.filter(|bytes| bytes.len() == 32)
}

/// Begins to fetch a media object of an event.
///
/// # Errors
///
/// `malformed` for a source that this connector did not make.
pub fn download(account: &Account, media: &Media) -> Result<Start, Failure> {
    let MediaSource::Reference(bytes) = &media.source else {
        return Err(fail(FailureKind::Malformed, "media of WhatsApp come as a reference"));
    };
    let reference: Reference = continuation::read(bytes)?;
    let call = get(Settings::of(account)?.of_media(&reference.id), "media").bearer(ACCESS_TOKEN);
    start(call, &Job::MediaUrl { reference, tries: 0 })
}

/// The network told the URL.
pub fn located(reference: Reference, tries: u8, outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::good(outcome, FailureKind::Retryable).map_err(gone)?;
    let body = json::parse(&answer.body).unwrap_or_default();
    let url = body
        .text("url")
        .filter(|url| url.starts_with(&format!("https://{MEDIA_HOST}/")));
    let Some(url) = url else {
        return Err(fail(
            FailureKind::Retryable,
            "Meta named no media URL on its media host",
        ));
    };
    let named = reference.sha256.as_deref().or_else(|| body.text("sha256"));
    let digest = named.and_then(sha256).map(|value| Digest {
        algorithm: "sha-256".to_owned(),
        value,
    });
    let call = HttpCall {
        into: Sink::Store(StoreSink {
            most: MOST_BYTES,
            decipher: None,
            digest,
        }),
        timeout: Some(FETCH_MS),
        ..get(url, "media")
    };
    go_on(call.bearer(ACCESS_TOKEN), &Job::MediaBytes { reference, tries })
}

/// The bytes came, or the URL was stale.
pub fn fetched(account: &Account, reference: Reference, tries: u8, outcome: Outcome) -> Result<Progress, Failure> {
    let stale = matches!(&outcome, Outcome::Answered(answer) if matches!(answer.status, 401 | 403 | 404 | 410));
    if stale && tries < RETRIES {
        let call = get(Settings::of(account)?.of_media(&reference.id), "media").bearer(ACCESS_TOKEN);
        return go_on(
            call,
            &Job::MediaUrl {
                reference,
                tries: tries + 1,
            },
        );
    }
    let answer = errors::good(outcome, FailureKind::Retryable)?;
    match answer.stored {
        Some(stored) => Ok(progress(Step::Media(stored.id))),
        None => Err(fail(FailureKind::Retryable, "the answer did not reach the media store")),
    }
}

/// For a media id, "no such object" means that its seven days are over.
fn gone(failure: Failure) -> Failure {
    match failure.code.as_deref() {
        Some("100" | "33") => fail(FailureKind::Gone, "Meta keeps media for seven days; it is gone").code("100"),
        _ => failure,
    }
}
