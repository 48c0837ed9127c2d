//! Is the process alive, and can it serve? For whatever starts and stops it; open to everybody, and tells nothing else.

use std::sync::Arc;

use axum::extract::State as With;

use super::Api;
use super::problem::{Kind, Problem};

/// When to look again, milliseconds.
const LOOK_AGAIN_MS: u32 = 1_000;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// The store can be read, and the flow is up.
pub(super) async fn ready(With(api): With<Arc<Api>>) -> Result<&'static str, Problem> {
    let later = |what: String| Problem::new(Kind::Busy, what).after(LOOK_AGAIN_MS);
    if let Err(error) = api.store.count_parked().await {
        tracing::warn!(%error, "not ready: the store");
        return Err(later("the store cannot be read".to_owned()));
    }
    api.control.ready().await.map_err(later)?;
    Ok("ready\n")
}
