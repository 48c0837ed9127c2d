//! A good answer's body on its way into the media store: decoded, deciphered, counted and hashed as it comes.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::response::Parts;
use hyper::body::Incoming;
use jackfield_model::http::{Digest, StoreSink, StoredMedia};
use tokio::time::Instant;

use super::answer::next;
use super::cipher::{Ciphering, Direction};
use super::encoding::{SLICE, Undo};
use super::hash::Hashing;
use super::performer::CallFor;
use super::request::text;
use crate::media::{NewMedia, Upload};

/// What an answer without a type is taken for.
const UNKNOWN_TYPE: &str = "application/octet-stream";
/// Longest media type that is kept, bytes.
const LONGEST_TYPE: usize = 255;
/// A cipher's padding or tag, and what an encoding may add, bytes.
const OVERHEAD: u64 = 1024;

/// The way from a chunk of the answer to the media store.
struct Intake {
    undo: Undo,
    cipher: Option<Ciphering>,
    hash: Option<(Hashing, Digest)>,
    upload: Upload,
}

/// Checks what the sink asks for before anything leaves.
///
/// # Errors
///
/// Which of its words is not known, or which key is of no use.
pub(super) fn check(sink: &StoreSink) -> Result<(), String> {
    if let Some(cipher) = &sink.decipher {
        Ciphering::new(cipher, Direction::Decipher).map_err(|error| error.to_string())?;
    }
    match &sink.digest {
        Some(digest) if Hashing::of(&digest.algorithm).is_none() => {
            Err(format!("there is no digest `{}`", digest.algorithm.escape_default()))
        }
        _ => Ok(()),
    }
}

/// Streams the body into the media store.
///
/// # Errors
///
/// Why there is no whole, right object. Nothing of it stays then.
pub(super) async fn store(
    head: &Parts,
    mut body: Incoming,
    sink: &StoreSink,
    who: &CallFor<'_>,
    deadline: Instant,
    received: &mut u64,
) -> Result<StoredMedia, String> {
    let announced = head
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|value| text(value).parse::<u64>().ok());
    if announced.is_some_and(|length| length > u64::from(sink.most) + OVERHEAD) {
        return Err(format!("the answer is longer than {} bytes", sink.most));
    }
    let mut intake = begin(head, sink, who).await?;
    while let Some(chunk) = next(&mut body, deadline).await? {
        *received += chunk.len() as u64;
        for slice in chunk.chunks(SLICE) {
            let plain = intake.undo.push(slice).map_err(broken)?;
            take(&mut intake, &plain).await?;
        }
    }
    let plain = intake.undo.finish().map_err(broken)?;
    take(&mut intake, &plain).await?;
    end(intake, head, who).await
}

async fn begin(head: &Parts, sink: &StoreSink, who: &CallFor<'_>) -> Result<Intake, String> {
    let encoding = head.headers.get(CONTENT_ENCODING);
    let cipher = match &sink.decipher {
        Some(cipher) => Some(Ciphering::new(cipher, Direction::Decipher).map_err(|error| error.to_string())?),
        None => None,
    };
    let hash = sink
        .digest
        .as_ref()
        .and_then(|digest| Some((Hashing::of(&digest.algorithm)?, digest.clone())));
    let upload = who.media.upload(u64::from(sink.most)).await.map_err(not_stored)?;
    Ok(Intake {
        undo: encoding.map_or(Undo::Nothing, |value| Undo::of(&text(value))),
        cipher,
        hash,
        upload,
    })
}

async fn take(intake: &mut Intake, bytes: &[u8]) -> Result<(), String> {
    match &mut intake.cipher {
        Some(cipher) => {
            let plain = cipher.push(bytes).map_err(|error| error.to_string())?;
            keep(intake, &plain).await
        }
        None => keep(intake, bytes).await,
    }
}

async fn keep(intake: &mut Intake, plain: &[u8]) -> Result<(), String> {
    if let Some((hash, _)) = &mut intake.hash {
        hash.push(plain);
    }
    intake.upload.write(plain).await.map_err(not_stored)
}

async fn end(mut intake: Intake, head: &Parts, who: &CallFor<'_>) -> Result<StoredMedia, String> {
    if let Some(cipher) = intake.cipher.take() {
        let rest = cipher.finish().map_err(|error| error.to_string())?;
        keep(&mut intake, &rest).await?;
    }
    if let Some((hash, wanted)) = intake.hash.take()
        && hash.finish() != wanted.value.0
    {
        return Err(format!(
            "the {} of what came is another than was told",
            wanted.algorithm
        ));
    }
    let content_type = head
        .headers
        .get(CONTENT_TYPE)
        .map(text)
        .filter(|media_type| media_type.len() <= LONGEST_TYPE);
    let about = NewMedia {
        account: who.account.to_owned(),
        media_type: content_type.clone().unwrap_or_else(|| UNKNOWN_TYPE.to_owned()),
        name: None,
        until_ms: who.media_until_ms,
    };
    let entry = intake
        .upload
        .finish(about, who.now_as_i64())
        .await
        .map_err(not_stored)?;
    Ok(StoredMedia {
        id: entry.id,
        content_type,
        size: u32::try_from(entry.size).unwrap_or(u32::MAX),
        sha256: hex::decode(&entry.digest).unwrap_or_default().into(),
    })
}

fn broken(error: std::io::Error) -> String {
    format!("the answer's encoding is broken: {error}")
}

fn not_stored(error: crate::media::MediaError) -> String {
    format!("the answer is not stored: {error}")
}
