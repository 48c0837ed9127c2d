//! Interactive messages: reply buttons, lists, URL buttons, carousels, flows, requests for a location.
//!
//! Source: Cloud API guides "Interactive messages" (read August 2026). The core has adapted everything to the limits in
//! `capabilities.rs`; here it is only put into the network's form, and what has none is an error.

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Action, Button, Captioned, Card, Cards, Content, Form, Picker, Text};
use jackfield_sdk::json::{self, Value, json};
use jackfield_sdk::types::{Failure, FailureKind};

use super::content::Workshop;
use super::{markup, unsupported};

/// Shown where a text must stand and the author gave none.
const EMPTY: &str = "\u{2800}";
/// The text of the control that opens a list or flow, where the author gave none.
const OPEN: &str = "Open";
/// What a request for a person comes back with.
const LIVE_AGENT: &str = "live-agent";

fn frame(kind: &str, body: &str, action: Value) -> Value {
    let body = if body.is_empty() { EMPTY } else { body };
    json!({"type": "interactive", "interactive": {"type": kind, "body": {"text": body}, "action": action}})
}

fn set(message: &mut Value, member: &str, value: Option<Value>) {
    if let Some(value) = value {
        message["interactive"][member] = value;
    }
}

fn text_object(text: &Option<String>) -> Option<Value> {
    text.as_ref().map(|text| json!({ "text": text }))
}

/// Text or media with quick replies below.
pub fn with_replies(shop: &mut Workshop<'_>, content: &Content, replies: &[Button]) -> Result<Value, Failure> {
    if let (
        [
            Button {
                action: Action::ShareLocation,
                ..
            },
        ],
        Content::Text(text),
    ) = (replies, content)
    {
        return Ok(frame(
            "location_request_message",
            &markup::write(text),
            json!({"name": "send_location"}),
        ));
    }
    let (text, header) = match content {
        Content::Text(text) => (markup::write(text), None),
        Content::Media(Captioned { media, caption }) => (
            caption.as_ref().map(markup::write).unwrap_or_default(),
            Some(header(shop, *media)?),
        ),
        _ => {
            return Err(unsupported(
                "quick replies stand under text, image, video and file only",
            ));
        }
    };
    let mut message = frame("button", &text, json!({ "buttons": reply_buttons(replies)? }));
    set(&mut message, "header", header);
    Ok(message)
}

fn header(shop: &mut Workshop<'_>, media: u32) -> Result<Value, Failure> {
    let (kind, reference) = shop.refer(media)?;
    if !matches!(kind, "image" | "video" | "document") {
        return Err(unsupported("only image, video and file stand above buttons"));
    }
    Ok(json!({"type": kind, kind: reference}))
}

fn reply_buttons(buttons: &[Button]) -> Result<Vec<Value>, Failure> {
    buttons.iter().map(reply_button).collect()
}

fn reply_button(button: &Button) -> Result<Value, Failure> {
    let payload = match &button.action {
        Action::Reply(payload) => payload.as_str(),
        Action::LiveAgent => button.payload.as_deref().unwrap_or(LIVE_AGENT),
        _ => return Err(unsupported("of several buttons each must be a reply")),
    };
    Ok(json!({"type": "reply", "reply": {"id": payload, "title": button.label}}))
}

fn url_button(buttons: &[Button]) -> Option<Value> {
    let [
        Button {
            label,
            action: Action::OpenUrl(url),
            ..
        },
    ] = buttons
    else {
        return None;
    };
    Some(json!({"name": "cta_url", "parameters": {"display_text": label, "url": url}}))
}

/// One card, or a carousel.
pub fn cards(shop: &mut Workshop<'_>, cards: &Cards) -> Result<Value, Failure> {
    match cards.cards.as_slice() {
        [] => Err(fail(FailureKind::Malformed, "cards without a card")),
        [single] => one(shop, cards, single),
        several => carousel(shop, cards, several),
    }
}

