//! The account itself: its name, quota, webhook address; people's names; typing and read marks.

use serde_json::json;

use super::accept::chat;
use super::{Line, errors, json_body, sound, tokens};
use crate::exchange::{Answer, Request};
use crate::shape::{self, Unit};
use crate::shared::Shared;
use crate::spec::Of;

/// Pushes that the simulated plan allows a month.
const QUOTA: u64 = 1_000_000;

/// `GET /v2/bot/info`.
pub fn info(shared: &Shared) -> Answer {
    let account = &shared.config.account;
    Answer::json(
        200,
        &json!({
            "userId": account.address,
            "basicId": account.business,
            "displayName": account.name,
            "chatMode": "bot",
            "markAsReadMode": "manual",
        }),
    )
}

/// `GET /v2/bot/message/quota`.
pub fn quota() -> Answer {
    Answer::json(200, &json!({"type": "limited", "value": QUOTA}))
}

/// `GET /v2/bot/message/quota/consumption`.
pub fn consumption(own: &Line) -> Answer {
    Answer::json(200, &json!({"totalUsage": own.state().pushed}))
}

/// The profile of a person that this simulator made; friends have more than members of a group.
pub fn profile(own: &Line, person: &str, friend: bool) -> Answer {
    let state = own.state();
    let Some(name) = state
        .names
        .get(person)
        .filter(|_| !friend || !state.unfollowed.contains(person))
    else {
        return errors::of(404, "Not found");
    };
    let mut profile = json!({
        "displayName": name,
        "userId": person,
        "pictureUrl": format!("https://profile.line-scdn.net/{person}"),
    });
    if friend {
        profile["language"] = json!("en");
    }
    Answer::json(200, &profile)
}

/// `POST /v2/bot/chat/loading/start`.
pub fn loading(shared: &Shared, own: &Line, request: &Request) -> Answer {
    let body = sound(shared, own, request, Of::Loading, |part| {
        part.object(&["chatId"], &["loadingSeconds"]);
        part.member("chatId", |id| chat(id, &['U']));
        part.member("loadingSeconds", |seconds| {
            seconds.whole(5..=60);
            if seconds.value().as_i64().is_some_and(|seconds| seconds % 5 != 0) {
                seconds.flaw("must be a multiple of 5");
            }
        });
    });
    match body {
        Ok(body) => {
            shared.book.act("typing", body["chatId"].as_str().unwrap_or_default());
            Answer::json(202, &json!({}))
        }
        Err(refusal) => refusal,
    }
}

/// `POST /v2/bot/chat/markAsRead`.
pub fn mark_as_read(shared: &Shared, own: &Line, request: &Request) -> Answer {
    let body = sound(shared, own, request, Of::MarkAsRead, |part| {
        part.object(&["markAsReadToken"], &[]);
        part.member("markAsReadToken", |token| {
            let text = token.value().as_str().unwrap_or_default();
            if !tokens::is_plain(&shared.config.account.secret, tokens::READ, text) {
                token.flaw("An invalid markAsReadToken is specified");
            }
        });
    });
    match body {
        Ok(body) => {
            shared
                .book
                .act("read", body["markAsReadToken"].as_str().unwrap_or_default());
            Answer::json(200, &json!({}))
        }
        Err(refusal) => refusal,
    }
}

/// `PUT` and `GET /v2/bot/channel/webhook/endpoint`. A configured address stands for the public one; without, the one that
/// was registered is used.
pub fn endpoint(shared: &Shared, own: &Line, request: &Request) -> Answer {
    if request.head.method == "GET" {
        let endpoint = own.state().endpoint.clone();
        return match endpoint {
            Some(endpoint) => Answer::json(200, &json!({"endpoint": endpoint, "active": true})),
            None => errors::of(404, "The webhook URL is not set"),
        };
    }
    let body = sound(shared, own, request, Of::Endpoint, |part| {
        part.object(&["endpoint"], &[]);
        part.member("endpoint", |url| url.url(&["https"], 500));
    });
    match body {
        Ok(body) => {
            let url = body["endpoint"].as_str().unwrap_or_default();
            if shared.courier.target().is_err()
                && let Err(error) = shared.courier.set_url(url)
            {
                return errors::of(400, &error.to_string());
            }
            shared.book.act("webhook", url);
            own.state().endpoint = Some(url.to_owned());
            Answer::json(200, &json!({}))
        }
        Err(refusal) => refusal,
    }
}

/// `POST /v2/bot/channel/webhook/test`: posts a body without events, as the console's "Verify" does.
pub async fn test(shared: &Shared, request: &Request) -> Answer {
    if !request.body.is_empty() {
        match json_body(shared, request) {
            Ok(body) => {
                let flaws = shape::check(&body, |part| {
                    part.object(&[], &["endpoint"]);
                    part.member("endpoint", |url| url.text(1..=500, Unit::Utf16));
                });
                shared.flaws(request, &flaws);
            }
            Err(refusal) => return refusal,
        }
    }
    let body = json!({"destination": shared.config.account.address, "events": []});
    let reply = shared.courier.post(&shared.courier.signed(&body)).await;
    let (status, reason) = match &reply {
        Ok(reply) if reply.status == 200 => (200, "OK"),
        Ok(reply) => (reply.status, "ERROR_STATUS_CODE"),
        Err(_) => (0, "COULD_NOT_CONNECT"),
    };
    Answer::json(
        200,
        &json!({
            "success": status == 200,
            "timestamp": "2024-11-23T22:13:20.000Z",
            "statusCode": status,
            "reason": reason,
            "detail": status.to_string(),
        }),
    )
}
