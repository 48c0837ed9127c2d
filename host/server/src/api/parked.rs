//! Parked requests: authentic, answered with OK, not understood yet.

use std::sync::Arc;

use axum::extract::State as With;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_model::http::Request;
use jackfield_store::parked::ParkedRequest;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::{Allowed, Repair};
use super::extract::{Path, Query};
use super::page::{AccountPageQuery, Page, cursor};
use super::problem::Problem;
use super::types::Replayed;
use super::{Api, Problems, instant};

/// Headers whose values are credentials; everything else of a request is what the network said.
const CREDENTIAL_HEADERS: [&str; 4] = ["authorization", "proxy-authorization", "cookie", "x-api-key"];
/// The most that is shown of a body, bytes: a page is for people.
const MOST_BODY_BYTES: usize = 256 << 10;

/// A parked request in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Parked {
    /// Its place, ascending in the order of parking.
    pub seq: i64,
    /// The account that it came in for.
    pub account: String,
    /// When it was received, RFC 3339.
    pub received: String,
    /// The digest of the component that failed on it last.
    pub plugin: String,
    /// Why.
    pub reason: String,
    /// How often a replay failed since.
    pub replays: u32,
}

impl From<ParkedRequest> for Parked {
    fn from(kept: ParkedRequest) -> Self {
        Self {
            seq: kept.seq,
            account: kept.parked.account,
            received: instant(kept.parked.received_ms),
            plugin: kept.parked.plugin,
            reason: kept.parked.reason,
            replays: kept.replays,
        }
    }
}

/// A parked request with what came in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ParkedDetail {
    /// As in the list.
    #[serde(flatten)]
    pub parked: Parked,
    /// The method.
    pub method: String,
    /// The full public URL.
    pub url: String,
    /// Names and values; credentials are left out.
    pub headers: Vec<(String, String)>,
    /// The body, where it is text.
    pub body: Option<String>,
    /// The body in Base64, where it is not.
    pub body_base64: Option<String>,
    /// The body was longer than what is shown.
    pub truncated: bool,
}

impl ParkedDetail {
    fn new(kept: ParkedRequest, request: Request) -> Self {
        let truncated = request.body.len() > MOST_BODY_BYTES;
        let shown = &request.body[..request.body.len().min(MOST_BODY_BYTES)];
        let text = match std::str::from_utf8(shown) {
            Ok(text) => Some(text.to_owned()),
            // Cut in the middle of a character: what is before it is text all the same.
            Err(error) if truncated && error.error_len().is_none() => {
                Some(String::from_utf8_lossy(&shown[..error.valid_up_to()]).into_owned())
            }
            Err(_) => None,
        };
        let is_shown = |name: &str| {
            !CREDENTIAL_HEADERS
                .iter()
                .any(|hidden| name.eq_ignore_ascii_case(hidden))
        };
        Self {
            body_base64: text.is_none().then(|| STANDARD.encode(shown)),
            body: text,
            truncated,
            headers: request.headers.into_iter().filter(|(name, _)| is_shown(name)).collect(),
            method: request.method,
            url: request.url,
            parked: kept.into(),
        }
    }
}

/// Parked requests, oldest first
#[utoipa::path(get, path = "/parked", tag = "repair", params(AccountPageQuery),
    responses((status = 200, body = Page<Parked>), Problems))]
pub(super) async fn list(
    Allowed { caller, .. }: Allowed<Repair>,
    With(api): With<Arc<Api>>,
    Query(query): Query<AccountPageQuery>,
) -> Result<axum::Json<Page<Parked>>, Problem> {
    caller.listed_account(&api, query.account.as_deref()).await?;
    let (after, limit) = (query.page().after::<i64>("parked")?, query.page().limit()?);
    let page = api.store.list_parked(query.account.as_deref(), after, limit).await?;
    Ok(axum::Json(Page {
        items: page.rows.into_iter().map(Parked::from).collect(),
        next: page.next.map(|seq| cursor("parked", &seq)),
    }))
}