fn one(shop: &mut Workshop<'_>, cards: &Cards, card: &Card) -> Result<Value, Failure> {
    let media = card.media.map(|media| header(shop, media)).transpose()?;
    let intro = cards.text.as_ref().map(markup::write);
    // A header is media or the title; a title beside media goes on top of the body.
    let title = card.title.as_deref().filter(|title| !title.is_empty());
    let body_title = title.filter(|_| media.is_some() || (card.subtitle.is_none() && intro.is_none()));
    let lines = [intro.as_deref(), body_title, card.subtitle.as_deref()];
    let body = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
    let text_header = title
        .filter(|_| body_title.is_none())
        .map(|title| json!({"type": "text", "text": title}));
    if card.buttons.is_empty() {
        let lines = [title.filter(|_| body_title.is_none()), Some(body.as_str())];
        return without_buttons(media, lines.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    }
    let mut message = match url_button(&card.buttons) {
        Some(action) => frame("cta_url", &body, action),
        None => frame("button", &body, json!({ "buttons": reply_buttons(&card.buttons)? })),
    };
    set(&mut message, "header", media.or(text_header));
    set(&mut message, "footer", text_object(&cards.footer));
    Ok(message)
}

/// A card without buttons is a picture with its words, or words.
fn without_buttons(media: Option<Value>, body: String) -> Result<Value, Failure> {
    let Some(mut message) = media else {
        return Ok(json!({"type": "text", "text": {"body": body, "preview_url": false}}));
    };
    let kind = message["type"].as_str().unwrap_or_default().to_owned();
    if !body.is_empty() {
        message[&kind]["caption"] = json!(body);
    }
    Ok(message)
}

fn carousel(shop: &mut Workshop<'_>, cards: &Cards, several: &[Card]) -> Result<Value, Failure> {
    let mut out = Vec::with_capacity(several.len());
    for (index, card) in several.iter().enumerate() {
        let media = card
            .media
            .ok_or_else(|| unsupported("every card of a carousel needs an image or video"))?;
        let header = header(shop, media)?;
        let lines = [card.title.as_deref(), card.subtitle.as_deref()];
        let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let (kind, action) = match url_button(&card.buttons) {
            Some(action) => ("cta_url", action),
            None => ("button", json!({ "buttons": quick_replies(&card.buttons)? })),
        };
        let mut object = json!({"card_index": index, "type": kind, "header": header, "action": action});
        if !text.is_empty() {
            object["body"] = json!({ "text": text });
        }
        out.push(object);
    }
    let kinds: Vec<_> = out.iter().map(|card| card["type"].clone()).collect();
    if kinds.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(unsupported("all cards of a carousel have buttons of the same kind"));
    }
    let body = cards.text.as_ref().map(markup::write).unwrap_or_default();
    Ok(frame("carousel", &body, json!({ "cards": out })))
}

/// In a carousel a reply is called otherwise than under a message.
fn quick_replies(buttons: &[Button]) -> Result<Vec<Value>, Failure> {
    if buttons.is_empty() {
        return Err(unsupported("every card of a carousel needs a button"));
    }
    let mut replies = reply_buttons(buttons)?;
    for reply in &mut replies {
        let inner = reply["reply"].take();
        *reply = json!({"type": "quick_reply", "quick_reply": inner});
    }
    Ok(replies)
}

/// A list of rows in sections.
pub fn list(picker: &Picker) -> Value {
    let several = picker.sections.len() > 1;
    let section = |section: &jackfield_sdk::content::PickerSection| {
        let rows: Vec<_> = section
            .items
            .iter()
            .map(|item| {
                let mut row = json!({"id": item.payload, "title": item.title});
                if let Some(subtitle) = &item.subtitle {
                    row["description"] = json!(subtitle);
                }
                row
            })
            .collect();
        let mut object = json!({ "rows": rows });
        // The network insists on titles as soon as there are two sections.
        if let Some(title) = section.title.as_deref().or(several.then_some(EMPTY)) {
            object["title"] = json!(title);
        }
        object
    };
    let sections: Vec<_> = picker.sections.iter().map(section).collect();
    let button = picker.open_label.as_deref().unwrap_or(OPEN);
    let mut message = frame(
        "list",
        &text_of(&picker.text),
        json!({"button": button, "sections": sections}),
    );
    set(&mut message, "footer", text_object(&picker.footer));
    message
}

fn text_of(text: &Text) -> String {
    markup::write(text)
}

/// A flow that Meta keeps. With data it opens at the first page described; its token is the form's name, which comes back.
pub fn flow(form: &Form) -> Result<Value, Failure> {
    let stored = form.stored.as_deref();
    let stored = stored.ok_or_else(|| unsupported("a form must be a flow that Meta keeps: name it in `stored`"))?;
    let mut parameters = json!({
        "flow_message_version": "3",
        "flow_token": form.name,
        "flow_id": stored,
        "flow_cta": form.open_label.as_deref().unwrap_or(OPEN),
        "flow_action": "navigate",
    });
    if let Some(page) = form.pages.first() {
        parameters["flow_action_payload"] = json!({ "screen": page.name });
        if let Some(data) = &form.data {
            let data = json::parse(data.as_bytes()).ok().filter(Value::is_object);
            let data = data.ok_or_else(|| fail(FailureKind::Malformed, "the form's data is no JSON object"))?;
            parameters["flow_action_payload"]["data"] = data;
        }
    }
    Ok(frame(
        "flow",
        &text_of(&form.text),
        json!({"name": "flow", "parameters": parameters}),
    ))
}
