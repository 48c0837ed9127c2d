//! What a description may ask: checked once, when a plugin is loaded, so that nobody has to mistrust it later.

use std::collections::{BTreeMap, BTreeSet};

use jackfield_model::capability::{Capabilities, Feature};
use jackfield_model::conversation_view;
use jackfield_model::description::{
    Description, KeySet, Reach, ReachKind, SecretNeed, SecretPlace, SecretUse, TokenRecipe, WebhookNeed,
};
use jackfield_model::egress::{HostPattern, PathPattern};

/// Most bytes of a settings schema.
const LONGEST_SCHEMA: usize = 64 * 1024;
/// Longest word that becomes a metric's label or a key, bytes.
const LONGEST_WORD: usize = 64;
/// Longest name for people, bytes.
const LONGEST_TITLE: usize = 256;
/// Longest explanation for people, bytes.
const LONGEST_HELP: usize = 4096;
/// Longest URL, pointer or pattern, bytes.
const LONGEST_URL: usize = 2048;
/// Most entries of a list.
const MOST_ENTRIES: usize = 256;
/// Most bytes of everything in the tail.
const LONGEST_TAIL: usize = 64 * 1024;
/// Limits by which texts are cut and lists are dealt out: never 0.
const DIVISORS: [&str; 5] = ["length", "label-length", "most", "rows", "sections"];

type Check = Result<(), String>;

/// What a connector may say of itself.
pub(crate) fn of_connector(asked: &Description) -> Check {
    head("channel", &asked.channel, &asked.title, &asked.version, &asked.author)?;
    schema(&asked.settings_schema)?;
    secrets_and_tokens(&asked.secrets, &asked.tokens, &asked.keys)?;
    reach(&asked.reach)?;
    asked.webhook.as_ref().map_or(Ok(()), webhook)?;
    capabilities(&asked.capabilities)?;
    line("retired", asked.retired.as_deref().unwrap_or_default(), LONGEST_HELP)?;
    tail(&asked.extra)
}

/// What a bot or an enricher may say of itself.
pub(crate) fn of_bot_or_enricher(asked: &conversation_view::Description) -> Check {
    head("name", &asked.name, &asked.title, &asked.version, &asked.author)?;
    schema(&asked.settings_schema)?;
    secrets_and_tokens(&asked.secrets, &asked.tokens, &[])?;
    reach(&asked.reach)?;
    for (what, list) in [
        ("reads", &asked.reads),
        ("writes", &asked.writes),
        ("takes", &asked.takes),
    ] {
        few(what, list.len())?;
        for entry in list {
            line(what, entry, LONGEST_TITLE)?;
        }
    }
    tail(&asked.extra)
}

fn head(what: &str, name: &str, title: &str, version: &str, author: &str) -> Check {
    let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if !is_word(name) || !name.bytes().all(lower) {
        return Err(format!(
            "{what} is a lower case word of at most {LONGEST_WORD} bytes, not `{}`",
            shown(name)
        ));
    }
    word("version", version)?;
    line("title", title, LONGEST_TITLE)?;
    line("author", author, LONGEST_TITLE)
}

/// A plugin's own text in a message of ours: short, and on one line.
fn shown(text: &str) -> String {
    text.chars().take(LONGEST_WORD).flat_map(char::escape_default).collect()
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_WORD && text.bytes().all(|b| b.is_ascii_graphic())
}

fn word(what: &str, text: &str) -> Check {
    if is_word(text) {
        return Ok(());
    }
    Err(format!(
        "{what} is a word of at most {LONGEST_WORD} bytes, not `{}`",
        shown(text)
    ))
}

/// Text for people: bounded, and without control characters but line breaks and tabs.
fn line(what: &str, text: &str, most: usize) -> Check {
    if text.len() > most {
        return Err(format!("{what} has {} bytes, at most {most} are allowed", text.len()));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(format!("{what} has control characters"));
    }
    Ok(())
}

fn few(what: &str, entries: usize) -> Check {
    if entries > MOST_ENTRIES {
        return Err(format!(
            "{what} has {entries} entries, at most {MOST_ENTRIES} are allowed"
        ));
    }
    Ok(())
}

