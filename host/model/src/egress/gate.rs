//! The gate: one parse, then scheme, host, port, method, path, headers, and the place of every secret.

use std::collections::BTreeMap;

use url::Url;

use super::headers::{check_headers, checked_header};
use super::pattern::{HostPattern, PathPattern, PatternError};
use super::prepared::{Payload, Prepared};
use super::recipe::refuse_token_endpoints;
use super::{MOST_FILLS, MOST_URL_BYTES};
use crate::description::{Reach, ReachKind, SecretNeed, SecretPlace, SecretUse, TokenRecipe};
use crate::http::{Body, Fill, FillValue, HttpCall, Piece, Place, Sink};

/// Time for a call that names none, milliseconds.
const USUAL_TIMEOUT_MS: u32 = 30_000;
/// The longest time that a call may name, milliseconds.
const LONGEST_TIMEOUT_MS: u32 = 120_000;
/// Longest label: it becomes a metric's label.
const LONGEST_LABEL_BYTES: usize = 64;

/// What an operator allowed a plugin for one account.
#[derive(Debug, Clone, Default)]
pub struct Allowance {
    pub reach: Vec<Reach>,
    pub secrets: Vec<SecretNeed>,
    pub tokens: Vec<TokenRecipe>,
    /// The account's settings, for `{setting}` in host patterns.
    pub settings: BTreeMap<String, String>,
    /// Hosts (`name` or `name:port`) that may be private or loopback, and spoken to without TLS.
    pub private_hosts: Vec<String>,
}

/// Why a call may not leave. The text says what the plugin wanted, and what a grant would have to say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    #[error("the URL cannot be read: {0}")]
    Url(String),
    #[error("`{0}` calls are not allowed: only https, or http to a host that the grant lists as private")]
    Scheme(String),
    #[error("user information and fragments are not allowed in a URL")]
    UrlParts,
    #[error(
        "no reach of the grant covers {method} {host}{path}; it would need methods [{method}], host `{host}` and a path pattern for `{path}`"
    )]
    Reach { method: String, host: String, path: String },
    #[error("{0}")]
    Pattern(#[from] PatternError),
    #[error("a media call must be a GET without body and fills whose answer goes to the media store")]
    Media,
    #[error("the header `{0}` is the host's own")]
    HostHeader(String),
    #[error("the header name or value of `{0}` has characters that HTTP does not allow there")]
    Header(String),
    #[error("{what}: {given}, at most {most}")]
    TooMuch {
        what: &'static str,
        given: usize,
        most: usize,
    },
    #[error("`{0}` is not a method")]
    Method(String),
    #[error("the JSON body cannot be read: {0}")]
    Json(String),
    #[error("secret `{secret}` may not be put into {place} at {host}{path}; the grant ties it to other places")]
    Place {
        secret: String,
        place: String,
        host: String,
        path: String,
    },
    #[error("this is the endpoint of token `{0}`, which only the host itself calls")]
    TokenEndpoint(String),
    #[error("`{{{0}}}` in a token recipe stands for nothing that the account has, or for what cannot stand there")]
    Template(String),
    #[error("the client certificate `{0}` is not a secret of format `pem` that the grant names")]
    Certificate(String),
}

/// Checks a call against what is allowed, and returns it in its one parsed form, fills not yet applied.
///
/// # Errors
///
/// The first [`Denial`] that applies; nothing may leave then.
pub fn check(call: &HttpCall, allowance: &Allowance) -> Result<Prepared, Denial> {
    let mut prepared = prepare(call, allowance)?;
    refuse_token_endpoints(&prepared.url, allowance)?;
    prepared.media_only = check_reach(&prepared.method, &prepared.url, call, allowance)? == ReachKind::Media;
    for fill in &call.fills {
        check_fill(fill, &prepared.url, allowance)?;
    }
    Ok(prepared)
}

/// The one parse, and what holds for every call whoever makes it.
pub(super) fn prepare(call: &HttpCall, allowance: &Allowance) -> Result<Prepared, Denial> {
    let url = parse_url(call, allowance)?;
    let private_allowed = is_listed_private(&url, allowance);
    let method = parse_method(&call.method)?;
    let headers = check_headers(&call.headers)?;
    let payload = parse_body(&call.body)?;
    limit("label bytes", call.label.len(), LONGEST_LABEL_BYTES)?;
    limit("fills", call.fills.len(), MOST_FILLS)?;
    call.fills.iter().try_for_each(check_fill_text)?;
    check_certificate(call, allowance)?;
    Ok(Prepared {
        method,
        url,
        headers,
        payload,
        into: call.into.clone(),
        timeout_ms: call.timeout.unwrap_or(USUAL_TIMEOUT_MS).clamp(1, LONGEST_TIMEOUT_MS),
        repeatable: call.repeatable,
        label: call.label.clone(),
        private_allowed,
        media_only: false,
    })
}

