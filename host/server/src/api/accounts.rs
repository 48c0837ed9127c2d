//! Accounts: one number, page or bot id of a brand on a channel, and the connector that serves it.

use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use jackfield_model::setup::Aim;
use jackfield_store::accounts::Account as Kept;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Allowed, Caller, ManageAccounts, ReadAccounts};
use super::extract::{Json, Path, Query};
use super::page::{Page, PageQuery};
use super::problem::{Kind, Problem};
use super::types::Arranged;
use super::{Api, Problems, instant};

/// The longest id of an account, as the contract has it.
const LONGEST_ID: usize = 64;

/// An account as it is written.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountInput {
    /// The name of the plugin that serves it.
    pub plugin: String,
    /// The brand it belongs to; `default`.
    #[serde(default = "usual_brand")]
    pub brand: String,
    /// The network's own id of it.
    #[serde(default)]
    pub address: Option<String>,
    /// The account whose webhook serves this one too.
    #[serde(default)]
    pub parent: Option<String>,
    /// By the plugin's own schema. Never a secret: those have a door of their own.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub settings: serde_json::Map<String, serde_json::Value>,
}

fn usual_brand() -> String {
    "default".to_owned()
}

/// An account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// Our id.
    pub id: String,
    /// The name of the plugin that serves it.
    pub plugin: String,
    /// The brand it belongs to.
    pub brand: String,
    /// The network's own id of it.
    pub address: Option<String>,
    /// The account whose webhook serves this one too.
    pub parent: Option<String>,
    /// By the plugin's own schema.
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
    /// What the network is told to call.
    pub webhook_url: String,
    /// When it was changed, RFC 3339.
    pub updated: String,
}

impl Account {
    fn show(api: &Api, kept: Kept) -> Self {
        Self {
            webhook_url: webhook_url(&api.public_url, &kept.id),
            settings: serde_json::from_str(&kept.config).unwrap_or_default(),
            updated: instant(kept.updated_ms),
            id: kept.id,
            plugin: kept.plugin,
            brand: kept.brand,
            address: kept.address,
            parent: kept.parent,
        }
    }
}

/// The public URL of an account's webhook.
#[must_use]
pub fn webhook_url(public_url: &str, account: &str) -> String {
    format!("{public_url}/channels/{account}")
}

/// Accounts
#[utoipa::path(get, path = "/accounts", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<Account>), Problems))]
pub(super) async fn list(
    Allowed { caller, .. }: Allowed<ReadAccounts>,
    With(api): With<Arc<Api>>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<Page<Account>>, Problem> {
    let all = api
        .store
        .accounts()
        .await?
        .into_iter()
        .filter(|account| caller.has_brand(&account.brand));
    let page = query.cut("accounts", all.collect(), |account: &Kept| account.id.clone())?;
    Ok(axum::Json(Page {
        items: page.items.into_iter().map(|kept| Account::show(&api, kept)).collect(),
        next: page.next,
    }))
}

/// One account
#[utoipa::path(get, path = "/accounts/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Account), Problems))]
pub(super) async fn show(
    Allowed { caller, .. }: Allowed<ReadAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Account>, Problem> {
    let kept = caller.account(&api, &id).await?;
    Ok(axum::Json(Account::show(&api, kept)))
}

/// Set up an account, or change it
#[utoipa::path(put, path = "/accounts/{id}", tag = "accounts", params(("id" = String, Path)),
    request_body = AccountInput, responses((status = 200, body = Account), Problems))]
pub(super) async fn put(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
    Json(input): Json<AccountInput>,
) -> Result<axum::Json<Account>, Problem> {
    check_id(&id)?;
    let before = api.store.account(&id).await?;
    let brands = before
        .iter()
        .map(|account| account.brand.as_str())
        .chain([input.brand.as_str()]);
    for brand in brands {
        if !caller.has_brand(brand) {
            return Err(Problem::new(
                Kind::Forbidden,
                format!("the token `{}` is not for this brand", caller.name),
            ));
        }
    }
    if let Some(parent) = &input.parent {
        caller
            .account(&api, parent)
            .await
            .map_err(|_| Problem::member("/parent", "there is no such account"))?;
    }
    let kept = Kept {
        id,
        brand: input.brand,
        plugin: input.plugin,
        address: input.address,
        parent: input.parent,
        config: serde_json::Value::Object(input.settings).to_string(),
        updated_ms: api.now_ms(),
    };
    api.store.put_account(kept.clone()).await?;
    api.control.account_changed(&kept.id).await;
    Ok(axum::Json(Account::show(&api, kept)))
}

/// The id is part of a URL that networks are told, and of no other alphabet than that URL's.
fn check_id(id: &str) -> Result<(), Problem> {
    let fits = !id.is_empty()
        && id.len() <= LONGEST_ID
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte))
        && !id.starts_with('.');
    if fits {
        return Ok(());
    }
    let detail =
        format!("an id has 1 to {LONGEST_ID} small letters, digits, `-`, `_` and `.`, and does not begin with `.`");
    Err(Problem::parameter("id", detail))
}

/// Remove an account with its secrets; what it received and sent stays
#[utoipa::path(delete, path = "/accounts/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(super) async fn remove(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.account(&api, &id).await?;
    api.store.remove_account(&id).await?;
    api.control.account_changed(&id).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Connect an account at its network; may be repeated
#[utoipa::path(post, path = "/accounts/{id}/connect", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Arranged), Problems))]
pub(super) async fn connect(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Arranged>, Problem> {
    arrange(&api, &caller, &id, Aim::Connect).await
}

/// Are the credentials good? Sends nothing to consumers
#[utoipa::path(post, path = "/accounts/{id}/check", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Arranged), Problems))]
pub(super) async fn check(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Arranged>, Problem> {
    arrange(&api, &caller, &id, Aim::Check).await
}

/// Undo what connecting did
#[utoipa::path(post, path = "/accounts/{id}/disconnect", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Arranged), Problems))]
pub(super) async fn disconnect(
    Allowed { caller, .. }: Allowed<ManageAccounts>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Arranged>, Problem> {
    arrange(&api, &caller, &id, Aim::Disconnect).await
}

async fn arrange(api: &Api, caller: &Caller, id: &str, aim: Aim) -> Result<axum::Json<Arranged>, Problem> {
    caller.account(api, id).await?;
    Ok(axum::Json(api.control.arrange(id, aim).await?))
}
