//! How calls find their way out: overrides, more root certificates, times.

use std::net::SocketAddr;
use std::time::Duration;

/// Sends a host's traffic elsewhere: a network's host to a simulator, in demo and tests.
///
/// Only where the packets go changes. The URL, the reach that covers it, the name in the TLS handshake and the `host`
/// header stay the real ones, and so does the check of the certificate's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The host as a URL names it, lower case, without port.
    pub host: String,
    /// Where its traffic goes instead; may be private or loopback.
    pub address: SocketAddr,
    /// PEM of the only roots that count for this host; none: the usual ones.
    pub root_pem: Option<String>,
}

/// The operator's settings for everything that leaves.
#[derive(Debug, Clone)]
pub struct NetworkConfig {
    /// Off by default; whoever starts the host shows them.
    pub overrides: Vec<Override>,
    /// PEM of roots that count beside those of the operating system.
    pub extra_roots: Vec<String>,
    /// For resolving, connecting and the TLS handshake together, within the call's own time.
    pub connect_timeout: Duration,
    /// How long a connection may lie unused. Shorter than what common servers wait, so that they seldom close one that we
    /// are about to write to.
    pub idle_timeout: Duration,
    /// Most unused connections kept for one host.
    pub most_idle: usize,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            overrides: Vec::new(),
            extra_roots: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(20),
            most_idle: 256,
        }
    }
}

/// Why nothing can be called with these settings.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A root certificate cannot be used.
    #[error(
        "the root certificate for {of} cannot be used: {reason}; it must be PEM text with at least one certificate"
    )]
    Root {
        /// The override's host, or `extra_roots`.
        of: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The TLS library refuses.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}
