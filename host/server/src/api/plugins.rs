//! Plugins: their versions side by side, what they ask and may, and which one serves.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State as With;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Allowed, ManagePlugins};
use super::extract::{Json, Path, Query};
use super::page::{Page, PageQuery};
use super::problem::{Kind, Problem};
use super::types::{GrantDecision, Loaded, PluginState};
use super::{Api, Problems};

/// Every version that is loaded
#[utoipa::path(get, path = "/plugins", tag = "plugins", params(PageQuery),
    responses((status = 200, body = Page<PluginState>), Problems))]
pub(super) async fn list(
    _: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<PluginState>>, Problem> {
    let key = |state: &PluginState| format!("{}\n{}\n{}", state.name, state.added, state.digest);
    Ok(axum::Json(query.cut("plugins", api.control.plugins().await?, key)?))
}

/// Load a component beside the versions that are there
#[utoipa::path(post, path = "/plugins", tag = "plugins",
    request_body(content = Vec<u8>, content_type = "application/wasm", description = "The component"),
    responses((status = 201, body = Loaded), Problems))]
pub(super) async fn load(
    _: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    body: Body,
) -> Result<(StatusCode, axum::Json<Loaded>), Problem> {
    let wasm = axum::body::to_bytes(body, api.plugin_bytes).await.map_err(|_| {
        Problem::new(
            Kind::TooLarge,
            format!("a component has at most {} bytes here", api.plugin_bytes),
        )
    })?;
    Ok((StatusCode::CREATED, axum::Json(api.control.load_plugin(wasm).await?)))
}

/// What an operator decides about a version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// `approve`, `deny`, or `narrow` with what it may.
    pub decision: GrantDecision,
}

/// Decide what a version may do
#[utoipa::path(post, path = "/plugins/{digest}/grant", tag = "plugins", params(("digest" = String, Path)),
    request_body = Grant, responses((status = 204), Problems))]
pub(super) async fn grant(
    Allowed { caller, .. }: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    Path(digest): Path<String>,
    Json(grant): Json<Grant>,
) -> Result<StatusCode, Problem> {
    tracing::info!(by = %caller.name, %digest, decision = ?grant.decision, "a grant was decided");
    api.control.grant(&digest, grant.decision).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a version the one that serves
#[utoipa::path(post, path = "/plugins/{digest}/activate", tag = "plugins", params(("digest" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn activate(
    Allowed { caller, .. }: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    Path(digest): Path<String>,
) -> Result<StatusCode, Problem> {
    api.control.activate(&digest).await?;
    tracing::info!(by = %caller.name, %digest, "a version was activated");
    Ok(StatusCode::NO_CONTENT)
}

/// End a quarantine
#[utoipa::path(post, path = "/plugins/{digest}/release", tag = "plugins", params(("digest" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn release(
    Allowed { caller, .. }: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    Path(digest): Path<String>,
) -> Result<StatusCode, Problem> {
    api.control.release(&digest).await?;
    tracing::info!(by = %caller.name, %digest, "a quarantine was ended");
    Ok(StatusCode::NO_CONTENT)
}

/// Forget a version
#[utoipa::path(delete, path = "/plugins/{digest}", tag = "plugins", params(("digest" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn unload(
    Allowed { caller, .. }: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    Path(digest): Path<String>,
) -> Result<StatusCode, Problem> {
    api.control.unload(&digest).await?;
    tracing::info!(by = %caller.name, %digest, "a version was unloaded");
    Ok(StatusCode::NO_CONTENT)
}

/// The version that serves now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RolledBack {
    /// Its digest.
    pub digest: String,
}

/// Make the version serve that served before
#[utoipa::path(post, path = "/plugins/{name}/rollback", tag = "plugins", params(("name" = String, Path)),
    responses((status = 200, body = RolledBack), Problems))]
pub(super) async fn roll_back(
    Allowed { caller, .. }: Allowed<ManagePlugins>,
    With(api): With<Arc<Api>>,
    Path(name): Path<String>,
) -> Result<axum::Json<RolledBack>, Problem> {
    let digest = api.control.roll_back(&name).await?;
    tracing::info!(by = %caller.name, plugin = %name, %digest, "a plugin was rolled back");
    Ok(axum::Json(RolledBack { digest }))
}
