//! Where requests go, and their bytes.

use std::net::SocketAddr;

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
}
