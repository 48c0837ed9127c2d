//! The API beside the webhooks: axum's router behind the hub's listener.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::ConnectInfo;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use jackfield_hub::gateway::{PageBody, Pages};
use tower::ServiceExt as _;

#[derive(Clone)]
pub(super) struct ApiPages(Router);

impl ApiPages {
    pub(super) fn new(router: Router) -> Self {
        Self(router)
    }
}

impl Pages for ApiPages {
    async fn answer(
        &self,
        mut request: axum::http::Request<Incoming>,
        peer: SocketAddr,
    ) -> axum::http::Response<PageBody> {
        request.extensions_mut().insert(ConnectInfo(peer));
        match self.0.clone().oneshot(request.map(axum::body::Body::new)).await {
            Ok(response) => response.map(|body| body.map_err(Into::into).boxed_unsync()),
            Err(never) => match never {},
        }
    }
}
