//! Connections: accepted, timed, bounded; webhooks go to the gateway and everything else to whoever serves pages beside it.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::Gateway;

/// Bytes of a request's head: what common servers take.
const HEAD_BYTES: usize = 64 * 1024;
/// Headers of a request.
const MOST_HEADERS: usize = 100;
/// How long a TLS handshake may take, milliseconds.
const HANDSHAKE_MS: u64 = 10_000;
/// After an accept failed for want of descriptors, milliseconds.
const ACCEPT_PAUSE_MS: u64 = 100;

/// The body of an answer.
pub type PageBody = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// What is served beside the webhooks: the API, health, the console.
pub trait Pages: Clone + Send + Sync + 'static {
    /// Answers a request that is no webhook.
    fn answer(&self, request: Request<Incoming>, peer: SocketAddr) -> impl Future<Output = Response<PageBody>> + Send;
}

/// How connections are treated.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Connections at once; more wait to be accepted.
    pub at_once: usize,
    /// How long a request's head may take, and how long an idle connection is kept, milliseconds.
    pub head_ms: u64,
    /// How long a stop waits for requests under way, milliseconds.
    pub stop_ms: u64,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            at_once: 10_000,
            head_ms: 30_000,
            stop_ms: 30_000,
        }
    }
}

/// Serves until it is stopped, and then finishes the requests under way.
pub async fn serve<P: Pages>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    gateway: Gateway,
    pages: P,
    limits: ConnectionLimits,
    stop: CancellationToken,
) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(limits.head_ms))
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_BYTES);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_millis(limits.head_ms))
        .max_header_list_size(HEAD_BYTES as u32);
    let builder = Arc::new(builder);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.at_once));
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = stop.cancelled() => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MS)).await;
                continue;
            }
        };
        // Answers are small and whole: waiting for more to fill a packet only costs time.
        let _ = stream.set_nodelay(true);
        let (builder, gateway, pages, tls) = (Arc::clone(&builder), gateway.clone(), pages.clone(), tls.clone());
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let _place = place;
            match tls {
                None => connection(&builder, stream, peer, gateway, pages, watcher).await,
                Some(tls) => {
                    let handshake = tokio::time::timeout(Duration::from_millis(HANDSHAKE_MS), tls.accept(stream));
                    match handshake.await {
                        Ok(Ok(stream)) => connection(&builder, stream, peer, gateway, pages, watcher).await,
                        Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS"),
                        Err(_) => tracing::debug!(%peer, "the TLS handshake took too long"),
                    }
                }
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(Duration::from_millis(limits.stop_ms), graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests were cut off at the stop");
    }
}

async fn connection<S, P>(
    builder: &auto::Builder<TokioExecutor>,
    stream: S,
    peer: SocketAddr,
    gateway: Gateway,
    pages: P,
    watcher: hyper_util::server::graceful::Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    P: Pages,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let (gateway, pages) = (gateway.clone(), pages.clone());
        async move {
            Ok::<_, Infallible>(if gateway.takes(request.uri().path()) {
                let answer = gateway.handle(request, peer.ip()).await;
                answer.map(|body| body.map_err(|never| match never {}).boxed_unsync())
            } else {
                pages.answer(request, peer).await
            })
        }
    });
    let served = watcher.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
    if let Err(error) = served.await {
        tracing::debug!(%peer, %error, "a connection ended badly");
    }
}
