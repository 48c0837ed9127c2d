//! The listeners: TLS for the real host names, plain for whoever does without, both HTTP/1.1 with kept connections.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::error::Error;
use crate::exchange::{Answer, Request};
use crate::faults::Fault;
use crate::shared::{End, Shared};

/// The largest body that is read: more than the largest media of either network.
const MOST_BYTES: usize = 210 * 1024 * 1024;

/// A listener on loopback and its address.
///
/// # Errors
///
/// When the port is taken.
pub async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), Error> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Serves every connection until the task is dropped, which cuts them all.
pub async fn serve(listener: TcpListener, tls: Option<Arc<ServerConfig>>, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let Ok((stream, _)) = accepted else { continue };
        // Without it small answers wait for the other side's acknowledgement; a socket that refuses it still works.
        let _ = stream.set_nodelay(true);
        let (tls, shared) = (tls.clone(), Arc::clone(&shared));
        connections.spawn(async move {
            match tls {
                None => connection(stream, shared).await,
                Some(tls) => {
                    if let Ok(stream) = TlsAcceptor::from(tls).accept(stream).await {
                        connection(stream, shared).await;
                    }
                }
            }
        });
    }
}

/// Why a connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped on purpose")]
struct Dropped;

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { respond(&shared, request).await }
    });
    // A connection that breaks is the other side's business, or a fault of ours on purpose.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(shared: &Shared, request: hyper::Request<Incoming>) -> Result<Response<Full<Bytes>>, Dropped> {
    let (head, body) = request.into_parts();
    let place = shared.place(head.method.as_str(), head.uri.path());
    let fault = shared.faults.strike(place, &shared.ids);
    if fault == Some(Fault::DropBeforeReading) {
        return Err(Dropped);
    }
    let body = match Limited::new(body, MOST_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Err(Dropped),
    };
    let request = Request { head, body };
    match shared.answer(&request, fault).await {
        Ok(answer) => Ok(response(answer)),
        Err(End::Drop) => Err(Dropped),
        Err(End::Silence) => Err(silence().await),
    }
}

async fn silence() -> Dropped {
    let never: Infallible = std::future::pending().await;
    match never {}
}

/// The answer as hyper sends it.
pub fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}