pub(super) fn limit(what: &'static str, given: usize, most: usize) -> Result<(), Denial> {
    if given > most {
        Err(Denial::TooMuch { what, given, most })
    } else {
        Ok(())
    }
}

fn parse_url(call: &HttpCall, allowance: &Allowance) -> Result<Url, Denial> {
    limit("URL bytes", call.url.len(), MOST_URL_BYTES)?;
    // The parser mends these silently; a plugin that writes them wants two readers to disagree.
    if call
        .url
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Err(Denial::Url("a backslash, blank or control character".to_owned()));
    }
    let url = Url::parse(&call.url).map_err(|error| Denial::Url(error.to_string()))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Denial::Url("it has no host".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(Denial::UrlParts);
    }
    // An encoded slash is one segment here and two at many servers.
    let path = url.path().to_ascii_lowercase();
    if path.contains("%2f") || path.contains("%5c") || path.contains("%00") {
        return Err(Denial::Url("an encoded slash, backslash or NUL in the path".to_owned()));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_listed_private(&url, allowance) => Ok(url),
        other => Err(Denial::Scheme(other.to_owned())),
    }
}

fn is_listed_private(url: &Url, allowance: &Allowance) -> bool {
    let Some(host) = url.host_str() else { return false };
    let with_port = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
    allowance
        .private_hosts
        .iter()
        .any(|listed| listed == host || *listed == with_port)
}

fn parse_method(method: &str) -> Result<String, Denial> {
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
    known
        .iter()
        .find(|known| **known == method)
        .map(|known| (*known).to_owned())
        .ok_or_else(|| Denial::Method(method.to_owned()))
}

fn parse_body(body: &Body) -> Result<Payload, Denial> {
    Ok(match body {
        Body::Empty => Payload::Empty,
        Body::Bytes(bytes) => {
            checked_header("content-type", &bytes.content_type)?;
            Payload::Bytes {
                content_type: bytes.content_type.clone(),
                content: bytes.content.0.clone(),
            }
        }
        Body::Json(text) => Payload::Json(serde_json::from_str(text).map_err(|error| Denial::Json(error.to_string()))?),
        Body::Form(fields) => Payload::Form(fields.clone()),
        Body::Multipart(parts) => {
            for part in parts {
                let texts = [Some(&part.name), part.filename.as_ref(), part.content_type.as_ref()];
                if texts
                    .into_iter()
                    .flatten()
                    .any(|text| text.chars().any(char::is_control))
                {
                    return Err(Denial::Header(part.name.escape_default().to_string()));
                }
            }
            Payload::Multipart(parts.clone())
        }
        Body::Media(media) => {
            checked_header("content-type", &media.content_type)?;
            Payload::Media {
                content_type: media.content_type.clone(),
                content: media.content.clone(),
            }
        }
    })
}

fn covers(reach: &Reach, method: &str, url: &Url, allowance: &Allowance) -> Result<bool, Denial> {
    let host = HostPattern::parse(&reach.host, &allowance.settings)?;
    if host.is_any() && reach.kind != ReachKind::Media {
        return Err(PatternError::Host(reach.host.clone()).into());
    }
    let port = url.port_or_known_default().unwrap_or_default();
    // A listed private host is written with the port it really has; the pattern speaks of the network's own port.
    let port_fits = host.matches(url.host_str().unwrap_or_default(), port)
        || (host.is_any() && port == 80)
        || (is_listed_private(url, allowance) && host.matches(url.host_str().unwrap_or_default(), 443));
    let method_fits = reach.methods.iter().any(|allowed| allowed == method);
    Ok(port_fits && method_fits && PathPattern::parse(&reach.path)?.matches(url.path()))
}

/// By which kind of reach the call is covered.
fn check_reach(method: &str, url: &Url, call: &HttpCall, allowance: &Allowance) -> Result<ReachKind, Denial> {
    let mut by_media = false;
    for reach in &allowance.reach {
        if covers(reach, method, url, allowance)? {
            match reach.kind {
                ReachKind::Api => return Ok(ReachKind::Api),
                ReachKind::Media => by_media = true,
            }
        }
    }
    if by_media {
        let plain =
            method == "GET" && call.fills.is_empty() && call.body == Body::Empty && matches!(call.into, Sink::Store(_));
        return if plain {
            Ok(ReachKind::Media)
        } else {
            Err(Denial::Media)
        };
    }
    Err(Denial::Reach {
        method: method.to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
        path: url.path().to_owned(),
    })
}

