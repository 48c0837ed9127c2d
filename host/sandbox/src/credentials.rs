//! What the host does with secrets on a plugin's behalf: they are named, checked against the grant, and never returned.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_model::description::SecretUse;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq as _;

use crate::contract::v0_1::wit::credentials::{CredentialError, Host, JwtChecks};
use crate::contract::v0_1::wit::http::Piece;
use crate::instance::State;

/// Most steps of a derived key.
const MOST_STEPS: usize = 16;

type Outcome<T> = Result<T, CredentialError>;

impl State {
    /// The values of a secret, decoded by its format, newest first.
    fn secret(&mut self, name: &str, wanted: &SecretUse) -> Outcome<Vec<Vec<u8>>> {
        if !self.count_host_call() {
            return Err(CredentialError::Denied("too many calls".into()));
        }
        let (base, pointer) = name
            .split_once('#')
            .map_or((name, None), |(base, pointer)| (base, Some(pointer)));
        if !self.context.grant.allows(base, wanted) {
            return Err(CredentialError::Denied(base.to_owned()));
        }
        let format = self
            .context
            .grant
            .secret(base)
            .map(|need| need.format.clone())
            .unwrap_or_default();
        let mut values = self.context.secrets.values(base);
        // An empty secret is one that nobody entered; a check against it would let anyone in.
        values.retain(|value| !value.expose().is_empty());
        if values.is_empty() {
            return Err(CredentialError::Missing(base.to_owned()));
        }
        values
            .iter()
            .map(|value| {
                decode(value.expose(), &format, pointer).ok_or_else(|| CredentialError::Malformed(base.to_owned()))
            })
            .collect()
    }

    /// Remembers a yes: only after one may a webhook be let in.
    fn vouch(&mut self, yes: bool) -> bool {
        self.checked |= yes;
        yes
    }

    /// All combinations of values of the secrets in `pieces`: with each current value first.
    fn joined(&mut self, pieces: &[Piece], sorted: bool, wanted: &SecretUse) -> Outcome<Vec<Vec<u8>>> {
        let mut ways: Vec<Vec<Vec<u8>>> = vec![Vec::new()];
        for piece in pieces {
            let values = match piece {
                Piece::Bytes(bytes) => vec![bytes.clone()],
                Piece::Secret(name) => self.secret(name, wanted)?,
                Piece::Body => {
                    return Err(CredentialError::Unsupported(
                        "`body` stands for a request's body, which there is none of here".into(),
                    ));
                }
            };
            ways = ways
                .iter()
                .flat_map(|way| {
                    values
                        .iter()
                        .map(move |value| [way.as_slice(), std::slice::from_ref(value)].concat())
                })
                .collect();
            if ways.len() > 16 {
                return Err(CredentialError::Malformed("too many secrets in one digest".into()));
            }
        }
        Ok(ways
            .into_iter()
            .map(|mut way| {
                if sorted {
                    way.sort();
                }
                way.concat()
            })
            .collect())
    }
}

fn decode(value: &[u8], format: &str, pointer: Option<&str>) -> Option<Vec<u8>> {
    if let Some(pointer) = pointer {
        let json: serde_json::Value = serde_json::from_slice(value).ok()?;
        return Some(match json.pointer(pointer)? {
            serde_json::Value::String(text) => text.clone().into_bytes(),
            other => other.to_string().into_bytes(),
        });
    }
    match format {
        "base64" => STANDARD.decode(value).ok(),
        "base64url" => URL_SAFE_NO_PAD.decode(value).ok(),
        "hex" => hex::decode(value).ok(),
        _ => Some(value.to_vec()),
    }
}

fn hmac(algorithm: &str, key: &[u8], data: &[u8]) -> Outcome<Vec<u8>> {
    macro_rules! with {
        ($hash:ty) => {{
            let mut mac = Hmac::<$hash>::new_from_slice(key).map_err(|_| CredentialError::Malformed("key".into()))?;
            mac.update(data);
            Ok(mac.finalize().into_bytes().to_vec())
        }};
    }
    match algorithm {
        "HS1" => with!(Sha1),
        "HS256" => with!(Sha256),
        "HS512" => with!(Sha512),
        other => Err(CredentialError::Unsupported(other.to_owned())),
    }
}

