//! Fills: the values that the guest must not see, computed and put into their places, last of all.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jackfield_model::egress::{FillError, Prepared};
use jackfield_model::http::{BasicFill, Fill, FillValue, HttpCall, MacFill, Piece, Place};
use tokio::io::AsyncReadExt as _;

use super::blot::Blotter;
use super::jwt::{self, JwtError};
use super::mac;
use super::payload::{Finished, PayloadError, finish};
use super::performer::CallFor;
use super::secrets::{Lookup, SecretError};
use crate::media::MediaError;

/// Most bytes of a media object that is filled in as Base64.
const MOST_INLINE_BYTES: u64 = 1024 * 1024;

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
    #[error("the user of a basic credential must hold no colon")]
    User,
    #[error("{0}")]
    Jwt(#[from] JwtError),
    #[error("{0}")]
    Payload(#[from] PayloadError),
}

/// Fills everything in, and tells `blotter` what was filled. Places in the body come first: the body must be finished before
/// anything is computed over it.
pub(super) async fn fill(
    call: &HttpCall,
    prepared: &mut Prepared,
    who: &CallFor<'_>,
    lookup: &Lookup<'_>,
    blotter: &mut Blotter,
) -> Result<Finished, FillTrouble> {
    let (inside, outside): (Vec<&Fill>, Vec<&Fill>) = call
        .fills
        .iter()
        .partition(|fill| matches!(fill.place, Place::Json(_) | Place::Form(_)));
    for fill in inside {
        let value = value_of(&fill.value, who, lookup, None).await?;
        put(prepared, fill, &value, blotter)?;
    }
    let finished = finish(call, prepared, who).await?;
    for fill in outside {
        let value = value_of(&fill.value, who, lookup, Some(&finished)).await?;
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

async fn value_of(
    value: &FillValue,
    who: &CallFor<'_>,
    lookup: &Lookup<'_>,
    finished: Option<&Finished>,
) -> Result<String, FillTrouble> {
    match value {
        FillValue::Secret(name) => Ok(lookup.text(name)?),
        FillValue::Basic(basic) => basic_of(basic, lookup),
        FillValue::Mac(mac) => mac_of(mac, lookup, finished),
        FillValue::Jwt(jwt) => {
            let key = lookup.key(&jwt.secret)?;
            Ok(jwt::sign(jwt, &key, who.now_ms)?)
        }
        FillValue::MediaBase64(id) => inline(id, who).await.map_err(|error| PayloadError::from(error).into()),
    }
}

fn basic_of(basic: &BasicFill, lookup: &Lookup<'_>) -> Result<String, FillTrouble> {
    if basic.user.contains(':') {
        return Err(FillTrouble::User);
    }
    let secret = lookup.text(&basic.secret)?;
    Ok(STANDARD.encode(format!("{}:{secret}", basic.user)))
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

async fn inline(id: &str, who: &CallFor<'_>) -> Result<String, MediaError> {
    let entry = who.media.find(who.account, id, who.now_as_i64()).await?;
    let size = u64::try_from(entry.size).unwrap_or_default();
    if size > MOST_INLINE_BYTES {
        return Err(MediaError::TooLarge {
            most: MOST_INLINE_BYTES,
        });
    }
    let mut bytes = Vec::new();
    who.media.read(&entry, 0..size).await?.read_to_end(&mut bytes).await?;
    Ok(STANDARD.encode(bytes))
}
