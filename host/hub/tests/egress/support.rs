//! A world for one test: a TLS server that does what the test says, an account with secrets, a media store in a folder.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body as HttpBody, Frame};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jackfield_hub::egress::{CallFor, NetworkConfig, Override, Performer, Resolve, SecretSource};
use jackfield_hub::media::{Folder, MediaStore, NewMedia};
use jackfield_model::description::{Reach, ReachKind, SecretNeed, SecretPlace, SecretUse};
use jackfield_model::egress::Allowance;
use jackfield_model::http::{Answer, Body, Fill, FillValue, HttpCall, Outcome, Place, Sink};
use jackfield_sandbox::{SecretValue, Secrets};
use jackfield_store::SqliteStore;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// The host that the plugin's grant names.
pub const HOST: &str = "api.example.test";
/// Where media come from.
pub const MEDIA_HOST: &str = "cdn.example.test";
/// The account's secret `token`.
pub const TOKEN: &str = "s3cret/value+of the account";
/// The time of all calls, milliseconds since 1970.
pub const NOW_MS: u64 = 1_790_000_000_000;

/// A request as the server saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
    pub server_name: Option<String>,
    pub certificates: usize,
    /// Which connection, counted from 0.
    pub connection: u64,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }
}

pub type Reply = Response<BoxBody<Bytes, Infallible>>;
/// None closes the connection without an answer.
type Handler = Arc<dyn Fn(&Seen) -> Option<Reply> + Send + Sync>;

pub fn reply(status: u16, body: impl Into<Bytes>) -> Reply {
    let mut response = Response::new(Full::new(body.into()).boxed());
    *response.status_mut() = status.try_into().unwrap();
    response
}

pub fn with_header(mut reply: Reply, name: &'static str, value: &str) -> Reply {
    reply.headers_mut().append(name, value.parse().unwrap());
    reply
}

/// A body of zeros that are made when they are asked for, and counted.
pub struct Zeros {
    pub left: u64,
    pub made: Arc<AtomicU64>,
}

impl HttpBody for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let chunk = self.left.min(64 * 1024);
        self.left -= chunk;
        self.made.fetch_add(chunk, Ordering::Relaxed);
        let zeros = Bytes::from(vec![0; usize::try_from(chunk).unwrap()]);
        Poll::Ready(Some(Ok(Frame::data(zeros))))
    }
}

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

/// A certificate authority and a server certificate of its, for the hosts of the grant.
struct Authority {
    root_pem: String,
    certificate: rcgen::Certificate,
    key: rcgen::KeyPair,
}

impl Authority {
    fn new() -> Self {
        let root_key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let root = params.self_signed(&root_key).unwrap();
        let issuer = rcgen::Issuer::new(params, root_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let names = vec![HOST.to_owned(), MEDIA_HOST.to_owned(), "127.0.0.1".to_owned()];
        let params = rcgen::CertificateParams::new(names).unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        Self {
            root_pem: root.pem(),
            certificate,
            key,
        }
    }

    fn server(&self) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(Arc::new(AnyClient))
            .with_single_cert(vec![self.certificate.der().clone()], key)
            .unwrap();
        Arc::new(config)
    }
}

async fn serve(listener: TcpListener, acceptor: Option<TlsAcceptor>, handler: Handler, seen: Arc<Mutex<Vec<Seen>>>) {
    for connection in 0.. {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let (acceptor, handler, seen) = (acceptor.clone(), Arc::clone(&handler), Arc::clone(&seen));
        tokio::spawn(async move {
            match acceptor {
                Some(acceptor) => {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let session = stream.get_ref().1;
                    let name = session.server_name().map(str::to_owned);
                    let certificates = session.peer_certificates().map_or(0, <[_]>::len);
                    answer_all(stream, (name, certificates, connection), handler, seen).await;
                }
                None => answer_all(stream, (None, 0, connection), handler, seen).await,
            }
        });
    }
}

async fn answer_all(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    (server_name, certificates, connection): (Option<String>, usize, u64),
    handler: Handler,
    seen: Arc<Mutex<Vec<Seen>>>,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (handler, seen, server_name) = (Arc::clone(&handler), Arc::clone(&seen), server_name.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(|_| "the body broke off")?.to_bytes();
            let request = Seen {
                method: head.method.to_string(),
                target: head.uri.to_string(),
                headers: head
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                    .collect(),
                body,
                server_name,
                certificates,
                connection,
            };
            seen.lock().unwrap().push(request.clone());
            handler(&request).ok_or("no answer")
        }
    });
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// A server without TLS on this machine.
pub async fn plain_server(handler: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, None, Arc::new(handler), Arc::default()));
    address
}

