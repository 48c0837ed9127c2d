//! Dead letters: what was given up, why, and sending it again.

use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use jackfield_store::outbox::{Envelope, EnvelopeState};

use super::auth::{Allowed, Caller, Resend};
use super::extract::{Path, Query};
use super::messages::Outbound;
use super::page::{AccountPageQuery, Page, cursor};
use super::problem::Problem;
use super::{Api, Problems};

/// Dead letters, oldest first
#[utoipa::path(get, path = "/dead-letters", tag = "repair", params(AccountPageQuery),
    responses((status = 200, body = Page<Outbound>), Problems))]
pub(super) async fn list(
    Allowed { caller, .. }: Allowed<Resend>,
    With(api): With<Arc<Api>>,
    Query(query): Query<AccountPageQuery>,
) -> Result<axum::Json<Page<Outbound>>, Problem> {
    caller.listed_account(&api, query.account.as_deref()).await?;
    let (after, limit) = (query.page().after::<i64>("dead-letters")?, query.page().limit()?);
    let page = api.store.dead_letters(query.account.as_deref(), after, limit).await?;
    Ok(axum::Json(Page {
        items: page.rows.into_iter().map(Outbound::from).collect(),
        next: page.next.map(|seq| cursor("dead-letters", &seq)),
    }))
}

/// A dead letter
#[utoipa::path(get, path = "/dead-letters/{id}", tag = "repair", params(("id" = String, Path)),
    responses((status = 200, body = Outbound), Problems))]
pub(super) async fn show(
    Allowed { caller, .. }: Allowed<Resend>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Outbound>, Problem> {
    Ok(axum::Json(found(&api, &caller, &id).await?.into()))
}

/// Send a dead letter again, under the same idempotency id, at the end of its conversation's line
#[utoipa::path(post, path = "/dead-letters/{id}/replay", tag = "repair", params(("id" = String, Path)),
    responses((status = 202), Problems))]
pub(super) async fn replay(
    Allowed { caller, .. }: Allowed<Resend>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    found(&api, &caller, &id).await?;
    api.control.replay_dead_letter(&id).await?;
    tracing::info!(by = %caller.name, envelope = %id, "a dead letter is sent again");
    Ok(StatusCode::ACCEPTED)
}

async fn found(api: &Api, caller: &Caller, id: &str) -> Result<Envelope, Problem> {
    let missing = || Problem::not_found(format!("dead letter {id}"));
    let kept = api
        .store
        .envelope(id)
        .await?
        .filter(|kept| matches!(kept.state, EnvelopeState::Failed { .. }));
    let kept = kept.ok_or_else(missing)?;
    if !caller.has_all_brands() {
        caller.account(api, &kept.account).await.map_err(|_| missing())?;
    }
    Ok(kept)
}
