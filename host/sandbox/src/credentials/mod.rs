//! What the host does with secrets on a plugin's behalf: they are named, checked against the grant, and never returned.

mod cipher;
mod hash;
mod jwt;
mod keys;
mod signature;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jackfield_model::description::SecretUse;

use crate::contract::v0_1::wit::credentials::{CredentialError, Host, JwtChecks};
use crate::contract::v0_1::wit::http::Piece;
use crate::instance::State;

pub use keys::{KeySet, KeySetError};

/// Most steps of a derived key.
const MOST_STEPS: usize = 8;
/// Most ways to put the values of rotated secrets together.
const MOST_WAYS: usize = 16;
/// Bytes that cost a guest as much as one call.
const BYTES_A_UNIT: usize = 16 * 1024;
/// What checking a signature costs a guest, in calls: some tens of microseconds.
const CHECK_UNITS: u32 = 10;
/// What the private half of a key costs a guest, in calls: milliseconds.
const PRIVATE_UNITS: u32 = 200;

/// Base64 as people enter it, with padding or without.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

type Outcome<T> = Result<T, CredentialError>;

/// What the current call has proved, and with what.
#[derive(Debug, Default)]
pub(crate) struct Proof {
    yes: bool,
    /// Secrets that the host computed with in this call, at the guest's word. A tag that the host itself made proves nothing
    /// about who sent a request, so checks by them do not count.
    computed: BTreeSet<String>,
    /// The settings of the account or installation, JSON: where public keys may stand.
    settings: String,
}

impl Proof {
    /// Nothing proved yet.
    pub(crate) fn in_call_with(settings: &str) -> Self {
        Self {
            settings: settings.to_owned(),
            ..Self::default()
        }
    }

    /// Only after a yes may a webhook be let in.
    pub(crate) fn vouched(&self) -> bool {
        self.yes
    }
}

/// A secret's value, decoded by its format.
struct Value {
    bytes: Vec<u8>,
    /// It is the public half of a key, or a document: nothing that a MAC is keyed with.
    is_document: bool,
}

/// The name of a secret, and the pointer to one of its members.
fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('#')
        .map_or((name, None), |(base, pointer)| (base, Some(pointer)))
}

fn decode(value: &[u8], format: &str, pointer: Option<&str>) -> Option<Vec<u8>> {
    match (format, pointer) {
        ("json", Some(pointer)) => {
            let json: serde_json::Value = serde_json::from_slice(value).ok()?;
            Some(match json.pointer(pointer)? {
                serde_json::Value::String(text) => text.clone().into_bytes(),
                other => other.to_string().into_bytes(),
            })
        }
        (_, Some(_)) => None,
        ("base64", None) => BASE64.decode(value.trim_ascii()).ok(),
        ("base64url", None) => BASE64_URL.decode(value.trim_ascii()).ok(),
        ("hex", None) => hex::decode(value.trim_ascii()).ok(),
        _ => Some(value.to_vec()),
    }
}

impl State {
    /// Counts a call and its work; an error when there was too much, and nothing more is done for the guest.
    fn work(&mut self, units: u32, bytes: usize) -> Outcome<()> {
        let bytes = u32::try_from(bytes / BYTES_A_UNIT).unwrap_or(u32::MAX);
        if self.count_host_work(units.saturating_add(bytes)) {
            Ok(())
        } else {
            Err(CredentialError::Denied("too many calls".into()))
        }
    }

    /// The values of a secret, decoded by its format, newest first.
    fn secret(&self, name: &str, wanted: &SecretUse) -> Outcome<Vec<Value>> {
        let (base, pointer) = split(name);
        if !self.context.grant.allows(base, wanted) {
            return Err(CredentialError::Denied(base.to_owned()));
        }
        let format = self
            .context
            .grant
            .secret(base)
            .map(|need| need.format.as_str())
            .unwrap_or_default();
        let mut values = self.context.secrets.values(base);
        // An empty secret is one that nobody entered; a check against it would let anyone in.
        values.retain(|value| !value.expose().is_empty());
        if values.is_empty() {
            return Err(CredentialError::Missing(base.to_owned()));
        }
        values
            .iter()
            .map(|value| match decode(value.expose(), format, pointer) {
                Some(bytes) if !bytes.is_empty() => Ok(Value {
                    is_document: keys::is_document(&bytes),
                    bytes,
                }),
                _ => Err(CredentialError::Malformed(base.to_owned())),
            })
            .collect()
    }

