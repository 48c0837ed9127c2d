//! `[server]`: where it listens, where it keeps what it knows, and what a connection may take.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use url::Url;

use super::Complain;

/// The section `[server]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port for webhooks and API; 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// The public URL that networks call, without a slash at its end; `http://` and `listen` where nothing is said. Some
    /// signatures cover it, so it must be what the network was told.
    pub base_url: Option<String>,
    /// The data folder; `data` beside the file.
    pub data: PathBuf,
    /// Addresses or subnets whose `Forwarded` headers are believed; none.
    pub trusted_proxies: Vec<Subnet>,
    /// Certificate and key, where the host speaks TLS itself.
    pub tls: Option<Tls>,
    /// What a connection may take.
    pub limits: Limits,
}

/// The table `[server.tls]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate chain, PEM.
    pub cert: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// The table `[server.limits]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest body of a webhook, bytes; 8 MiB, which the contract knows as the most.
    pub body_bytes: u64,
    /// Largest component that is uploaded, bytes; 64 MiB.
    pub plugin_bytes: u64,
    /// Largest media object that is uploaded, bytes; 100 MiB.
    pub media_bytes: u64,
    /// Time for the headers of a request, milliseconds; 10 s.
    pub header_ms: u64,
    /// Time for the body of a request, milliseconds; 30 s.
    pub body_ms: u64,
    /// Requests at work at once; past it 503 is answered. 1,024.
    pub concurrency: usize,
    /// Connections at once; past it new ones wait. 8,192.
    pub connections: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            data: PathBuf::from("data"),
            trusted_proxies: vec![],
            tls: None,
            limits: Limits::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 8 << 20,
            plugin_bytes: 64 << 20,
            media_bytes: 100 << 20,
            header_ms: 10_000,
            body_ms: 30_000,
            concurrency: 1_024,
            connections: 8_192,
        }
    }
}

impl Server {
    /// What networks and people call, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match &self.base_url {
            Some(url) => url.clone(),
            None if self.tls.is_some() => format!("https://{}", self.listen),
            None => format!("http://{}", self.listen),
        }
    }

    pub(super) fn check(&self, complain: &mut Complain<'_>) {
        if let Some(text) = &self.base_url
            && let Err(what) = check_base_url(text)
        {
            let remedy = "write it as networks call it: https://hub.example.com, with a path if there is one";
            complain("server.base_url", what, remedy);
        }
        let limits = [
            ("body_bytes", self.limits.body_bytes),
            ("plugin_bytes", self.limits.plugin_bytes),
            ("media_bytes", self.limits.media_bytes),
            ("header_ms", self.limits.header_ms),
            ("body_ms", self.limits.body_ms),
            ("concurrency", self.limits.concurrency as u64),
            ("connections", self.limits.connections as u64),
        ];
        for (name, _) in limits.iter().filter(|(_, value)| *value == 0) {
            let what = format!("`{name}` is 0, with which nothing would get in");
            complain(&format!("server.limits.{name}"), what, "leave it out for the default");
        }
    }
}

fn check_base_url(text: &str) -> Result<(), String> {
    let url = Url::parse(text).map_err(|error| format!("`{text}` is no URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("`{text}` is not http or https with a host"));
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(format!("`{text}` has a query, a fragment or user information"));
    }
    if text.ends_with('/') {
        return Err(format!("`{text}` ends with a slash"));
    }
    Ok(())
}

/// An address, or all addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subnet {
    address: IpAddr,
    prefix: u8,
}

impl Subnet {
    /// Does the subnet hold this address? An IPv4 address inside IPv6 counts as the IPv4 address it is.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address.to_canonical() {
            IpAddr::V4(v4) => (32, u128::from(u32::from(v4))),
            IpAddr::V6(v6) => (128, u128::from(v6)),
        };
        let ((width, ours), (other_width, other)) = (bits(self.address), bits(address));
        let ignored = width - u32::from(self.prefix);
        width == other_width && ours.checked_shr(ignored).unwrap_or(0) == other.checked_shr(ignored).unwrap_or(0)
    }
}

impl FromStr for Subnet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address or subnet, such as 10.0.0.7 or 10.0.0.0/8");
        let (address, prefix) = text
            .split_once('/')
            .map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let address = address.to_canonical();
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if prefix > most {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }
}

impl<'de> Deserialize<'de> for Subnet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
