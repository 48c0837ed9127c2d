//! Templates and their parameters.
//!
//! Source: Cloud API guide "Template messages" (read August 2026).

use std::collections::BTreeMap;

use jackfield_sdk::build::fail;
use jackfield_sdk::content::{Template, TemplateParameter, TemplateValue};
use jackfield_sdk::json::{self, Fields, Value, json};
use jackfield_sdk::types::{Failure, FailureKind};

use super::content::Workshop;

/// # Errors
///
/// `template` for a parameter of a component that templates do not have, or whose JSON is none.
pub fn template(shop: &mut Workshop<'_>, template: &Template) -> Result<Value, Failure> {
    let mut components = vec![];
    for kind in ["header", "body"] {
        let parameters = all(shop, of(template, kind))?;
        if !parameters.is_empty() {
            components.push(json!({"type": kind, "parameters": parameters}));
        }
    }
    for parameter in of(template, "button") {
        components.push(button(shop, parameter, parameter.index)?);
    }
    let mut cards: BTreeMap<u32, Vec<&TemplateParameter>> = BTreeMap::new();
    for parameter in of(template, "card") {
        cards.entry(parameter.index).or_default().push(parameter);
    }
    if !cards.is_empty() {
        let cards = cards
            .into_iter()
            .map(|(index, of)| card(shop, index, &of))
            .collect::<Result<Vec<_>, _>>()?;
        components.push(json!({"type": "carousel", "cards": cards}));
    }
    if let Some(strange) = template
        .parameters
        .iter()
        .find(|parameter| !matches!(parameter.component.as_str(), "header" | "body" | "button" | "card"))
    {
        return Err(fail(
            FailureKind::Template,
            format!("templates have no component `{}`", strange.component),
        ));
    }
    // The network writes `pt_BR` where BCP 47 writes `pt-BR`.
    let mut object = json!({"name": template.name, "language": {"code": template.language.replace('-', "_")}});
    if !components.is_empty() {
        object["components"] = json!(components);
    }
    Ok(json!({"type": "template", "template": object}))
}

fn of<'a>(template: &'a Template, component: &str) -> Vec<&'a TemplateParameter> {
    let mut found: Vec<_> = template
        .parameters
        .iter()
        .filter(|p| p.component == component)
        .collect();
    found.sort_by_key(|parameter| parameter.index);
    found
}

fn all(shop: &mut Workshop<'_>, parameters: Vec<&TemplateParameter>) -> Result<Vec<Value>, Failure> {
    parameters.into_iter().map(|parameter| value(shop, parameter)).collect()
}

fn value(shop: &mut Workshop<'_>, parameter: &TemplateParameter) -> Result<Value, Failure> {
    let mut value = match &parameter.value {
        TemplateValue::Text(text) => json!({"type": "text", "text": text}),
        TemplateValue::Payload(payload) => json!({"type": "payload", "payload": payload}),
        TemplateValue::Media(index) => {
            let (kind, reference) = shop.refer(*index)?;
            json!({"type": kind, kind: reference})
        }
        TemplateValue::Other(text) => json::parse(text.as_bytes())
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| fail(FailureKind::Template, "a parameter's JSON is no object"))?,
    };
    if let Some(name) = &parameter.name {
        value["parameter_name"] = json!(name);
    }
    Ok(value)
}

fn button(shop: &mut Workshop<'_>, parameter: &TemplateParameter, index: u32) -> Result<Value, Failure> {
    let value = value(shop, parameter)?;
    let kind = match value.text("type") {
        Some("payload") => "quick_reply",
        Some("coupon_code") => "copy_code",
        Some("action") => "flow",
        _ => "url",
    };
    Ok(json!({"type": "button", "sub_type": kind, "index": index.to_string(), "parameters": [value]}))
}

/// Media are the card's header, payloads its buttons in their order, everything else its body.
fn card(shop: &mut Workshop<'_>, index: u32, parameters: &[&TemplateParameter]) -> Result<Value, Failure> {
    let (mut components, mut body, mut buttons) = (vec![], vec![], vec![]);
    for parameter in parameters {
        match &parameter.value {
            TemplateValue::Media(_) => {
                components.push(json!({"type": "header", "parameters": [value(shop, parameter)?]}));
            }
            TemplateValue::Payload(_) => {
                let place = u32::try_from(buttons.len()).unwrap_or(u32::MAX);
                buttons.push(button(shop, parameter, place)?);
            }
            TemplateValue::Text(_) | TemplateValue::Other(_) => body.push(value(shop, parameter)?),
        }
    }
    if !body.is_empty() {
        components.push(json!({"type": "body", "parameters": body}));
    }
    components.extend(buttons);
    Ok(json!({"card_index": index, "components": components}))
}
