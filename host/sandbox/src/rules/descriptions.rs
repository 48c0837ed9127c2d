//! What a plugin may say of itself: checked when it is loaded, as everybody builds on it.

use std::collections::BTreeSet;

use jackfield_model::capability::Feature;
use jackfield_model::conversation_view;
use jackfield_model::description::{Description, SecretNeed, TokenRecipe};

use super::{LONGEST_WORD, tail};

/// Most bytes of a settings schema.
const LONGEST_SCHEMA: usize = 64 * 1024;
/// Longest title, author or help, bytes.
const LONGEST_TITLE: usize = 2 * 1024;
/// Most features, secrets, reaches and the like.
const MOST: usize = 512;

/// What a connector says of itself.
pub(crate) fn description(asked: &Description) -> Result<(), String> {
    word("channel", &asked.channel)?;
    word("version", &asked.version)?;
    title("title", &asked.title)?;
    title("author", &asked.author)?;
    title("retired", asked.retired.as_deref().unwrap_or_default())?;
    schema(&asked.settings_schema)?;
    names(
        &asked.secrets,
        &asked.tokens,
        asked.keys.iter().map(|set| set.name.as_str()),
    )?;
    number("reach", asked.reach.len())?;
    if asked.capabilities.parts == 0 {
        return Err("capabilities.parts is 0: nothing could ever be sent".into());
    }
    number("features", asked.capabilities.features.len())?;
    let mut seen = BTreeSet::new();
    for one in &asked.capabilities.features {
        feature(one)?;
        if !seen.insert(&one.name) {
            return Err(format!("feature `{}` is there twice", one.name));
        }
    }
    [&asked.extra, &asked.capabilities.extra]
        .into_iter()
        .try_for_each(tail)
        .map_err(|error| error.to_string())
}

/// What a bot or an enricher says of itself.
pub(crate) fn conversational(asked: &conversation_view::Description) -> Result<(), String> {
    word("name", &asked.name)?;
    word("version", &asked.version)?;
    title("title", &asked.title)?;
    title("author", &asked.author)?;
    schema(&asked.settings_schema)?;
    names(&asked.secrets, &asked.tokens, std::iter::empty())?;
    number("reach", asked.reach.len())?;
    for (what, list) in [
        ("reads", &asked.reads),
        ("writes", &asked.writes),
        ("takes", &asked.takes),
    ] {
        number(what, list.len())?;
        list.iter().try_for_each(|name| word(what, name))?;
    }
    tail(&asked.extra).map_err(|error| error.to_string())
}

/// A word that becomes a label, a key or a part of a name.
fn word(what: &str, text: &str) -> Result<(), String> {
    if !text.is_empty() && text.len() <= LONGEST_WORD && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(format!(
        "{what} is a word of at most {LONGEST_WORD} bytes, not `{}`",
        shown(text)
    ))
}

fn title(what: &str, text: &str) -> Result<(), String> {
    if text.len() <= LONGEST_TITLE && !text.chars().any(|c| c.is_control() && c != '\n') {
        return Ok(());
    }
    Err(format!(
        "{what} is at most {LONGEST_TITLE} bytes without control characters"
    ))
}

/// A plugin's own text in a message of ours: short, and one line.
fn shown(text: &str) -> String {
    text.chars()
        .take(LONGEST_WORD)
        .collect::<String>()
        .escape_default()
        .to_string()
}

fn number(what: &str, count: usize) -> Result<(), String> {
    if count <= MOST {
        return Ok(());
    }
    Err(format!("{what}: at most {MOST}, not {count}"))
}

/// Names of secrets, tokens and key sets: each once, and none that looks like a member of another.
fn names<'a>(
    secrets: &'a [SecretNeed],
    tokens: &'a [TokenRecipe],
    keys: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    number("secrets", secrets.len())?;
    number("tokens", tokens.len())?;
    let mut taken = BTreeSet::new();
    let secret_names = secrets.iter().map(|secret| secret.name.as_str());
    for name in secret_names.chain(keys) {
        word("the name of a secret or key set", name)?;
        if name.contains('#') {
            return Err(format!(
                "the name `{}` has a `#`, which stands before a member",
                shown(name)
            ));
        }
        if !taken.insert(name) {
            return Err(format!("the name `{}` is there twice", shown(name)));
        }
    }
    // A token may bear the name of the secret that is its first value.
    let mut recipes = BTreeSet::new();
    for token in tokens {
        word("the name of a token", &token.name)?;
        if !recipes.insert(token.name.as_str()) {
            return Err(format!("the token `{}` is there twice", shown(&token.name)));
        }
    }
    for secret in secrets {
        title("the title of a secret", &secret.title)?;
        title("the help of a secret", &secret.help)?;
        number("uses of a secret", secret.uses.len())?;
    }
    Ok(())
}

fn feature(feature: &Feature) -> Result<(), String> {
    word("the name of a feature", &feature.name)?;
    number("limits of a feature", feature.limits.len())?;
    number("formats of a feature", feature.formats.len())?;
    title("the note of a feature", feature.note.as_deref().unwrap_or_default())?;
    for limit in &feature.limits {
        word("the name of a limit", &limit.name)?;
        if limit.value == 0 && limit.name == "length" {
            return Err(format!("feature `{}`: a length of 0 fits nothing", feature.name));
        }
    }
    let limit = |name: &str| {
        feature
            .limits
            .iter()
            .find(|limit| limit.name == name)
            .map(|limit| limit.value)
    };
    match (limit("least"), limit("most")) {
        (Some(least), Some(most)) if least > most => Err(format!(
            "feature `{}`: least {least} is more than most {most}",
            feature.name
        )),
        _ => Ok(()),
    }
}

/// JSON, bounded, and without references to anywhere else.
fn schema(text: &str) -> Result<(), String> {
    if text.len() > LONGEST_SCHEMA {
        return Err(format!("the settings schema has at most {LONGEST_SCHEMA} bytes"));
    }
    // Nested deeper than the parser goes is an error of the parser's, not of the host's stack.
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| format!("the settings schema is no JSON: {error}"))?;
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
