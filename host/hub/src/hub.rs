//! The hub as its callers see it: started once, asked by the API, stopped in order.

use std::sync::Arc;

use cap_std::fs::Dir;
use jackfield_model::content::Message;
use jackfield_model::conversation::Command;
use jackfield_model::http::Request;
use jackfield_model::setup::Aim;
use jackfield_model::types::Author;
use jackfield_sandbox::Registry;
use jackfield_store::Store;
use jackfield_store::parked::ParkedRequest;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::HubError;
use crate::accounts::{Directory, Vault};
use crate::clock::{Clock, signed};
use crate::conversations::{Conversations, Key, Work};
use crate::dispatch::{Dispatch, Wake};
use crate::egress::Performer;
use crate::figures::Figures;
use crate::gateway::{Gateway, Proxies};
use crate::housekeeping::keep_house;
use crate::jobs::Network;
use crate::media::{Folder, MediaStore};
use crate::outlet::Outlet;
use crate::parked::{self, Replayed};
use crate::plugins::{GrantPolicy, Plugins, PluginsParts};
use crate::rooms::{Rooms, Settings};
use crate::seed::SeedKey;
use crate::setup::{self, Arranged};

/// Events that a start reads from the intake at once.
const PENDING_PAGE: u32 = 500;

/// What a hub is made of.
pub struct HubParts {
    /// Everything durable.
    pub store: Arc<dyn Store>,
    /// The components.
    pub registry: Arc<Registry>,
    /// Keeps the components' bytes.
    pub components: Dir,
    /// Performs plugins' calls.
    pub performer: Performer,
    /// Keeps the bytes of media.
    pub media: Dir,
    /// Opens and seals secrets.
    pub vault: Arc<dyn Vault>,
    /// How the flow behaves.
    pub settings: Settings,
    /// For versions that nobody has decided about.
    pub policy: GrantPolicy,
    /// Private hosts that every grant of this host may reach.
    pub private_hosts: Vec<String>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// From which plugins' seeds are derived.
    pub seeds: SeedKey,
    /// Whose word about their clients counts.
    pub proxies: Proxies,
}

/// A running hub.
pub struct Hub {
    rooms: Arc<Rooms>,
    gateway: Gateway,
    conversations: Conversations,
    network: Arc<dyn Network>,
    performer: Performer,
    wake: Wake,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Hub {
    /// Opens plugins and accounts, takes up what was left, and begins to work.
    ///
    /// # Errors
    ///
    /// The store's, and secrets that the key does not open. A plugin that does not load is named in the log and left out.
    pub async fn start(parts: HubParts) -> Result<Self, HubError> {
        let plugins = Plugins::open(PluginsParts {
            store: Arc::clone(&parts.store),
            registry: parts.registry,
            folder: parts.components,
            policy: parts.policy,
            private_hosts: parts.private_hosts,
            clock: Arc::clone(&parts.clock),
        })
        .await?;
        let accounts = Directory::open(
            Arc::clone(&parts.store),
            Arc::clone(&parts.vault),
            parts.settings.base_url.clone(),
        )
        .await?;
        let media = Folder::open(parts.media).map_err(|error| HubError::Stored {
            what: "media".to_owned(),
            why: error.to_string(),
        })?;
        let links = parts.seeds.of("links to media");
        let rooms = Arc::new(Rooms {
            media: MediaStore::new(Box::new(media), Arc::clone(&parts.store), &links),
            store: parts.store,
            plugins: Arc::new(plugins),
            accounts: Arc::new(accounts),
            clock: parts.clock,
            seeds: parts.seeds,
            settings: parts.settings,
            figures: Arc::new(Figures::default()),
        });
        let wake = Wake::default();
        let network: Arc<dyn Network> = Arc::new(Outlet {
            rooms: Arc::clone(&rooms),
            vault: parts.vault,
            performer: parts.performer.clone(),
        });
        let conversations = Conversations::new(Arc::clone(&rooms), Arc::clone(&network), wake.clone());
        let dispatch = Arc::new(Dispatch::new(
            Arc::clone(&rooms),
            Arc::clone(&network),
            conversations.clone(),
            wake.clone(),
        ));
        let hub = Self {
            gateway: Gateway::new(Arc::clone(&rooms), conversations.clone(), parts.proxies),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            rooms,
            conversations,
            network,
            performer: parts.performer,
            wake,
        };
        hub.take_up().await?;
        hub.conversations.take_up_what_was_left().await?;
        hub.tasks.spawn(dispatch.run(hub.stop.clone()));
        hub.tasks.spawn(keep_house(Arc::clone(&hub.rooms), hub.stop.clone()));
        hub.tasks.spawn(replay_on_activation(
            Arc::clone(&hub.rooms),
            hub.conversations.clone(),
            hub.stop.clone(),
        ));
        Ok(hub)
    }

    /// Events that were accepted and not yet part of a turn.
    async fn take_up(&self) -> Result<(), HubError> {
        let mut after = None;
        loop {
            let page = self.rooms.store.pending(after, PENDING_PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.seq, last.index));
            for pending in page {
                self.conversations.take_pending(pending);
            }
        }
    }

    /// The door for networks.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// The plugins.
    #[must_use]
    pub fn plugins(&self) -> &Arc<Plugins> {
        &self.rooms.plugins
    }

    /// The accounts.
    #[must_use]
    pub fn accounts(&self) -> &Arc<Directory> {
        &self.rooms.accounts
    }

