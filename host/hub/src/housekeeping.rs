//! What is kept only for a time goes: raw requests, context items, media.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::HubError;
use crate::clock::signed;
use crate::rooms::Rooms;

/// Between two rounds: what is over may stay an hour longer.
const ROUND: Duration = Duration::from_secs(3_600);
/// Rows of one transaction: few enough that nobody's write waits for it.
const AT_ONCE: u32 = 500;

/// Makes rounds until it is stopped.
pub(crate) async fn keep_house(rooms: Arc<Rooms>, stop: CancellationToken) {
    loop {
        if let Err(error) = round(&rooms, &stop).await {
            tracing::error!(%error, "what is over could not be removed");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Removes what is over, a little at a time.
pub(crate) async fn round(rooms: &Rooms, stop: &CancellationToken) -> Result<(), HubError> {
    let now = rooms.now();
    let before_ms = signed(now.saturating_sub(rooms.settings.requests_ms));
    while !stop.is_cancelled() && rooms.store.forget(before_ms, AT_ONCE).await? == AT_ONCE {}
    while !stop.is_cancelled() && rooms.store.forget_items(signed(now), AT_ONCE).await? == AT_ONCE {}
    loop {
        let removed = rooms.media.collect(signed(now), AT_ONCE).await;
        let removed = removed.map_err(|error| HubError::Stored {
            what: "media".to_owned(),
            why: error.to_string(),
        })?;
        if removed == 0 || stop.is_cancelled() {
            return Ok(());
        }
    }
}
