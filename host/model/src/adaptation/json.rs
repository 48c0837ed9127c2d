//! What is read out of the JSON of an action. What cannot be read says nothing.

use serde_json::Value;

/// A member that is text, or a number written as text.
pub(super) fn text(json: &str, member: &str) -> Option<String> {
    match serde_json::from_str::<Value>(json).ok()?.get(member)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The object with another text as this member. None where it is no object.
pub(super) fn with(json: &str, member: &str, text: &str) -> Option<String> {
    let mut value = serde_json::from_str::<Value>(json).ok()?;
    value.as_object_mut()?.insert(member.to_owned(), text.into());
    Some(value.to_string())
}
