//! A folder set up for a host between two simulated networks: an account on each, a bot, an enricher.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use jackfield_networks::{Config, Keep, Network, Receipts, Simulator};
use serde_json::json;
use tempfile::TempDir;

use crate::Api;
use crate::host::{Host, HostError, binary, components};

/// How a switchboard is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Components that lie in the plugin folder, by name.
    pub plugins: Vec<&'static str>,
    /// Receipts that the networks send.
    pub receipts: Receipts,
    /// What the networks remember of what they accept.
    pub keep: Keep,
    /// More lines for the configuration.
    pub config: String,
    /// Where the bot's conversations go when they ask for a person, and to whom everything else.
    pub routes: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            plugins: vec!["whatsapp", "line", "concierge", "sentiment"],
            receipts: Receipts::Delivered,
            keep: Keep::All,
            config: String::new(),
            routes: true,
        }
    }
}

/// A folder, two networks, and the host between them while it runs.
pub struct Switchboard {
    /// The simulated networks.
    pub whatsapp: Simulator,
    /// As above.
    pub line: Simulator,
    /// The host's API.
    pub api: Api,
    folder: TempDir,
    address: String,
    host: Option<Host>,
}

impl Switchboard {
    /// Sets everything up, and starts the host.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn start(setup: Setup) -> Result<Self, HostError> {
        let folder = tempfile::tempdir().map_err(HostError::system("a folder"))?;
        let whatsapp = simulator(Network::WhatsApp, &setup).await?;
        let line = simulator(Network::Line, &setup).await?;
        let address = free_address()?;
        let token = init(folder.path()).await?;
        configure(folder.path(), &address, &[&whatsapp, &line], &setup)?;
        for plugin in &setup.plugins {
            place(folder.path(), plugin, plugin)?;
        }
        let mut board = Self {
            api: Api::new(&format!("http://{address}"), &token),
            whatsapp,
            line,
            folder,
            address,
            host: None,
        };
        board.start_host().await?;
        board.add_accounts().await?;
        Ok(board)
    }

    /// Starts the host, again after a stop or a kill.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn start_host(&mut self) -> Result<(), HostError> {
        let config = self.folder.path().join("jackfield.toml");
        self.host = Some(Host::start(&config, &self.address).await?);
        Ok(())
    }

    /// Kills the host.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn kill_host(&mut self) -> Result<(), HostError> {
        match self.host.take() {
            Some(host) => host.kill().await,
            None => Ok(()),
        }
    }

    /// Stops the host, and waits until it has finished.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn stop_host(&mut self) -> Result<(), HostError> {
        match self.host.take() {
            Some(host) => host.stop().await,
            None => Ok(()),
        }
    }

    /// The running host.
    #[must_use]
    pub fn host(&self) -> Option<&Host> {
        self.host.as_ref()
    }

    /// The folder that `jackfield init` made.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Address and port of the host.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The URL of an account's webhook.
    #[must_use]
    pub fn webhook(&self, account: &str) -> String {
        format!("http://{}/channels/{account}", self.address)
    }

    /// Puts a component into the plugin folder under a name: as a deployment does, written beside and moved into place.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub fn place(&self, component: &str, name: &str) -> Result<(), HostError> {
        place(self.folder.path(), component, name)
    }

    /// As [`Switchboard::place`], with the component's bytes.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub fn place_bytes(&self, wasm: &[u8], name: &str) -> Result<(), HostError> {
        place_bytes(self.folder.path(), wasm, name)
    }

    /// Takes a component out of the plugin folder.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub fn remove(&self, name: &str) -> Result<(), HostError> {
        let file = self.folder.path().join("plugins").join(format!("{name}.wasm"));
        std::fs::remove_file(file).map_err(HostError::system("a plugin's file"))
    }

    async fn add_accounts(&self) -> Result<(), HostError> {
        let whatsapp = self.whatsapp.config().account.clone();
        let settings = json!({"phone_number_id": whatsapp.address, "waba_id": whatsapp.business});
        self.add_account("shop-wa", "whatsapp", &settings).await?;
        self.secret("shop-wa", "app-secret", &whatsapp.secret).await?;
        self.secret("shop-wa", "verify-token", &whatsapp.verify_token).await?;
        self.secret("shop-wa", "access-token", &whatsapp.token).await?;
        let line = self.line.config().account.clone();
        self.add_account("shop-line", "line", &json!({})).await?;
        self.secret("shop-line", "channel-secret", &line.secret).await?;
        self.secret("shop-line", "channel-access-token", &line.token).await?;
        self.whatsapp.set_webhook_url(&self.webhook("shop-wa"))?;
        self.line.set_webhook_url(&self.webhook("shop-line"))?;
        Ok(())
    }

    /// Sets up an account.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn add_account(&self, id: &str, plugin: &str, settings: &serde_json::Value) -> Result<(), HostError> {
        let body = json!({"plugin": plugin, "settings": settings});
        self.api.send("PUT", &format!("/accounts/{id}"), &body).await?;
        Ok(())
    }

    /// Sets a secret.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub async fn secret(&self, account: &str, name: &str, value: &str) -> Result<(), HostError> {
        let path = format!("/accounts/{account}/secrets/{name}");
        self.api.send("PUT", &path, &json!({"value": value})).await?;
        Ok(())
    }
}

