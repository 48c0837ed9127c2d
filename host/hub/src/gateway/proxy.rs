//! Who is on the other side, behind proxies that the operator trusts.

use std::net::IpAddr;

use http::HeaderMap;

/// The proxies whose word about their clients counts.
pub struct Proxies(Box<dyn Fn(IpAddr) -> bool + Send + Sync>);

impl Default for Proxies {
    /// None.
    fn default() -> Self {
        Self::new(|_| false)
    }
}

impl Proxies {
    /// Trusts the addresses for which this says yes.
    #[must_use]
    pub fn new(trusts: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self(Box::new(trusts))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        (self.0)(address)
    }

    /// The client: the peer, or the last address of `x-forwarded-for` that is no trusted proxy.
    ///
    /// What stands before an untrusted address is that address's own invention, and counts for nothing.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(peer) {
            return peer;
        }
        let forwarded = headers.get_all("x-forwarded-for");
        let hops: Vec<&str> = forwarded
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let mut client = peer;
        for hop in hops.iter().rev() {
            let Ok(address) = hop.trim().parse::<IpAddr>() else {
                return client;
            };
            client = address;
            if !self.trusts(address) {
                return client;
            }
        }
        client
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn client(peer: &str, forwarded: &str) -> String {
        let proxies = Proxies::new(|address| address.to_string().starts_with("10."));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_may_say_who_its_client_is() {
        assert_eq!(client("203.0.113.1", "198.51.100.7"), "203.0.113.1");
        assert_eq!(client("10.1.1.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(client("10.1.1.1", "1.2.3.4, 198.51.100.7, 10.2.2.2"), "198.51.100.7");
        assert_eq!(client("10.1.1.1", "nonsense"), "10.1.1.1");
    }
}
