//! The two networks as this crate plays them: their webhooks, signed as they sign, and their answers to our requests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jackfield_model::http::{HttpCall, Peer, Request};
use serde_json::{Value, json};
use sha2::Sha256;

/// The host's own view of one network: how to sign what it sends, and what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    Line,
    WhatsApp,
}

/// Seconds since 1970 at which the played conversations happen.
pub const AT_SECONDS: u64 = 1_732_400_000;

impl Network {
    /// The word of its channel, and the name of its component's file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::WhatsApp => "whatsapp",
        }
    }

    /// The account's secrets, made up for this play.
    #[must_use]
    pub fn secrets(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Line => vec![
                ("channel-secret", "0123456789abcdef0123456789abcdef"),
                ("channel-access-token", "line-token-never-seen"),
            ],
            Self::WhatsApp => vec![
                ("app-secret", "meta-app-secret-0123456789abcdef"),
                ("verify-token", "verify-me"),
                ("access-token", "whatsapp-token-never-seen"),
            ],
        }
    }

    /// The account's settings.
    #[must_use]
    pub fn settings(self) -> Value {
        match self {
            Self::Line => json!({}),
            Self::WhatsApp => json!({"phone_number_id": "106540352242922", "waba_id": "102290129340398"}),
        }
    }

    /// A consumer's words, as this network delivers them: signed. `number` makes its ids its own.
    #[must_use]
    pub fn text(self, number: u64, text: &str) -> Request {
        match self {
            Self::Line => self.line_event(number, &json!({
                "type": "message", "replyToken": format!("{number:032x}"),
                "message": {"id": format!("53500000000000{number:04}"), "type": "text", "quoteToken": "q3Plxr4AgKd", "text": text},
            })),
            Self::WhatsApp => self.whatsapp_message(number, &json!({"type": "text", "text": {"body": text}})),
        }
    }

    /// A consumer's tap on a reply with this payload.
    #[must_use]
    pub fn tap(self, number: u64, payload: &str, label: &str) -> Request {
        match self {
            Self::Line => self.line_event(
                number,
                &json!({
                    "type": "postback", "replyToken": format!("{number:032x}"), "postback": {"data": payload},
                }),
            ),
            Self::WhatsApp => self.whatsapp_message(
                number,
                &json!({
                    "type": "interactive",
                    "interactive": {"type": "button_reply", "button_reply": {"id": payload, "title": label}},
                }),
            ),
        }
    }

    fn line_event(self, number: u64, event: &Value) -> Request {
        let mut event = event.clone();
        event["mode"] = json!("active");
        event["timestamp"] = json!(AT_SECONDS * 1000 + number);
        event["source"] = json!({"type": "user", "userId": "U1111111111111111111111111111111a"});
        event["webhookEventId"] = json!(format!("01JDEMO{number:019}"));
        event["deliveryContext"] = json!({"isRedelivery": false});
        let body = json!({"destination": "U0000000000000000000000000000000f", "events": [event]}).to_string();
        let tag = STANDARD.encode(hmac_sha256("0123456789abcdef0123456789abcdef", &body));
        self.request(body, "x-line-signature", tag)
    }

    fn whatsapp_message(self, number: u64, message: &Value) -> Request {
        let mut message = message.clone();
        message["from"] = json!("15557778888");
        message["id"] = json!(format!("wamid.DEMO{number}"));
        message["timestamp"] = json!(AT_SECONDS.to_string());
        let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550001111", "phone_number_id": "106540352242922"},
            "contacts": [{"profile": {"name": "Ana"}, "wa_id": "15557778888"}],
            "messages": [message],
        }}]}]})
        .to_string();
        let tag = format!(
            "sha256={}",
            hex::encode(hmac_sha256("meta-app-secret-0123456789abcdef", &body))
        );
        self.request(body, "x-hub-signature-256", tag)
    }

    fn request(self, body: String, signature_header: &str, tag: String) -> Request {
        Request {
            method: "POST".into(),
            url: self.webhook_url(),
            path: "/".into(),
            headers: vec![
                ("content-type".into(), "application/json".into()),
                (signature_header.into(), tag),
            ],
            body: body.into_bytes().into(),
            received: AT_SECONDS * 1000 + 500,
            peer: Peer {
                address: Some("203.0.113.7".into()),
                certificate: None,
            },
            extra: vec![],
        }
    }

    /// The public URL at which this network reaches us.
    #[must_use]
    pub fn webhook_url(self) -> String {
        format!("https://hub.example.com/channels/{}", self.name())
    }

    /// What the network answers to a good request: status and JSON body.
    #[must_use]
    pub fn answer(self, call: &HttpCall, number: usize) -> (u16, Value) {
        let sends = call.url.contains("/message/reply")
            || call.url.contains("/message/push")
            || call.url.ends_with("/messages");
        match self {
            Self::Line if sends => (
                200,
                json!({"sentMessages": [{"id": format!("461230966842064{number:03}"), "quoteToken": "IStG5h1Tz7b"}]}),
            ),
            Self::Line => (202, json!({})),
            Self::WhatsApp => (
                200,
                json!({
                    "messaging_product": "whatsapp",
                    "contacts": [{"input": "15557778888", "wa_id": "15557778888"}],
                    "messages": [{"id": format!("wamid.OUT{number}"), "message_status": "accepted"}],
                    "success": true,
                }),
            ),
        }
    }
}

fn hmac_sha256(key: &str, body: &str) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return Vec::new();
    };
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
