//! The baseline of `ingest`: the same HTTP server, HMAC, parse and group commit, in a process of its own and without a sandbox.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use jackfield_store::intake::{NewEvent, NewIntake};
use jackfield_store::{Intake as _, SqliteStore};
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::webhook;

/// The parts of a webhook that make an event.
#[derive(Deserialize)]
struct Webhook {
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    value: Value,
}

#[derive(Deserialize)]
struct Value {
    #[serde(default)]
    messages: Vec<Message>,
}

#[derive(Deserialize, serde::Serialize)]
struct Message {
    from: String,
    id: String,
    timestamp: String,
    text: Option<serde_json::Value>,
}

/// Serves until it is killed.
///
/// # Errors
///
/// When it cannot listen, or open its store.
pub async fn serve(address: SocketAddr, folder: &Path) -> Result<(), String> {
    let store = SqliteStore::open(&folder.join("native.sqlite")).map_err(|error| error.to_string())?;
    let store = Arc::new(store);
    let listener = TcpListener::bind(address).await.map_err(|error| error.to_string())?;
    loop {
        let (stream, _) = listener.accept().await.map_err(|error| error.to_string())?;
        let _ = stream.set_nodelay(true);
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let store = Arc::clone(&store);
                async move { Ok::<_, Infallible>(answer(&store, request).await) }
            });
            let _ = Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(store: &SqliteStore, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let status = if take(store, request).await.is_some() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

async fn take(store: &SqliteStore, request: Request<Incoming>) -> Option<()> {
    let signature = request.headers().get("x-hub-signature-256")?.to_str().ok()?.to_owned();
    let target = request.uri().to_string();
    let body = request.into_body().collect().await.ok()?.to_bytes();
    let text = std::str::from_utf8(&body).ok()?;
    if webhook::signature(text) != signature {
        return None;
    }
    let parsed: Webhook = serde_json::from_str(text).ok()?;
    let messages = parsed
        .entry
        .into_iter()
        .flat_map(|entry| entry.changes)
        .flat_map(|change| change.value.messages);
    let events = messages.map(|message| NewEvent {
        account: "bench".to_owned(),
        conversation: Some(message.from.clone()),
        kind: "message".to_owned(),
        event_id: message.id.clone(),
        payload: serde_json::to_string(&message).unwrap_or_default(),
    });
    let mut raw = format!("{{\"url\":\"{target}\",\"signature\":\"{signature}\"}}\n").into_bytes();
    raw.extend_from_slice(&body);
    let intake = NewIntake {
        id: uuid::Uuid::now_v7().to_string(),
        account: "bench".to_owned(),
        received_ms: 0,
        request: raw,
        events: events.collect(),
    };
    store.accept(intake).await.ok().map(drop)
}
