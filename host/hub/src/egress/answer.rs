//! What came back: read within its limits, and searched for secrets before a guest sees it.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, SET_COOKIE, TRANSFER_ENCODING};
use http::response::Parts;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use jackfield_model::http::Answer;
use tokio::time::{Instant, timeout_at};

use super::blot::Blotter;
use super::encoding::{SLICE, Undo};
use super::exchange::chain;
use super::request::text;

/// The host's cap on what goes to a guest's memory, bytes.
pub(super) const MOST_IN_MEMORY: usize = 4 * 1024 * 1024;

/// A body in memory.
#[derive(Default)]
pub(super) struct Read {
    pub bytes: Vec<u8>,
    /// More came than was asked for.
    pub truncated: bool,
    /// The server was read to its end, so that the connection is free.
    pub ended: bool,
    /// Bytes as they came.
    pub received: u64,
}

/// Reads at most `most` bytes, content encodings undone.
///
/// # Errors
///
/// Why there is no whole answer.
pub(super) async fn read(head: &Parts, mut body: Incoming, most: usize, deadline: Instant) -> Result<Read, String> {
    let mut undo = head
        .headers
        .get(CONTENT_ENCODING)
        .map_or(Undo::Nothing, |value| Undo::of(&text(value)));
    let mut read = Read::default();
    while let Some(chunk) = next(&mut body, deadline).await? {
        read.received += chunk.len() as u64;
        for slice in chunk.chunks(SLICE) {
            let plain = undo
                .push(slice)
                .map_err(|error| format!("the answer's encoding is broken: {error}"))?;
            take(&mut read, &plain, most);
            if read.truncated {
                return Ok(read);
            }
        }
    }
    let plain = undo
        .finish()
        .map_err(|error| format!("the answer's encoding is broken: {error}"))?;
    take(&mut read, &plain, most);
    read.ended = true;
    Ok(read)
}

/// The next chunk of a body; none at its end.
pub(super) async fn next(body: &mut Incoming, deadline: Instant) -> Result<Option<bytes::Bytes>, String> {
    loop {
        let frame = timeout_at(deadline, body.frame())
            .await
            .map_err(|_| "the answer did not end within the call's time".to_owned())?;
        match frame {
            None => return Ok(None),
            Some(Err(error)) => return Err(format!("the answer broke off: {}", chain(&error))),
            Some(Ok(frame)) => {
                // Trailers are of no use to anyone here.
                if let Ok(chunk) = frame.into_data() {
                    return Ok(Some(chunk));
                }
            }
        }
    }
}

fn take(read: &mut Read, plain: &[u8], most: usize) {
    let room = most.saturating_sub(read.bytes.len());
    read.truncated |= plain.len() > room;
    read.bytes.extend_from_slice(&plain[..plain.len().min(room)]);
}

/// The answer as the guest sees it: no cookies, no framing, no secrets, at most `most` bytes of body.
pub(super) fn for_guest(head: &Parts, read: Read, most: usize, blotter: &Blotter) -> Answer {
    let undone = head
        .headers
        .get(CONTENT_ENCODING)
        .is_some_and(|value| !matches!(Undo::of(&text(value)), Undo::Nothing));
    let headers = head
        .headers
        .iter()
        .filter(|(name, _)| *name != SET_COOKIE && *name != TRANSFER_ENCODING)
        // They speak of bytes that the guest does not get.
        .filter(|(name, _)| !undone || (*name != CONTENT_ENCODING && *name != CONTENT_LENGTH))
        .map(|(name, value)| (name.as_str().to_owned(), blotter.text(text(value))))
        .collect();
    let truncated = read.truncated || read.bytes.len() > most;
    let body = blotter.bytes(read.bytes, most);
    Answer {
        status: head.status.as_u16(),
        headers,
        body: body.into(),
        truncated,
        stored: None,
    }
}
