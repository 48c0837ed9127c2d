//! `[network]`: exceptions from how calls leave. Shown when the host starts, for each of them weakens a rule.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::Complain;

/// The section `[network]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Hosts that are dialled elsewhere: simulators in demonstrations and tests.
    pub overrides: Vec<Override>,
    /// Hosts (`name` or `name:port`) that may be private or loopback and spoken to without TLS, where a grant lists them.
    pub private_hosts: Vec<String>,
}

/// One of `[[network.overrides]]`: what is sent to `host` goes to `address`; grants and reach stay those of `host`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The host as plugins name it.
    pub host: String,
    /// Where it is dialled.
    pub address: SocketAddr,
    /// The certificate, PEM, that is trusted for it instead of the public ones.
    pub root: Option<PathBuf>,
}

impl Network {
    pub(super) fn check(&self, complain: &mut Complain<'_>) {
        for (at, one) in self.overrides.iter().enumerate() {
            if !is_host(&one.host) {
                let what = format!("`{}` is no host's name", one.host);
                complain(
                    &format!("network.overrides[{at}].host"),
                    what,
                    "write the name alone, such as api.example.com",
                );
            }
            if self.overrides[..at].iter().any(|earlier| earlier.host == one.host) {
                let what = format!("`{}` is overridden twice", one.host);
                complain(&format!("network.overrides[{at}].host"), what, "keep one of them");
            }
        }
        for (at, host) in self.private_hosts.iter().enumerate() {
            let (name, port) = host
                .rsplit_once(':')
                .map_or((host.as_str(), None), |(name, port)| (name, Some(port)));
            if !is_host(name) || port.is_some_and(|port| port.parse::<u16>().is_err()) {
                let what = format!("`{host}` is no host");
                complain(
                    &format!("network.private_hosts[{at}]"),
                    what,
                    "write `name` or `name:port`",
                );
            }
        }
    }
}

fn is_host(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 253
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