fn hash(algorithm: &str, data: &[u8]) -> Outcome<Vec<u8>> {
    match algorithm {
        "sha-1" => Ok(Sha1::digest(data).to_vec()),
        "sha-256" => Ok(Sha256::digest(data).to_vec()),
        "sha-512" => Ok(Sha512::digest(data).to_vec()),
        other => Err(CredentialError::Unsupported(other.to_owned())),
    }
}

fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

impl Host for State {
    fn mac(&mut self, secret: String, algorithm: String, data: Vec<u8>) -> Outcome<Vec<u8>> {
        let keys = self.secret(&secret, &SecretUse::Compute)?;
        hmac(&algorithm, keys.first().map_or(&[], Vec::as_slice), &data)
    }

    fn mac_derived(
        &mut self,
        secret: String,
        prefix: Vec<u8>,
        steps: Vec<Vec<u8>>,
        algorithm: String,
        data: Vec<u8>,
    ) -> Outcome<Vec<u8>> {
        if steps.len() > MOST_STEPS {
            return Err(CredentialError::Malformed(format!("at most {MOST_STEPS} steps")));
        }
        let keys = self.secret(&secret, &SecretUse::Compute)?;
        let mut key = [prefix.as_slice(), keys.first().map_or(&[], Vec::as_slice)].concat();
        for step in &steps {
            key = hmac(&algorithm, &key, step)?;
        }
        hmac(&algorithm, &key, &data)
    }

    fn verify_mac(&mut self, secret: String, algorithm: String, data: Vec<u8>, tag: Vec<u8>) -> Outcome<bool> {
        let mut yes = false;
        for key in self.secret(&secret, &SecretUse::Check)? {
            yes |= same(&hmac(&algorithm, &key, &data)?, &tag);
        }
        Ok(self.vouch(yes))
    }

    fn verify_digest(&mut self, algorithm: String, pieces: Vec<Piece>, sorted: bool, tag: Vec<u8>) -> Outcome<bool> {
        let mut yes = false;
        for text in self.joined(&pieces, sorted, &SecretUse::Check)? {
            yes |= same(&hash(&algorithm, &text)?, &tag);
        }
        // A digest without a secret proves nothing about who sent it.
        let secret = pieces.iter().any(|piece| matches!(piece, Piece::Secret(_)));
        if secret {
            self.vouch(yes);
        }
        Ok(yes)
    }

    fn digest(&mut self, algorithm: String, pieces: Vec<Piece>, sorted: bool) -> Outcome<Vec<u8>> {
        let ways = self.joined(&pieces, sorted, &SecretUse::Compute)?;
        hash(&algorithm, ways.first().map_or(&[], Vec::as_slice))
    }

    fn verify_jwt(&mut self, _key: String, _token: String, checks: JwtChecks) -> Outcome<Option<String>> {
        Err(CredentialError::Unsupported(format!(
            "JWT by {:?}: this host checks MACs, digests and equality",
            checks.algorithms
        )))
    }

    fn verify_signature(
        &mut self,
        _key: String,
        algorithm: String,
        _data: Vec<u8>,
        _signature: Vec<u8>,
    ) -> Outcome<bool> {
        Err(CredentialError::Unsupported(algorithm))
    }

    fn equals(&mut self, secret: String, text: String) -> Outcome<bool> {
        let mut yes = false;
        for value in self.secret(&secret, &SecretUse::Check)? {
            // Through a hash: a comparison of lengths would tell the secret's.
            yes |= same(&Sha256::digest(&value), &Sha256::digest(text.as_bytes()));
        }
        Ok(self.vouch(yes))
    }

    fn decrypt(
        &mut self,
        _secret: String,
        algorithm: String,
        _iv: Option<Vec<u8>>,
        _data: Vec<u8>,
    ) -> Outcome<Vec<u8>> {
        Err(CredentialError::Unsupported(algorithm))
    }

    fn encrypt(
        &mut self,
        _secret: String,
        algorithm: String,
        _iv: Option<Vec<u8>>,
        _data: Vec<u8>,
    ) -> Outcome<Vec<u8>> {
        Err(CredentialError::Unsupported(algorithm))
    }
}