fn check_certificate(call: &HttpCall, allowance: &Allowance) -> Result<(), Denial> {
    let Some(name) = &call.client_certificate else {
        return Ok(());
    };
    let granted = allowance
        .secrets
        .iter()
        .any(|need| need.name == *name && need.format == "pem");
    if granted {
        Ok(())
    } else {
        Err(Denial::Certificate(name.clone()))
    }
}

/// What a fill brings besides its value must be what its place can hold.
fn check_fill_text(fill: &Fill) -> Result<(), Denial> {
    if fill.prefix.chars().any(char::is_control) {
        return Err(Denial::Header(fill.prefix.escape_default().to_string()));
    }
    if let Place::Header(name) = &fill.place {
        // `authorization` is the one header of the host's that a fill may take: that is what fills are for.
        if !name.eq_ignore_ascii_case("authorization") {
            checked_header(name, "")?;
        }
    }
    Ok(())
}

fn check_fill(fill: &Fill, url: &Url, allowance: &Allowance) -> Result<(), Denial> {
    let signs = matches!(fill.value, FillValue::Mac(_) | FillValue::Jwt(_));
    for secret in secrets_of(&fill.value) {
        let granted = uses_of(secret, allowance).any(|granted| match granted {
            SecretUse::Place(place) => !signs && place_fits(place, fill, url, allowance),
            SecretUse::Sign(place) => signs && place_fits(place, fill, url, allowance),
            _ => false,
        });
        if !granted {
            return Err(Denial::Place {
                secret: secret.to_owned(),
                place: place_text(&fill.place),
                host: url.host_str().unwrap_or_default().to_owned(),
                path: url.path().to_owned(),
            });
        }
    }
    Ok(())
}

/// The secrets and tokens that a fill names, members of JSON secrets as `name#/pointer`.
#[must_use]
pub fn secrets_of(value: &FillValue) -> Vec<&str> {
    match value {
        FillValue::Secret(name) => vec![name],
        FillValue::Basic(basic) => vec![&basic.secret],
        FillValue::Jwt(jwt) => vec![&jwt.secret],
        FillValue::Mac(mac) => std::iter::once(mac.secret.as_str())
            .chain(mac.pieces.iter().filter_map(|piece| match piece {
                Piece::Secret(name) => Some(name.as_str()),
                Piece::Bytes(_) | Piece::Body => None,
            }))
            .collect(),
        FillValue::MediaBase64(_) => vec![],
    }
}

/// The uses of a secret or token. `name#/pointer` is a member of the secret `name`.
fn uses_of<'a>(secret: &'a str, allowance: &'a Allowance) -> impl Iterator<Item = &'a SecretUse> {
    let name = secret.split_once('#').map_or(secret, |(name, _)| name);
    let secrets = allowance
        .secrets
        .iter()
        .filter(move |need| need.name == name)
        .flat_map(|need| &need.uses);
    let tokens = allowance
        .tokens
        .iter()
        .filter(move |recipe| recipe.name == name)
        .flat_map(|recipe| &recipe.uses);
    secrets.chain(tokens)
}

fn place_fits(granted: &SecretPlace, fill: &Fill, url: &Url, allowance: &Allowance) -> bool {
    let (Ok(host), Ok(path)) = (
        HostPattern::parse(&granted.host, &allowance.settings),
        PathPattern::parse(&granted.path),
    ) else {
        return false;
    };
    let name = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let host_fits = host.matches(name, port) || (is_listed_private(url, allowance) && host.matches(name, 443));
    let same_place = match (&granted.place, &fill.place) {
        (Place::Header(granted), Place::Header(asked)) => granted.eq_ignore_ascii_case(asked),
        // What stands before the marker is granted; the marker itself is the plugin's own.
        (Place::Path(before), Place::Path(marker)) => url
            .path()
            .split_once(marker.as_str())
            .is_some_and(|(stands_before, _)| stands_before.ends_with(before.as_str())),
        (granted, asked) => granted == asked,
    };
    // With an any-host pattern a secret would be anyone's.
    host_fits && !host.is_any() && same_place && path.matches(url.path())
}

fn place_text(place: &Place) -> String {
    match place {
        Place::Header(name) => format!("header `{name}`"),
        Place::Query(name) => format!("query parameter `{name}`"),
        Place::Path(marker) => format!("the path at `{marker}`"),
        Place::Json(pointer) => format!("JSON member `{pointer}`"),
        Place::Form(name) => format!("form field `{name}`"),
    }
}
