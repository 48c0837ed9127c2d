//! A business for the tests: it takes webhooks and keeps them, and calls the network as a host with an override would.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jackfield_networks::client::{Connection, Reply, Target, trusting};
use jackfield_networks::{Config, Network, Simulator, sign, signature_header};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A webhook as it came.
#[derive(Debug, Clone)]
pub struct Came {
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Came {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Takes webhooks. Answers 200, or what is told next; a handshake with its challenge.
pub struct Business {
    pub url: String,
    kept: Arc<Mutex<Vec<Came>>>,
    next: Arc<Mutex<VecDeque<u16>>>,
    count: watch::Receiver<usize>,
    _task: JoinSet<()>,
}

impl Business {
    pub async fn open() -> Business {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/w/shop", listener.local_addr().unwrap());
        let (kept, next) = (
            Arc::<Mutex<Vec<Came>>>::default(),
            Arc::<Mutex<VecDeque<u16>>>::default(),
        );
        let (sender, count) = watch::channel(0);
        let mut task = JoinSet::new();
        let parts = (Arc::clone(&kept), Arc::clone(&next));
        task.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (kept, next) = (Arc::clone(&parts.0), Arc::clone(&parts.1));
                let sender = sender.clone();
                connections.spawn(async move { serve(stream, kept, next, sender).await });
            }
        });
        Business {
            url,
            kept,
            next,
            count,
            _task: task,
        }
    }

    /// What the next webhooks are answered with.
    pub fn answers(&self, statuses: &[u16]) {
        self.next.lock().unwrap().extend(statuses);
    }

    pub fn came(&self) -> Vec<Came> {
        self.kept.lock().unwrap().clone()
    }

    /// Waits until so many webhooks came.
    pub async fn wait_for(&self, webhooks: usize) -> Vec<Came> {
        let mut count = self.count.clone();
        count.wait_for(|count| *count >= webhooks).await.unwrap();
        self.came()
    }
}

async fn serve(
    mut stream: TcpStream,
    kept: Arc<Mutex<Vec<Came>>>,
    next: Arc<Mutex<VecDeque<u16>>>,
    count: watch::Sender<usize>,
) {
    let mut buffer = Vec::new();
    loop {
        let Some(came) = read(&mut stream, &mut buffer).await else {
            return;
        };
        let status = next.lock().unwrap().pop_front().unwrap_or(200);
        let challenge = came
            .target
            .split(['?', '&'])
            .find_map(|pair| pair.strip_prefix("hub.challenge="));
        let body = challenge.unwrap_or_default().to_owned();
        kept.lock().unwrap().push(came);
        count.send_modify(|count| *count += 1);
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Came> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let target = first.nth(1).unwrap().to_owned();
    let headers: Vec<_> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while buffer.len() < end + 4 + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = buffer[end + 4..end + 4 + length].to_vec();
    buffer.drain(..end + 4 + length);
    Some(Came { target, headers, body })
}

/// A simulator and a business that it posts to.
pub async fn pair(network: Network) -> (Simulator, Business) {
    let business = Business::open().await;
    let config = Config::posting_to(network, &business.url);
    (Simulator::start(config).await.unwrap(), business)
}

/// As [`pair`], with the configuration changed.
pub async fn pair_with(network: Network, change: impl FnOnce(&mut Config)) -> (Simulator, Business) {
    let business = Business::open().await;
    let mut config = Config::posting_to(network, &business.url);
    change(&mut config);
    (Simulator::start(config).await.unwrap(), business)
}

/// Calls the network as the host would: at its real name, dialled at the simulator, trusting its root.
pub async fn call_as(
    sim: &Simulator,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Reply, jackfield_networks::Error> {
    let target = Target::of(url).unwrap().dialled_at(sim.address());
    let tls = trusting(sim.root_pem()).unwrap();
    let mut connection = Connection::open(&target, Some(&tls)).await?;
    connection
        .exchange(&target.request(method, &target.path, headers, body))
        .await
}

/// A call with the account's token and a JSON body (none: `null`).
pub async fn call(sim: &Simulator, method: &str, url: &str, body: &Value) -> (u16, Value) {
    let reply = call_with(sim, method, url, body, &[]).await;
    let body = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
    (reply.status, body)
}

/// As [`call`], with more headers, and the whole reply.
pub async fn call_with(sim: &Simulator, method: &str, url: &str, body: &Value, more: &[(&str, &str)]) -> Reply {
    let bearer = format!("Bearer {}", sim.config().account.token);
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend(more);
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    call_as(sim, method, url, &headers, body.as_bytes()).await.unwrap()
}

/// Whether the webhook is signed by the account's secret.
pub fn is_signed(sim: &Simulator, came: &Came) -> bool {
    let config = sim.config();
    let header = came.header(signature_header(config.network));
    !header.is_empty() && header == sign(config.network, &config.account.secret, &came.body)
}
