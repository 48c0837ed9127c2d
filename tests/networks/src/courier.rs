//! Carries webhooks to the business: signs them, posts them over kept connections, and lets webhook faults strike.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use rustls::ClientConfig;
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::{mpsc, watch};

use crate::client::{Connection, Reply, Target};
use crate::config::{Config, Network};
use crate::error::Error;
use crate::faults::{Fault, Faults, Place};
use crate::ids::Ids;

/// Workers that post receipts; those of one conversation always go to the same one, so that they stay in order.
const WORKERS: usize = 16;
/// Gap before the first redelivery; it doubles each time.
const FIRST_GAP: Duration = Duration::from_millis(100);
/// The longest gap.
const LONGEST_GAP: Duration = Duration::from_secs(10);

/// A signed webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The body.
    pub body: Bytes,
    /// The value of the network's signature header.
    pub signature: String,
}

/// How posting a webhook went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The status that came back; none when a fault holds the webhook back.
    pub status: Option<u16>,
    /// The body that came back.
    pub answer: Vec<u8>,
    /// What was posted.
    pub webhook: Webhook,
    /// The id of the message or event in it: WhatsApp `wamid…`, LINE the message's id, else the event's.
    pub id: String,
}

impl Delivery {
    /// Whether the business took it (2xx).
    pub fn taken(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// The name of the header that carries the signature.
pub fn signature_header(network: Network) -> &'static str {
    match network {
        Network::WhatsApp => "x-hub-signature-256",
        Network::Line => "x-line-signature",
    }
}

/// The signature of a body: WhatsApp `sha256=` and hex, LINE Base64, both HMAC-SHA256 with the secret's text as key.
pub fn sign(network: Network, secret: &str, body: &[u8]) -> String {
    // HMAC takes keys of every length, so there is always a tag.
    let tag = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map(|mac| mac.chain_update(body).finalize().into_bytes())
        .unwrap_or_default();
    match network {
        Network::WhatsApp => format!("sha256={}", hex::encode(tag)),
        Network::Line => base64::engine::general_purpose::STANDARD.encode(tag),
    }
}

/// The headers of a webhook beside host and length.
pub fn webhook_headers(network: Network, signature: &str) -> [(&'static str, &str); 4] {
    match network {
        Network::WhatsApp => [
            ("accept", "*/*"),
            ("user-agent", "facebookexternalua"),
            ("content-type", "application/json"),
            ("x-hub-signature-256", signature),
        ],
        Network::Line => [
            ("accept", "*/*"),
            ("user-agent", "LineBotWebhook/2.0"),
            ("content-type", "application/json; charset=utf-8"),
            ("x-line-signature", signature),
        ],
    }
}

/// The carrier.
pub struct Courier {
    network: Network,
    secret: String,
    redeliveries: u32,
    tls: Option<Arc<ClientConfig>>,
    road: Mutex<Road>,
    queues: Vec<mpsc::UnboundedSender<Webhook>>,
    under_way: watch::Sender<u64>,
}

/// The address, and connections that are free.
#[derive(Default)]
struct Road {
    target: Option<Arc<Target>>,
    free: Vec<Connection>,
    held: Option<Webhook>,
}

/// The ends of the queues, for [`Courier::run`].
pub struct Queues(Vec<mpsc::UnboundedReceiver<Webhook>>);

impl Courier {
    /// A carrier for this configuration.
    ///
    /// # Errors
    ///
    /// For a webhook address or root certificate that is none.
    pub fn new(config: &Config) -> Result<(Courier, Queues), Error> {
        let (queues, ends) = (0..WORKERS).map(|_| mpsc::unbounded_channel()).unzip();
        let target = config.webhook_url.as_deref().map(Target::of).transpose()?;
        let courier = Courier {
            network: config.network,
            secret: config.account.secret.clone(),
            redeliveries: config.redeliveries,
            tls: config
                .webhook_root
                .as_deref()
                .map(crate::client::trusting)
                .transpose()?,
            road: Mutex::new(Road {
                target: target.map(Arc::new),
                ..Road::default()
            }),
            queues,
            under_way: watch::Sender::new(0),
        };
        Ok((courier, Queues(ends)))
    }

    fn road(&self) -> MutexGuard<'_, Road> {
        self.road.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Posts to this URL from now on.
    ///
    /// # Errors
    ///
    /// [`Error::Url`].
    pub fn set_url(&self, url: &str) -> Result<(), Error> {
        let target = Target::of(url)?;
        let mut road = self.road();
        road.target = Some(Arc::new(target));
        road.free.clear();
        Ok(())
    }

    /// Where webhooks go.
    ///
    /// # Errors
    ///
    /// [`Error::NoWebhook`].
    pub fn target(&self) -> Result<Arc<Target>, Error> {
        self.road().target.clone().ok_or(Error::NoWebhook)
    }

    /// A body with its signature.
    pub fn signed(&self, body: &Value) -> Webhook {
        self.signed_bytes(Bytes::from(body.to_string()))
    }

    /// Bytes with their signature, whatever they are.
    pub fn signed_bytes(&self, body: Bytes) -> Webhook {
        let signature = sign(self.network, &self.secret, &body);
        Webhook { body, signature }
    }

    /// One exchange over a free connection, or over a new one where there is none or it has died since.
    ///
    /// # Errors
    ///
    /// When there is no webhook URL or it does not answer.
    pub async fn exchange(&self, request: &[u8]) -> Result<Reply, Error> {
        let target = self.target()?;
        let free = self.road().free.pop();
        if let Some(mut connection) = free
            && let Ok(reply) = connection.exchange(request).await
        {
            self.give_back(&target, connection, &reply);
            return Ok(reply);
        }
        let mut connection = Connection::open(&target, self.tls.as_ref()).await?;
        let reply = connection.exchange(request).await?;
        self.give_back(&target, connection, &reply);
        Ok(reply)
    }

    fn give_back(&self, target: &Arc<Target>, connection: Connection, reply: &Reply) {
        let mut road = self.road();
        if reply.reusable && road.target.as_ref() == Some(target) {
            road.free.push(connection);
        }
    }

    /// Posts a webhook once, without any fault.
    ///
    /// # Errors
    ///
    /// As [`Courier::exchange`].
    pub async fn post(&self, webhook: &Webhook) -> Result<Reply, Error> {
        let target = self.target()?;
        let headers = webhook_headers(self.network, &webhook.signature);
        self.exchange(&target.request("POST", &target.path, &headers, &webhook.body))
            .await
    }

    /// Posts a webhook, and lets a webhook fault strike.
    ///
    /// # Errors
    ///
    /// As [`Courier::exchange`].
    pub async fn deliver(&self, webhook: Webhook, id: String, faults: &Faults, ids: &Ids) -> Result<Delivery, Error> {
        let fault = faults.strike(Place::Webhooks, ids);
        if fault == Some(Fault::HeldWebhook) {
            let before = self.road().held.replace(webhook.clone());
            if let Some(before) = before {
                self.post(&before).await?;
            }
            return Ok(Delivery {
                status: None,
                answer: Vec::new(),
                webhook,
                id,
            });
        }
        let reply = self.post(&webhook).await?;
        match fault {
            Some(Fault::DuplicateWebhook) => drop(self.post(&webhook).await?),
            Some(Fault::Redelivery) => drop(self.post(&self.redelivery(&webhook)).await?),
            _ => {}
        }
        self.release().await?;
        Ok(Delivery {
            status: Some(reply.status),
            answer: reply.body,
            webhook,
            id,
        })
    }

    /// Posts what is held back, if anything is.
    ///
    /// # Errors
    ///
    /// As [`Courier::exchange`].
    pub async fn release(&self) -> Result<Option<u16>, Error> {
        let held = self.road().held.take();
        match held {
            Some(webhook) => Ok(Some(self.post(&webhook).await?.status)),
            None => Ok(None),
        }
    }

    /// The webhook as the network sends it again: LINE says so in each event, WhatsApp repeats the bytes.
    pub fn redelivery(&self, webhook: &Webhook) -> Webhook {
        let parsed = serde_json::from_slice::<Value>(&webhook.body).ok();
        let Some(mut body) = parsed.filter(|_| self.network == Network::Line) else {
            return webhook.clone();
        };
        for event in body["events"].as_array_mut().into_iter().flatten() {
            event["deliveryContext"]["isRedelivery"] = Value::Bool(true);
        }
        self.signed(&body)
    }

    /// Posts a webhook soon, behind those of the same conversation, and again where it is not taken.
    pub fn queue(&self, conversation: &str, webhook: Webhook) {
        let mut hash = DefaultHasher::new();
        conversation.hash(&mut hash);
        let worker = usize::try_from(hash.finish() % WORKERS as u64).unwrap_or_default();
        self.under_way.send_modify(|under_way| *under_way += 1);
        if self.queues[worker].send(webhook).is_err() {
            self.under_way.send_modify(|under_way| *under_way -= 1);
        }
    }

    /// Resolves when everything that was queued is posted or given up.
    pub async fn settled(&self) {
        let mut under_way = self.under_way.subscribe();
        // The sender lives as long as `self`, so this can only end well.
        let _ = under_way.wait_for(|count| *count == 0).await;
    }

    /// Posts what is queued, until the task is dropped.
    pub async fn run(courier: Arc<Courier>, queues: Queues, faults: Arc<Faults>, ids: Arc<Ids>) {
        let mut workers = tokio::task::JoinSet::new();
        for mut queue in queues.0 {
            let (courier, faults, ids) = (Arc::clone(&courier), Arc::clone(&faults), Arc::clone(&ids));
            workers.spawn(async move {
                while let Some(webhook) = queue.recv().await {
                    courier.insist(webhook, &faults, &ids).await;
                    courier.under_way.send_modify(|under_way| *under_way -= 1);
                }
            });
        }
        while workers.join_next().await.is_some() {}
    }

    /// Posts until it is taken or was tried often enough.
    async fn insist(&self, webhook: Webhook, faults: &Faults, ids: &Ids) {
        if self.target().is_err() {
            return;
        }
        let mut gap = FIRST_GAP;
        for attempt in 0..=self.redeliveries {
            if attempt > 0 {
                tokio::time::sleep(gap).await;
                gap = (gap * 2).min(LONGEST_GAP);
            }
            let delivery = self.deliver(webhook.clone(), String::new(), faults, ids).await;
            if delivery.is_ok_and(|delivery| delivery.status.is_none() || delivery.taken()) {
                return;
            }
        }
    }
}
