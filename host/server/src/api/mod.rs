//! The HTTP API under `/api/v1`, and what stands beside it: health, figures, media links.
//!
//! A handler reads, asks the store or the running flow ([`control::Control`]), and shows. Errors are problem documents,
//! lists are pages, every route is in the OpenAPI document because the router is made from the same declarations.

pub mod accounts;
pub mod auth;
pub mod backups;
pub mod control;
pub mod conversations;
pub mod dead_letters;
mod document;
pub mod events;
pub mod extract;
pub mod health;
pub mod media;
pub mod messages;
pub mod metrics;
pub mod page;
pub mod parked;
pub mod plugins;
pub mod problem;
pub mod secrets;
pub mod tokens;
pub mod types;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bytes::Bytes;
use jackfield_store::Store;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Semaphore;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use control::{Control, ControlError};
pub use document::Problems;
use problem::{Kind, Problem};

use crate::data::DataFolder;
use crate::vault::Vault;

/// Where the API stands.
pub const BASE: &str = "/api/v1";
/// Largest JSON body, bytes: a message with its media table is far below.
const MOST_JSON_BYTES: usize = 1 << 20;
/// Event streams at once: each holds a connection and reads the store.
const MOST_STREAMS: usize = 256;

/// The time, in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What the API stands on.
pub struct Api {
    /// What is durable.
    pub store: Arc<dyn Store>,
    /// What seals secrets.
    pub vault: Arc<Vault>,
    /// The running flow.
    pub control: control::Controls,
    /// The time.
    pub clock: Clock,
    /// Where copies go.
    pub data: DataFolder,
    /// The public URL, without a slash at its end.
    pub public_url: String,
    /// Largest component, bytes.
    pub plugin_bytes: usize,
    /// Largest media object, bytes.
    pub media_bytes: u64,
}

impl Api {
    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        (self.clock)()
    }
}

/// The system's clock.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX))
}

/// Every route, with its place in the OpenAPI document.
fn routes() -> OpenApiRouter<Arc<Api>> {
    let streams = Arc::new(Semaphore::new(MOST_STREAMS));
    OpenApiRouter::with_openapi(document::frame())
        .routes(routes!(plugins::list, plugins::load))
        .routes(routes!(plugins::grant))
        .routes(routes!(plugins::activate))
        .routes(routes!(plugins::release))
        .routes(routes!(plugins::unload))
        .routes(routes!(plugins::roll_back))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::show, accounts::put, accounts::remove))
        .routes(routes!(accounts::connect))
        .routes(routes!(accounts::check))
        .routes(routes!(accounts::disconnect))
        .routes(routes!(secrets::list))
        .routes(routes!(secrets::put, secrets::remove))
        .routes(routes!(secrets::end_rotation))
        .routes(routes!(conversations::list))
        .routes(routes!(conversations::show))
        .routes(routes!(conversations::log))
        .routes(routes!(messages::say))
        .routes(routes!(messages::show))
        .routes(routes!(media::upload))
        .routes(routes!(media::show))
        .routes(routes!(media::link))
        .routes(routes!(parked::list))
        .routes(routes!(parked::show, parked::discard))
        .routes(routes!(parked::replay))
        .routes(routes!(dead_letters::list))
        .routes(routes!(dead_letters::show))
        .routes(routes!(dead_letters::replay))
        .routes(routes!(events::stream))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(backups::make))
        .layer(axum::Extension(streams))
}

/// The OpenAPI document.
#[must_use]
pub fn openapi() -> OpenApi {
    OpenApiRouter::new().nest(BASE, routes()).split_for_parts().1
}

/// The whole surface but the webhooks: `/api/v1`, `/media`, `/healthz`, `/readyz`, `/metrics`, `/problems`.
pub fn router(api: Arc<Api>) -> Router {
    let (routes, document) = OpenApiRouter::new().nest(BASE, routes()).split_for_parts();
    let document = Bytes::from(serde_json::to_vec(&document).unwrap_or_default());
    let shown = move || async move { ([(CONTENT_TYPE, "application/json")], document) };
    let below = Router::new()
        .route(&format!("{BASE}/openapi.json"), get(shown))
        .route("/media/{token}", get(media::serve))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .route("/problems/{name}", get(problem::explain));
    routes
        .merge(below)
        .fallback(|| async { Problem::new(Kind::NotFound, "there is no such path") })
        .method_not_allowed_fallback(|| async { Problem::new(Kind::MethodNotAllowed, "the path has no such method") })
        .layer(DefaultBodyLimit::max(MOST_JSON_BYTES))
        .with_state(api)
}

/// An instant as the API shows it: RFC 3339, in UTC, with milliseconds.
#[must_use]
pub fn instant(ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * 1_000_000)
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        // Beyond the year 9999: a number that says so is better than a date that is made up.
        .unwrap_or_else(|| ms.to_string())
}
