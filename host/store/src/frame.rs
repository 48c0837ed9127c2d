//! The compact form of a request's events inside one row: length-prefixed fields, cheaper than JSON inside JSON.

use crate::intake::NewEvent;
use crate::{Result, StoreError};

/// The first byte of every blob, so that the form can change without a migration of old rows.
const FORM: u8 = 1;
/// The length that stands for "none".
const NONE: u32 = u32::MAX;

/// Encodes events with their positions.
pub(crate) fn encode<'a>(events: impl Iterator<Item = (u32, &'a NewEvent)>) -> Vec<u8> {
    let mut out = vec![FORM];
    for (index, event) in events {
        out.extend_from_slice(&index.to_le_bytes());
        put(&mut out, &event.account);
        match &event.conversation {
            Some(text) => put(&mut out, text),
            None => out.extend_from_slice(&NONE.to_le_bytes()),
        }
        put(&mut out, &event.kind);
        put(&mut out, &event.event_id);
        put(&mut out, &event.payload);
    }
    out
}

/// Decodes what [`encode`] made.
pub(crate) fn decode(blob: &[u8]) -> Result<Vec<(u32, NewEvent)>> {
    let (form, mut rest) = blob.split_first().ok_or_else(damaged)?;
    if *form != FORM {
        return Err(damaged());
    }
    let mut events = Vec::new();
    while !rest.is_empty() {
        let index = take_u32(&mut rest)?;
        let account = take(&mut rest)?.ok_or_else(damaged)?;
        let conversation = take(&mut rest)?;
        let kind = take(&mut rest)?.ok_or_else(damaged)?;
        let event_id = take(&mut rest)?.ok_or_else(damaged)?;
        let payload = take(&mut rest)?.ok_or_else(damaged)?;
        events.push((
            index,
            NewEvent {
                account,
                conversation,
                kind,
                event_id,
                payload,
            },
        ));
    }
    Ok(events)
}

/// Appends a field's length and bytes. A field is far below 4 GiB: bodies are limited to megabytes at the gateway.
pub(crate) fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

fn take_u32(rest: &mut &[u8]) -> Result<u32> {
    let (head, tail) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
    *rest = tail;
    Ok(u32::from_le_bytes(*head))
}

fn take(rest: &mut &[u8]) -> Result<Option<String>> {
    let length = take_u32(rest)?;
    if length == NONE {
        return Ok(None);
    }
    let (head, tail) = rest.split_at_checked(length as usize).ok_or_else(damaged)?;
    *rest = tail;
    String::from_utf8(head.to_vec()).map(Some).map_err(|_| damaged())
}

fn damaged() -> StoreError {
    StoreError::Corrupt("an intake row's events cannot be read".to_owned())
}
