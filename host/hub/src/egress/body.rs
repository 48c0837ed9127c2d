//! The body of a request on its way out: whole, or streamed with a length known beforehand.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

/// Chunks that wait between the reader of a stream and the connection.
const CHUNKS_AHEAD: usize = 2;

/// A body with an exact length.
pub(super) struct Outgoing {
    rest: Rest,
    /// Bytes still to come.
    left: u64,
}

enum Rest {
    Whole(Bytes),
    Streamed(mpsc::Receiver<io::Result<Bytes>>),
}

/// The writing end of a streamed body; dropping it before `length` bytes breaks the request off.
pub(super) type Feed = mpsc::Sender<io::Result<Bytes>>;

impl Outgoing {
    pub fn whole(bytes: Bytes) -> Self {
        Self {
            left: bytes.len() as u64,
            rest: Rest::Whole(bytes),
        }
    }

    /// A body of `length` bytes that come through the feed.
    pub fn streamed(length: u64) -> (Feed, Self) {
        let (feed, chunks) = mpsc::channel(CHUNKS_AHEAD);
        let body = Self {
            rest: Rest::Streamed(chunks),
            left: length,
        };
        (feed, body)
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let chunk = match &mut self.rest {
            Rest::Whole(bytes) => Some(Ok(std::mem::take(bytes))),
            Rest::Streamed(chunks) => match chunks.poll_recv(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(chunk) => chunk,
            },
        };
        let chunk = chunk.unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()));
        Poll::Ready(Some(match chunk {
            Ok(bytes) if bytes.len() as u64 <= self.left => {
                self.left -= bytes.len() as u64;
                Ok(Frame::data(bytes))
            }
            // The stored object grew: what the header promised would be a lie.
            Ok(_) => Err(io::ErrorKind::InvalidData.into()),
            Err(error) => Err(error),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
