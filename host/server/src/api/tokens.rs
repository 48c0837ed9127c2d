//! Tokens of the API: given, listed and revoked by an admin. A token is shown once, when it is made.

use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use jackfield_store::tokens::Token as Kept;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Allowed, ManageTokens};
use super::extract::{Json, Path, Query};
use super::page::{Page, PageQuery};
use super::problem::{Kind, Problem};
use super::{Api, Problems, instant};
use crate::token::{self, Role, Scopes};

/// Longest name, bytes.
const LONGEST_NAME: usize = 64;
/// The longest life that is asked for, days: ten years.
const MOST_DAYS: u32 = 3_650;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// A token to make.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenInput {
    /// What people call it; unique.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// On which brands; left out: on all of them.
    #[serde(default)]
    pub brands: Option<Vec<String>>,
    /// How many days it lives; left out: until it is revoked.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A token, without the token itself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// What people call it.
    pub name: String,
    /// What its holder may do.
    pub role: Role,
    /// On which brands; none: on all of them.
    pub brands: Option<Vec<String>>,
    /// When it was made, RFC 3339.
    pub created: String,
    /// When it ends, RFC 3339; none: when it is revoked.
    pub until: Option<String>,
}

/// A token that was made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct NewToken {
    /// The token. This is the only time that it is shown.
    pub token: String,
    /// What people call it.
    pub name: String,
    /// When it ends, RFC 3339.
    pub until: Option<String>,
}

/// Tokens, by name; ended ones too
#[utoipa::path(get, path = "/tokens", tag = "tokens", params(PageQuery),
    responses((status = 200, body = Page<Token>), Problems))]
pub(super) async fn list(
    _: Allowed<ManageTokens>,
    With(api): With<Arc<Api>>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Token>>, Problem> {
    let mut shown = Vec::new();
    for kept in api.store.tokens().await? {
        let scopes: Scopes = serde_json::from_str(&kept.scopes).map_err(|_| {
            Problem::new(
                Kind::Internal,
                format!("the scopes of token `{}` cannot be read", kept.name),
            )
        })?;
        shown.push(Token {
            name: kept.name,
            role: scopes.role,
            brands: scopes.brands,
            created: instant(kept.created_ms),
            until: kept.until_ms.map(instant),
        });
    }
    Ok(axum::Json(query.cut("tokens", shown, |token| token.name.clone())?))
}

/// Make a token; it is shown this once
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = TokenInput,
    responses((status = 201, body = NewToken), Problems))]
pub(super) async fn create(
    Allowed { caller, .. }: Allowed<ManageTokens>,
    With(api): With<Arc<Api>>,
    Json(input): Json<TokenInput>,
) -> Result<(StatusCode, axum::Json<NewToken>), Problem> {
    if input.name.is_empty() || input.name.len() > LONGEST_NAME || input.name.chars().any(char::is_control) {
        return Err(Problem::member(
            "/name",
            format!("a name has 1 to {LONGEST_NAME} bytes and no control characters"),
        ));
    }
    if input.brands.as_ref().is_some_and(Vec::is_empty) {
        return Err(Problem::member(
            "/brands",
            "a token for no brand does nothing; leave `brands` out for all of them",
        ));
    }
    if input.days.is_some_and(|days| days == 0 || days > MOST_DAYS) {
        return Err(Problem::member("/days", format!("a token lives 1 to {MOST_DAYS} days")));
    }
    let internal = |error: &dyn std::fmt::Display| Problem::new(Kind::Internal, error.to_string());
    let scopes = Scopes {
        role: input.role,
        brands: input.brands,
    };
    let made = token::new_token().map_err(|error| internal(&error))?;
    let now_ms = api.now_ms();
    let kept = Kept {
        hash: token::hash(&made),
        name: input.name.clone(),
        scopes: serde_json::to_string(&scopes).map_err(|error| internal(&error))?,
        created_ms: now_ms,
        until_ms: input.days.map(|days| now_ms + i64::from(days) * DAY_MS),
    };
    let until = kept.until_ms.map(instant);
    api.store.add_token(kept).await.map_err(|error| match error {
        // The backend names its own constraint; the caller knows the name.
        jackfield_store::StoreError::Conflict(_) => {
            Problem::new(Kind::Conflict, format!("there is a token called `{}`", input.name))
        }
        other => other.into(),
    })?;
    tracing::info!(by = %caller.name, token = %input.name, role = ?input.role, "a token was made");
    let answer = NewToken {
        token: made.to_string(),
        name: input.name,
        until,
    };
    Ok((StatusCode::CREATED, axum::Json(answer)))
}

/// Revoke a token
#[utoipa::path(delete, path = "/tokens/{name}", tag = "tokens", params(("name" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn revoke(
    Allowed { caller, .. }: Allowed<ManageTokens>,
    With(api): With<Arc<Api>>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    if name == caller.name {
        return Err(Problem::new(
            Kind::Conflict,
            "a token does not revoke itself; use another one",
        ));
    }
    api.store.revoke_token(&name).await?;
    tracing::info!(by = %caller.name, token = %name, "a token was revoked");
    Ok(StatusCode::NO_CONTENT)
}