    /// The one value to compute with: the newest. What is computed with it is remembered.
    fn computing(&mut self, name: &str, wanted: &SecretUse) -> Outcome<Vec<u8>> {
        let values = self.secret(name, wanted)?;
        self.proof.computed.insert(split(name).0.to_owned());
        let newest = values.into_iter().next().map(|value| value.bytes);
        newest.ok_or_else(|| CredentialError::Missing(name.to_owned()))
    }

    /// Remembers a yes by a secret.
    fn vouch(&mut self, secret: &str, yes: bool) -> bool {
        self.proof.yes |= yes && !self.proof.computed.contains(split(secret).0);
        yes
    }

    /// Public keys by name: of a secret, or of a setting. The settings are checked by their schema, not here.
    fn public_keys(&self, name: &str) -> Outcome<Vec<Vec<u8>>> {
        if self.context.grant.secret(split(name).0).is_some() {
            let values = self.secret(name, &SecretUse::Check)?;
            return Ok(values.into_iter().map(|value| value.bytes).collect());
        }
        let settings: serde_json::Value = serde_json::from_str(&self.proof.settings).unwrap_or_default();
        match settings.get(name) {
            Some(serde_json::Value::String(text)) if !text.is_empty() => Ok(vec![text.clone().into_bytes()]),
            Some(_) => Err(CredentialError::Malformed(name.to_owned())),
            None => Err(CredentialError::Denied(name.to_owned())),
        }
    }

