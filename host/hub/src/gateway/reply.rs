//! Answers of the door: what a connector said, or a bare status. No other header of a plugin's leaves.

use bytes::Bytes;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::Full;
use jackfield_model::http::Reply;

/// The connector's words; the sandbox has checked status, type and size.
pub(crate) fn of_connector(reply: Reply) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let mut response = bare(status, Bytes::from(reply.body.0));
    let kind = reply.content_type.as_deref().unwrap_or("text/plain");
    if let Ok(kind) = HeaderValue::from_str(kind) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

/// A status without words: who is not known learns nothing.
pub(crate) fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    bare(status, Bytes::new())
}

/// Come again after so many seconds.
pub(crate) fn unavailable(after_seconds: u32) -> Response<Full<Bytes>> {
    let mut response = bare(StatusCode::SERVICE_UNAVAILABLE, Bytes::new());
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(after_seconds.max(1)));
    response
}

fn bare(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    response
}
