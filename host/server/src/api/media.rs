//! Media: uploaded here, read by whoever has a link. The bytes pass through; none of these functions holds a whole object.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path as PlainPath, State as With};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use jackfield_store::media::MediaEntry;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::auth::{Allowed, Caller, ReadConversations, Speak};
use super::control::NewMedia;
use super::extract::{Path, Query};
use super::problem::{Kind, Problem};
use super::{Api, Problems, instant};

/// How long a link lives where the caller names no time: an hour.
const USUAL_LINK_SECONDS: u32 = 3_600;
/// The longest life of a link: a week, which is more than any network takes to fetch.
const MOST_LINK_SECONDS: u32 = 7 * 24 * 3_600;
/// Longest name of a file, bytes.
const LONGEST_NAME: usize = 255;

/// Whose an upload is.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The account that will send it.
    pub account: String,
    /// The file's name.
    #[serde(default)]
    pub name: Option<String>,
}

/// How long a link lives.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LinkQuery {
    /// 1 second to a week; an hour.
    #[serde(default)]
    pub seconds: Option<u32>,
}

/// A media object.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Media {
    /// Its id: what a message's `{"stored": id}` names.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// The media type.
    pub media_type: String,
    /// The file's name.
    pub name: Option<String>,
    /// Bytes.
    pub size: i64,
    /// The sha256 of the bytes, in hex.
    pub sha256: String,
    /// When it was stored, RFC 3339.
    pub created: String,
    /// When it may go, RFC 3339; none: it stays.
    pub until: Option<String>,
}

impl From<MediaEntry> for Media {
    fn from(kept: MediaEntry) -> Self {
        Self {
            id: kept.id,
            account: kept.account,
            media_type: kept.media_type,
            name: kept.name,
            size: kept.size,
            sha256: kept.digest,
            created: instant(kept.created_ms),
            until: kept.until_ms.map(instant),
        }
    }
}

/// A link to a media object.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// The whole URL.
    pub url: String,
    /// When it is over, RFC 3339.
    pub until: String,
}

/// Upload a media object
#[utoipa::path(post, path = "/media", tag = "media", params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes, under their own media type"),
    responses((status = 201, body = Media), Problems))]
pub(super) async fn upload(
    Allowed { caller, .. }: Allowed<Speak>,
    With(api): With<Arc<Api>>,
    Query(query): Query<UploadQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, axum::Json<Media>), Problem> {
    caller.account(&api, &query.account).await?;
    if query
        .name
        .as_ref()
        .is_some_and(|name| name.len() > LONGEST_NAME || name.chars().any(char::is_control))
    {
        return Err(Problem::parameter(
            "name",
            format!("a name has at most {LONGEST_NAME} bytes and no control characters"),
        ));
    }
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.ok_or_else(|| {
        Problem::new(
            Kind::UnsupportedMediaType,
            "the bytes need their media type as content-type",
        )
    })?;
    let media = NewMedia {
        account: query.account,
        media_type: media_type.to_owned(),
        name: query.name,
        most_bytes: api.media_bytes,
        body: Box::pin(body.into_data_stream().map(|part| part.map_err(std::io::Error::other))),
    };
    let id = api.control.store_media(media).await?;
    Ok((StatusCode::CREATED, axum::Json(found(&api, &caller, &id).await?)))
}

/// What is known of a media object
#[utoipa::path(get, path = "/media/{id}", tag = "media", params(("id" = String, Path)),
    responses((status = 200, body = Media), Problems))]
pub(super) async fn show(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
) -> Result<axum::Json<Media>, Problem> {
    Ok(axum::Json(found(&api, &caller, &id).await?))
}

/// A link to a media object, for whoever needs no token: it is unguessable, and ends
#[utoipa::path(get, path = "/media/{id}/link", tag = "media", params(("id" = String, Path), LinkQuery),
    responses((status = 200, body = Link), Problems))]
pub(super) async fn link(
    Allowed { caller, .. }: Allowed<ReadConversations>,
    With(api): With<Arc<Api>>,
    Path(id): Path<String>,
    Query(query): Query<LinkQuery>,
) -> Result<axum::Json<Link>, Problem> {
    let seconds = query.seconds.unwrap_or(USUAL_LINK_SECONDS);
    if !(1..=MOST_LINK_SECONDS).contains(&seconds) {
        return Err(Problem::parameter(
            "seconds",
            format!("a link lives 1 to {MOST_LINK_SECONDS} seconds"),
        ));
    }
    found(&api, &caller, &id).await?;
    let link = api.control.media_link(&id, seconds).await?;
    Ok(axum::Json(Link {
        url: format!("{}/media/{}", api.public_url, link.token),
        until: instant(link.until_ms),
    }))
}

async fn found(api: &Api, caller: &Caller, id: &str) -> Result<Media, Problem> {
    let missing = || Problem::not_found(format!("media {id}"));
    let kept = api.store.media(id).await?.ok_or_else(missing)?;
    caller.account(api, &kept.account).await.map_err(|_| missing())?;
    Ok(kept.into())
}

/// Serves what a link leads to. What a consumer sent is shown as data: no browser may run it, or guess what it is.
pub(super) async fn serve(With(api): With<Arc<Api>>, PlainPath(token): PlainPath<String>) -> Result<Response, Problem> {
    let media = api.control.open_media(&token).await?;
    let mut response = Body::from_stream(media.body).into_response();
    let headers = response.headers_mut();
    let unknown = HeaderValue::from_static("application/octet-stream");
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(&media.media_type).unwrap_or(unknown),
    );
    headers.insert(header::CONTENT_LENGTH, media.size.into());
    if let Ok(value) = HeaderValue::from_str(&disposition(media.name.as_deref())) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=300"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// RFC 6266, with the name as RFC 8187 has it: every byte that is not a letter or digit is escaped.
fn disposition(name: Option<&str>) -> String {
    let Some(name) = name else { return "inline".to_owned() };
    let escaped: String = name
        .bytes()
        .map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("inline; filename*=UTF-8''{escaped}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition(Some("a\"b\r\né.png")),
            "inline; filename*=UTF-8''a%22b%0D%0A%C3%A9.png"
        );
        assert_eq!(disposition(None), "inline");
    }
}
