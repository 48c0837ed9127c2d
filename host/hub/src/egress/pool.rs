//! Connections that lie unused, by what they may be used for.
//!
//! A pooled connection leads where the call that opened it was allowed to go, and with its client certificate. Both are part of
//! the key: what one account's grant opened is never lent to another that has less.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::client::conn::http1::SendRequest;
use tokio::task::JoinHandle;

use super::body::Outgoing;
use super::connect::Written;

/// How long a connection may take after an answer until it is ready for the next request.
const SETTLE_LIMIT: Duration = Duration::from_secs(5);

/// What a connection may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub tls: bool,
    pub host: String,
    pub port: u16,
    pub private_allowed: bool,
    pub identity: Option<[u8; 32]>,
}

/// A connection with the task that drives it. Dropping it closes it.
pub(super) struct Driven {
    pub sender: SendRequest<Outgoing>,
    pub written: Written,
    driver: JoinHandle<()>,
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Driven {
    pub fn new(sender: SendRequest<Outgoing>, written: Written, driver: JoinHandle<()>) -> Self {
        Self {
            sender,
            written,
            driver,
        }
    }

    /// Ends the connection and says how much was written to it in all: no byte can follow after this.
    pub async fn end(mut self) -> u64 {
        self.driver.abort();
        // Its result does not matter; that it has stopped does.
        let _ = (&mut self.driver).await;
        self.written.bytes()
    }
}

struct Idle {
    connection: Driven,
    since: Instant,
}

struct Shelves {
    by_key: HashMap<Key, Vec<Idle>>,
    swept: Instant,
}

/// The unused connections of a performer.
#[derive(Clone)]
pub(super) struct Pool {
    shelves: Arc<Mutex<Shelves>>,
    idle_timeout: Duration,
    most_idle: usize,
}

impl Pool {
    pub fn new(idle_timeout: Duration, most_idle: usize) -> Self {
        Self {
            shelves: Arc::new(Mutex::new(Shelves {
                by_key: HashMap::new(),
                swept: Instant::now(),
            })),
            idle_timeout,
            most_idle,
        }
    }

    /// The connection that was used last, if one is open.
    pub fn take(&self, key: &Key) -> Option<Driven> {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        let shelf = shelves.by_key.get_mut(key)?;
        while let Some(idle) = shelf.pop() {
            if self.is_fresh(&idle) && idle.connection.sender.is_ready() {
                return Some(idle.connection);
            }
        }
        None
    }

    /// Keeps a connection whose last answer was read to its end.
    pub fn give_back(&self, key: Key, mut connection: Driven) {
        if connection.sender.is_ready() {
            self.shelve(key, connection);
        } else if !connection.sender.is_closed() {
            let pool = self.clone();
            tokio::spawn(async move {
                if let Ok(Ok(())) = tokio::time::timeout(SETTLE_LIMIT, connection.sender.ready()).await {
                    pool.shelve(key, connection);
                }
            });
        }
    }

    fn shelve(&self, key: Key, connection: Driven) {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        if shelves.swept.elapsed() > self.idle_timeout {
            shelves.swept = Instant::now();
            shelves.by_key.retain(|_, shelf| {
                shelf.retain(|idle| self.is_fresh(idle));
                !shelf.is_empty()
            });
        }
        let shelf = shelves.by_key.entry(key).or_default();
        if shelf.len() < self.most_idle {
            shelf.push(Idle {
                connection,
                since: Instant::now(),
            });
        }
    }

    fn is_fresh(&self, idle: &Idle) -> bool {
        !idle.connection.sender.is_closed() && idle.since.elapsed() < self.idle_timeout
    }
}
