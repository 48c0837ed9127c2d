//! A small JSON API by which another process drives a simulator. Plain HTTP, on a port of its own, on loopback.
//!
//! | call | what it does |
//! |---|---|
//! | `GET /` | network, addresses, hosts, numbers of accepted messages and problems |
//! | `GET /root.pem` | the root certificate |
//! | `GET /sent?from=0&least=1&wait_ms=5000` | accepted messages from a number on; waits until there are so many |
//! | `GET /acts`, `GET /problems`, `DELETE /problems` | signs; violations of the wire specification |
//! | `POST /faults {"fault": …, "times": …, "place": …}`, `DELETE /faults` | see [`Fault`]; without `times` the next one |
//! | `POST /clock {"step_ms": 60000}` | steps the clock |
//! | `POST /webhook {"url": …}` | posts webhooks there from now on |
//! | `POST /handshake` | WhatsApp: asks the webhook; status, body, challenge |
//! | `POST /consumers/{name}?group=…&hidden=true` with a [`Deed`] | does it; status, answer, id |
//! | `GET /consumers/{name}/sent?from=0&least=1&wait_ms=5000` | what reached them |
//! | `POST /post` with any JSON | posts it, signed |
//! | `POST /settle`, `POST /held` | waits for all receipts; posts what is held back |

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::consumer::Consumer;
use crate::courier::Delivery;
use crate::deed::Deed;
use crate::error::Error;
use crate::exchange::{Answer, Request, decode};
use crate::faults::{Fault, Place, Times};
use crate::sent::Sent;
use crate::server;
use crate::simulator::Simulator;

/// Media come in Base64.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The control API of a simulator; ends when it is dropped.
pub struct Control {
    address: SocketAddr,
    // Aborts every task when it is dropped.
    _tasks: JoinSet<()>,
}

impl Control {
    /// Listens on this port of 127.0.0.1; 0 is a free one.
    ///
    /// # Errors
    ///
    /// When the port is taken.
    pub async fn start(simulator: Arc<Simulator>, port: u16) -> Result<Control, Error> {
        let (listener, address) = server::listen(port).await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(server::accept(listener, move |stream| {
            let simulator = Arc::clone(&simulator);
            async move {
                let service = service_fn(move |request| respond(Arc::clone(&simulator), request));
                // A connection that breaks is the other side's business.
                let _ = http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            }
        }));
        Ok(Control { address, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn respond(
    simulator: Arc<Simulator>,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let answer = match Limited::new(body, MOST_BYTES).collect().await {
        Ok(body) => {
            let body = body.to_bytes();
            match answer(&simulator, &Request { head, body }).await {
                Ok(answer) => answer,
                Err(error) => Answer::json(400, &json!({"error": error.to_string()})),
            }
        }
        Err(error) => Answer::json(413, &json!({"error": error.to_string()})),
    };
    Ok(server::response(answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFault {
    fault: Fault,
    times: Option<Times>,
    place: Option<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    step_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    url: String,
}

fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Error> {
    serde_json::from_slice(&request.body).map_err(|error| Error::Control(format!("the body: {error}")))
}

fn done() -> Answer {
    Answer::json(200, &json!({"done": true}))
}

async fn answer(sim: &Simulator, request: &Request) -> Result<Answer, Error> {
    let steps: Vec<&str> = request.path().split('/').skip(1).collect();
    Ok(match (request.head.method.as_str(), steps.as_slice()) {
        ("GET", [""]) => Answer::json(200, &state(sim)),
        ("GET", ["root.pem"]) => Answer::bytes(
            "application/x-pem-file",
            Bytes::copy_from_slice(sim.root_pem().as_bytes()),
        ),
        ("GET", ["sent"]) => sent(sim, request).await,
        ("GET", ["acts"]) => Answer::json(200, &json!(sim.acts())),
        ("GET", ["problems"]) => Answer::json(200, &json!(sim.problems())),
        ("DELETE", ["problems"]) => {
            sim.forget_problems();
            done()
        }
        ("POST", ["faults"]) => {
            let set: SetFault = body(request)?;
            let place = set.place.unwrap_or_else(|| set.fault.usual_place());
            sim.fault_at(set.fault, place, set.times.unwrap_or(Times::Next(1)));
            done()
        }
        ("DELETE", ["faults"]) => {
            sim.clear_faults();
            done()
        }
        ("POST", ["clock"]) => {
            sim.step(Duration::from_millis(body::<Step>(request)?.step_ms));
            done()
        }
        ("POST", ["webhook"]) => {
            sim.set_webhook_url(&body::<Webhook>(request)?.url)?;
            done()
        }
        ("POST", ["handshake"]) => {
            let (status, body, challenge) = sim.handshake().await?;
            let body = String::from_utf8_lossy(&body).into_owned();
            Answer::json(200, &json!({"status": status, "body": body, "challenge": challenge}))
        }
        ("POST", ["consumers", name]) => told(&consumer(sim, request, name).does(body::<Deed>(request)?).await?),
        ("GET", ["consumers", name, "sent"]) => reached(&consumer(sim, request, name), request).await,
        ("POST", ["post"]) => told(&sim.post(&body(request)?).await?),
        ("POST", ["settle"]) => {
            sim.settled().await;
            done()
        }
        ("POST", ["held"]) => Answer::json(200, &json!({"status": sim.release_held().await?})),
        _ => {
            return Err(Error::Control(
                "no such call; the crate's documentation of `control` lists them".to_owned(),
            ));
        }
    })
}

fn state(sim: &Simulator) -> Value {
    json!({
        "network": sim.config().network,
        "address": sim.address(),
        "plain": sim.plain_address(),
        "hosts": sim.hosts(),
        "accepted": sim.accepted(),
        "problems": sim.problems().len(),
    })
}

fn told(delivery: &Delivery) -> Answer {
    let answer = String::from_utf8_lossy(&delivery.answer).into_owned();
    Answer::json(
        200,
        &json!({"status": delivery.status, "answer": answer, "id": delivery.id}),
    )
}

fn consumer(sim: &Simulator, request: &Request, name: &str) -> Consumer {
    let mut consumer = sim.consumer(&decode(name));
    if let Some(group) = request.query("group") {
        consumer = consumer.in_group(&group);
    }
    if request.query("hidden").is_some_and(|hidden| hidden == "true") {
        consumer = consumer.without_number();
    }
    consumer
}

fn number(request: &Request, name: &str) -> usize {
    request.query(name).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// For as long as the caller is ready to wait; after that, what there is.
async fn patiently(request: &Request, wait: impl Future<Output = ()>) {
    let patience = Duration::from_millis(number(request, "wait_ms") as u64);
    // Too late is an answer too: the list is then shorter.
    let _ = tokio::time::timeout(patience, wait).await;
}

async fn sent(sim: &Simulator, request: &Request) -> Answer {
    let (from, least) = (number(request, "from"), number(request, "least"));
    patiently(request, async {
        sim.wait_for((from + least) as u64).await;
    })
    .await;
    let sent = sim.sent_from(from);
    Answer::json(200, &json!(sent.iter().map(AsRef::as_ref).collect::<Vec<&Sent>>()))
}

async fn reached(consumer: &Consumer, request: &Request) -> Answer {
    let (from, least) = (number(request, "from"), number(request, "least"));
    patiently(request, async {
        consumer.wait_for(from + least).await;
    })
    .await;
    let sent = consumer.sent();
    Answer::json(
        200,
        &json!(sent.iter().skip(from).map(AsRef::as_ref).collect::<Vec<&Sent>>()),
    )
}
