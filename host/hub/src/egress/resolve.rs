//! Names to addresses: resolved once, every address checked, and only what passed is dialled.

use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use jackfield_model::egress::address::is_public;
use url::{Host, Url};

use super::config::Override;

/// Most addresses of a name that are tried, in the resolver's order.
const MOST_ADDRESSES: usize = 4;

/// Asks for the addresses of a name. Tests bring their own.
#[async_trait]
pub trait Resolve: Send + Sync {
    /// All addresses of `host`, best first; empty when it has none.
    ///
    /// # Errors
    ///
    /// The resolver's own.
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// The resolver of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        let found = tokio::net::lookup_host((host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

/// Why there is nothing to dial.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoAddress {
    /// The name stands for addresses that this call may not be sent to.
    Refused(String),
    /// The name stands for nothing now.
    Unresolved(String),
}

/// Where a call to `url` may be dialled, best first, never empty.
pub(super) async fn addresses(
    url: &Url,
    private_allowed: bool,
    mapped: Option<&Override>,
    resolver: &dyn Resolve,
) -> Result<Vec<SocketAddr>, NoAddress> {
    if let Some(mapped) = mapped {
        return Ok(vec![mapped.address]);
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let (name, found) = match url.host() {
        Some(Host::Ipv4(address)) => (address.to_string(), vec![IpAddr::V4(address)]),
        Some(Host::Ipv6(address)) => (address.to_string(), vec![IpAddr::V6(address)]),
        Some(Host::Domain(name)) => {
            let found = resolver
                .resolve(name)
                .await
                .map_err(|error| NoAddress::Unresolved(format!("`{name}` cannot be resolved: {error}")))?;
            (name.to_owned(), found)
        }
        None => return Err(NoAddress::Unresolved("the URL has no host".to_owned())),
    };
    let Some(first) = found.first().copied() else {
        return Err(NoAddress::Unresolved(format!("`{name}` has no address")));
    };
    let allowed: Vec<SocketAddr> = found
        .into_iter()
        .filter(|address| private_allowed || is_public(*address))
        .take(MOST_ADDRESSES)
        .map(|address| SocketAddr::new(address, port))
        .collect();
    if allowed.is_empty() {
        return Err(NoAddress::Refused(format!(
            "`{name}` stands for {first}, which is not a public address; the grant would have to list `{name}` as a private host"
        )));
    }
    Ok(allowed)
}
