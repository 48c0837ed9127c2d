//! What a guest prints: kept by lines until its call is over, bounded, and then taken into its log.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError};

use crate::log::LogLevel;

/// Most lines that are kept; the rest is counted.
const MOST_LINES: usize = 128;
/// Longest line that is kept, bytes.
const LONGEST_LINE: usize = 2 * 1024;
/// Last lines of the error output, as the guest's last words: a panic's or a traceback's end.
const LAST_WORDS: usize = 4;
/// Most bytes of one write.
const MOST_BYTES: usize = 64 * 1024;

/// What was printed in one call.
#[derive(Default)]
pub(super) struct Printed {
    lines: Vec<(LogLevel, String)>,
    more: u32,
    last_words: VecDeque<String>,
    /// Lines that have not ended, of standard output and error output.
    open_out: Vec<u8>,
    open_err: Vec<u8>,
}

impl Printed {
    fn write(&mut self, level: LogLevel, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let open = self.open(level);
            let room = LONGEST_LINE.saturating_sub(open.len());
            open.extend_from_slice(&piece[..piece.len().min(room)]);
            if piece.ends_with(b"\n") {
                self.end_line(level);
            }
        }
    }

    fn open(&mut self, level: LogLevel) -> &mut Vec<u8> {
        if level == LogLevel::Info {
            &mut self.open_out
        } else {
            &mut self.open_err
        }
    }

    fn end_line(&mut self, level: LogLevel) {
        let bytes = std::mem::take(self.open(level));
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        if line.is_empty() {
            return;
        }
        if level != LogLevel::Info {
            if self.last_words.len() == LAST_WORDS {
                self.last_words.pop_front();
            }
            self.last_words.push_back(line.clone());
        }
        if self.lines.len() < MOST_LINES {
            self.lines.push((level, line));
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// The lines, the number of those that were not kept, and the last words.
    pub(super) fn into_lines(mut self) -> (Vec<(LogLevel, String)>, u32, Option<String>) {
        self.end_line(LogLevel::Info);
        self.end_line(LogLevel::Warn);
        let words = (!self.last_words.is_empty()).then(|| Vec::from(self.last_words).join(" / "));
        (self.lines, self.more, words)
    }
}

/// Standard output or error output.
#[derive(Clone)]
pub(super) struct Stream {
    printed: Arc<Mutex<Printed>>,
    level: LogLevel,
}

impl Stream {
    pub(super) fn new(printed: &Arc<Mutex<Printed>>, level: LogLevel) -> Self {
        Self {
            printed: Arc::clone(printed),
            level,
        }
    }

    fn take(&self, bytes: &[u8]) {
        let mut printed = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
        printed.write(self.level, bytes);
    }
}

impl IsTerminal for Stream {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Stream {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait]
impl Pollable for Stream {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for Stream {
    fn write(&mut self, bytes: Bytes) -> Result<(), StreamError> {
        self.take(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StreamError> {
        Ok(())
    }

    fn check_write(&mut self) -> Result<usize, StreamError> {
        Ok(MOST_BYTES)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.take(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_becomes_lines_however_it_is_cut() {
        let mut printed = Printed::default();
        for piece in ["a", "b\n", "c\nd", "\n\n", "end"] {
            printed.write(LogLevel::Info, piece.as_bytes());
            printed.write(LogLevel::Warn, b"");
        }
        let (lines, more, words) = printed.into_lines();
        let texts: Vec<_> = lines.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(
            (texts.as_slice(), more, words),
            (["ab", "c", "d", "end"].as_slice(), 0, None)
        );
    }

    #[test]
    fn what_is_printed_without_end_is_bounded() {
        let mut printed = Printed::default();
        for n in 0..10_000 {
            printed.write(LogLevel::Warn, format!("line {n}\n").as_bytes());
        }
        printed.write(LogLevel::Info, &vec![b'x'; 10 << 20]);
        let (lines, more, words) = printed.into_lines();
        assert_eq!((lines.len(), more), (MOST_LINES, 10_001 - 128));
        assert_eq!(words.as_deref(), Some("line 9996 / line 9997 / line 9998 / line 9999"));
    }
}
