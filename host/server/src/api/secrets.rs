//! Secrets of accounts: they go in, and never come out. What is shown is that they are there.

use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::auth::{Allowed, ManageAccounts};
use super::extract::{Json, Path};
use super::problem::{Kind, Problem};
use super::{Api, Problems, instant};

/// Largest secret, bytes: a service account's JSON is a tenth of it.
const MOST_BYTES: usize = 64 << 10;
/// Longest name of a secret, bytes.
const LONGEST_NAME: usize = 128;

/// A secret as it is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretInput {
    /// The value, in the format that the plugin asks for.
    #[schema(write_only)]
    value: String,
    /// The value before stays valid beside it, until the rotation is ended.
    #[serde(default)]
    rotate: bool,
}

/// That a secret is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// The value before is valid too.
    pub rotating: bool,
    /// When it was changed, RFC 3339.
    pub updated: String,
}

/// The secrets of an account, by name, without values.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Secrets {
    /// By name.
    pub items: Vec<Secret>,
}

/// Which secrets an account has
#[utoipa::path(get, path = "/accounts/{id}/secrets", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Secrets), Problems))]
pub(super) async fn list(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Secrets>, Problem> {
    caller.account(&api, &id).await?;
    let kept = api.store.secrets(&id).await?.into_iter().map(|secret| Secret {
        name: secret.name,
        rotating: secret.previous.is_some(),
        updated: instant(secret.updated_ms),
    });
    Ok(axum::Json(Secrets { items: kept.collect() }))
}

/// Set a secret
#[utoipa::path(put, path = "/accounts/{id}/secrets/{name}", tag = "accounts",
    params(("id" = String, Path), ("name" = String, Path)), request_body = SecretInput,
    responses((status = 204), Problems))]
pub(super) async fn put(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path((id, name)): Path<(String, String)>,
    Json(input): Json<SecretInput>,
) -> Result<StatusCode, Problem> {
    let value = Zeroizing::new(input.value);
    caller.account(&api, &id).await?;
    if name.len() > LONGEST_NAME {
        return Err(Problem::parameter(
            "name",
            format!("a name has at most {LONGEST_NAME} bytes"),
        ));
    }
    if value.is_empty() || value.len() > MOST_BYTES {
        return Err(Problem::member(
            "/value",
            format!("a secret has 1 to {MOST_BYTES} bytes"),
        ));
    }
    let sealed = api.vault.seal(&id, &name, value.as_bytes()).map_err(|error| {
        tracing::error!(%error, "a secret could not be sealed");
        Problem::new(
            Kind::Internal,
            "the secret could not be sealed; the host's log says why",
        )
    })?;
    api.store
        .set_secret(&id, &name, sealed, input.rotate, api.now_ms())
        .await?;
    api.control.account_changed(&id).await;
    tracing::info!(by = %caller.name, account = %id, secret = %name, rotate = input.rotate, "a secret was set");
    Ok(StatusCode::NO_CONTENT)
}

/// Remove a secret
#[utoipa::path(delete, path = "/accounts/{id}/secrets/{name}", tag = "accounts",
    params(("id" = String, Path), ("name" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn remove(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path((id, name)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    caller.account(&api, &id).await?;
    api.store.remove_secret(&id, &name).await?;
    api.control.account_changed(&id).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Let the value before the present one count no more
#[utoipa::path(post, path = "/accounts/{id}/secrets/{name}/end-rotation", tag = "accounts",
    params(("id" = String, Path), ("name" = String, Path)), responses((status = 204), Problems))]
pub(super) async fn end_rotation(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path((id, name)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    caller.account(&api, &id).await?;
    api.store.end_rotation(&id, &name).await?;
    api.control.account_changed(&id).await;
    Ok(StatusCode::NO_CONTENT)
}
