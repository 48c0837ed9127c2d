//! One request and the head of its answer, and when that fails: had anything left?

use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::body::Outgoing;
use super::config::{NetworkConfig, Override};
use super::connect::connect;
use super::pool::{Driven, Key, Pool};
use super::resolve::{NoAddress, Resolve, addresses};
use super::tls::{Identity, TlsConfigs};

/// Most bytes of an answer's head.
const MOST_HEAD_BYTES: usize = 64 * 1024;
/// Most headers of an answer.
const MOST_ANSWER_HEADERS: usize = 128;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Lost {
    /// The call may not go there. Nothing left.
    Denied(String),
    /// Nothing of the request left.
    Unsent(String),
    /// Something left.
    Unknown(String),
}

/// Where a request goes, and with what permission.
pub(super) struct Destination<'a> {
    pub url: &'a Url,
    pub private_allowed: bool,
    pub identity: Option<&'a Identity>,
    /// Harmless to perform twice.
    pub repeatable: bool,
}

/// An answer's head, its body, and the connection that it still occupies.
pub(super) struct Exchange {
    pub response: Response<Incoming>,
    pub reused: bool,
    lease: Lease,
}

/// A connection in use.
pub(super) struct Lease {
    pool: Pool,
    key: Key,
    connection: Driven,
}

impl Lease {
    /// Gives the connection back, after the answer's body was read to its end.
    pub fn give_back(self) {
        self.pool.give_back(self.key, self.connection);
    }
}

impl Exchange {
    pub fn into_parts(self) -> (Response<Incoming>, Lease) {
        (self.response, self.lease)
    }
}

/// The ways out of this host.
pub(super) struct Ways {
    pub pool: Pool,
    pub tls: TlsConfigs,
    pub overrides: Vec<Override>,
    pub resolver: Box<dyn Resolve>,
    pub connect_timeout: Duration,
}

impl Ways {
    pub fn new(config: NetworkConfig, resolver: Box<dyn Resolve>) -> Result<Self, super::config::ConfigError> {
        Ok(Self {
            pool: Pool::new(config.idle_timeout, config.most_idle),
            tls: TlsConfigs::new(&config)?,
            overrides: config.overrides,
            resolver,
            connect_timeout: config.connect_timeout,
        })
    }

    /// Sends what `make` builds and waits for the head of the answer.
    ///
    /// `make` is called a second time when a connection from the pool turns out to be closed: before a byte was written to it, or
    /// before any answer to a request that may be repeated.
    pub async fn exchange(
        &self,
        to: &Destination<'_>,
        make: &(dyn Fn() -> Request<Outgoing> + Sync),
        deadline: Instant,
    ) -> Result<Exchange, Lost> {
        let key = key(to);
        if let Some(connection) = self.pool.take(&key) {
            match send(connection, make(), deadline).await {
                Ok((response, connection)) => return Ok(self.exchanged(response, true, key, connection)),
                Err(Lost::Unsent(_)) if Instant::now() < deadline => {}
                Err(Lost::Unknown(_)) if to.repeatable && Instant::now() < deadline => {}
                Err(lost) => return Err(lost),
            }
        }
        let connection = self.open(to, deadline).await?;
        let (response, connection) = send(connection, make(), deadline).await?;
        Ok(self.exchanged(response, false, key, connection))
    }

    fn exchanged(&self, response: Response<Incoming>, reused: bool, key: Key, connection: Driven) -> Exchange {
        Exchange {
            response,
            reused,
            lease: Lease {
                pool: self.pool.clone(),
                key,
                connection,
            },
        }
    }

    /// Resolves, checks and dials, within the time for connecting.
    async fn open(&self, to: &Destination<'_>, deadline: Instant) -> Result<Driven, Lost> {
        let until = deadline.min(Instant::now() + self.connect_timeout);
        match timeout_at(until, self.open_unhurried(to)).await {
            Ok(result) => result,
            Err(_) => Err(Lost::Unsent("no connection within the time for it".to_owned())),
        }
    }

    async fn open_unhurried(&self, to: &Destination<'_>) -> Result<Driven, Lost> {
        let host = to.url.host_str().unwrap_or_default();
        let mapped = self.overrides.iter().find(|mapped| mapped.host == host);
        let addresses = addresses(to.url, to.private_allowed, mapped, self.resolver.as_ref())
            .await
            .map_err(|error| match error {
                NoAddress::Refused(reason) => Lost::Denied(reason),
                NoAddress::Unresolved(reason) => Lost::Unsent(reason),
            })?;
        let tls = if to.url.scheme() == "https" {
            let config = self
                .tls
                .of(host, to.identity)
                .map_err(|error| Lost::Denied(format!("the client certificate cannot be used: {error}")))?;
            Some(config)
        } else {
            None
        };
        let connection = connect(&addresses, host, tls).await.map_err(Lost::Unsent)?;
        let written = connection.written();
        let (sender, driver) = http1::Builder::new()
            .max_buf_size(MOST_HEAD_BYTES)
            .max_headers(MOST_ANSWER_HEADERS)
            .handshake(TokioIo::new(connection))
            .await
            .map_err(|error| Lost::Unsent(error.to_string()))?;
        let driver = tokio::spawn(async move {
            // Its errors reach whoever waits for the answer.
            let _ = driver.await;
        });
        Ok(Driven::new(sender, written, driver))
    }
}

fn key(to: &Destination<'_>) -> Key {
    Key {
        tls: to.url.scheme() == "https",
        host: to.url.host_str().unwrap_or_default().to_owned(),
        port: to.url.port_or_known_default().unwrap_or_default(),
        private_allowed: to.private_allowed,
        identity: to.identity.map(|identity| identity.hash),
    }
}

async fn send(
    mut connection: Driven,
    request: Request<Outgoing>,
    deadline: Instant,
) -> Result<(Response<Incoming>, Driven), Lost> {
    let before = connection.written.bytes();
    let why = match timeout_at(deadline, connection.sender.try_send_request(request)).await {
        Ok(Ok(response)) => return Ok((response, connection)),
        Ok(Err(error)) => chain(error.error()),
        Err(_) => "no answer within the call's time".to_owned(),
    };
    // The connection must have stopped before the count means anything.
    if connection.end().await == before {
        Err(Lost::Unsent(why))
    } else {
        Err(Lost::Unknown(why))
    }
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