/// A parked request, as it came
#[utoipa::path(get, path = "/parked/{seq}", tag = "repair", params(("seq" = i64, Path)),
    responses((status = 200, body = ParkedDetail), Problems))]
pub(super) async fn show(
    Allowed { caller, .. }: Allowed<Repair>,
    With(api): With<Arc<Api>>,
    Path(seq): Path<i64>,
) -> Result<axum::Json<ParkedDetail>, Problem> {
    let kept = found(&api, &caller, seq).await?;
    let request = api.control.parked_request(seq).await?;
    Ok(axum::Json(ParkedDetail::new(kept, request)))
}

/// Throw a parked request away
#[utoipa::path(delete, path = "/parked/{seq}", tag = "repair", params(("seq" = i64, Path)),
    responses((status = 204), Problems))]
pub(super) async fn discard(
    Allowed { caller, .. }: Allowed<Repair>,
    With(api): With<Arc<Api>>,
    Path(seq): Path<i64>,
) -> Result<StatusCode, Problem> {
    let kept = found(&api, &caller, seq).await?;
    api.store.discard_parked(seq).await?;
    tracing::info!(by = %caller.name, seq, account = %kept.parked.account, "a parked request was discarded");
    Ok(StatusCode::NO_CONTENT)
}

/// Give a parked request to the active version of its connector
#[utoipa::path(post, path = "/parked/{seq}/replay", tag = "repair", params(("seq" = i64, Path)),
    responses((status = 200, body = Replayed), Problems))]
pub(super) async fn replay(
    Allowed { caller, .. }: Allowed<Repair>,
    With(api): With<Arc<Api>>,
    Path(seq): Path<i64>,
) -> Result<axum::Json<Replayed>, Problem> {
    found(&api, &caller, seq).await?;
    Ok(axum::Json(api.control.replay_parked(seq).await?))
}

/// The parked request at `seq`, if it is there and of the caller's brands.
async fn found(api: &Api, caller: &super::auth::Caller, seq: i64) -> Result<ParkedRequest, Problem> {
    let missing = || Problem::not_found(format!("parked request {seq}"));
    let page = api.store.list_parked(None, Some(seq.saturating_sub(1)), 1).await?;
    let kept = page.rows.into_iter().find(|kept| kept.seq == seq).ok_or_else(missing)?;
    if !caller.has_all_brands() {
        caller.account(api, &kept.parked.account).await.map_err(|_| missing())?;
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jackfield_model::http::Peer;
    use jackfield_store::parked::NewParked;

    fn detail(headers: Vec<(String, String)>, body: Vec<u8>) -> ParkedDetail {
        let parked = NewParked {
            account: "a".to_owned(),
            received_ms: 0,
            plugin: "d".to_owned(),
            reason: "trap".to_owned(),
            request: vec![],
        };
        let kept = ParkedRequest {
            seq: 1,
            replays: 0,
            parked,
        };
        let request = Request {
            method: "POST".to_owned(),
            url: "https://hub.example/channels/a".to_owned(),
            path: "/".to_owned(),
            headers,
            body: body.into(),
            received: 0,
            peer: Peer {
                address: None,
                certificate: None,
            },
            extra: vec![],
        };
        ParkedDetail::new(kept, request)
    }

    #[test]
    fn credentials_are_not_shown() {
        let headers = [("Authorization", "Basic x"), ("cookie", "y"), ("x-signature", "z")];
        let shown = detail(
            headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            vec![],
        );
        assert_eq!(shown.headers, [("x-signature".to_owned(), "z".to_owned())]);
    }

    #[test]
    fn a_body_is_shown_as_what_it_is_up_to_the_limit() {
        assert_eq!(detail(vec![], b"{}".to_vec()).body.as_deref(), Some("{}"));
        assert_eq!(detail(vec![], vec![0xff, 0]).body_base64.as_deref(), Some("/wA="));
        let mut long = vec![b'a'; MOST_BODY_BYTES - 1];
        long.extend("é".as_bytes());
        let shown = detail(vec![], long);
        assert_eq!(
            (shown.truncated, shown.body.unwrap().len()),
            (true, MOST_BODY_BYTES - 1)
        );
    }
}
