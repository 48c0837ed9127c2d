//! Buttons -> LINE's actions.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Action, Button};
use jackfield_sdk::json::{self, Fields, Value, json};
use jackfield_sdk::query::encode;
use jackfield_sdk::text::{scalars, utf16};
use jackfield_sdk::types::{Failure, FailureKind};

use crate::ids;

/// Characters on a button.
pub const LABEL: usize = 20;
/// Characters of what a postback carries.
pub const DATA: usize = 300;
/// Characters of an address.
const URI: usize = 1000;
/// Opens LINE's own page that shares a place; works in the app only.
const SHARE_LOCATION: &str = "https://line.me/R/nv/location/";

/// The action of a quick reply, which can ask for a place and the camera as well.
///
/// # Errors
///
/// `unsupported` for what LINE does not have, `too-large` beyond its limits.
pub fn quick_reply(button: &Button) -> Result<Value, Failure> {
    match &button.action {
        Action::ShareLocation => Ok(json!({ "type": "location", "label": label(button)? })),
        _ => of(button),
    }
}

/// The action of a button in a template or a bubble.
///
/// # Errors
///
/// As [`quick_reply`].
pub fn of(button: &Button) -> Result<Value, Failure> {
    let label = label(button)?;
    match &button.action {
        Action::Reply(payload) => postback(label, payload),
        Action::LiveAgent => postback(label, button.payload.as_deref().unwrap_or(ids::LIVE_AGENT)),
        Action::OpenUrl(url) => uri(label, url),
        Action::Dial(number) => uri(label, &format!("tel:{number}")),
        Action::ShareLocation => uri(label, SHARE_LOCATION),
        Action::Copy(text) => Ok(json!({ "type": "clipboard", "label": label, "clipboardText": text })),
        Action::ViewLocation(place) => uri(label, &map(&object(place)?)),
        Action::PickTime(question) => pick_time(label, &object(question)?),
        Action::Native(action) => native(label, object(action)?),
        Action::ShareContact(_) | Action::Calendar(_) | Action::Login(_) | Action::Pay(_) => {
            Err(fail(FailureKind::Unsupported, "LINE has no button that does this"))
        }
    }
}

/// A postback that shows its label as the consumer's own word.
pub fn postback(label: &str, data: &str) -> Result<Value, Failure> {
    if utf16(data) > DATA {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE carries {DATA} characters in a button"),
        ));
    }
    Ok(json!({ "type": "postback", "label": label, "data": data, "displayText": label }))
}

fn label(button: &Button) -> Result<&str, Failure> {
    if scalars(&button.label) > LABEL {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE shows {LABEL} characters on a button"),
        ));
    }
    Ok(&button.label)
}

fn uri(label: &str, uri: &str) -> Result<Value, Failure> {
    if scalars(uri) > URI {
        return Err(fail(
            FailureKind::TooLarge,
            format!("LINE takes addresses of {URI} characters"),
        ));
    }
    Ok(json!({ "type": "uri", "label": label, "uri": uri }))
}

fn object(text: &str) -> Result<Value, Failure> {
    let parsed = json::parse(text.as_bytes()).ok().filter(Value::is_object);
    parsed.ok_or_else(|| fail(FailureKind::Malformed, "the button's action is no JSON object"))
}

fn map(place: &Value) -> String {
    let query = match (place.number("latitude"), place.number("longitude")) {
        (Some(latitude), Some(longitude)) => format!("{latitude},{longitude}"),
        _ => place
            .text("query")
            .or(place.text("name"))
            .unwrap_or_default()
            .to_owned(),
    };
    format!("https://www.google.com/maps/search/?api=1&query={}", encode(&query))
}

fn pick_time(label: &str, question: &Value) -> Result<Value, Failure> {
    let mode = question
        .text("precision")
        .filter(|mode| ["date", "time", "datetime"].contains(mode));
    let data = question.text("payload").unwrap_or_default();
    let mut action = postback(label, data)?;
    action["type"] = json!("datetimepicker");
    action["mode"] = json!(mode.unwrap_or("datetime"));
    if let Some(members) = action.as_object_mut() {
        members.remove("displayText");
    }
    for (ours, theirs) in [("initial", "initial"), ("least", "min"), ("most", "max")] {
        if let Some(time) = question.text(ours) {
            action[theirs] = json!(time);
        }
    }
    Ok(action)
}

fn native(label: &str, mut action: Value) -> Result<Value, Failure> {
    if action.text("type").is_none() {
        return Err(fail(FailureKind::Malformed, "a native action of LINE has a type"));
    }
    action["label"] = json!(label);
    Ok(action)
}
