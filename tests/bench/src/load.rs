//! The load: webhooks signed beforehand, posted over kept connections as fast as they are taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use jackfield_networks::client::{Connection, Target};

use crate::webhook;

/// What a load came to.
#[derive(Debug, Default)]
pub struct Load {
    /// Answered with 200.
    pub accepted: usize,
    /// Answered otherwise, or not at all.
    pub failed: usize,
    /// From the first to the last, seconds.
    pub seconds: f64,
    /// Of each answer, milliseconds.
    pub latencies_ms: Vec<f64>,
}

impl Load {
    /// Accepted webhooks a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.accepted as f64 / self.seconds
    }
}

/// Requests of `many` webhooks, numbered from `first`, of so many consumers.
///
/// # Errors
///
/// When the URL cannot be read.
pub fn prepare(url: &str, first: u64, many: u64, consumers: u64) -> Result<Arc<Vec<Vec<u8>>>, String> {
    let target = Target::of(url).map_err(|error| error.to_string())?;
    let requests = (first..first + many).map(|number| {
        let body = webhook::body(number, number % consumers);
        let headers = [
            ("content-type", "application/json"),
            ("x-hub-signature-256", &webhook::signature(&body)),
        ];
        target.request("POST", &target.path, &headers, body.as_bytes())
    });
    Ok(Arc::new(requests.collect()))
}

/// Posts all requests over `connections` at once.
///
/// # Errors
///
/// When nobody listens.
pub async fn post(url: &str, requests: &Arc<Vec<Vec<u8>>>, connections: usize) -> Result<Load, String> {
    let target = Target::of(url).map_err(|error| error.to_string())?;
    let next = Arc::new(AtomicUsize::new(0));
    let mut posters = Vec::new();
    let began = Instant::now();
    for _ in 0..connections {
        let (target, next, requests) = (target.clone(), Arc::clone(&next), Arc::clone(requests));
        posters.push(tokio::spawn(async move {
            let mut load = Load::default();
            let mut connection = Connection::open(&target, None).await.map_err(|error| error.to_string())?;
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let began = Instant::now();
                match connection.status(request).await {
                    Ok((200, true)) => load.accepted += 1,
                    Ok((200, false)) => {
                        load.accepted += 1;
                        connection = Connection::open(&target, None).await.map_err(|error| error.to_string())?;
                    }
                    _ => {
                        load.failed += 1;
                        connection = Connection::open(&target, None).await.map_err(|error| error.to_string())?;
                    }
                }
                load.latencies_ms.push(began.elapsed().as_secs_f64() * 1e3);
            }
            Ok::<_, String>(load)
        }));
    }
    let mut all = Load::default();
    for poster in posters {
        let load = poster.await.map_err(|error| error.to_string())??;
        all.accepted += load.accepted;
        all.failed += load.failed;
        all.latencies_ms.extend(load.latencies_ms);
    }
    all.seconds = began.elapsed().as_secs_f64();
    Ok(all)
}
