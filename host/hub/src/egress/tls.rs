//! TLS for outgoing calls: whom to trust, and as whom to appear.
//!
//! The roots are the operating system's, read once at start: an operator removes or adds an authority there, without a new
//! build of the host. The check itself is rustls' own on every system, so that a certificate is good or bad everywhere alike.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::config::{ConfigError, NetworkConfig};

/// Most client certificates whose configuration is kept.
const MOST_IDENTITIES: usize = 256;

/// A client's certificate and key as PEM, and the hash by which both are known.
#[derive(Clone)]
pub(super) struct Identity {
    pub pem: Vec<u8>,
    pub hash: [u8; 32],
}

impl Identity {
    pub fn new(pem: Vec<u8>) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, &pem);
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        Self { pem, hash }
    }
}

/// One set of roots, and the configurations made with it.
struct Trust {
    roots: Arc<RootCertStore>,
    plain: Arc<ClientConfig>,
    identified: Mutex<HashMap<[u8; 32], Arc<ClientConfig>>>,
}

impl Trust {
    fn new(roots: RootCertStore) -> Result<Self, ConfigError> {
        let roots = Arc::new(roots);
        let plain = builder(&roots)?.with_no_client_auth();
        Ok(Self {
            roots,
            plain: Arc::new(plain),
            identified: Mutex::default(),
        })
    }
}

/// The configurations for all hosts.
pub(super) struct TlsConfigs {
    usual: Trust,
    by_host: HashMap<String, Trust>,
}

/// Why a client certificate cannot be presented.
#[derive(Debug, thiserror::Error)]
pub(super) enum IdentityError {
    #[error("it must hold a certificate and its private key, both as PEM")]
    Pem,
    #[error("{0}")]
    Tls(#[from] rustls::Error),
}

impl TlsConfigs {
    /// Reads the system's roots and those of the settings.
    pub fn new(config: &NetworkConfig) -> Result<Self, ConfigError> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        for pem in &config.extra_roots {
            add_roots(&mut roots, pem, "extra_roots")?;
        }
        if roots.is_empty() {
            tracing::warn!(
                errors = found.errors.len(),
                "no root certificates were found on this system: calls out will fail; install ca-certificates or set SSL_CERT_FILE"
            );
        }
        let usual = Trust::new(roots)?;
        let mut by_host = HashMap::new();
        for mapped in &config.overrides {
            if let Some(pem) = &mapped.root_pem {
                let mut roots = RootCertStore::empty();
                add_roots(&mut roots, pem, &mapped.host)?;
                by_host.insert(mapped.host.clone(), Trust::new(roots)?);
            }
        }
        Ok(Self { usual, by_host })
    }

    /// The configuration for a host, with or without a client certificate.
    pub fn of(&self, host: &str, identity: Option<&Identity>) -> Result<Arc<ClientConfig>, IdentityError> {
        let trust = self.by_host.get(host).unwrap_or(&self.usual);
        let Some(identity) = identity else {
            return Ok(Arc::clone(&trust.plain));
        };
        let mut kept = trust.identified.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = kept.get(&identity.hash) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(identified(&trust.roots, &identity.pem)?);
        if kept.len() >= MOST_IDENTITIES {
            kept.clear();
        }
        kept.insert(identity.hash, Arc::clone(&config));
        Ok(config)
    }
}

fn builder(
    roots: &Arc<RootCertStore>,
) -> Result<rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>, rustls::Error> {
    // The provider is named: a process-wide default would depend on which crate came first.
    Ok(ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(Arc::clone(roots)))
}

fn identified(roots: &Arc<RootCertStore>, pem: &[u8]) -> Result<ClientConfig, IdentityError> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| IdentityError::Pem)?;
    let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| IdentityError::Pem)?;
    if chain.is_empty() {
        return Err(IdentityError::Pem);
    }
    Ok(builder(roots)?.with_client_auth_cert(chain, key)?)
}

fn add_roots(roots: &mut RootCertStore, pem: &str, of: &str) -> Result<(), ConfigError> {
    let wrong = |reason: String| ConfigError::Root {
        of: of.to_owned(),
        reason,
    };
    let mut some = false;
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
        some = true;
    }
    if some {
        Ok(())
    } else {
        Err(wrong("it holds none".to_owned()))
    }
}
