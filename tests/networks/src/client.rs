//! A small HTTP/1.1 client over one kept connection: writes bytes that were made before, reads an answer.
//!
//! Webhooks and the load generator use it. It costs little: no pool of its own, no headers as objects, one buffer.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::error::Error;

/// Where requests go, taken from a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whether TLS is spoken.
    pub tls: bool,
    /// Name or address, without a port.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What stands in the `host` header.
    pub authority: String,
    /// Path and query, from the slash.
    pub path: String,
    /// The address that is dialled instead of the host's own.
    pub dial: Option<SocketAddr>,
}

impl Target {
    /// The parts of an `http` or `https` URL.
    ///
    /// # Errors
    ///
    /// [`Error::Url`].
    pub fn of(url: &str) -> Result<Target, Error> {
        let wrong = || Error::Url(url.to_owned());
        let (tls, rest) = match url.split_once("://").ok_or_else(wrong)? {
            ("http", rest) => (false, rest),
            ("https", rest) => (true, rest),
            _ => return Err(wrong()),
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong())?),
            None => (authority, if tls { 443 } else { 80 }),
        };
        let sound = !host.is_empty() && url.bytes().all(|byte| byte > b' ' && byte != 127);
        if !sound {
            return Err(wrong());
        }
        Ok(Target {
            tls,
            host: host.to_owned(),
            port,
            authority: authority.to_owned(),
            dial: None,
            path: if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            },
        })
    }

    /// The same, dialled at this address: what an override does.
    pub fn dialled_at(self, address: SocketAddr) -> Target {
        Target {
            dial: Some(address),
            ..self
        }
    }

    /// The bytes of a request to this target.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(256 + body.len());
        out.extend_from_slice(format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.authority).as_bytes());
        for (name, value) in headers {
            out.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if method != "GET" {
            out.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(body);
        out
    }
}

/// How TLS is spoken to a target whose certificate is checked against this root (PEM).
///
/// # Errors
///
/// When the root is none.
pub fn trusting(root_pem: &str) -> Result<Arc<ClientConfig>, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(root_pem.as_bytes()) {
        let certificate = certificate.map_err(|error| Error::Control(format!("the root certificate: {error}")))?;
        roots.add(certificate)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// One connection, kept as long as the other side keeps it.
pub struct Connection {
    stream: Stream,
    buffer: Vec<u8>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers in their order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the connection can be used again.
    pub reusable: bool,
}

/// What a head says of the rest.
struct Head {
    status: u16,
    length: Length,
    reusable: bool,
    bytes: usize,
}

enum Length {
    Bytes(usize),
    Chunked,
    UntilClosed,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When nobody listens there, or TLS fails.
    pub async fn open(target: &Target, tls: Option<&Arc<ClientConfig>>) -> Result<Connection, Error> {
        let tcp = match target.dial {
            Some(address) => TcpStream::connect(address).await?,
            None => TcpStream::connect((target.host.as_str(), target.port)).await?,
        };
        tcp.set_nodelay(true)?;
        let stream = if target.tls {
            let config = tls.ok_or_else(|| Error::Control("an https webhook needs a root certificate".to_owned()))?;
            let name = ServerName::try_from(target.host.clone()).map_err(|_| Error::Url(target.host.clone()))?;
            Stream::Tls(Box::new(
                TlsConnector::from(Arc::clone(config)).connect(name, tcp).await?,
            ))
        } else {
            Stream::Plain(tcp)
        };
        Ok(Connection {
            stream,
            buffer: Vec::with_capacity(4096),
        })
    }

    async fn read_more(&mut self) -> std::io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.read_buf(&mut self.buffer).await,
            Stream::Tls(stream) => stream.read_buf(&mut self.buffer).await,
        }
    }

    async fn write(&mut self, request: &[u8]) -> std::io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write_all(request).await,
            Stream::Tls(stream) => {
                stream.write_all(request).await?;
                stream.flush().await
            }
        }
    }

    async fn more(&mut self) -> Result<(), Error> {
        match self.read_more().await? {
            0 => Err(Error::NoAnswer("the connection was closed within an answer".to_owned())),
            _ => Ok(()),
        }
    }

    /// Sends the bytes and reads the answer's head; gives what it says.
    async fn head(&mut self, request: &[u8]) -> Result<Head, Error> {
        self.buffer.clear();
        self.write(request).await?;
        loop {
            if self.read_more().await? == 0 {
                return Err(Error::NoAnswer("the connection was closed".to_owned()));
            }
            if let Some(head) = parse(&self.buffer)? {
                return Ok(head);
            }
        }
    }

    /// Sends the bytes of a request and reads the answer: its status only, the rest is passed over. Costs least.
    ///
    /// # Errors
    ///
    /// When the connection fails or the answer is no HTTP.
    pub async fn status(&mut self, request: &[u8]) -> Result<(u16, bool), Error> {
        let head = self.head(request).await?;
        match head.length {
            Length::Bytes(length) => {
                while self.buffer.len() < head.bytes + length {
                    self.more().await?;
                }
                Ok((head.status, head.reusable))
            }
            Length::Chunked => {
                self.chunks(head.bytes).await?;
                Ok((head.status, head.reusable))
            }
            Length::UntilClosed => Ok((head.status, false)),
        }
    }

    /// Sends the bytes of a request and reads the answer.
    ///
    /// # Errors
    ///
    /// When the connection fails or the answer is no HTTP.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Reply, Error> {
        let head = self.head(request).await?;
        let headers = headers(&self.buffer)?;
        let body = match head.length {
            Length::Bytes(length) => {
                while self.buffer.len() < head.bytes + length {
                    self.more().await?;
                }
                self.buffer[head.bytes..head.bytes + length].to_vec()
            }
            Length::Chunked => self.chunks(head.bytes).await?,
            Length::UntilClosed => {
                while self.read_more().await? > 0 {}
                self.buffer[head.bytes..].to_vec()
            }
        };
        let reusable = head.reusable && !matches!(head.length, Length::UntilClosed);
        Ok(Reply {
            status: head.status,
            headers,
            body,
            reusable,
        })
    }

    /// The body of chunks that begins there.
    async fn chunks(&mut self, mut at: usize) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        loop {
            let (start, size) = loop {
                match httparse::parse_chunk_size(&self.buffer[at..]) {
                    Ok(httparse::Status::Complete((start, size))) => {
                        break (start, usize::try_from(size).unwrap_or(usize::MAX / 2));
                    }
                    Ok(httparse::Status::Partial) => self.more().await?,
                    Err(_) => return Err(Error::NoAnswer("a chunk has no size".to_owned())),
                }
            };
            let begin = at + start;
            while self.buffer.len() < begin + size + 2 {
                self.more().await?;
            }
            body.extend_from_slice(&self.buffer[begin..begin + size]);
            at = begin + size + 2;
            if size == 0 {
                return Ok(body);
            }
        }
    }
}

