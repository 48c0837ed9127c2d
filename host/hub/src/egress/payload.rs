//! The finished body of a call: the bytes that leave, after the fills that go into it.

use std::sync::Arc;

use bytes::Bytes;
use jackfield_model::egress::{Payload, Prepared};
use jackfield_model::http::{Body, Fill, FormPart, HttpCall, MediaBody, PartContent, Place};
use jackfield_store::media::MediaEntry;
use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::io::AsyncReadExt as _;

use super::body::{Feed, Outgoing};
use super::cipher::{CipherError, Ciphering, Direction, enciphered_length};
use super::performer::CallFor;
use crate::media::{MediaError, MediaStore, ObjectStream};

/// Bytes of media that are read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Why a body cannot be made. Nothing left.
#[derive(Debug, thiserror::Error)]
pub(super) enum PayloadError {
    #[error("{0}")]
    Media(#[from] MediaError),
    #[error("the media object cannot be enciphered: {0}")]
    Cipher(#[from] CipherError),
    #[error("this machine gives no random numbers")]
    Random,
}

/// A body that is ready to leave, as often as it must.
pub(super) struct Finished {
    pub content_type: Option<String>,
    content: Content,
}

enum Content {
    Whole(Bytes),
    Streamed {
        segments: Arc<[Segment]>,
        length: u64,
        media: MediaStore,
    },
}

/// A stretch of a streamed body.
#[derive(Clone)]
enum Segment {
    Bytes(Bytes),
    Media { entry: MediaEntry, body: MediaBody },
}

impl Segment {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Media { entry, body } => {
                let size = u64::try_from(entry.size).unwrap_or_default();
                let cipher = body.encipher.as_ref();
                cipher.map_or(size, |cipher| enciphered_length(&cipher.algorithm, size))
            }
        }
    }
}

impl Finished {
    fn whole(content_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self {
            content_type: Some(content_type.to_owned()),
            content: Content::Whole(bytes.into()),
        }
    }

    fn of_segments(content_type: String, segments: Vec<Segment>, media: &MediaStore) -> Self {
        let bytes: Option<Vec<&[u8]>> = segments
            .iter()
            .map(|segment| match segment {
                Segment::Bytes(bytes) => Some(bytes.as_ref()),
                Segment::Media { .. } => None,
            })
            .collect();
        let content = match bytes {
            Some(bytes) => Content::Whole(bytes.concat().into()),
            None => Content::Streamed {
                length: segments.iter().map(Segment::length).sum(),
                segments: segments.into(),
                media: media.clone(),
            },
        };
        Self {
            content_type: Some(content_type),
            content,
        }
    }

    /// The bytes, when they are in memory.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            Content::Streamed { .. } => None,
        }
    }

    /// The body to send; every call gives it anew, from its beginning.
    pub fn outgoing(&self) -> Outgoing {
        match &self.content {
            Content::Whole(bytes) => Outgoing::whole(bytes.clone()),
            Content::Streamed {
                segments,
                length,
                media,
            } => {
                let (feed, body) = Outgoing::streamed(*length);
                let (segments, media) = (Arc::clone(segments), media.clone());
                // Ends when the request does: nobody takes what it feeds then.
                tokio::spawn(async move {
                    for segment in segments.iter() {
                        if let Err(error) = feed_segment(segment, &media, &feed).await {
                            let _ = feed.send(Err(error)).await;
                            break;
                        }
                    }
                });
                body
            }
        }
    }
}

async fn feed_segment(segment: &Segment, media: &MediaStore, feed: &Feed) -> std::io::Result<()> {
    match segment {
        Segment::Bytes(bytes) => hand_on(feed, bytes.clone()).await,
        Segment::Media { entry, body } => {
            let size = u64::try_from(entry.size).unwrap_or_default();
            let stream = media.read(entry, 0..size).await.map_err(std::io::Error::other)?;
            feed_media(stream, body, feed).await
        }
    }
}