fn tail(extra: &[(String, String)]) -> Check {
    few("extra", extra.len())?;
    let bytes: usize = extra.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > LONGEST_TAIL {
        return Err(format!("extra has {bytes} bytes, at most {LONGEST_TAIL} are allowed"));
    }
    Ok(())
}

/// JSON, bounded, and without references to anywhere else.
fn schema(text: &str) -> Check {
    if text.len() > LONGEST_SCHEMA {
        return Err(format!("the settings schema has at most {LONGEST_SCHEMA} bytes"));
    }
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| format!("the settings schema is no JSON: {error}"))?;
    if !value.is_object() {
        return Err("the settings schema is no JSON object".into());
    }
    let mut open = vec![&value];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Object(members) => {
                for (name, member) in members {
                    let refers = matches!(name.as_str(), "$ref" | "$dynamicRef" | "$recursiveRef");
                    if refers && !member.as_str().unwrap_or_default().starts_with('#') {
                        return Err("the settings schema refers to another document".into());
                    }
                    open.push(member);
                }
            }
            serde_json::Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    Ok(())
}

fn secrets_and_tokens(secrets: &[SecretNeed], tokens: &[TokenRecipe], keys: &[KeySet]) -> Check {
    few("secrets", secrets.len())?;
    few("tokens", tokens.len())?;
    few("keys", keys.len())?;
    let mut names = BTreeSet::new();
    for need in secrets {
        secret_name(&need.name)?;
        if !names.insert(need.name.as_str()) {
            return Err(format!("the secret `{}` stands there twice", need.name));
        }
        line("the title of a secret", &need.title, LONGEST_TITLE)?;
        line("the help of a secret", &need.help, LONGEST_HELP)?;
        word("the format of a secret", &need.format)?;
        uses(&need.name, &need.uses)?;
    }
    let mut recipes = BTreeSet::new();
    for recipe in tokens {
        secret_name(&recipe.name)?;
        // A token may begin as the secret of its name, but no two recipes make one token.
        if !recipes.insert(recipe.name.as_str()) {
            return Err(format!("the token `{}` stands there twice", recipe.name));
        }
        token(recipe)?;
    }
    for key in keys {
        secret_name(&key.name)?;
        if !names.insert(key.name.as_str()) || recipes.contains(key.name.as_str()) {
            return Err(format!("`{}` names two things", key.name));
        }
        web_address("the URL of a key set", &key.url)?;
    }
    Ok(())
}

/// `#` parts a secret's name from a member of it.
fn secret_name(name: &str) -> Check {
    if name.contains('#') {
        return Err(format!("the name `{}` must not contain `#`", shown(name)));
    }
    word("the name of a secret, token or key set", name)
}

fn web_address(what: &str, url: &str) -> Check {
    line(what, url, LONGEST_URL)?;
    if url.starts_with("https://") {
        return Ok(());
    }
    Err(format!("{what} is an https URL, not `{}`", shown(url)))
}

fn token(recipe: &TokenRecipe) -> Check {
    let name = &recipe.name;
    line("the URL of a token recipe", &recipe.call.url, LONGEST_URL)?;
    let pointers = [Some(&recipe.token), recipe.lifetime.as_ref()];
    for pointer in pointers.into_iter().flatten() {
        if pointer.len() > LONGEST_URL || !(pointer.is_empty() || pointer.starts_with('/')) {
            return Err(format!("token `{name}`: a pointer into an answer begins with `/`"));
        }
    }
    if recipe.assumed_lifetime == Some(0) {
        return Err(format!("token `{name}`: with a lifetime of 0 it is never valid"));
    }
    if let Some(page) = &recipe.consent {
        web_address("the URL of a consent page", &page.url)?;
        few("the parameters of a consent page", page.parameters.len())?;
        few("the scopes of a consent page", page.scopes.len())?;
    }
    uses(name, &recipe.uses)
}

