//! `swap`: a connector replaced under load: what failed, what was lost, and the slowest answers during against before.

use jackfield_e2e::component::another_build;
use jackfield_e2e::{Switchboard, components};

use crate::figures::Figure;
use crate::hosts::{host, post};

/// Webhooks of each phase.
const WEBHOOKS: usize = 10_000;
/// Offered load: what leaves a core idle, so that the swap and not a queue is measured.
const A_SECOND: f64 = 2_000.0;
/// Swaps during the second phase.
const SWAPS: u32 = 3;

/// Measures.
///
/// # Errors
///
/// When nothing starts, or a version does not load.
pub async fn measure() -> Result<Vec<Figure>, String> {
    let board = host(&["whatsapp"], false).await?;
    let url = board.webhook("shop-wa");
    let wasm = std::fs::read(components().map_err(|error| error.to_string())?.join("whatsapp.wasm"));
    let wasm = wasm.map_err(|error| error.to_string())?;
    post(&url, 2_000, 1, Some(A_SECOND)).await?;
    let before = post(&url, WEBHOOKS, 2, Some(A_SECOND)).await?;
    let (during, swapped) = tokio::join!(post(&url, WEBHOOKS, 3, Some(A_SECOND)), swaps(&board, &wasm));
    let during = during?;
    swapped?;
    let taken = before.taken + during.taken + 2_000;
    let lost = taken as f64 - accepted(&board).await?;
    Ok(vec![
        Figure::new("swap: failed", during.failed() as f64, "", before.failed() as f64),
        Figure::new("swap: lost", lost, "", 0.0),
        Figure::new(
            "swap: p99 (before)",
            during.latency.p99_us as f64 / 1e3,
            "ms",
            before.latency.p99_us as f64 / 1e3,
        ),
    ])
}

async fn swaps(board: &Switchboard, wasm: &[u8]) -> Result<(), String> {
    for build in 1..=SWAPS {
        let loaded = board.api.load(&another_build(wasm, &build.to_string())).await;
        loaded.map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Events that the host says it accepted.
async fn accepted(board: &Switchboard) -> Result<f64, String> {
    let reply = board
        .api
        .raw("GET", "/metrics", "text/plain", b"")
        .await
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("jackfield_events_accepted_total "));
    line.and_then(|value| value.parse().ok())
        .ok_or_else(|| "no figure of accepted events".to_owned())
}
