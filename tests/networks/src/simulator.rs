//! A running simulator, as a test or the demo holds it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::book::Book;
use crate::certificates;
use crate::config::{Config, Network};
use crate::consumer::Consumer;
use crate::courier::{Courier, Delivery, Webhook};
use crate::error::Error;
use crate::faults::{Fault, Faults, Place, Times};
use crate::ids::Ids;
use crate::line::Line;
use crate::sent::{Act, Sent};
use crate::server;
use crate::shared::{Own, Shared};
use crate::whatsapp::{self, WhatsApp};

/// A simulated network. It ends, with all its connections, when it is dropped.
pub struct Simulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    plain: SocketAddr,
    root_pem: String,
    // Aborts every task when it is dropped.
    _tasks: JoinSet<()>,
}

impl Simulator {
    /// Starts to listen on free ports of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// For a webhook URL, root certificate or specification that is none, and when there is no port.
    pub async fn start(config: Config) -> Result<Simulator, Error> {
        Simulator::start_at(config, 0, 0).await
    }

    /// As [`Simulator::start`], on these ports (TLS, plain); 0 is a free one.
    ///
    /// # Errors
    ///
    /// As [`Simulator::start`], and when a port is taken.
    pub async fn start_at(config: Config, tls_port: u16, plain_port: u16) -> Result<Simulator, Error> {
        let certificates = certificates::issue(config.network.hosts())?;
        let (courier, queues) = Courier::new(&config)?;
        let own = match config.network {
            Network::WhatsApp => Own::WhatsApp(WhatsApp::new(&config)?),
            Network::Line => Own::Line(Line::new(&config)?),
        };
        let shared = Arc::new(Shared {
            ids: Arc::new(Ids::new(config.seed)),
            faults: Arc::new(Faults::default()),
            book: Book::new(config.keep),
            courier: Arc::new(courier),
            network: own,
            config,
        });
        let (tls, address) = server::listen(tls_port).await?;
        let (bare, plain) = server::listen(plain_port).await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(server::serve(tls, Some(certificates.server), Arc::clone(&shared)));
        tasks.spawn(server::serve(bare, None, Arc::clone(&shared)));
        let parts = (
            Arc::clone(&shared.courier),
            Arc::clone(&shared.faults),
            Arc::clone(&shared.ids),
        );
        tasks.spawn(Courier::run(parts.0, queues, parts.1, parts.2));
        Ok(Simulator {
            shared,
            address,
            plain,
            root_pem: certificates.root_pem,
            _tasks: tasks,
        })
    }

    /// Where TLS is spoken: what the real host names are to be overridden to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where plain HTTP is spoken.
    pub fn plain_address(&self) -> SocketAddr {
        self.plain
    }

    /// The root certificate that the host must trust for [`Simulator::hosts`], as PEM.
    pub fn root_pem(&self) -> &str {
        &self.root_pem
    }