fn uses(name: &str, uses: &[SecretUse]) -> Check {
    few("the uses of a secret", uses.len())?;
    for wanted in uses {
        match wanted {
            SecretUse::Sign(SecretPlace { host, path, .. }) | SecretUse::Place(SecretPlace { host, path, .. }) => {
                if patterns(host, path)?.is_any() {
                    return Err(format!("secret `{name}` may not go to every host"));
                }
            }
            SecretUse::Check | SecretUse::Compute | SecretUse::Decrypt | SecretUse::Encrypt => {}
        }
    }
    Ok(())
}

/// Both patterns parse; settings are not known yet, so any name stands for a host.
fn patterns(host: &str, path: &str) -> Result<HostPattern, String> {
    line("a host pattern", host, LONGEST_URL)?;
    line("a path pattern", path, LONGEST_URL)?;
    let mut settings = BTreeMap::new();
    if let Some(setting) = host.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        word("the name of a setting", setting)?;
        settings.insert(setting.to_owned(), "example.org".to_owned());
    }
    PathPattern::parse(path).map_err(|error| error.to_string())?;
    HostPattern::parse(host, &settings).map_err(|error| error.to_string())
}

fn reach(reach: &[Reach]) -> Check {
    few("reach", reach.len())?;
    for entry in reach {
        let any = patterns(&entry.host, &entry.path)?.is_any();
        if any && entry.kind != ReachKind::Media {
            return Err("a reach of every host is for media only".into());
        }
        few("the methods of a reach", entry.methods.len())?;
        for method in &entry.methods {
            if method.is_empty() || method.len() > 32 || !method.bytes().all(|b| b.is_ascii_uppercase() || b == b'-') {
                return Err(format!("`{}` is no method", shown(method)));
            }
        }
        line("the reason of a reach", &entry.why, LONGEST_HELP)?;
    }
    Ok(())
}

fn webhook(asked: &WebhookNeed) -> Check {
    if asked.answer_within == 0 {
        return Err("webhook.answer-within is 0: nobody can answer in no time".into());
    }
    Ok(())
}

fn capabilities(asked: &Capabilities) -> Check {
    if asked.parts == 0 {
        return Err("capabilities.parts is 0: nothing could ever be sent".into());
    }
    few("capabilities.features", asked.features.len())?;
    let mut names = BTreeSet::new();
    for one in &asked.features {
        word("the name of a feature", &one.name)?;
        if !names.insert(one.name.as_str()) {
            return Err(format!("feature `{}` stands there twice", one.name));
        }
        feature(one)?;
    }
    if let Some(window) = &asked.window {
        few("the permits of the window", window.permits.len())?;
        few("what opens the window", window.opened_by.len())?;
        for permit in &window.permits {
            word("the name of a permit", &permit.name)?;
            few("the contents of a permit", permit.contents.len())?;
        }
    }
    tail(&asked.extra)
}

fn feature(asked: &Feature) -> Check {
    let name = &asked.name;
    few("the limits of a feature", asked.limits.len())?;
    few("the formats of a feature", asked.formats.len())?;
    let mut limits = BTreeMap::new();
    for limit in &asked.limits {
        word("the name of a limit", &limit.name)?;
        if limits.insert(limit.name.as_str(), limit.value).is_some() {
            return Err(format!("feature `{name}`: limit `{}` stands there twice", limit.name));
        }
        if limit.value == 0 && DIVISORS.contains(&limit.name.as_str()) {
            return Err(format!("feature `{name}`: {} 0 fits nothing", limit.name));
        }
    }
    if let (Some(least), Some(most)) = (limits.get("least"), limits.get("most"))
        && least > most
    {
        return Err(format!("feature `{name}`: least {least} is more than most {most}"));
    }
    for format in &asked.formats {
        line("a format of a feature", format, LONGEST_TITLE)?;
    }
    if asked.link_lifetime == Some(0) {
        return Err(format!("feature `{name}`: a link that lives for 0 s is of no use"));
    }
    line(
        "the note of a feature",
        asked.note.as_deref().unwrap_or_default(),
        LONGEST_HELP,
    )
}

#[cfg(test)]
mod tests;
