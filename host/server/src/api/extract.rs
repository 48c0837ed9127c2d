//! Bodies, queries and paths, read so that what does not fit is a problem document with its place.

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::{Kind, Problem};

/// A JSON body.
pub struct Json<T>(pub T);
/// The parameters of a query.
pub struct Query<T>(pub T);
/// The parameters of a path.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(body(&rejection)),
        }
    }
}

fn body(rejection: &JsonRejection) -> Problem {
    let detail = rejection.body_text();
    match rejection {
        JsonRejection::JsonDataError(_) => {
            // axum prefixes the path (`server.name: ...`) that serde was at.
            let told = detail
                .split_once("target type: ")
                .map_or(detail.as_str(), |(_, rest)| rest);
            let (path, what) = match told.split_once(": ") {
                Some((path, what)) if !path.contains(' ') => (path, what),
                _ => ("", told),
            };
            Problem::member(&pointer(path), what)
        }
        JsonRejection::MissingJsonContentType(_) => Problem::new(
            Kind::UnsupportedMediaType,
            "the body's content-type is not application/json",
        ),
        _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Kind::TooLarge, "the body is too large")
        }
        _ => Problem::new(Kind::BadRequest, detail),
    }
}

/// `a.b[2].c` as RFC 6901 writes it.
fn pointer(path: &str) -> String {
    if path.is_empty() || path == "." {
        return String::new();
    }
    let path = path.replace('[', ".").replace(']', "");
    path.split('.').fold(String::new(), |pointer, key| {
        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
    })
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(rejection) => Err(query(&rejection)),
        }
    }
}

fn query(rejection: &QueryRejection) -> Problem {
    let detail = rejection.body_text();
    let told = detail
        .rsplit_once("query string: ")
        .map_or(detail.as_str(), |(_, rest)| rest);
    match told.split_once(": ") {
        Some((name, what)) if !name.contains(' ') => Problem::parameter(name, what),
        _ => Problem::new(Kind::BadRequest, told),
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(path(&rejection)),
        }
    }
}

fn path(rejection: &PathRejection) -> Problem {
    Problem::new(Kind::BadRequest, rejection.body_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_serde_is_a_pointer() {
        assert_eq!(pointer("a.b[2].c"), "/a/b/2/c");
        assert_eq!(pointer(""), "");
        assert_eq!(pointer("x/y"), "/x~1y");
    }
}
