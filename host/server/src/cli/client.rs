//! The command line's side of the API: where the host is, with which token, and what its problems say.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http::{Method, Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, SendBody};

use super::error::Error;
use crate::api::BASE;
use crate::api::page::Page;
use crate::api::problem::ProblemDocument;
use crate::config::{Config, FILE_NAME};
use crate::data::DataFolder;

/// Time to reach the host.
const CONNECT: Duration = Duration::from_secs(10);
/// Time for an answer; compiling a large component takes most of it.
const ANSWER: Duration = Duration::from_secs(300);
/// Largest answer that is read, bytes.
const MOST_ANSWER: u64 = 64 << 20;

/// Where the running host is, and who speaks to it.
#[derive(clap::Args)]
pub struct Connection {
    /// The host's URL; without it, where the configuration says that it listens
    #[arg(long, env = "JACKFIELD_URL")]
    url: Option<String>,
    /// A token of the API; without it, the one in the data folder
    #[arg(long, env = "JACKFIELD_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The configuration; without it, jackfield.toml here, if it is
    #[arg(long, env = "JACKFIELD_CONFIG")]
    config: Option<PathBuf>,
    /// Print the API's own JSON
    #[arg(long)]
    pub json: bool,
}

/// A way to a running host.
pub struct Client {
    agent: Agent,
    url: String,
    token: String,
}

impl Connection {
    /// Finds host and token; asks nothing yet.
    pub fn open(&self) -> Result<Client, Error> {
        let config = if self.url.is_none() || self.token.is_none() {
            self.read_config()?
        } else {
            Config::default()
        };
        let url = match &self.url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => local_url(&config),
        };
        let token = match &self.token {
            Some(token) => token.clone(),
            None => {
                let file = DataFolder::at(&config.server.data).token_file();
                std::fs::read_to_string(&file).map_err(|error| {
                    Error::Usage(format!(
                        "there is no token: {} cannot be read ({error}); name one in JACKFIELD_TOKEN, or be in the folder of \
                         the host's {FILE_NAME}",
                        file.display()
                    ))
                })?
            }
        };
        Client::new(url, token.trim().to_owned())
    }

    fn read_config(&self) -> Result<Config, Error> {
        let here = PathBuf::from(FILE_NAME);
        let file = self.config.clone().or_else(|| here.exists().then_some(here));
        Ok(Config::load(file.as_deref(), std::env::vars())?)
    }
}

/// Where a host of this machine listens; one that listens on every address is found on the loopback one.
fn local_url(config: &Config) -> String {
    let mut address = config.server.listen;
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            std::net::SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            std::net::SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    let scheme = if config.server.tls.is_some() { "https" } else { "http" };
    format!("{scheme}://{address}")
}

/// One segment of a path, with everything escaped that could end it.
pub fn segment(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if keep(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

impl Client {
    fn new(url: String, token: String) -> Result<Self, Error> {
        let roots: Vec<Certificate<'static>> = if url.starts_with("https://") {
            let found = rustls_native_certs::load_native_certs();
            if found.certs.is_empty() {
                let text = "this machine has no trusted certificates; name a file of them in SSL_CERT_FILE";
                return Err(Error::Usage(text.to_owned()));
            }
            found
                .certs
                .iter()
                .map(|certificate| Certificate::from_der(certificate).to_owned())
                .collect()
        } else {
            vec![]
        };
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .tls_config(tls)
            .user_agent(concat!("jackfield/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self {
            agent: config.into(),
            url,
            token,
        })
    }

    /// Asks, and hands out the answer if it is a good one.
    pub fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: SendBody<'_>,
    ) -> Result<Response<Body>, Error> {
        let wrong = |error: &dyn std::fmt::Display| Error::Usage(format!("{}{BASE}{path}: {error}", self.url));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{BASE}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).map_err(|error| wrong(&error))?;
        let response = self.agent.run(request).map_err(|error| {
            Error::Host(format!(
                "the host at {} cannot be reached: {error}; is `jackfield serve` running, and is this its address (--url)?",
                self.url
            ))
        })?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(told(response))
        }
    }

    /// Reads JSON.
    pub fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        read(self.ask(Method::GET, path, &[], SendBody::none())?)
    }

    /// Does something that needs no more words.
    pub fn act(&self, method: Method, path: &str) -> Result<Response<Body>, Error> {
        // Content-Length: 0; some proxies refuse a POST without it.
        self.ask(method, path, &[("content-length", "0")], SendBody::none())
    }

    /// Sends JSON.
    pub fn send(&self, method: Method, path: &str, body: &impl Serialize) -> Result<Response<Body>, Error> {
        let bytes = serde_json::to_vec(body).map_err(|error| Error::Usage(error.to_string()))?;
        let headers = [("content-type", "application/json")];
        let length = bytes.len().to_string();
        let headers = [headers[0], ("content-length", length.as_str())];
        self.ask(method, path, &headers, SendBody::from_reader(&mut bytes.as_slice()))
    }

    /// Every row of a list, page by page; `path` without cursor.
    pub fn all<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, Error> {
        let glue = if path.contains('?') { '&' } else { '?' };
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page: Page<T> = self.get(&format!("{path}{glue}limit=200{cursor}"))?;
            rows.extend(page.items);
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(rows),
            }
        }
    }
}

/// An answer's JSON.
pub fn read<T: DeserializeOwned>(response: Response<Body>) -> Result<T, Error> {
    let mut text = String::new();
    let read = response
        .into_body()
        .into_reader()
        .take(MOST_ANSWER)
        .read_to_string(&mut text);
    read.map_err(|error| Error::Host(format!("the host's answer broke off: {error}")))?;
    serde_json::from_str(&text).map_err(|error| {
        Error::Host(format!(
            "the host's answer is not what this version of jackfield reads: {error}"
        ))
    })
}

/// What a problem says, with what to do where the command line knows it.
fn told(response: Response<Body>) -> Error {
    let status = response.status().as_u16();
    let Ok(problem) = read::<ProblemDocument>(response) else {
        return Error::Host(format!(
            "the host answered {status}, and no problem document: is this Jackfield's address?"
        ));
    };
    let hint = match status {
        401 => "; name a token that counts in JACKFIELD_TOKEN",
        403 => "; use a token of another role",
        _ => "",
    };
    let detail = super::terminal::safe(&problem.detail);
    match status {
        422 => Error::Refused(detail),
        _ => Error::Host(format!("{detail}{hint}")),
    }
}