    /// All combinations of values of the secrets in `pieces`: with each current value first.
    fn joined(&mut self, pieces: &[Piece], sorted: bool, wanted: &SecretUse) -> Outcome<Vec<Vec<u8>>> {
        let mut ways: Vec<Vec<Vec<u8>>> = vec![Vec::new()];
        for piece in pieces {
            let values = match piece {
                Piece::Bytes(bytes) => vec![bytes.clone()],
                Piece::Secret(name) => self
                    .secret(name, wanted)?
                    .into_iter()
                    .map(|value| value.bytes)
                    .collect(),
                Piece::Body => {
                    return Err(CredentialError::Malformed(
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
            if ways.len() > MOST_WAYS {
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

/// The secrets among pieces.
fn named(pieces: &[Piece]) -> impl Iterator<Item = &str> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Secret(name) => Some(name.as_str()),
        _ => None,
    })
}

fn bytes_of(pieces: &[Piece]) -> usize {
    let bytes = pieces.iter().map(|piece| match piece {
        Piece::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    bytes.sum()
}

impl Host for State {
    fn mac(&mut self, secret: String, algorithm: String, data: Vec<u8>) -> Outcome<Vec<u8>> {
        self.work(1, data.len())?;
        let key = self.computing(&secret, &SecretUse::Compute)?;
        hash::hmac(&algorithm, &key, &data)
    }

    fn mac_derived(
        &mut self,
        secret: String,
        prefix: Vec<u8>,
        steps: Vec<Vec<u8>>,
        algorithm: String,
        data: Vec<u8>,
    ) -> Outcome<Vec<u8>> {
        self.work(2, data.len() + steps.iter().map(Vec::len).sum::<usize>())?;
        if steps.len() > MOST_STEPS {
            return Err(CredentialError::Malformed(format!("at most {MOST_STEPS} steps")));
        }
        let key = self.computing(&secret, &SecretUse::Compute)?;
        let mut key = [prefix, key].concat();
        for step in &steps {
            key = hash::hmac(&algorithm, &key, step)?;
        }
        hash::hmac(&algorithm, &key, &data)
    }

    fn verify_mac(&mut self, secret: String, algorithm: String, data: Vec<u8>, tag: Vec<u8>) -> Outcome<bool> {
        self.work(1, data.len())?;
        let mut yes = false;
        for key in self.secret(&secret, &SecretUse::Check)? {
            yes |= hash::same(&hash::hmac(&algorithm, &key.bytes, &data)?, &tag);
        }
        Ok(self.vouch(&secret, yes))
    }

    fn verify_digest(&mut self, algorithm: String, pieces: Vec<Piece>, sorted: bool, tag: Vec<u8>) -> Outcome<bool> {
        self.work(1, bytes_of(&pieces))?;
        let mut yes = false;
        for text in self.joined(&pieces, sorted, &SecretUse::Check)? {
            yes |= hash::same(&hash::digest(&algorithm, &text)?, &tag);
        }
        // A digest without a secret proves nothing about who sent it; one with a secret that was computed with neither.
        let mut secrets = named(&pieces).peekable();
        let proves = secrets.peek().is_some() && secrets.all(|name| !self.proof.computed.contains(split(name).0));
        self.proof.yes |= yes && proves;
        Ok(yes)
    }

    fn digest(&mut self, algorithm: String, pieces: Vec<Piece>, sorted: bool) -> Outcome<Vec<u8>> {
        self.work(1, bytes_of(&pieces))?;
        let ways = self.joined(&pieces, sorted, &SecretUse::Compute)?;
        for name in named(&pieces) {
            self.proof.computed.insert(split(name).0.to_owned());
        }
        hash::digest(&algorithm, ways.first().map_or(&[], Vec::as_slice))
    }

    fn verify_jwt(&mut self, key: String, token: String, checks: JwtChecks) -> Outcome<Option<String>> {
        self.work(CHECK_UNITS, token.len())?;
        let claims = if self.context.grant.secret(split(&key).0).is_some() {
            let keys: Vec<jwt::Key> = self
                .secret(&key, &SecretUse::Check)?
                .into_iter()
                .map(|value| jwt::Key::of_secret(value.bytes, value.is_document))
                .collect();
            jwt::verify(&token, &checks, self.context.now, |_| keys)?
        } else {
            self.verify_jwt_by_key_set(&key, &token, &checks)?
        };
        self.vouch(&key, claims.is_some());
        Ok(claims)
    }

    fn verify_signature(&mut self, key: String, algorithm: String, data: Vec<u8>, signature: Vec<u8>) -> Outcome<bool> {
        self.work(CHECK_UNITS, data.len())?;
        signature::known(&algorithm)?;
        let mut yes = false;
        for text in self.public_keys(&key)? {
            let public = keys::PublicKey::read(&text).ok_or_else(|| CredentialError::Malformed(key.clone()))?;
            yes |= signature::verify(&public, &algorithm, &data, &signature)?;
        }
        Ok(self.vouch(&key, yes))
    }

    fn equals(&mut self, secret: String, text: String) -> Outcome<bool> {
        self.work(1, text.len())?;
        let mut yes = false;
        for value in self.secret(&secret, &SecretUse::Check)? {
            yes |= hash::same_text(&value.bytes, text.as_bytes());
        }
        Ok(self.vouch(&secret, yes))
    }

    fn decrypt(&mut self, secret: String, algorithm: String, iv: Option<Vec<u8>>, data: Vec<u8>) -> Outcome<Vec<u8>> {
        let units = if algorithm.starts_with("rsa") { PRIVATE_UNITS } else { 1 };
        self.work(units, data.len())?;
        // While a secret is rotated, what comes in may still be for the old one.
        let mut last = Err(CredentialError::Missing(secret.clone()));
        for key in self.secret(&secret, &SecretUse::Decrypt)? {
            last = cipher::decrypt(&key.bytes, &algorithm, iv.as_deref(), &data);
            if last.is_ok() {
                break;
            }
        }
        last
    }

    fn encrypt(&mut self, secret: String, algorithm: String, iv: Option<Vec<u8>>, data: Vec<u8>) -> Outcome<Vec<u8>> {
        self.work(CHECK_UNITS, data.len())?;
        let key = self.computing(&secret, &SecretUse::Encrypt)?;
        cipher::encrypt(&key, &algorithm, iv.as_deref(), &data)
    }
}

impl State {
    fn verify_jwt_by_key_set(&self, name: &str, token: &str, checks: &JwtChecks) -> Outcome<Option<String>> {
        let Some(set) = self.context.secrets.keys(name) else {
            return Err(CredentialError::Missing(name.to_owned()));
        };
        let mut unknown = false;
        let claims = jwt::verify(token, checks, self.context.now, |header| {
            let keys = set.for_token(header.kid.as_deref(), &header.alg);
            unknown = keys.is_empty();
            keys.into_iter().map(jwt::Key::Public).collect()
        })?;
        // A key that came after ours were fetched: the host's own trouble until it has asked again, and no forgery.
        if unknown && self.context.secrets.renew_keys(name) {
            return Err(CredentialError::Missing(name.to_owned()));
        }
        Ok(claims)
    }
}