async fn feed_media(mut stream: ObjectStream, body: &MediaBody, feed: &Feed) -> std::io::Result<()> {
    let mut cipher = match &body.encipher {
        Some(cipher) => Some(Ciphering::new(cipher, Direction::Encipher).map_err(std::io::Error::other)?),
        None => None,
    };
    loop {
        let mut chunk = bytes::BytesMut::with_capacity(CHUNK_BYTES);
        if stream.read_buf(&mut chunk).await? == 0 {
            break;
        }
        let chunk = match &mut cipher {
            Some(cipher) => cipher.push(&chunk).map_err(std::io::Error::other)?.into(),
            None => chunk.freeze(),
        };
        hand_on(feed, chunk).await?;
    }
    match cipher {
        Some(cipher) => hand_on(feed, cipher.finish().map_err(std::io::Error::other)?.into()).await,
        None => Ok(()),
    }
}

async fn hand_on(feed: &Feed, chunk: Bytes) -> std::io::Result<()> {
    if chunk.is_empty() {
        return Ok(());
    }
    feed.send(Ok(chunk))
        .await
        .map_err(|_| std::io::ErrorKind::BrokenPipe.into())
}

/// Writes the payload. JSON into which nothing was filled leaves as the plugin wrote it: it may have been signed by then.
pub(super) async fn finish(call: &HttpCall, prepared: &Prepared, who: &CallFor<'_>) -> Result<Finished, PayloadError> {
    Ok(match &prepared.payload {
        Payload::Empty => Finished {
            content_type: None,
            content: Content::Whole(Bytes::new()),
        },
        Payload::Bytes { content_type, content } => Finished::whole(content_type, content.clone()),
        Payload::Json(json) => {
            let is_inside = |fill: &Fill| matches!(fill.place, Place::Json(_));
            let text = match &call.body {
                Body::Json(text) if !call.fills.iter().any(is_inside) => text.clone(),
                _ => json.to_string(),
            };
            Finished::whole("application/json", text)
        }
        Payload::Form(fields) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(fields);
            Finished::whole("application/x-www-form-urlencoded", form.finish())
        }
        Payload::Multipart(parts) => multipart(parts, who).await?,
        Payload::Media { content_type, content } => {
            let segment = media_segment(content, who).await?;
            Finished::of_segments(content_type.clone(), vec![segment], who.media)
        }
    })
}

async fn media_segment(body: &MediaBody, who: &CallFor<'_>) -> Result<Segment, PayloadError> {
    let entry = who.media.find(who.account, &body.media, who.now_as_i64()).await?;
    if let Some(cipher) = &body.encipher {
        // What is wrong with a key must be known before a byte leaves.
        Ciphering::new(cipher, Direction::Encipher)?;
    }
    Ok(Segment::Media {
        entry,
        body: body.clone(),
    })
}

/// `multipart/form-data`, RFC 7578.
async fn multipart(parts: &[FormPart], who: &CallFor<'_>) -> Result<Finished, PayloadError> {
    let mut random = [0; 16];
    SystemRandom::new()
        .fill(&mut random)
        .map_err(|_| PayloadError::Random)?;
    let boundary = format!("jackfield-{}", hex::encode(random));
    let mut segments = Vec::with_capacity(parts.len() * 2 + 1);
    let mut between = String::new();
    for part in parts {
        between.push_str(&format!("--{boundary}\r\n{}", part_head(part)));
        segments.push(Segment::Bytes(std::mem::take(&mut between).into()));
        segments.push(match &part.content {
            PartContent::Text(text) => Segment::Bytes(text.clone().into()),
            PartContent::Bytes(bytes) => Segment::Bytes(bytes.0.clone().into()),
            PartContent::Media(media) => media_segment(media, who).await?,
        });
        between.push_str("\r\n");
    }
    between.push_str(&format!("--{boundary}--\r\n"));
    segments.push(Segment::Bytes(between.into()));
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok(Finished::of_segments(content_type, segments, who.media))
}

fn part_head(part: &FormPart) -> String {
    let quoted = |text: &str| text.replace('"', "%22");
    let mut head = format!("content-disposition: form-data; name=\"{}\"", quoted(&part.name));
    if let Some(filename) = &part.filename {
        head.push_str(&format!("; filename=\"{}\"", quoted(filename)));
    }
    if let Some(content_type) = &part.content_type {
        head.push_str(&format!("\r\ncontent-type: {content_type}"));
    }
    head.push_str("\r\n\r\n");
    head
}
