//! The account itself: subscription with handshake, number, blocked consumers, templates.

use serde_json::{Value, json};

use super::{WhatsApp, errors, handshake, json_body, messages, success};
use crate::exchange::{Answer, Request};
use crate::shape::{self, Unit};
use crate::shared::Shared;

/// `/{waba-id}/subscribed_apps`. With an address of its own the webhook is asked first whether it is the business's.
pub async fn subscription(shared: &Shared, own: &WhatsApp, request: &Request) -> Answer {
    match request.head.method.as_str() {
        "GET" => {
            let data: Vec<Value> = own.state().subscription.iter().cloned().collect();
            Answer::json(200, &json!({"data": data}))
        }
        "DELETE" => {
            own.state().subscription = None;
            shared.book.act("unsubscribe", "");
            success()
        }
        _ => subscribe(shared, own, request).await,
    }
}

async fn subscribe(shared: &Shared, own: &WhatsApp, request: &Request) -> Answer {
    let mut entry = json!({"whatsapp_business_api_data": {"id": "1234567890123456", "name": "Jackfield", "link": "https://www.facebook.com/games/?app_id=1234567890123456"}});
    let mut about = String::new();
    if !request.body.is_empty() {
        let body = match json_body(shared, request) {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let flaws = shape::check(&body, |part| {
            part.object(&[], &["override_callback_uri", "verify_token"]);
            if part.has("override_callback_uri") != part.has("verify_token") {
                part.flaw("`override_callback_uri` and `verify_token` come together");
            }
            part.member("override_callback_uri", |url| url.url(&["https"], 200));
            part.member("verify_token", |token| token.text(1..=1000, Unit::Scalars));
        });
        shared.flaws(request, &flaws);
        if let Some(flaw) = flaws.first() {
            return errors::flawed(flaw);
        }
        if let (Some(url), Some(token)) = (body["override_callback_uri"].as_str(), body["verify_token"].as_str()) {
            if let Err(why) = verified(shared, url, token).await {
                let message = format!("(#2200) Callback verification failed with the following errors: {why}");
                return errors::graph(400, 2200, None, &message);
            }
            entry["override_callback_uri"] = json!(url);
            url.clone_into(&mut about);
        }
    }
    own.state().subscription = Some(entry.clone());
    shared.book.act("subscribe", about);
    Answer::json(200, &json!({"success": true, "data": [entry]}))
}

/// Asks the webhook. A configured address stands for the public one; without, the one that was registered is used.
async fn verified(shared: &Shared, url: &str, token: &str) -> Result<(), String> {
    if shared.courier.target().is_err() {
        shared.courier.set_url(url).map_err(|error| error.to_string())?;
    }
    match handshake(shared, token).await {
        Ok((200, body, challenge)) if body == challenge.as_bytes() => Ok(()),
        Ok((200, ..)) => Err("the challenge did not come back".to_owned()),
        Ok((status, ..)) => Err(format!("HTTP Status Code = {status}")),
        Err(error) => Err(error.to_string()),
    }
}

/// `GET /{phone-number-id}`.
pub fn number(shared: &Shared, request: &Request) -> Answer {
    let account = &shared.config.account;
    let all = json!({
        "id": account.address,
        "display_phone_number": format!("+{}", account.number),
        "verified_name": account.name,
        "quality_rating": "GREEN",
        "name_status": "APPROVED",
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "status": "CONNECTED",
    });
    let usual =
        "id,display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,throughput";
    let fields = request.query("fields").unwrap_or_else(|| usual.to_owned());
    let mut body = json!({"id": account.address});
    for field in fields.split(',') {
        match all.get(field) {
            Some(value) => body[field] = value.clone(),
            None => {
                shared.problem(request, format!("no field `{field}`"));
                let message = format!("(#100) Tried accessing nonexisting field ({field})");
                return errors::graph(400, 100, None, &message);
            }
        }
    }
    Answer::json(200, &body)
}

/// `/{phone-number-id}/block_users`.
pub fn block(shared: &Shared, own: &WhatsApp, request: &Request) -> Answer {
    let method = request.head.method.as_str();
    if method == "GET" {
        let blocked = own.state().blocked.clone();
        let data: Vec<_> = blocked
            .iter()
            .map(|id| json!({"messaging_product": "whatsapp", "wa_id": id}))
            .collect();
        return Answer::json(200, &json!({"data": data}));
    }
    let body = match json_body(shared, request) {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let flaws = shape::check(&body, |part| {
        part.object(&["messaging_product", "block_users"], &[]);
        part.member("messaging_product", |product| product.one_of(&["whatsapp"]));
        part.member("block_users", |users| {
            users.list(1..=1000, |user| {
                user.object(&[], &["user", "user_id"]);
                if user.has("user") == user.has("user_id") {
                    user.flaw("needs one of `user` and `user_id`");
                }
                user.member("user", messages::phone);
                user.member("user_id", |id| id.text(4..=256, Unit::Scalars));
            });
        });
    });
    shared.flaws(request, &flaws);
    if let Some(flaw) = flaws.first() {
        return errors::flawed(flaw);
    }
    let blocks = method == "POST";
    let mut told = Vec::new();
    for user in body["block_users"].as_array().into_iter().flatten() {
        let input = user["user"]
            .as_str()
            .or_else(|| user["user_id"].as_str())
            .unwrap_or_default();
        let person = input.trim_start_matches('+').to_owned();
        let mut state = own.state();
        state.blocked.retain(|blocked| *blocked != person);
        if blocks {
            state.blocked.push(person.clone());
        }
        shared
            .book
            .act(if blocks { "block" } else { "unblock" }, person.clone());
        told.push(json!({"input": input, "wa_id": person}));
    }
    let mut result = json!({});
    result[if blocks { "added_users" } else { "removed_users" }] = json!(told);
    Answer::json(200, &json!({"messaging_product": "whatsapp", "block_users": result}))
}

/// The templates that an account has from the start.
pub fn first_templates() -> Vec<Value> {
    vec![
        json!({"name": "hello_world", "language": "en_US", "status": "APPROVED", "category": "UTILITY", "id": "1192339204654487",
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
                {"type": "BODY", "text": "Welcome and congratulations!!"},
                {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"}]}),
        json!({"name": "order_ready", "language": "en_US", "status": "APPROVED", "category": "UTILITY", "id": "1192339204654488",
            "components": [
                {"type": "BODY", "text": "Hi {{1}}, your order {{2}} is ready.", "example": {"body_text": [["Ana", "42"]]}},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "I am coming"},
                    {"type": "QUICK_REPLY", "text": "Cancel"}]}]}),
        json!({"name": "receipt", "language": "en_US", "status": "APPROVED", "category": "UTILITY", "id": "1192339204654489",
            "components": [
                {"type": "HEADER", "format": "DOCUMENT"},
                {"type": "BODY", "text": "Your receipt, {{1}}."}]}),
        json!({"name": "spring_sale", "language": "en_US", "status": "PAUSED", "category": "MARKETING", "id": "1192339204654490",
            "components": [{"type": "BODY", "text": "Everything must go."}]}),
    ]
}

/// `GET /{waba-id}/message_templates`, page by page.
pub fn templates(own: &WhatsApp, request: &Request) -> Answer {
    let state = own.state();
    let number = |name: &str| request.query(name).and_then(|text| text.parse::<usize>().ok());
    let (start, limit) = (number("after").unwrap_or(0), number("limit").unwrap_or(25).max(1));
    let name = request.query("name");
    let fitting: Vec<_> = state
        .templates
        .iter()
        .filter(|template| name.is_none() || template["name"].as_str() == name.as_deref())
        .collect();
    let page: Vec<_> = fitting.iter().skip(start).take(limit).collect();
    let end = start + page.len();
    let mut paging = json!({"cursors": {"before": start.to_string(), "after": end.to_string()}});
    if end < fitting.len() {
        paging["next"] = json!(format!("https://graph.facebook.com{}?after={end}", request.path()));
    }
    Answer::json(200, &json!({"data": page, "paging": paging}))
}

/// Whether a message fits the template that it names; else the code and why.
pub fn fits_template(templates: &[Value], sent: &Value) -> Result<(), (u32, String)> {
    let (name, language) = (&sent["name"], &sent["language"]["code"]);
    let found = templates
        .iter()
        .find(|template| template["name"] == *name && template["language"] == *language);
    let template = found.ok_or_else(|| (132_001, format!("template name ({name}) does not exist in {language}")))?;
    if template["status"] == "PAUSED" {
        return Err((132_015, "the template is paused".to_owned()));
    }
    let components = |value: &Value, kind: &str| -> Option<Value> {
        let all = value["components"].as_array()?;
        all.iter()
            .find(|component| {
                component["type"]
                    .as_str()
                    .is_some_and(|found| found.eq_ignore_ascii_case(kind))
            })
            .cloned()
    };
    for kind in ["header", "body"] {
        let kept = components(template, kind).unwrap_or_default();
        let media = kept["format"].as_str().is_some_and(|format| format != "TEXT");
        let wanted = if media {
            1
        } else {
            kept["text"].as_str().unwrap_or_default().matches("{{").count()
        };
        let given = components(sent, kind)
            .and_then(|component| component["parameters"].as_array().map(Vec::len))
            .unwrap_or(0);
        if wanted != given {
            return Err((
                132_000,
                format!(
                    "{kind}: number of localizable_params ({given}) does not match the expected number of params ({wanted})"
                ),
            ));
        }
    }
    Ok(())
}
