//! Dials a checked address and counts what the caller writes, so that "did anything leave" has an exact answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Bytes of requests that were handed to a connection, below HTTP and above TLS. What a TLS handshake writes is not in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Written(Arc<AtomicU64>);

impl Written {
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection to a server, ready for HTTP.
pub(super) struct Connection {
    line: Line,
    written: Written,
}

/// Connects to the first of `addresses` that answers, and speaks TLS as `host` if asked. Nothing of a request leaves here.
pub(super) async fn connect(
    addresses: &[SocketAddr],
    host: &str,
    tls: Option<Arc<ClientConfig>>,
) -> Result<Connection, String> {
    let mut failed = String::new();
    for address in addresses {
        match connect_one(*address, host, tls.clone()).await {
            Ok(line) => {
                return Ok(Connection {
                    line,
                    written: Written::default(),
                });
            }
            Err(error) => failed = format!("no connection to {host} at {address}: {error}"),
        }
    }
    Err(failed)
}

async fn connect_one(address: SocketAddr, host: &str, tls: Option<Arc<ClientConfig>>) -> io::Result<Line> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let Some(config) = tls else {
        return Ok(Line::Plain(stream));
    };
    // `[::1]` in a URL is `::1` in a certificate.
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned()).map_err(io::Error::other)?;
    let stream = TlsConnector::from(config).connect(name, stream).await?;
    Ok(Line::Tls(Box::new(stream)))
}

impl Connection {
    pub fn written(&self) -> Written {
        self.written.clone()
    }

    fn count(&self, result: &Poll<io::Result<usize>>) {
        let count = match (result, &self.line) {
            (Poll::Ready(Ok(count)), _) => *count as u64,
            // TLS may have sent some records of this write before the one that failed.
            (Poll::Ready(Err(_)), Line::Tls(_)) => 1,
            (Poll::Ready(Err(_)), Line::Plain(_)) | (Poll::Pending, _) => 0,
        };
        self.written.0.fetch_add(count, Ordering::AcqRel);
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Line::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Line::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        };
        self.count(&result);
        result
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Line::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        };
        self.count(&result);
        result
    }

    fn is_write_vectored(&self) -> bool {
        match &self.line {
            Line::Plain(stream) => stream.is_write_vectored(),
            Line::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Line::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.line {
            Line::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Line::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
