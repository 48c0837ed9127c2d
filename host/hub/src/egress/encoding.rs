//! Content encodings undone as the bytes come, with an eye on what they grow to.

use std::io::{self, Write};

use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// What the host asks servers for, in an `accept-encoding` header; what it can undo.
pub(super) const ACCEPTED: &str = "gzip, deflate";

/// Most encoded bytes to hand to [`Undo::push`] at once: with deflate's 1032 to 1 they become at most 2 MiB.
pub(super) const SLICE: usize = 2048;

/// Undoes one content encoding.
pub(super) enum Undo {
    /// None, or one that we did not ask for and leave as it is.
    Nothing,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    /// `deflate` before its first byte: some servers send it with, some without the zlib frame.
    Deflate,
    Zlib(Box<ZlibDecoder<Vec<u8>>>),
    Raw(Box<DeflateDecoder<Vec<u8>>>),
}

impl Undo {
    /// By the value of `content-encoding`; [`Undo::Nothing`] for what we cannot undo.
    pub fn of(encoding: &str) -> Self {
        match encoding.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Self::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            "deflate" => Self::Deflate,
            _ => Self::Nothing,
        }
    }

    /// Undoes at most [`SLICE`] bytes and gives what has come out so far.
    ///
    /// # Errors
    ///
    /// What does not decode.
    pub fn push(&mut self, slice: &[u8]) -> io::Result<Vec<u8>> {
        if let (Self::Deflate, Some(first)) = (&*self, slice.first()) {
            // RFC 1950: the low four bits of a zlib frame are 8.
            *self = if first & 0x0f == 8 {
                Self::Zlib(Box::new(ZlibDecoder::new(Vec::new())))
            } else {
                Self::Raw(Box::new(DeflateDecoder::new(Vec::new())))
            };
        }
        match self {
            Self::Nothing | Self::Deflate => Ok(slice.to_vec()),
            Self::Gzip(decoder) => write(decoder.as_mut(), slice).map(|()| std::mem::take(decoder.get_mut())),
            Self::Zlib(decoder) => write(decoder.as_mut(), slice).map(|()| std::mem::take(decoder.get_mut())),
            Self::Raw(decoder) => write(decoder.as_mut(), slice).map(|()| std::mem::take(decoder.get_mut())),
        }
    }

    /// Says that no more comes, and gives the rest.
    ///
    /// # Errors
    ///
    /// When the encoded bytes end too early.
    pub fn finish(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Self::Nothing | Self::Deflate => Ok(Vec::new()),
            Self::Gzip(decoder) => decoder.try_finish().map(|()| std::mem::take(decoder.get_mut())),
            Self::Zlib(decoder) => decoder.try_finish().map(|()| std::mem::take(decoder.get_mut())),
            Self::Raw(decoder) => decoder.try_finish().map(|()| std::mem::take(decoder.get_mut())),
        }
    }
}

fn write(decoder: &mut dyn Write, slice: &[u8]) -> io::Result<()> {
    decoder.write_all(slice)?;
    // The decoder holds back what it has until it is asked.
    decoder.flush()
}
