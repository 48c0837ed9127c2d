//! The templates of the business account, page by page.
//!
//! Source: WhatsApp Business Management API, Message templates (read August 2026).

use std::collections::BTreeSet;

use jackfield_sdk::build::{fail, get, progress, start};
use jackfield_sdk::delivery::{Progress, Start, Step, TemplateInfo, TemplatePage};
use jackfield_sdk::events::TemplateStatus;
use jackfield_sdk::http::Outcome;
use jackfield_sdk::json::{self, Fields, Value, json};
use jackfield_sdk::query::encode;
use jackfield_sdk::types::{Account, Failure, FailureKind};

use crate::errors;
use crate::job::{ACCESS_TOKEN, Job};
use crate::wire::Settings;

/// Templates of a page; the network takes more, but an answer of 1 MiB must hold them.
const PAGE: &str = "/message_templates?fields=name,language,status,category,components,rejected_reason&limit=100";

/// # Errors
///
/// `malformed` for a cursor that is not the network's, `account-blocked` when a setting is missing.
pub fn browse(account: &Account, after: Option<Vec<u8>>) -> Result<Start, Failure> {
    let mut url = Settings::of(account)?.of_business(PAGE);
    if let Some(cursor) = after {
        let cursor = String::from_utf8(cursor).map_err(|_| fail(FailureKind::Malformed, "the cursor is no text"))?;
        url.push_str("&after=");
        url.push_str(&encode(&cursor));
    }
    start(get(url, "templates").bearer(ACCESS_TOKEN), &Job::Templates)
}

/// A page came.
pub fn page(outcome: Outcome) -> Result<Progress, Failure> {
    let answer = errors::good(outcome, FailureKind::Retryable)?;
    if answer.truncated {
        return Err(fail(
            FailureKind::TooLarge,
            "a page of templates is larger than an answer may be",
        ));
    }
    let body = json::parse(&answer.body).unwrap_or_default();
    let paging = body.at("paging");
    let next = paging
        .text("next")
        .and_then(|_| paging.at("cursors").string("after"))
        .map(String::into_bytes);
    let templates = body.list("data").iter().filter_map(info).collect();
    Ok(progress(Step::Templates(TemplatePage { templates, next })))
}

fn info(template: &Value) -> Option<TemplateInfo> {
    let components = template.list("components");
    Some(TemplateInfo {
        status: TemplateStatus {
            name: template.string("name")?,
            language: template.string("language")?,
            status: template.text("status").unwrap_or("unknown").to_lowercase(),
            reason: template.string("rejected_reason").filter(|reason| reason != "NONE"),
        },
        category: template.text("category").map(str::to_lowercase),
        parameters: parameters(components).to_string(),
        preview: components.iter().filter_map(preview).collect::<Vec<_>>().join("\n"),
    })
}

fn preview(component: &Value) -> Option<String> {
    match component.text("type")? {
        "BUTTONS" => {
            let labels = component
                .list("buttons")
                .iter()
                .filter_map(|button| button.text("text"));
            Some(labels.map(|label| format!("[{label}]")).collect::<Vec<_>>().join(" "))
        }
        "HEADER" if component.text("text").is_none() => component
            .text("format")
            .map(|format| format!("({})", format.to_lowercase())),
        _ => component.string("text"),
    }
}

/// A JSON Schema of an object whose members are named `component.place`, as `template-parameter` counts them.
fn parameters(components: &[Value]) -> Value {
    let mut members = json::Value::Object(Default::default());
    let mut names = BTreeSet::new();
    for component in components {
        let kind = component.text("type").unwrap_or_default().to_lowercase();
        let media = component
            .text("format")
            .filter(|format| *format != "TEXT" && kind == "header");
        names.extend(media.map(|format| (format!("{kind}.1"), format.to_lowercase())));
        let places = component.text("text").map(marked_places).unwrap_or_default();
        names.extend(
            places
                .into_iter()
                .map(|place| (format!("{kind}.{place}"), "text".to_owned())),
        );
        for (index, button) in component.list("buttons").iter().enumerate() {
            let what = match button.text("type") {
                Some("URL") => button
                    .text("url")
                    .map(marked_places)
                    .filter(|found| !found.is_empty())
                    .map(|_| "text"),
                Some("QUICK_REPLY") => Some("payload"),
                Some("COPY_CODE") => Some("coupon"),
                _ => None,
            };
            names.extend(what.map(|what| (format!("button.{index}"), what.to_owned())));
        }
    }
    let required: Vec<_> = names
        .iter()
        .filter(|(_, what)| what != "payload")
        .map(|(name, _)| name.clone())
        .collect();
    for (name, what) in names {
        members[name] = json!({"type": "string", "description": what});
    }
    json!({"type": "object", "properties": members, "required": required})
}

/// What stands between `{{` and `}}`.
fn marked_places(text: &str) -> Vec<&str> {
    text.split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect()
}