    /// The media.
    #[must_use]
    pub fn media(&self) -> &MediaStore {
        &self.rooms.media
    }

    /// What was counted.
    #[must_use]
    pub fn figures(&self) -> &Arc<Figures> {
        &self.rooms.figures
    }

    /// Pieces of work that wait for their conversation.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.conversations.backlog()
    }

    /// The newest position of the feed; changes with every turn.
    #[must_use]
    pub fn feed(&self) -> watch::Receiver<i64> {
        self.conversations.feed()
    }

    /// Accounts, settings or secrets were changed in the store: reads them anew, and lets what rested go on.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn account_changed(&self, account: &str) -> Result<(), HubError> {
        self.performer.forget_tokens(account);
        self.rooms.accounts.refresh().await?;
        self.wake.go_on(account);
        Ok(())
    }

    /// Says something in a conversation; returns the envelope's id once it is on disk.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`] for an account that is not known; [`HubError::Refused`] by the conversation's state.
    pub async fn say(
        &self,
        account: &str,
        conversation: &str,
        author: Author,
        message: Message,
    ) -> Result<String, HubError> {
        let key = self.key(account, conversation)?;
        self.conversations
            .ask(key, |done| Work::Say {
                author,
                message: Box::new(message),
                done: std::sync::Mutex::new(Some(done)),
            })
            .await
    }

    /// Tells a conversation something: assigns it, closes it, sets an attribute.
    ///
    /// # Errors
    ///
    /// As [`Hub::say`].
    pub async fn tell(&self, account: &str, conversation: &str, command: Command) -> Result<(), HubError> {
        let key = self.key(account, conversation)?;
        self.conversations
            .ask(key, |done| Work::Tell {
                command: Box::new(command),
                done: std::sync::Mutex::new(Some(done)),
            })
            .await
            .map(drop)
    }

    fn key(&self, account: &str, conversation: &str) -> Result<Key, HubError> {
        if self.rooms.accounts.get(account).is_none() {
            return Err(HubError::NotFound(format!("account `{account}`")));
        }
        Ok(Key {
            account: account.to_owned(),
            conversation: conversation.to_owned(),
        })
    }

    /// Connects, checks or disconnects an account at its network; ends when the job has.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`]; [`HubError::Conflict`] for a connector that is not active or arranges nothing. What the
    /// network says is no error.
    pub async fn arrange(&self, account: &str, aim: Aim) -> Result<Arranged, HubError> {
        let account = self.rooms.accounts.get(account);
        let account = account.ok_or_else(|| HubError::NotFound("account".to_owned()))?;
        setup::arrange(&self.rooms, &*self.network, &self.conversations, &account, aim).await
    }

    /// A parked request, as it came.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`].
    pub async fn parked_request(&self, seq: i64) -> Result<Request, HubError> {
        parked::request(&self.parked(seq).await?)
    }

    async fn parked(&self, seq: i64) -> Result<ParkedRequest, HubError> {
        let page = self.rooms.store.list_parked(None, Some(seq - 1), 1).await?;
        let parked = page.rows.into_iter().find(|row| row.seq == seq);
        parked.ok_or_else(|| HubError::NotFound(format!("parked request {seq}")))
    }

    /// Reads a parked request again.
    ///
    /// # Errors
    ///
    /// [`HubError::NotFound`]; [`HubError::Conflict`] while no version of its connector is active.
    pub async fn replay_parked(&self, seq: i64) -> Result<Replayed, HubError> {
        let parked = self.parked(seq).await?;
        let account = self.rooms.accounts.get(&parked.parked.account);
        let account = account.ok_or_else(|| HubError::NotFound(format!("account `{}`", parked.parked.account)))?;
        parked::replay_one(&self.rooms, &self.conversations, &account, &parked).await
    }

    /// Sends a dead letter anew.
    ///
    /// # Errors
    ///
    /// The store's: `NotFound`, and `Conflict` for what is no dead letter.
    pub async fn replay_dead_letter(&self, id: &str) -> Result<(), HubError> {
        self.rooms
            .store
            .replay_dead_letter(id, signed(self.rooms.now()))
            .await?;
        if let Some(envelope) = self.rooms.store.envelope(id).await? {
            self.wake.account(&envelope.account);
        }
        Ok(())
    }

    /// Finishes what was accepted and what is under way, and takes nothing more.
    pub async fn stop(&self) {
        self.conversations.finish().await;
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        // What the last sends left for their conversations.
        self.conversations.finish().await;
    }
}

/// Every activation reads the parked requests of its accounts again, and so does the start.
async fn replay_on_activation(rooms: Arc<Rooms>, conversations: Conversations, stop: CancellationToken) {
    let mut activations = rooms.plugins.activations();
    match rooms.store.count_parked().await {
        Ok(parked) => {
            let mut plugins: Vec<String> = parked
                .into_iter()
                .filter_map(|(account, _)| rooms.accounts.get(&account).map(|account| account.plugin.clone()))
                .collect();
            plugins.sort();
            plugins.dedup();
            for plugin in plugins {
                parked::replay_plugin(&rooms, &conversations, &plugin).await;
            }
        }
        Err(error) => tracing::error!(%error, "parked requests cannot be counted"),
    }
    loop {
        let plugin = tokio::select! {
            plugin = activations.recv() => plugin,
            () = stop.cancelled() => return,
        };
        match plugin {
            Ok(plugin) => parked::replay_plugin(&rooms, &conversations, &plugin).await,
            Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
            Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
        }
    }
}