    /// Writes the root certificate to a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write_root(&self, file: &Path) -> Result<(), Error> {
        Ok(std::fs::write(file, &self.root_pem)?)
    }

    /// The real host names.
    pub fn hosts(&self) -> &'static [&'static str] {
        self.shared.config.network.hosts()
    }

    /// What it was started with.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Posts webhooks to this URL from now on.
    ///
    /// # Errors
    ///
    /// [`Error::Url`].
    pub fn set_webhook_url(&self, url: &str) -> Result<(), Error> {
        self.shared.courier.set_url(url)
    }

    /// A consumer of this name; the same name is the same consumer.
    pub fn consumer(&self, name: &str) -> Consumer {
        Consumer::new(Arc::clone(&self.shared), name)
    }

    /// Every message that was accepted, in order; none under [`crate::Keep::Count`].
    pub fn sent(&self) -> Vec<Arc<Sent>> {
        self.shared.book.sent()
    }

    /// Every accepted message from this number on.
    pub fn sent_from(&self, number: usize) -> Vec<Arc<Sent>> {
        self.shared.book.sent_from(number)
    }

    /// How many messages were accepted.
    pub fn accepted(&self) -> u64 {
        self.shared.book.accepted()
    }

    /// Waits until so many messages were accepted; gives all that are kept. Waits for ever if they never come: put a limit
    /// of your own around it.
    pub async fn wait_for(&self, messages: u64) -> Vec<Arc<Sent>> {
        let mut watch = self.shared.book.watch();
        // The sender lives as long as `self`, so this can only end well.
        let _ = watch.wait_for(|accepted| *accepted >= messages).await;
        self.sent()
    }

    /// Every sign that was accepted: typing, read marks, blocks, uploads.
    pub fn acts(&self) -> Vec<Act> {
        self.shared.book.acts()
    }

    /// Every violation of the wire specification that a request had; empty means clean. Faults are none.
    pub fn problems(&self) -> Vec<String> {
        self.shared.book.problems()
    }

    /// Forgets the problems so far.
    pub fn forget_problems(&self) {
        self.shared.book.forget_problems();
    }

    /// Sets a fault at its usual place; it strikes behind those set before.
    pub fn fault(&self, fault: Fault, times: Times) {
        self.fault_at(fault, fault.usual_place(), times);
    }

    /// Sets a fault at a place.
    pub fn fault_at(&self, fault: Fault, place: Place, times: Times) {
        self.shared.faults.set(fault, place, times);
    }

    /// Takes every fault away.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }

    /// Waits until faults have struck so often in all.
    pub async fn wait_for_strikes(&self, strikes: u64) {
        let mut watch = self.shared.faults.watch();
        // The sender lives as long as `self`, so this can only end well.
        let _ = watch.wait_for(|struck| *struck >= strikes).await;
    }

    /// Steps the clock: reply tokens and media URLs run out, service windows close.
    pub fn step(&self, by: Duration) {
        self.shared.config.clock.step(by);
    }

    /// Waits until every receipt so far is posted, or given up.
    pub async fn settled(&self) {
        self.shared.courier.settled().await;
    }

    /// WhatsApp: asks the webhook whether it is the business's, and gives the status and the challenge that came back,
    /// with the one that was sent.
    ///
    /// # Errors
    ///
    /// When the webhook does not answer.
    pub async fn handshake(&self) -> Result<(u16, Vec<u8>, String), Error> {
        whatsapp::handshake(&self.shared, &self.shared.config.account.verify_token).await
    }

    /// Posts a body of your own, signed as the network signs.
    ///
    /// # Errors
    ///
    /// When the webhook does not answer.
    pub async fn post(&self, body: &Value) -> Result<Delivery, Error> {
        let webhook = self.shared.courier.signed(body);
        self.post_webhook(webhook).await
    }

    /// Posts bytes of your own, signed as the network signs: also bytes that are no JSON.
    ///
    /// # Errors
    ///
    /// When the webhook does not answer.
    pub async fn post_bytes(&self, body: impl Into<Bytes>) -> Result<Delivery, Error> {
        let webhook = self.shared.courier.signed_bytes(body.into());
        self.post_webhook(webhook).await
    }

    /// Posts a webhook as it is, with whatever signature it has.
    ///
    /// # Errors
    ///
    /// When the webhook does not answer.
    pub async fn post_webhook(&self, webhook: Webhook) -> Result<Delivery, Error> {
        let shared = &self.shared;
        shared
            .courier
            .deliver(webhook, String::new(), &shared.faults, &shared.ids)
            .await
    }

    /// Posts a webhook again as the network does: LINE marks it as a redelivery, WhatsApp repeats the bytes.
    ///
    /// # Errors
    ///
    /// When the webhook does not answer.
    pub async fn redeliver(&self, delivery: &Delivery) -> Result<Delivery, Error> {
        self.post_webhook(self.shared.courier.redelivery(&delivery.webhook))
            .await
    }

    /// Posts what [`Fault::HeldWebhook`] holds back; the status, or none when nothing was held.
    ///
    /// # Errors
    ///
    /// When the webhook does not answer.
    pub async fn release_held(&self) -> Result<Option<u16>, Error> {
        self.shared.courier.release().await
    }

    /// The inside, for the control API.
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}
