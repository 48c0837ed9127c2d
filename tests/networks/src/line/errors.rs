//! Errors as LINE writes them. Source: Messaging API reference, "Error responses".

use serde_json::{Value, json};

use crate::exchange::Answer;
use crate::shape::{Flaw, FlawKind};

/// An error without details.
pub fn of(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({"message": message}))
}

/// The token is none of ours, or expired.
pub fn unauthorized() -> Answer {
    of(
        401,
        "Authentication failed. Confirm that the access token in the authorization header is valid.",
    )
}

/// Too many calls.
pub fn too_many(retry_after: u32) -> Answer {
    of(429, "The API rate limit has been exceeded. Try again later.").with("retry-after", retry_after.to_string())
}

/// What is wrong with a body, each with its property.
pub fn flawed(flaws: &[Flaw]) -> Answer {
    let details: Vec<Value> = flaws
        .iter()
        .map(|flaw| {
            let message = match flaw.kind {
                FlawKind::Missing => "May not be empty",
                FlawKind::Unknown | FlawKind::Value => &flaw.what,
            };
            json!({"message": message, "property": flaw.at})
        })
        .collect();
    let message = format!("The request body has {} error(s)", details.len());
    Answer::json(400, &json!({"message": message, "details": details}))
}
