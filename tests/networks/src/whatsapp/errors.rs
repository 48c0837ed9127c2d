//! Errors as the Graph API writes them, and what its codes are called.

use serde_json::{Value, json};

use crate::exchange::Answer;
use crate::shape::{Flaw, FlawKind};

/// What a code is called. Source: Cloud API, "Error codes".
pub fn title(code: u32) -> &'static str {
    match code {
        1 => "API Unknown",
        2 => "API Service",
        4 => "API Too Many Calls",
        10 => "Permission Denied",
        33 => "Parameter value is not valid",
        80007 => "Rate limit issues",
        130_429 => "Rate limit hit",
        130_472 => "User's number is part of an experiment",
        131_000 => "Something went wrong",
        131_005 => "Access denied",
        131_008 => "Required parameter is missing",
        131_009 => "Parameter value is not valid",
        131_016 => "Service unavailable",
        131_021 => "Recipient cannot be sender",
        131_026 => "Message Undeliverable",
        131_030 => "Recipient phone number not in allowed list",
        131_037 => "Display name approval needed",
        131_047 => "Re-engagement message",
        131_048 => "Spam rate limit hit",
        131_049 => "Meta chose not to deliver",
        131_050 => "User has stopped marketing messages",
        131_051 => "Unsupported message type",
        131_052 => "Media download error",
        131_053 => "Media upload error",
        131_056 => "(Business Account, Consumer Account) pair rate limit hit",
        131_057 => "Account in maintenance mode",
        132_000 => "Template Param Count Mismatch",
        132_001 => "Template does not exist",
        132_012 => "Template Parameter Format Mismatch",
        132_015 => "Template is Paused",
        132_016 => "Template is Disabled",
        _ => "Something went wrong",
    }
}

/// The HTTP status that a code comes with.
fn status(code: u32) -> u16 {
    match code {
        1 | 131_000 => 500,
        2 | 131_016 => 503,
        4 | 80007 | 130_429 | 131_048 | 131_056 => 429,
        0 | 190 => 401,
        3 | 10 | 200..=299 | 131_005 => 403,
        132_001 => 404,
        _ => 400,
    }
}

/// An error of the messaging API.
pub fn of(code: u32, details: &str) -> Answer {
    let body = json!({"error": {
        "message": format!("(#{code}) {}", title(code)),
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": TRACE,
    }});
    Answer::json(status(code), &body)
}

/// An error of the Graph itself, which has no `error_data`.
pub fn graph(status: u16, code: u32, subcode: Option<u32>, message: &str) -> Answer {
    let mut body = json!({"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": TRACE}});
    if let Some(subcode) = subcode {
        body["error"]["error_subcode"] = json!(subcode);
    }
    Answer::json(status, &body)
}

/// Every trace of a simulator is the same; nothing tells by it.
const TRACE: &str = "AXsimulated0trace0000000";

/// The token has expired.
pub fn expired() -> Answer {
    let message = "Error validating access token: Session has expired on Sunday, 23-Nov-25 10:00:00 PST.";
    graph(401, 190, Some(463), message)
}

/// The token is none of ours.
pub fn not_a_token() -> Answer {
    graph(401, 190, None, "Invalid OAuth access token - Cannot parse access token")
}

/// Nothing is at this path, or not for this method.
pub fn no_object(method: &str, path: &str) -> Answer {
    let object = path.rsplit('/').next().unwrap_or_default();
    let message = format!(
        "Unsupported {} request. Object with ID '{object}' does not exist, cannot be loaded due to missing permissions, or does not support this operation",
        method.to_ascii_lowercase()
    );
    graph(400, 100, Some(33), &message)
}

/// The media id is unknown, or its time is over.
pub fn no_media() -> Answer {
    graph(400, 100, Some(33), "Unsupported get request. Object does not exist")
}

/// What the first flaw is answered with.
pub fn flawed(flaw: &Flaw) -> Answer {
    match flaw.kind {
        FlawKind::Unknown => {
            let body = json!({"error": {
                "message": format!("(#100) Invalid parameter: {flaw}"),
                "type": "OAuthException",
                "code": 100,
                "error_data": {"messaging_product": "whatsapp", "details": flaw.to_string()},
                "fbtrace_id": TRACE,
            }});
            Answer::json(400, &body)
        }
        FlawKind::Missing => of(131_008, &flaw.to_string()),
        FlawKind::Value => of(131_009, &flaw.to_string()),
    }
}

/// An error as a status webhook tells it.
pub fn in_status(code: u32) -> Value {
    let details = match code {
        131_047 => {
            "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
        }
        131_026 => "Message Undeliverable.",
        131_050 => "The user has stopped marketing messages from this business.",
        _ => title(code),
    };
    json!({
        "code": code,
        "title": title(code),
        "message": title(code),
        "error_data": {"details": details},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    })
}
