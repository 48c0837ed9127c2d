//! `ingest`: durable, verified webhooks a second over HTTP, against a native pipeline without sandbox.

use crate::figures::{Figure, median};
use crate::hosts::{Native, host, post};

/// Webhooks of one round.
const WEBHOOKS: usize = 20_000;
/// Webhooks that warm both up.
const WARM_UP: usize = 2_000;
/// Rounds, in turns.
const ROUNDS: u64 = 3;

/// Measures; a webhook that fails makes the figure worthless.
///
/// # Errors
///
/// When one fails, or nothing starts.
pub async fn measure() -> Result<Vec<Figure>, String> {
    let native = Native::start().await?;
    let board = host(&["whatsapp"], false).await?;
    let url = board.webhook("shop-wa");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let many = if round == 0 { WARM_UP } else { WEBHOOKS };
        let of_native = post(&native.url, many, round + 100, None).await?;
        let of_host = post(&url, many, round + 100, None).await?;
        for (whose, report) in [("native", &of_native), ("host", &of_host)] {
            if report.failed() > 0 {
                return Err(format!(
                    "{} webhooks of the {whose} failed: {:?}",
                    report.failed(),
                    report.by_status
                ));
            }
        }
        if round > 0 {
            ours.push(of_host.per_second());
            theirs.push(of_native.per_second());
        }
    }
    Ok(vec![Figure::new(
        "ingest (native pipeline)",
        median(ours),
        "1/s",
        median(theirs),
    )])
}
