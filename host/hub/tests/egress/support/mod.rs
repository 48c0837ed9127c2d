//! A world for one test: a TLS server that does what the test says, an account with secrets, a media store in a folder.

mod account;
mod server;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use jackfield_hub::egress::{CallFor, NetworkConfig, Override, Performer};
use jackfield_hub::media::{Folder, MediaStore, NewMedia};
use jackfield_model::egress::Allowance;
use jackfield_model::http::{Answer, HttpCall, Outcome};
use jackfield_store::SqliteStore;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

pub use account::{Names, Vault, call, get, need, place, reach, with_fill, with_token};
pub use server::{Reply, Seen, Zeros, plain_server, reply, with_header};

use account::allowance;
use server::{Authority, serve};

/// The host that the plugin's grant names.
pub const HOST: &str = "api.example.test";
/// Where media come from.
pub const MEDIA_HOST: &str = "cdn.example.test";
/// The account's secret `token`.
pub const TOKEN: &str = "s3cret/value+of the account";
/// The time of all calls, milliseconds since 1970.
pub const NOW_MS: u64 = 1_790_000_000_000;

pub struct World {
    pub performer: Performer,
    pub allowance: Allowance,
    pub vault: Vault,
    pub media: MediaStore,
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    folder: tempfile::TempDir,
}

impl World {
    /// A world whose server answers by `handler`.
    pub async fn new(handler: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let authority = Authority::new();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let acceptor = TlsAcceptor::from(authority.server());
        tokio::spawn(serve(listener, Some(acceptor), Arc::new(handler), Arc::clone(&seen)));
        Self::over(address, Some(authority.root_pem), seen)
    }

    /// A world whose network leads to `address`, whatever is there.
    pub fn to(address: SocketAddr) -> Self {
        Self::over(address, Some(Authority::new().root_pem), Arc::default())
    }

    fn over(address: SocketAddr, root_pem: Option<String>, seen: Arc<Mutex<Vec<Seen>>>) -> Self {
        let overrides = [HOST, MEDIA_HOST].map(|host| Override {
            host: host.into(),
            address,
            root_pem: root_pem.clone(),
        });
        let config = NetworkConfig {
            overrides: overrides.into(),
            ..NetworkConfig::default()
        };
        let (folder, media) = media_store();
        Self {
            performer: Performer::with_resolver(config, Box::new(Names::default())).unwrap(),
            allowance: allowance(),
            vault: Vault::with(&[("token", TOKEN)]),
            media,
            address,
            seen,
            folder,
        }
    }

    pub fn who(&self) -> CallFor<'_> {
        self.who_at(NOW_MS)
    }

    pub fn who_at(&self, now_ms: u64) -> CallFor<'_> {
        CallFor {
            account: "account-1",
            allowance: &self.allowance,
            secrets: &self.vault,
            media: &self.media,
            media_until_ms: None,
            now_ms,
        }
    }

    pub async fn perform(&self, call: &HttpCall) -> Outcome {
        self.performer.perform(call, &self.who()).await
    }

    pub async fn answer(&self, call: &HttpCall) -> Answer {
        match self.perform(call).await {
            Outcome::Answered(answer) => answer,
            other => panic!("no answer: {other:?}"),
        }
    }

    /// What the server has seen so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Stores media of the account; returns their id.
    pub async fn store(&self, bytes: &[u8]) -> String {
        self.store_for("account-1", bytes).await
    }

    pub async fn store_for(&self, account: &str, bytes: &[u8]) -> String {
        let mut upload = self.media.upload(u64::MAX).await.unwrap();
        upload.write(bytes).await.unwrap();
        let about = NewMedia {
            account: account.into(),
            media_type: "image/png".into(),
            name: None,
            until_ms: None,
        };
        upload.finish(about, 0).await.unwrap().id
    }

    /// Every file of the media folder.
    pub fn files(&self) -> Vec<String> {
        files(&self.folder.path().join("media"))
    }
}

fn files(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

fn media_store() -> (tempfile::TempDir, MediaStore) {
    let folder = tempfile::tempdir().unwrap();
    let index = SqliteStore::open(&folder.path().join("index.db")).unwrap();
    std::fs::create_dir(folder.path().join("media")).unwrap();
    let dir = cap_std::fs::Dir::open_ambient_dir(folder.path().join("media"), cap_std::ambient_authority()).unwrap();
    let media = MediaStore::new(Box::new(Folder::open(dir).unwrap()), Arc::new(index), &[7; 32]);
    (folder, media)
}
