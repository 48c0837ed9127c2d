//! What a message says and what can be tapped on it.

use serde_json::Value;

use crate::sent::{Choice, Does};

/// The kind with the kind of what it holds: `template.buttons`, `flex.carousel`, `text`.
pub fn kind(message: &Value) -> String {
    let kind = message["type"].as_str().unwrap_or_default();
    let inner = match kind {
        "template" => message["template"]["type"].as_str(),
        "flex" => message["contents"]["type"].as_str(),
        _ => None,
    };
    inner.map_or_else(|| kind.to_owned(), |inner| format!("{kind}.{inner}"))
}

/// The words: those of a text, a template, else what stands for it.
pub fn text(message: &Value) -> Option<String> {
    let found = ["/text", "/template/text", "/altText", "/title"]
        .iter()
        .find_map(|place| message.pointer(place)?.as_str());
    found.map(str::to_owned)
}

/// Everything that can be tapped, in the order of reading; quick replies last.
pub fn choices(message: &Value) -> Vec<Choice> {
    let mut found = Vec::new();
    match message["type"].as_str() {
        Some("template") => {
            let template = &message["template"];
            gather(&template["defaultAction"], &mut found);
            gather(&template["actions"], &mut found);
            for column in template["columns"].as_array().into_iter().flatten() {
                for member in ["defaultAction", "action", "actions"] {
                    gather(&column[member], &mut found);
                }
            }
        }
        Some("flex") => walk(&message["contents"], &mut found),
        Some("imagemap") => gather(&message["actions"], &mut found),
        _ => {}
    }
    for item in message["quickReply"]["items"].as_array().into_iter().flatten() {
        gather(&item["action"], &mut found);
    }
    found
}

/// An action, or a list of them.
fn gather(value: &Value, into: &mut Vec<Choice>) {
    match value {
        Value::Array(actions) => actions.iter().for_each(|action| gather(action, into)),
        Value::Object(_) => into.push(choice(value)),
        _ => {}
    }
}

/// The actions of a flex container, blocks from top to bottom.
fn walk(component: &Value, into: &mut Vec<Choice>) {
    gather(&component["action"], into);
    for member in ["header", "hero", "body", "footer"] {
        if component[member].is_object() {
            walk(&component[member], into);
        }
    }
    for child in component["contents"].as_array().into_iter().flatten() {
        walk(child, into);
    }
}

fn choice(action: &Value) -> Choice {
    let text = |member: &str| action[member].as_str().unwrap_or_default().to_owned();
    let does = match action["type"].as_str() {
        Some("message") => Does::Say { text: text("text") },
        Some("postback") => Does::Postback { data: text("data") },
        Some("datetimepicker") => Does::PickTime {
            data: text("data"),
            mode: text("mode"),
        },
        Some("location") => Does::ShareLocation,
        Some("uri") => Does::Open {
            url: if action["uri"].is_string() {
                text("uri")
            } else {
                text("linkUri")
            },
        },
        _ => Does::Other(action.clone()),
    };
    Choice {
        label: text("label"),
        does,
    }
}
