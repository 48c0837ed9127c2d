//! A root of our own, and a certificate of it for the real host names.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::Error;

/// What a TLS listener needs, and what its callers must trust.
pub struct Certificates {
    /// The root, as PEM.
    pub root_pem: String,
    /// The listener's side.
    pub server: Arc<ServerConfig>,
}

/// Makes a new root and one certificate for all these names, `localhost` and 127.0.0.1.
///
/// # Errors
///
/// When the keys or certificates cannot be made.
pub fn issue(hosts: &[&str]) -> Result<Certificates, Error> {
    let mut root = CertificateParams::new(Vec::new())?;
    root.distinguished_name
        .push(DnType::CommonName, "Jackfield simulated networks");
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root_key = KeyPair::generate()?;
    let root_certificate = root.self_signed(&root_key)?;
    let issuer = Issuer::new(root, root_key);

    let names: Vec<_> = hosts
        .iter()
        .copied()
        .chain(["localhost", "127.0.0.1"])
        .map(str::to_owned)
        .collect();
    let mut leaf = CertificateParams::new(names)?;
    leaf.distinguished_name
        .push(DnType::CommonName, hosts.first().copied().unwrap_or("localhost"));
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate()?;
    let leaf_certificate = leaf.signed_by(&leaf_key, &issuer)?;

    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![leaf_certificate.der().clone()], key)?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Certificates {
        root_pem: root_certificate.pem(),
        server: Arc::new(server),
    })
}
