//! Fills: the values that the guest must not see, computed and put into their places, last of all.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_model::egress::{FillError, Prepared};
use jackfield_model::http::{Fill, FillValue, HttpCall, MacFill, Piece, Place};

use super::blot::Blotter;
use super::mac;
use super::payload::{Finished, finish};
use super::secrets::{Lookup, SecretError};

/// Why a fill cannot be done. Nothing left.
#[derive(Debug, thiserror::Error)]
pub(super) enum FillTrouble {
    /// The account's credential is not what it should be.
    #[error("{0}")]
    Secret(#[from] SecretError),
    #[error("{0}")]
    Place(#[from] FillError),
    #[error("there is no algorithm `{0}` for this fill")]
    Algorithm(String),
    #[error("a MAC over the finished body cannot stand in that body, nor be made over one that is streamed")]
    Body,
    #[error("{0}")]
    Payload(String),
}

/// Fills everything in, and tells `blotter` what was filled. Places in the body come first: the body must be finished before
/// anything is computed over it.
pub(super) fn fill(
    call: &HttpCall,
    prepared: &mut Prepared,
    lookup: &Lookup<'_>,
    blotter: &mut Blotter,
) -> Result<Finished, FillTrouble> {
    let (inside, outside): (Vec<&Fill>, Vec<&Fill>) = call
        .fills
        .iter()
        .partition(|fill| matches!(fill.place, Place::Json(_) | Place::Form(_)));
    for fill in inside {
        let value = value_of(&fill.value, lookup, None)?;
        put(prepared, fill, &value, blotter)?;
    }
    let finished = finish(call, prepared).map_err(FillTrouble::Payload)?;
    for fill in outside {
        let value = value_of(&fill.value, lookup, Some(&finished))?;
        put(prepared, fill, &value, blotter)?;
    }
    Ok(finished)
}

fn put(prepared: &mut Prepared, fill: &Fill, value: &str, blotter: &mut Blotter) -> Result<(), FillTrouble> {
    if !matches!(fill.value, FillValue::MediaBase64(_)) {
        blotter.add(value.as_bytes());
    }
    prepared.fill(&fill.place, &format!("{}{value}", fill.prefix))?;
    Ok(())
}

fn value_of(value: &FillValue, lookup: &Lookup<'_>, finished: Option<&Finished>) -> Result<String, FillTrouble> {
    match value {
        FillValue::Secret(name) => Ok(lookup.text(name)?),
        FillValue::Basic(basic) => {
            let secret = lookup.text(&basic.secret)?;
            Ok(STANDARD.encode(format!("{}:{secret}", basic.user)))
        }
        FillValue::Mac(mac) => mac_of(mac, lookup, finished),
        FillValue::Jwt(_) | FillValue::MediaBase64(_) => Err(FillTrouble::Payload("not yet".to_owned())),
    }
}

fn mac_of(fill: &MacFill, lookup: &Lookup<'_>, finished: Option<&Finished>) -> Result<String, FillTrouble> {
    let mut data = Vec::new();
    for piece in &fill.pieces {
        match piece {
            Piece::Bytes(bytes) => data.extend_from_slice(bytes),
            Piece::Secret(name) => data.extend_from_slice(&lookup.key(name)?),
            Piece::Body => data.extend_from_slice(finished.and_then(Finished::bytes).ok_or(FillTrouble::Body)?),
        }
    }
    let key = lookup.key(&fill.secret)?;
    let tag = mac::tag(&fill.algorithm, &key, &data).ok_or_else(|| FillTrouble::Algorithm(fill.algorithm.clone()))?;
    Ok(mac::written(&tag, fill.encoding))
}
