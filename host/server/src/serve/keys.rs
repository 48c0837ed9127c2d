//! The host's own keys: the vault's from where the configuration says, the others derived from it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_hub::SeedKey;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::ServeError;
use crate::config::Config;
use crate::data::DataFolder;
use crate::vault::Vault;

pub(super) struct Keys {
    pub(super) vault: Vault,
    pub(super) seeds: SeedKey,
    /// Vouches for compiled code.
    pub(super) cache: [u8; 32],
}

/// Reads the keys' text, and derives what is not kept.
pub(super) fn read(config: &Config, data: &DataFolder) -> Result<Keys, ServeError> {
    let text = match &config.secrets.key_env {
        Some(name) => std::env::var(name).map(Zeroizing::new).map_err(|_| {
            ServeError::Setup(format!(
                "the variable {name}, which `secrets.key_env` names, is not set"
            ))
        })?,
        None => {
            let file = config.secrets.key_file.clone().unwrap_or_else(|| data.key_file());
            std::fs::read_to_string(&file)
                .map(Zeroizing::new)
                .map_err(ServeError::path("the key file (`jackfield init` makes one)", file))?
        }
    };
    let vault = Vault::parse(&text).map_err(|error| ServeError::Setup(error.to_string()))?;
    Ok(Keys {
        vault,
        seeds: SeedKey::new(derived(&text, b"seeds of plugins")),
        cache: derived(&text, b"compiled code"),
    })
}

/// One secret to keep is enough: these keys protect nothing that outlives it.
fn derived(text: &str, purpose: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(text.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(purpose);
    mac.finalize().into_bytes().into()
}