/// Takes whatever certificate a client shows, or none.
#[derive(Debug)]
struct AnyClient;

impl rustls::server::danger::ClientCertVerifier for AnyClient {
    fn root_hint_subjects(&self) -> &[rustls::DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn verify_client_cert(
        &self,
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &[rustls::pki_types::CertificateDer<'_>],
        _: rustls::pki_types::UnixTime,
    ) -> Result<rustls::server::danger::ClientCertVerified, rustls::Error> {
        Ok(rustls::server::danger::ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// A resolver that knows what the test told it.
#[derive(Default)]
pub struct Names(pub HashMap<String, Vec<IpAddr>>);

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(self.0.get(host).cloned().unwrap_or_default())
    }
}

/// The account's secrets; new values that the network gave replace the old.
#[derive(Default)]
pub struct Vault {
    values: Mutex<HashMap<String, Vec<String>>>,
    pub replaced: Mutex<Vec<(String, String)>>,
}

impl Vault {
    pub fn with(secrets: &[(&str, &str)]) -> Self {
        let vault = Self::default();
        for (name, value) in secrets {
            vault.set(name, value);
        }
        vault
    }

    pub fn set(&self, name: &str, value: &str) {
        self.values.lock().unwrap().insert(name.into(), vec![value.into()]);
    }
}

impl Secrets for Vault {
    fn values(&self, name: &str) -> Vec<SecretValue> {
        let values = self.values.lock().unwrap();
        let found = values.get(name).cloned().unwrap_or_default();
        found.into_iter().map(SecretValue::from).collect()
    }
}

#[async_trait]
impl SecretSource for Vault {
    async fn replace(&self, name: &str, value: SecretValue) -> Result<(), String> {
        let value = String::from_utf8(value.expose().to_vec()).map_err(|error| error.to_string())?;
        self.set(name, &value);
        self.replaced.lock().unwrap().push((name.into(), value));
        Ok(())
    }
}

pub fn reach(kind: ReachKind, method: &str, host: &str, path: &str) -> Reach {
    Reach {
        kind,
        methods: vec![method.into()],
        host: host.into(),
        path: path.into(),
        why: String::new(),
    }
}

pub fn place(place: Place) -> SecretPlace {
    SecretPlace {
        host: HOST.into(),
        path: "/**".into(),
        place,
    }
}

pub fn need(name: &str, format: &str, uses: Vec<SecretUse>) -> SecretNeed {
    SecretNeed {
        name: name.into(),
        title: String::new(),
        help: String::new(),
        format: format.into(),
        uses,
        optional: false,
        clear_inbound: false,
    }
}

fn allowance() -> Allowance {
    let header = place(Place::Header("authorization".into()));
    Allowance {
        reach: vec![
            reach(ReachKind::Api, "POST", HOST, "/**"),
            reach(ReachKind::Api, "GET", HOST, "/**"),
            reach(ReachKind::Media, "GET", MEDIA_HOST, "/**"),
        ],
        secrets: vec![need("token", "text", vec![SecretUse::Place(header)])],
        ..Allowance::default()
    }
}

/// A POST of a small JSON body to the host of the grant.
pub fn call(path: &str) -> HttpCall {
    HttpCall {
        method: "POST".into(),
        url: format!("https://{HOST}{path}"),
        headers: vec![],
        body: Body::Json("{\"to\": \"15557778888\"}".into()),
        fills: vec![],
        client_certificate: None,
        into: Sink::Memory(64 * 1024),
        timeout: None,
        repeatable: false,
        label: "messages".into(),
    }
}

pub fn get(path: &str) -> HttpCall {
    HttpCall {
        method: "GET".into(),
        body: Body::Empty,
        ..call(path)
    }
}

pub fn with_fill(mut call: HttpCall, place: Place, prefix: &str, value: FillValue) -> HttpCall {
    call.fills.push(Fill {
        place,
        prefix: prefix.into(),
        value,
    });
    call
}

pub fn with_token(call: HttpCall) -> HttpCall {
    let header = Place::Header("authorization".into());
    with_fill(call, header, "Bearer ", FillValue::Secret("token".into()))
}
