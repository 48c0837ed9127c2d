//! Token recipes: calls of the host's own, whose templates are filled in and whose endpoints are closed to everyone else.

use serde_json::Value;
use url::Url;

use super::gate::{Allowance, Denial, prepare};
use super::pattern::segment_matches;
use super::prepared::Prepared;
use crate::http::{Body, Fill, FillValue, HttpCall, JwtFill, PartContent, Sink};

/// Fills a recipe's templates in: `{name}` and `{name#/pointer}` in URL, form fields, basic user, and in the strings of a JWT's
/// header and claims. `value_of` gets what stands between the braces; braces around anything but a name stay as they are.
///
/// # Errors
///
/// [`Denial::Template`] when `value_of` knows no value, or the value has characters that a URL part cannot hold: who may write
/// a setting may not thereby lead the call elsewhere.
pub fn expand_recipe(call: &HttpCall, value_of: &dyn Fn(&str) -> Option<String>) -> Result<HttpCall, Denial> {
    let text = |template: &str| expand(template, value_of);
    let mut expanded = call.clone();
    expanded.url = expand(&call.url, &|name| value_of(name).filter(|value| fits_into_url(value)))?;
    match &mut expanded.body {
        Body::Form(fields) => {
            for (_, value) in fields {
                *value = text(value)?;
            }
        }
        Body::Multipart(parts) => {
            for part in parts {
                if let PartContent::Text(value) = &mut part.content {
                    *value = text(value)?;
                }
            }
        }
        _ => {}
    }
    for fill in &mut expanded.fills {
        expand_fill(fill, value_of)?;
    }
    Ok(expanded)
}

fn expand_fill(fill: &mut Fill, value_of: &dyn Fn(&str) -> Option<String>) -> Result<(), Denial> {
    match &mut fill.value {
        FillValue::Basic(basic) => basic.user = expand(&basic.user, value_of)?,
        FillValue::Jwt(JwtFill { header, claims, .. }) => {
            *header = expand_json(header, value_of)?;
            *claims = expand_json(claims, value_of)?;
        }
        FillValue::Secret(_) | FillValue::Mac(_) | FillValue::MediaBase64(_) => {}
    }
    Ok(())
}

/// Checks a recipe's call, templates filled in. The operator granted the recipe as a whole, so that neither reach nor places are
/// asked; all else holds as for a plugin's call, and the answer goes to the host's memory only.
///
/// # Errors
///
/// The first [`Denial`] that applies; nothing may leave then.
pub fn check_recipe(call: &HttpCall, allowance: &Allowance) -> Result<Prepared, Denial> {
    if !matches!(call.into, Sink::Memory(_)) {
        return Err(Denial::Media);
    }
    prepare(call, allowance)
}

/// A token recipe's endpoint answers with a token in clear: no guest may ever read that answer, whatever the method.
pub(super) fn refuse_token_endpoints(url: &Url, allowance: &Allowance) -> Result<(), Denial> {
    let taken = allowance
        .tokens
        .iter()
        .find(|recipe| is_endpoint(&recipe.call.url, url, allowance));
    taken.map_or(Ok(()), |recipe| Err(Denial::TokenEndpoint(recipe.name.clone())))
}

/// Is `url` what the template leads to? Compared as loosely as servers read: case, empty segments and needless percent
/// encoding make no difference; a template that only a secret fills stands for anything.
fn is_endpoint(template: &str, url: &Url, allowance: &Allowance) -> bool {
    let known = |name: &str| Some(allowance.settings.get(name).cloned().unwrap_or_else(|| "*".to_owned()));
    let Ok(text) = expand(template, &known) else {
        return true;
    };
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let asked = segments(url.path());
    let closed = segments(path);
    segment_matches(&host.to_ascii_lowercase(), url.host_str().unwrap_or_default())
        && asked.len() == closed.len()
        && closed
            .iter()
            .zip(&asked)
            .all(|(pattern, segment)| segment_matches(pattern, segment))
}

fn segments(path: &str) -> Vec<String> {
    path.split('/')
        .map(|segment| percent_decoded(segment).to_ascii_lowercase())
        .filter(|segment| !segment.is_empty())
        .collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn expand_json(json: &str, value_of: &dyn Fn(&str) -> Option<String>) -> Result<String, Denial> {
    if json.trim().is_empty() {
        return Ok(json.to_owned());
    }
    let mut value: Value = serde_json::from_str(json).map_err(|error| Denial::Json(error.to_string()))?;
    expand_strings(&mut value, value_of)?;
    Ok(value.to_string())
}

/// In strings only, and after the parse: a value with a quote in it stays one string.
fn expand_strings(value: &mut Value, value_of: &dyn Fn(&str) -> Option<String>) -> Result<(), Denial> {
    match value {
        Value::String(text) => *text = expand(text, value_of)?,
        Value::Array(items) => items.iter_mut().try_for_each(|item| expand_strings(item, value_of))?,
        Value::Object(members) => members
            .values_mut()
            .try_for_each(|member| expand_strings(member, value_of))?,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

fn expand(template: &str, value_of: &dyn Fn(&str) -> Option<String>) -> Result<String, Denial> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) if is_name(name) => {
                out.push_str(&value_of(name).ok_or_else(|| Denial::Template(name.to_owned()))?);
                rest = tail;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// `name` or `name#/pointer`.
fn is_name(text: &str) -> bool {
    let (name, pointer) = text
        .split_once('#')
        .map_or((text, None), |(name, pointer)| (name, Some(pointer)));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.chars().all(plain) && pointer.is_none_or(|pointer| pointer.starts_with('/'))
}

/// One host (with a port, perhaps) or one part of a path or query.
fn fits_into_url(value: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:".contains(c);
    !value.is_empty() && value.chars().all(plain) && !value.chars().all(|c| c == '.')
}
