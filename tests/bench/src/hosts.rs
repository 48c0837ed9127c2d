//! What is measured: a host in a process of its own, and the native pipeline in another.

use std::net::TcpListener;
use std::process::Stdio;

use jackfield_e2e::{Setup, Switchboard};
use jackfield_networks::load::{Load, Plan, Report, Run};
use jackfield_networks::{Keep, Network, Receipts};
use tokio::process::{Child, Command};

/// Connections of the load.
pub const CONNECTIONS: usize = 256;
/// Conversations of the load.
pub const CONSUMERS: usize = 2_000;

/// A host with these plugins; bots answer where `routes`.
///
/// # Errors
///
/// When it does not start.
pub async fn host(plugins: &[&'static str], routes: bool) -> Result<Switchboard, String> {
    let setup = Setup {
        plugins: plugins.to_vec(),
        receipts: Receipts::None,
        keep: Keep::Count,
        routes,
        config: "[telemetry]\nlevel = \"warn\"\n".to_owned(),
    };
    Switchboard::start(setup).await.map_err(|error| error.to_string())
}

/// Posts so many new webhooks as fast as they are taken. `seed` makes their ids their own.
///
/// # Errors
///
/// When the URL cannot be read.
pub async fn post(url: &str, webhooks: usize, seed: u64, per_second: Option<f64>) -> Result<Report, String> {
    let plan = Plan {
        webhooks,
        consumers: CONSUMERS,
        seed,
        ..Plan::new(Network::WhatsApp, url)
    };
    let run = Run {
        connections: CONNECTIONS,
        per_second,
        ..Run::default()
    };
    Ok(Load::prepare(&plan).map_err(|error| error.to_string())?.run(&run).await)
}

/// The native pipeline, in a process of its own.
pub struct Native {
    /// Where it takes webhooks.
    pub url: String,
    _child: Child,
    _folder: tempfile::TempDir,
}

impl Native {
    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub async fn start() -> Result<Self, String> {
        let text = |error: std::io::Error| error.to_string();
        let folder = tempfile::tempdir().map_err(text)?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(text)?.to_string();
        let child = Command::new(std::env::current_exe().map_err(text)?)
            .args(["--native", &address])
            .arg(folder.path())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(text)?;
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(&address).await.is_ok() {
                return Ok(Self {
                    url: format!("http://{address}/"),
                    _child: child,
                    _folder: folder,
                });
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Err("the native pipeline did not start".to_owned())
    }
}
