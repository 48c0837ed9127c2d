//! `turn`: full turns a second, from the webhook to the network's acceptance of the bot's answer.

use std::time::Instant;

use crate::figures::Figure;
use crate::hosts::{Native, host, post};

/// Turns.
const TURNS: usize = 8_000;
/// Turns that warm it up.
const WARM_UP: usize = 500;

/// Measures, against the native pipeline that only takes the same webhooks.
///
/// # Errors
///
/// When a webhook fails, or an answer does not come.
pub async fn measure() -> Result<Vec<Figure>, String> {
    let native = Native::start().await?;
    let board = host(&["whatsapp", "concierge", "sentiment"], true).await?;
    let url = board.webhook("shop-wa");
    let warm = post(&url, WARM_UP, 1, None).await?;
    answered(&board, warm.taken).await?;
    let before = board.whatsapp.accepted();
    let began = Instant::now();
    let report = post(&url, TURNS, 2, None).await?;
    if report.failed() > 0 {
        return Err(format!("{} webhooks failed: {:?}", report.failed(), report.by_status));
    }
    answered(&board, before + TURNS as u64).await?;
    let rate = TURNS as f64 / began.elapsed().as_secs_f64();
    let of_native = post(&native.url, TURNS, 2, None).await?;
    Ok(vec![Figure::new(
        "turn (native ingest)",
        rate,
        "1/s",
        of_native.per_second(),
    )])
}

/// Waits until the network has accepted so many answers.
async fn answered(board: &jackfield_e2e::Switchboard, many: u64) -> Result<(), String> {
    let waited = tokio::time::timeout(std::time::Duration::from_secs(120), board.whatsapp.wait_for(many)).await;
    match waited {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("{} of {many} answers came", board.whatsapp.accepted())),
    }
}
