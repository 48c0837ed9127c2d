//! Every error of the API as RFC 9457 has it. All of them are made here, and nowhere else.

use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jackfield_store::StoreError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::control::ControlError;

/// What a problem is, as a caller acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request is not as the document says.
    BadRequest,
    /// No token, or none that counts.
    Unauthorized,
    /// The token's role or brands do not allow it.
    Forbidden,
    /// Not there, or not for this caller.
    NotFound,
    /// The path has no such method.
    MethodNotAllowed,
    /// The present state does not allow it.
    Conflict,
    /// More bytes than are taken.
    TooLarge,
    /// The body's media type is not taken.
    UnsupportedMediaType,
    /// It reads, and breaks a rule.
    Refused,
    /// The network gave no good answer.
    Network,
    /// Later.
    Busy,
    /// The disk has no room.
    Full,
    /// A fault of this program.
    Internal,
}

/// Status, name in the type's URI, title, and what to do.
const KINDS: [(Kind, u16, &str, &str, &str); 13] = [
    (
        Kind::BadRequest,
        400,
        "bad-request",
        "The request cannot be read",
        "Compare it with /api/v1/openapi.json.",
    ),
    (
        Kind::Unauthorized,
        401,
        "unauthorized",
        "A token is needed",
        "Send `authorization: Bearer <token>` with a token that has not ended.",
    ),
    (
        Kind::Forbidden,
        403,
        "forbidden",
        "This token may not do that",
        "Use a token of another role, or one for this brand.",
    ),
    (
        Kind::NotFound,
        404,
        "not-found",
        "Not found",
        "Look at the list; it may have been removed, or belong to another brand.",
    ),
    (
        Kind::MethodNotAllowed,
        405,
        "method-not-allowed",
        "This path has no such method",
        "Compare it with /api/v1/openapi.json.",
    ),
    (
        Kind::Conflict,
        409,
        "conflict",
        "The present state does not allow it",
        "Read it again, and decide anew.",
    ),
    (
        Kind::TooLarge,
        413,
        "too-large",
        "Too large",
        "Send less, or raise the limit in [server.limits].",
    ),
    (
        Kind::UnsupportedMediaType,
        415,
        "unsupported-media-type",
        "This media type is not taken",
        "Send JSON as application/json.",
    ),
    (
        Kind::Refused,
        422,
        "refused",
        "It breaks a rule",
        "The detail says which; change it, and send it again.",
    ),
    (
        Kind::Network,
        502,
        "network",
        "The network gave no good answer",
        "Check the account, and try again later.",
    ),
    (
        Kind::Busy,
        503,
        "busy",
        "Too much at once",
        "Try again after the seconds of `retry-after`.",
    ),
    (
        Kind::Full,
        507,
        "full",
        "No room on the disk",
        "Free space on the volume of the data folder.",
    ),
    (
        Kind::Internal,
        500,
        "internal",
        "A fault of the host",
        "Look at the host's log at this time.",
    ),
];

/// One part of a request that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Where in the body, as a JSON pointer (RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Which parameter of path or query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What is wrong with it.
    pub detail: String,
}

/// An error, as RFC 9457 has it (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemDocument {
    /// What kind of problem; a relative URL at which a sentence says what to do.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind, for people.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What it is this time.
    pub detail: String,
    /// The parts of the request that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// An error on its way to the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    kind: Kind,
    detail: String,
    errors: Vec<FieldError>,
    retry_after_ms: Option<u32>,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: vec![],
            retry_after_ms: None,
        }
    }

    /// What was named is not there.
    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(Kind::NotFound, format!("{what} does not exist"))
    }

    /// A parameter of path or query is wrong.
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        Self::with(Kind::BadRequest, None, Some(name.to_owned()), detail.into())
    }

    /// A member of the body is wrong.
    pub fn member(pointer: &str, detail: impl Into<String>) -> Self {
        Self::with(Kind::Refused, Some(pointer.to_owned()), None, detail.into())
    }

    /// May come again after so many milliseconds.
    #[must_use]
    pub fn after(mut self, millis: u32) -> Self {
        self.retry_after_ms = Some(millis);
        self
    }

    pub(super) fn with(kind: Kind, pointer: Option<String>, parameter: Option<String>, detail: String) -> Self {
        let errors = vec![FieldError {
            pointer,
            parameter,
            detail: detail.clone(),
        }];
        Self {
            errors,
            ..Self::new(kind, detail)
        }
    }

    fn document(self) -> (StatusCode, ProblemDocument) {
        let row = KINDS.iter().find(|row| row.0 == self.kind);
        let (_, status, name, title, _) = row.unwrap_or(&KINDS[KINDS.len() - 1]);
        let document = ProblemDocument {
            kind: format!("/problems/{name}"),
            title: (*title).to_owned(),
            status: *status,
            detail: self.detail,
            errors: self.errors,
        };
        (
            StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            document,
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after_ms.map(|millis| millis.div_ceil(1_000).max(1));
        let (status, document) = self.document();
        if status.is_server_error() {
            tracing::error!(status = status.as_u16(), detail = %document.detail, "a request failed");
        }
        let mut response = (status, Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let text = error.to_string();
        let retry = error.retry();
        let problem = match error {
            StoreError::NotFound(what) => return Self::not_found(what),
            StoreError::Conflict(what) => return Self::new(Kind::Conflict, what),
            StoreError::Full => Self::new(Kind::Full, text),
            StoreError::Busy | StoreError::Closed => Self::new(Kind::Busy, text),
            StoreError::Corrupt(_) | StoreError::TooNew { .. } | StoreError::Io(_) | StoreError::Internal(_) => {
                tracing::error!(error = %text, "the store refused");
                // The path of a file is nothing for a caller.
                return Self::new(
                    Kind::Internal,
                    "the store cannot be read or written; the host's log says why",
                );
            }
        };
        match retry {
            jackfield_store::Retry::AfterMs(millis) => problem.after(millis),
            _ => problem,
        }
    }
}

impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        match error {
            ControlError::NotFound(what) => Self::not_found(what),
            ControlError::Conflict(what) => Self::new(Kind::Conflict, what),
            ControlError::Refused(what) => Self::new(Kind::Refused, what),
            ControlError::Network(what) => Self::new(Kind::Network, what),
            ControlError::Busy { after_ms } => Self::new(Kind::Busy, error.to_string()).after(after_ms),
            ControlError::Store(error) => error.into(),
            ControlError::Internal(what) => {
                tracing::error!(error = %what, "an internal fault");
                Self::new(Kind::Internal, "the host's log says what failed")
            }
        }
    }
}

/// What a problem's type means, for people who follow its URL.
pub(super) async fn explain(Path(name): Path<String>) -> Response {
    match KINDS.iter().find(|row| row.2 == name) {
        Some((_, status, _, title, remedy)) => {
            let nosniff = (HeaderName::from_static("x-content-type-options"), "nosniff");
            ([nosniff], format!("{title} ({status})\n\n{remedy}\n")).into_response()
        }
        None => Problem::not_found("this kind of problem").into_response(),
    }
}
