//! What the connector says of itself: settings, secrets and where they may go, what it must be able to call.

use jackfield_sdk::build::{as_bearer, reach, secret};
use jackfield_sdk::description::{
    Description, Reach, ReachKind, SecretNeed, SecretPlace, SecretUse, WebhookCheck, WebhookNeed,
};
use jackfield_sdk::http::Place;
use jackfield_sdk::json::json;

use crate::capabilities::capabilities;
use crate::wire::{DEFAULT_VERSION, HOST, MEDIA_HOST};

const SUBSCRIBED_APPS: &str = "/v*/*/subscribed_apps";

pub fn describe() -> Description {
    Description {
        channel: "whatsapp".to_owned(),
        title: "WhatsApp".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        author: "Jackfield".to_owned(),
        settings_schema: settings_schema(),
        secrets: secrets(),
        tokens: vec![],
        keys: vec![],
        reach: reaches(),
        webhook: Some(WebhookNeed {
            check: WebhookCheck::Credentials,
            open_handshake: false,
            shared: true,
            answer_within: 10_000,
            // Webhooks, "Delivery failure": with growing gaps for up to seven days.
            redelivers_for: 7 * 24 * 60 * 60,
        }),
        capabilities: capabilities(),
        retired: None,
        extra: vec![],
    }
}

fn settings_schema() -> String {
    let digits = |title: &str, description: &str| json!({"type": "string", "pattern": "^[0-9]{1,32}$", "title": title, "description": description});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "phone_number_id": digits("Phone number ID", "WhatsApp Manager, API setup: the id of the number, not the number."),
            "waba_id": digits("WhatsApp Business account ID", "WhatsApp Manager, API setup."),
            "graph_version": {
                "type": "string", "pattern": "^v[0-9]{1,3}\\.[0-9]$", "default": DEFAULT_VERSION,
                "title": "Graph API version", "description": "Leave as it is unless Meta retires it."
            }
        },
        "required": ["phone_number_id", "waba_id"],
        "additionalProperties": false
    })
    .to_string()
}

fn secrets() -> Vec<SecretNeed> {
    let verify_place = SecretUse::Place(SecretPlace {
        host: HOST.to_owned(),
        path: SUBSCRIBED_APPS.to_owned(),
        place: Place::Json("/verify_token".to_owned()),
    });
    vec![
        secret(
            "app-secret",
            "App secret",
            "Meta app dashboard, App settings, Basic.",
            vec![SecretUse::Check],
        ),
        SecretNeed {
            clear_inbound: true,
            ..secret(
                "verify-token",
                "Verify token",
                "Any long random text; the same one is entered in the app dashboard under Webhooks.",
                vec![SecretUse::Check, verify_place],
            )
        },
        secret(
            "access-token",
            "Access token",
            "Business settings, System users: a token with whatsapp_business_messaging and whatsapp_business_management.",
            vec![as_bearer(HOST, "/v*/**"), as_bearer(MEDIA_HOST, "/**")],
        ),
    ]
}

fn reaches() -> Vec<Reach> {
    let api = |methods: &[&str], path: &str, why: &str| reach(ReachKind::Api, methods, HOST, path, why);
    vec![
        api(
            &["POST"],
            "/v*/*/messages",
            "to send messages, reactions, read receipts and typing signs",
        ),
        api(&["POST"], "/v*/*/media", "to upload media before they are sent"),
        api(
            &["POST", "DELETE"],
            "/v*/*/block_users",
            "to block and unblock consumers",
        ),
        api(
            &["GET", "POST", "DELETE"],
            SUBSCRIBED_APPS,
            "to connect and disconnect the account",
        ),
        api(&["GET"], "/v*/*/message_templates", "to list templates"),
        api(
            &["GET"],
            "/v*/*",
            "to ask for the number's state and for the URL of media",
        ),
        reach(
            ReachKind::Api,
            &["GET"],
            MEDIA_HOST,
            "/**",
            "to fetch media that consumers sent; Meta asks for the token",
        ),
    ]
}