async fn simulator(network: Network, setup: &Setup) -> Result<Simulator, HostError> {
    let config = Config {
        receipts: setup.receipts,
        keep: setup.keep,
        specs: jackfield_networks::specs_folder(),
        ..Config::new(network)
    };
    Ok(Simulator::start(config).await?)
}

/// A port that nobody has: asked of the system, and given back for the host to take.
fn free_address() -> Result<String, HostError> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(HostError::system("a free port"))?;
    let address = listener.local_addr().map_err(HostError::system("a free port"))?;
    Ok(address.to_string())
}

async fn init(folder: &Path) -> Result<String, HostError> {
    let made = tokio::process::Command::new(binary()?)
        .arg("init")
        .arg(folder)
        .output()
        .await;
    let made = made.map_err(HostError::system("jackfield init"))?;
    if !made.status.success() {
        return Err(HostError::Command(String::from_utf8_lossy(&made.stderr).into_owned()));
    }
    let token = std::fs::read_to_string(folder.join("data/admin-token"));
    Ok(token.map_err(HostError::system("the first token"))?.trim().to_owned())
}

fn configure(folder: &Path, address: &str, networks: &[&Simulator], setup: &Setup) -> Result<(), HostError> {
    let mut text = format!(
        "[server]\nlisten = \"{address}\"\ndata = \"data\"\n\n[plugins]\nfolder = \"plugins\"\ngrant = \"as-asked\"\n\n"
    );
    if setup.routes {
        text.push_str(
            "[[routes]]\nname = \"asks for a person\"\nwhen = { wants_person = true }\nto = { skill = \"support\" }\n\n\
             [[routes]]\nname = \"everything else\"\nto = { bot = \"concierge\" }\n\n",
        );
    }
    for network in networks {
        let root = folder.join(format!("{}.pem", network.config().network));
        network.write_root(&root)?;
        for host in network.hosts() {
            let (address, root) = (network.address(), root.display());
            text.push_str(&format!(
                "[[network.overrides]]\nhost = \"{host}\"\naddress = \"{address}\"\nroot = \"{root}\"\n\n"
            ));
        }
    }
    text.push_str(&setup.config);
    std::fs::write(folder.join("jackfield.toml"), text).map_err(HostError::system("the configuration"))
}

fn place(folder: &Path, component: &str, name: &str) -> Result<(), HostError> {
    let file: PathBuf = components()?.join(format!("{component}.wasm"));
    let wasm = std::fs::read(&file).map_err(|_| HostError::NotBuilt(file))?;
    place_bytes(folder, &wasm, name)
}

fn place_bytes(folder: &Path, wasm: &[u8], name: &str) -> Result<(), HostError> {
    let plugins = folder.join("plugins");
    let (beside, file) = (
        plugins.join(format!(".{name}.new")),
        plugins.join(format!("{name}.wasm")),
    );
    std::fs::write(&beside, wasm).map_err(HostError::system("a plugin's file"))?;
    std::fs::rename(&beside, &file).map_err(HostError::system("a plugin's file"))
}
