//! The host itself: everything opened in order, served, and stopped in the opposite order.

mod control;
mod pages;
mod ready;
mod terms;
mod tls;

use std::path::PathBuf;
use std::sync::Arc;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use jackfield_hub::egress::{NetworkConfig, Override, Performer};
use jackfield_hub::gateway::{ConnectionLimits, Proxies, serve};
use jackfield_hub::plugins::{GrantPolicy, PluginFolder};
use jackfield_hub::{Hub, HubParts, Settings, SystemClock};
use jackfield_sandbox::{Cache, Compiler, CompilerConfig, Registry, Sandbox, SandboxConfig};
use jackfield_store::Store;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api;
use crate::config::{Config, GrantMode};
use control::Flow;
use pages::ApiPages;
pub use ready::{Ready, ReadyError, open};

/// Why the host does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// What is opened first.
    #[error(transparent)]
    Ready(#[from] ReadyError),
    /// What a person has to do first.
    #[error("{0}")]
    Setup(String),
    /// A file or folder cannot be used.
    #[error("{what} {}: {error}", path.display())]
    Path {
        /// What it is.
        what: &'static str,
        /// Where it is.
        path: PathBuf,
        /// The system's words.
        error: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] jackfield_store::StoreError),
    /// The hub.
    #[error(transparent)]
    Hub(#[from] jackfield_hub::HubError),
    /// The engine.
    #[error(transparent)]
    Sandbox(#[from] jackfield_sandbox::SandboxError),
    /// The configured network cannot be used.
    #[error(transparent)]
    Network(#[from] jackfield_hub::egress::ConfigError),
}

impl ServeError {
    fn path(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::Path { what, path, error }
    }
}

/// Serves until it is told to stop (SIGTERM, SIGINT), and finishes what was accepted.
///
/// # Errors
///
/// [`ServeError`] when it cannot begin; once it serves, faults are answered, counted and logged.
pub fn run(config: Config) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::path("the runtime", ""))?;
    runtime.block_on(host(ready::open(config)?))
}

async fn host(ready: Ready) -> Result<(), ServeError> {
    let registry = Arc::new(registry(&ready)?);
    let store: Arc<dyn Store> = Arc::new(ready.store.clone());
    let hub = Arc::new(hub(&ready, Arc::clone(&store), registry).await?);
    let config = &ready.config;
    let listener = TcpListener::bind(config.server.listen)
        .await
        .map_err(ServeError::path("the address", config.server.listen.to_string()))?;
    let stop = CancellationToken::new();
    let background = TaskTracker::new();
    if let Some(folder) = &config.plugins.folder {
        let mut folder = PluginFolder::open(folder.clone(), Arc::clone(hub.plugins()), Arc::clone(&store)).await?;
        // What lies there is live before the first webhook comes.
        folder.look().await?;
        background.spawn(folder.watch(stop.clone()));
    }
    let address = listener.local_addr().map_err(ServeError::path("the address", ""))?;
    announce(config, address);
    let flow = Arc::new(Flow::new(Arc::clone(&hub), ready.store.clone()));
    let pages = ApiPages::new(api::router(ready.api(flow)));
    let limits = ConnectionLimits {
        at_once: config.server.limits.connections,
        head_ms: config.server.limits.header_ms,
        ..ConnectionLimits::default()
    };
    let tls = config.server.tls.as_ref().map(tls::acceptor).transpose()?;
    let serving = tokio::spawn(serve(listener, tls, hub.gateway().clone(), pages, limits, stop.clone()));
    signalled().await;
    tracing::info!("stopping: what was accepted is finished first");
    stop.cancel();
    // A panic of the listener was logged where it happened.
    let _ = serving.await;
    background.close();
    background.wait().await;
    hub.stop().await;
    ready.store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

fn folder(path: &std::path::Path) -> Result<Dir, ServeError> {
    crate::data::make_private(path).map_err(ServeError::path("the folder", path))?;
    Dir::open_ambient_dir(path, ambient_authority()).map_err(ServeError::path("the folder", path))
}

fn registry(ready: &Ready) -> Result<Registry, ServeError> {
    let cache = match Cache::new(folder(&ready.data.compiled())?, ready.cache_key) {
        Ok(cache) => Some(cache),
        Err(error) => {
            tracing::warn!(%error, "compiled code is not kept; every start compiles anew");
            None
        }
    };
    let sandbox = Sandbox::new(SandboxConfig::default())?;
    Ok(Registry::new(
        sandbox,
        Compiler::in_child(CompilerConfig::default()),
        cache,
    ))
}

async fn hub(ready: &Ready, store: Arc<dyn Store>, registry: Arc<Registry>) -> Result<Hub, ServeError> {
    let (config, data) = (&ready.config, &ready.data);
    let limits = &config.server.limits;
    let settings = Settings {
        base_url: config.server.public_url(),
        routes: config.routes.iter().map(crate::config::Route::rule).collect(),
        webhook_bytes: usize::try_from(limits.body_bytes).unwrap_or(usize::MAX),
        webhook_ms: limits.body_ms,
        webhooks_at_once: limits.concurrency,
        media_ms: Some(days(config.retention.media_days)),
        requests_ms: days(config.retention.requests_days),
        ..Settings::default()
    };
    let trusted = config.server.trusted_proxies.clone();
    let parts = HubParts {
        store,
        registry,
        components: folder(&data.components())?,
        media: folder(&data.media())?,
        vault: Arc::new(control::Sealed(Arc::clone(&ready.vault))),
        settings,
        policy: match config.plugins.grant {
            GrantMode::Ask => GrantPolicy::Ask,
            GrantMode::AsAsked => GrantPolicy::AsAsked,
        },
        private_hosts: config.network.private_hosts.clone(),
        performer: Performer::new(network(config)?)?,
        clock: Arc::new(SystemClock),
        seeds: ready.seeds.clone(),
        proxies: Proxies::new(move |address| trusted.iter().any(|subnet| subnet.holds(address))),
    };
    Ok(Hub::start(parts).await?)
}

/// In milliseconds.
fn days(days: u32) -> u64 {
    u64::from(days) * 24 * 3_600_000
}

fn network(config: &Config) -> Result<NetworkConfig, ServeError> {
    let mut overrides = Vec::new();
    for one in &config.network.overrides {
        let read =
            |path: &PathBuf| std::fs::read_to_string(path).map_err(ServeError::path("the root certificate", path));
        overrides.push(Override {
            host: one.host.to_ascii_lowercase(),
            address: one.address,
            root_pem: one.root.as_ref().map(read).transpose()?,
        });
    }
    Ok(NetworkConfig {
        overrides,
        ..NetworkConfig::default()
    })
}

fn announce(config: &Config, address: std::net::SocketAddr) {
    tracing::info!(%address, public = %config.server.public_url(), "serving");
    for one in &config.network.overrides {
        tracing::warn!(host = %one.host, address = %one.address, "calls to this host are sent elsewhere");
    }
    for host in &config.network.private_hosts {
        tracing::warn!(%host, "a private host may be called");
    }
    if config.plugins.grant == GrantMode::AsAsked {
        tracing::warn!("plugins are granted whatever they ask");
    }
}

/// Waits for the signal to stop.
async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