/// The head at the front of these bytes; none while it is not whole.
fn parse(bytes: &[u8]) -> Result<Option<Head>, Error> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut answer = httparse::Response::new(&mut headers);
    let parsed = answer
        .parse(bytes)
        .map_err(|error| Error::NoAnswer(format!("no HTTP: {error}")))?;
    let httparse::Status::Complete(head) = parsed else {
        return Ok(None);
    };
    let status = answer.code.unwrap_or_default();
    let (mut length, mut reusable) = (Length::UntilClosed, answer.version == Some(1));
    for header in answer.headers.iter() {
        let value = std::str::from_utf8(header.value).unwrap_or_default().trim();
        if header.name.eq_ignore_ascii_case("content-length") {
            let bytes = value
                .parse()
                .map_err(|_| Error::NoAnswer(format!("content-length `{value}`")))?;
            length = Length::Bytes(bytes);
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            length = Length::Chunked;
        } else if header.name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close") {
            reusable = false;
        }
    }
    if matches!(status, 204 | 304) {
        length = Length::Bytes(0);
    }
    Ok(Some(Head {
        status,
        length,
        reusable,
        bytes: head,
    }))
}

fn headers(bytes: &[u8]) -> Result<Vec<(String, String)>, Error> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut answer = httparse::Response::new(&mut headers);
    answer
        .parse(bytes)
        .map_err(|error| Error::NoAnswer(format!("no HTTP: {error}")))?;
    let all = answer.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(header.value).into_owned();
        (header.name.to_ascii_lowercase(), value)
    });
    Ok(all.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_url_has_its_parts() {
        let target = Target::of("http://127.0.0.1:8080/w/channels/a?x=1").unwrap();
        assert_eq!(
            (target.host.as_str(), target.port, target.tls),
            ("127.0.0.1", 8080, false)
        );
        assert_eq!(target.path, "/w/channels/a?x=1");
        let bare = Target::of("https://hooks.example").unwrap();
        assert_eq!((bare.port, bare.path.as_str()), (443, "/"));
        for wrong in ["ftp://a", "a/b", "http://", "http://a:b/", "http://a/ b"] {
            assert!(Target::of(wrong).is_err(), "{wrong}");
        }
    }

    async fn answered(raw: &'static [u8]) -> Result<Reply, Error> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 256];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            for part in raw.chunks(7) {
                stream.write_all(part).await.unwrap();
                stream.flush().await.unwrap();
            }
        });
        let target = Target::of(&url).unwrap();
        let mut connection = Connection::open(&target, None).await.unwrap();
        let reply = connection.exchange(&target.request("GET", "/", &[], b"")).await;
        server.await.unwrap();
        reply
    }

    #[tokio::test]
    async fn bodies_end_by_length_by_chunks_or_with_the_connection() {
        let by_length = answered(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")
            .await
            .unwrap();
        assert_eq!((by_length.status, by_length.reusable), (200, true));
        assert_eq!(by_length.body, b"hello");
        let chunked =
            answered(b"HTTP/1.1 201 C\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n").await;
        assert_eq!(chunked.unwrap().body, b"hello");
        let closed = answered(b"HTTP/1.1 500 E\r\nconnection: close\r\n\r\nhello")
            .await
            .unwrap();
        assert_eq!((closed.body.as_slice(), closed.reusable), (&b"hello"[..], false));
        assert!(
            answered(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello")
                .await
                .is_err()
        );
    }
}
