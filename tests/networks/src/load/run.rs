//! Posts what was made, and counts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::Serialize;
use tokio::task::JoinSet;

use super::Load;
use crate::client::Connection;

/// A wait between two tries to reach a host that is down.
const RETRY_GAP: Duration = Duration::from_millis(5);

/// How it is posted.
#[derive(Debug, Clone)]
pub struct Run {
    /// Kept connections. All messages of a consumer go over the same one, in order; so at most one a consumer is used.
    pub connections: usize,
    /// Webhooks a second over all connections, evenly; latency is then counted from the moment that each was due. None: each
    /// connection posts the next one as soon as the one before is answered.
    pub per_second: Option<f64>,
    /// Whether a webhook that was not answered with 2xx is posted again until it is, as the networks do.
    pub insist: bool,
    /// How long a host may be down, or a webhook be refused, before it is given up.
    pub patience: Duration,
}

impl Default for Run {
    fn default() -> Run {
        Run {
            connections: 16,
            per_second: None,
            insist: false,
            patience: Duration::from_secs(10),
        }
    }
}

/// Latencies, microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Latency {
    /// Half are below.
    pub p50_us: u64,
    /// Nine of ten are below.
    pub p90_us: u64,
    /// 99 of 100 are below.
    pub p99_us: u64,
    /// 999 of 1000 are below.
    pub p999_us: u64,
    /// The longest.
    pub max_us: u64,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Webhooks that were answered with 2xx in the end.
    pub taken: u64,
    /// Answers by status; more than webhooks where one was posted again.
    pub by_status: BTreeMap<u16, u64>,
    /// Posts that broke: no connection, or no whole answer.
    pub broken: u64,
    /// From the first to the last.
    #[serde(serialize_with = "seconds", rename = "elapsed_s")]
    pub elapsed: Duration,
    /// Of answers, whatever their status.
    pub latency: Latency,
    /// For each webhook, the last status that it was answered with; 0 for none.
    #[serde(skip)]
    pub statuses: Vec<u16>,
}

fn seconds<S: serde::Serializer>(elapsed: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(elapsed.as_secs_f64())
}

impl Report {
    /// Webhooks taken a second.
    pub fn per_second(&self) -> f64 {
        self.taken as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// Webhooks that were never taken.
    pub fn failed(&self) -> u64 {
        self.statuses.len() as u64 - self.taken
    }
}

/// What one connection counted.
struct Lane {
    statuses: Vec<(usize, u16)>,
    by_status: BTreeMap<u16, u64>,
    broken: u64,
    latency: Histogram<u64>,
}

impl Load {
    /// Posts everything and counts. Ends when every webhook is answered or given up.
    pub async fn run(self, run: &Run) -> Report {
        Arc::new(self).run_shared(run).await
    }

    /// As [`Load::run`], with a load that is used again.
    pub async fn run_shared(self: &Arc<Load>, run: &Run) -> Report {
        let lanes = run.connections.clamp(1, self.plan.consumers.max(1));
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for lane in 0..lanes {
            let (load, run) = (Arc::clone(self), run.clone());
            tasks.spawn(async move { self::lane(&load, &run, lane, lanes, started).await });
        }
        let (mut latency, mut statuses) = (histogram(), vec![0; self.len()]);
        let (mut by_status, mut broken) = (BTreeMap::new(), 0);
        while let Some(lane) = tasks.join_next().await {
            let Ok(lane) = lane else { continue };
            if latency.add(&lane.latency).is_err() {
                continue;
            }
            broken += lane.broken;
            for (status, count) in lane.by_status {
                *by_status.entry(status).or_insert(0) += count;
            }
            for (index, status) in lane.statuses {
                statuses[index] = status;
            }
        }
        let taken = statuses.iter().filter(|status| (200..300).contains(*status)).count() as u64;
        Report {
            taken,
            by_status,
            broken,
            elapsed: started.elapsed(),
            latency: Latency {
                p50_us: latency.value_at_quantile(0.5),
                p90_us: latency.value_at_quantile(0.9),
                p99_us: latency.value_at_quantile(0.99),
                p999_us: latency.value_at_quantile(0.999),
                max_us: latency.max(),
            },
            statuses,
        }
    }
}

fn histogram() -> Histogram<u64> {
    let mut histogram = Histogram::new_with_bounds(1, 60_000_000, 3).unwrap_or_else(|_| unreachable!("sound bounds"));
    histogram.auto(true);
    histogram
}

/// The webhooks of one connection: those of every consumer whose number leaves this remainder.
async fn lane(load: &Load, run: &Run, lane: usize, lanes: usize, started: Instant) -> Lane {
    let consumers = load.plan.consumers.max(1);
    let mut counted = Lane {
        statuses: Vec::with_capacity(load.len() / lanes + 1),
        by_status: BTreeMap::new(),
        broken: 0,
        latency: histogram(),
    };
    let mut connection = None;
    for index in (0..load.len()).filter(|index| index % consumers % lanes == lane) {
        let due = run
            .per_second
            .map(|rate| started + Duration::from_secs_f64(index as f64 / rate));
        if let Some(due) = due {
            tokio::time::sleep_until(due.into()).await;
        }
        let since = due.unwrap_or_else(Instant::now);
        let status = post(load, run, index, &mut connection, &mut counted, since).await;
        counted.statuses.push((index, status));
    }
    counted
}

/// Posts one webhook, again where that is wished for; the last status, or 0.
async fn post(
    load: &Load,
    run: &Run,
    index: usize,
    connection: &mut Option<Connection>,
    counted: &mut Lane,
    since: Instant,
) -> u16 {
    let begun = Instant::now();
    let mut last = 0;
    loop {
        if connection.is_none() {
            *connection = Connection::open(&load.target, None).await.ok();
        }
        let outcome = match connection {
            Some(open) => open.status(load.request(index)).await.ok(),
            None => None,
        };
        match outcome {
            Some((status, reusable)) => {
                counted
                    .latency
                    .saturating_record(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX));
                *counted.by_status.entry(status).or_insert(0) += 1;
                last = status;
                if !reusable {
                    *connection = None;
                }
                if !run.insist || (200..300).contains(&status) {
                    return last;
                }
            }
            None => {
                counted.broken += 1;
                // A host that is down is waited for; one that cut the connection in the middle is not, unless we insist.
                let was_open = connection.take().is_some();
                if was_open && !run.insist {
                    return 0;
                }
            }
        }
        if begun.elapsed() >= run.patience {
            return last;
        }
        tokio::time::sleep(RETRY_GAP).await;
    }
}
