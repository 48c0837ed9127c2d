//! Places, lists to pick from, and what only LINE has.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Location, Native, Picker, PickerItem};
use jackfield_sdk::json::{self, Fields, Value, json};
use jackfield_sdk::text::{cut_scalars, scalars};
use jackfield_sdk::types::{Failure, FailureKind};

use super::message::{Building, MOST_QUICK_REPLIES};
use super::{action, flex, text};

/// Characters of a place's name and of its address.
const PLACE: usize = 100;

/// A place. LINE wants a name and an address; coordinates stand in for what is not there.
pub fn location(location: &Location) -> Value {
    let coordinates = format!("{}, {}", location.latitude, location.longitude);
    let address = location.address.as_deref().unwrap_or(&coordinates);
    let title = location.name.as_deref().unwrap_or(address);
    json!({
        "type": "location",
        "title": cut_scalars(title, PLACE),
        "address": cut_scalars(address, PLACE),
        "latitude": location.latitude,
        "longitude": location.longitude,
    })
}

/// A list: as quick replies where it is short and simple, else as a bubble with a button for each entry.
///
/// # Errors
///
/// `unsupported` where several entries may be picked, `too-large` beyond LINE's limits.
pub fn picker(building: &Building, picker: &Picker) -> Result<Value, Failure> {
    if picker.sections.iter().any(|section| section.multiple) {
        return Err(fail(
            FailureKind::Unsupported,
            "LINE lets people pick one entry of a list only",
        ));
    }
    if picker.sections.iter().all(|section| section.items.is_empty()) {
        return Err(fail(FailureKind::Malformed, "LINE shows no list without an entry"));
    }
    let simple = |item: &PickerItem| item.subtitle.is_none() && scalars(&item.title) <= action::LABEL;
    if let [section] = picker.sections.as_slice() {
        let short = section.items.len() <= MOST_QUICK_REPLIES && section.items.iter().all(simple);
        let free = building.message.quick_replies.is_empty() && building.message.parts.len() == 1;
        if short && free && picker.header.is_none() && picker.footer.is_none() {
            return quick_list(building, picker, &section.items);
        }
    }
    bubble_list(building, picker)
}

fn quick_list(building: &Building, picker: &Picker, items: &[PickerItem]) -> Result<Value, Failure> {
    let mut message = text::message(&picker.text, building.direct)?;
    let items = items.iter().map(|item| {
        let mut built = json!({ "type": "action", "action": action::postback(&item.title, &item.payload)? });
        if let Some(picture) = item.picture {
            built["imageUrl"] = json!(building.link(picture)?);
        }
        Ok(built)
    });
    message["quickReply"] = json!({ "items": items.collect::<Result<Vec<_>, Failure>>()? });
    Ok(message)
}

fn bubble_list(building: &Building, picker: &Picker) -> Result<Value, Failure> {
    let header = picker
        .header
        .map(|index| building.link(index).map(flex::hero))
        .transpose()?;
    let mut body = vec![flex::words(&picker.text.body, "md", "bold")];
    for section in &picker.sections {
        let title = section.title.as_deref().filter(|title| !title.is_empty());
        body.extend(title.map(|title| flex::words(title, "sm", "bold")));
        for item in &section.items {
            body.push(entry(item)?);
        }
    }
    let footer = picker.footer.as_deref().filter(|text| !text.is_empty());
    let footer = footer
        .map(|text| flex::words(text, "xs", "regular"))
        .into_iter()
        .collect();
    flex::message(&picker.text.body, flex::bubble(header, body, footer))
}

/// An entry is a box that can be pressed, because a button has one line of 20 characters and no second one.
fn entry(item: &PickerItem) -> Result<Value, Failure> {
    let mut lines = vec![flex::words(&item.title, "md", "regular")];
    let subtitle = item.subtitle.as_deref().filter(|text| !text.is_empty());
    lines.extend(subtitle.map(|text| flex::words(text, "xs", "regular")));
    let mut press = action::postback(cut_scalars(&item.title, action::LABEL), &item.payload)?;
    press["displayText"] = json!(cut_scalars(&item.title, action::DATA));
    Ok(json!({ "type": "box", "layout": "vertical", "paddingAll": "sm", "contents": lines, "action": press }))
}

/// A message that only LINE has. It is content and nothing else: what says who it is from, what it answers and what
/// stands below it is the envelope's.
///
/// # Errors
///
/// `unsupported` for kinds that are not content, `malformed` when the payload is no JSON object.
pub fn native(native: &Native) -> Result<Value, Failure> {
    let kind = native.kind.strip_prefix("line:").unwrap_or(&native.kind);
    if !["flex", "imagemap", "coupon", "template", "sticker", "textV2"].contains(&kind) {
        return Err(fail(
            FailureKind::Unsupported,
            "native messages of LINE are flex, imagemap, coupon, template, sticker and textV2",
        ));
    }
    let parsed = json::parse(native.payload.as_bytes()).ok().filter(Value::is_object);
    let mut message = parsed.ok_or_else(|| fail(FailureKind::Malformed, "the native payload is no JSON object"))?;
    if let Some(members) = message.as_object_mut() {
        for envelope in ["quickReply", "sender", "quoteToken"] {
            members.remove(envelope);
        }
    }
    message["type"] = json!(kind);
    if ["flex", "imagemap", "template"].contains(&kind) && message.text("altText").is_none() {
        message["altText"] = json!(native.summary);
    }
    Ok(message)
}
