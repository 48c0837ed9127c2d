//! The crate of a new plugin: a template with its names replaced, and the SDK beside it.
//!
//! The SDK is in no registry, so a copy travels with the crate: it builds wherever it lies, without a network and without
//! this repository, and against the very contract that this binary speaks. Who works in this repository points the crate at
//! the SDK there instead.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

mod files {
    include!(concat!(env!("OUT_DIR"), "/author_files.rs"));
}

/// Where the copy of the SDK is, in the crate.
const VENDORED: &str = "vendor/jackfield-sdk";
/// Longest name of a crate.
const LONGEST_NAME: usize = 64;
/// Words that are no names: they are Rust's, or those of crates that the plugin is built with.
const TAKEN: [&str; 12] = [
    "test",
    "core",
    "std",
    "alloc",
    "self",
    "super",
    "crate",
    "async",
    "serde",
    "serde-json",
    "jackfield-sdk",
    "proc-macro",
];

/// What a plugin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// One network's codec.
    Connector,
    /// Speaks in conversations.
    Bot,
    /// Finds things in messages.
    Enricher,
}

/// Why no crate is made.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    /// The name is none that a crate can have.
    #[error("`{0}` is no name for a plugin; take small letters, digits and single hyphens, a letter first: my-shop")]
    Name(String),
    /// A manifest of this repository is not as it was when this was written.
    #[error("the SDK's manifest cannot be resolved: {0}")]
    Manifest(String),
}

/// The files of a new crate, by their paths in it. With `sdk` the crate uses the SDK that lies there, and has no copy.
///
/// # Errors
///
/// [`ScaffoldError`].
pub fn files(name: &str, kind: Kind, sdk: Option<&Path>) -> Result<Vec<(PathBuf, String)>, ScaffoldError> {
    check_name(name)?;
    let template = match kind {
        Kind::Connector => files::CONNECTOR,
        Kind::Bot => files::BOT,
        Kind::Enricher => files::ENRICHER,
    };
    let mut made: Vec<(PathBuf, String)> = template
        .iter()
        .map(|(path, text)| {
            let path = match *path {
                "Cargo.toml.template" => "Cargo.toml",
                "gitignore.template" => ".gitignore",
                other => other,
            };
            (PathBuf::from(path), named(text, name))
        })
        .collect();
    match sdk {
        Some(sdk) => {
            for (path, text) in &mut made {
                if path.as_os_str() == "Cargo.toml" {
                    *text = text.replace(
                        &format!("\"{VENDORED}\""),
                        &Value::String(sdk.display().to_string()).to_string(),
                    );
                }
            }
        }
        None => {
            let below = |path: &str| Path::new(VENDORED).join(path);
            made.push((below("Cargo.toml"), sdk_manifest().map_err(ScaffoldError::Manifest)?));
            made.extend(
                files::SDK_SOURCES
                    .iter()
                    .map(|(path, text)| (below(path), (*text).to_owned())),
            );
        }
    }
    made.push((PathBuf::from("Cargo.lock"), files::LOCK.to_owned()));
    Ok(made)
}

fn check_name(name: &str) -> Result<(), ScaffoldError> {
    let fits = name.len() <= LONGEST_NAME
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.ends_with('-')
        && !name.contains("--")
        && !TAKEN.contains(&name);
    if fits {
        Ok(())
    } else {
        Err(ScaffoldError::Name(name.to_owned()))
    }
}

fn named(text: &str, name: &str) -> String {
    let camel: String = name
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        })
        .collect();
    text.replace("plugin-name", name)
        .replace("plugin_name", &name.replace('-', "_"))
        .replace("PluginName", &camel)
}

/// The SDK's manifest, with everything said that it has from its workspace.
fn sdk_manifest() -> Result<String, String> {
    let parse = |text: &str| text.parse::<Table>().map_err(|error| error.to_string());
    let (mut manifest, workspace) = (parse(files::SDK_MANIFEST)?, parse(files::MANIFEST)?);
    let of_workspace = |section: &str| workspace.get("workspace")?.get(section)?.as_table();
    let (package, dependencies) = of_workspace("package")
        .zip(of_workspace("dependencies"))
        .ok_or("the workspace has no package or dependencies")?;
    manifest.remove("lints");
    if let Some(Value::Table(own)) = manifest.get_mut("package") {
        resolve(own, package)?;
    }
    if let Some(Value::Table(own)) = manifest.get_mut("dependencies") {
        resolve(own, dependencies)?;
    }
    for target in manifest
        .get_mut("target")
        .and_then(Value::as_table_mut)
        .into_iter()
        .flat_map(Table::iter_mut)
    {
        if let Some(Value::Table(own)) = target.1.get_mut("dependencies") {
            resolve(own, dependencies)?;
        }
    }
    let head = "# A copy of the SDK, as the `jackfield` that made it was built with. Take a newer one with a newer jackfield.\n\n";
    Ok(format!("{head}{manifest}"))
}

/// Puts the workspace's word in place of every `workspace = true`.
fn resolve(own: &mut Table, workspace: &Table) -> Result<(), String> {
    for (key, value) in own.iter_mut() {
        let Value::Table(asked) = value else { continue };
        if asked.remove("workspace").is_none() {
            continue;
        }
        let given = workspace
            .get(key)
            .ok_or_else(|| format!("the workspace has no `{key}`"))?;
        let asked = std::mem::take(asked);
        *value = match given {
            _ if asked.is_empty() => given.clone(),
            Value::Table(given) => Value::Table(joined(given, asked)),
            version => Value::Table(joined(
                &Table::from_iter([("version".to_owned(), version.clone())]),
                asked,
            )),
        };
    }
    Ok(())
}

/// A dependency of the workspace with what the crate adds: features are joined, everything else is the crate's word.
fn joined(given: &Table, asked: Table) -> Table {
    let mut joined = given.clone();
    for (key, value) in asked {
        match (joined.get_mut(&key), value) {
            (Some(Value::Array(all)), Value::Array(more)) => all.extend(more),
            (_, value) => {
                joined.insert(key, value);
            }
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn text<'a>(files: &'a [(PathBuf, String)], path: &str) -> &'a str {
        let found = files.iter().find(|(other, _)| other == Path::new(path));
        &found.unwrap_or_else(|| panic!("no {path}")).1
    }

    #[test]
    fn every_name_of_a_template_is_replaced_and_the_sdk_is_there() {
        for kind in [Kind::Connector, Kind::Bot, Kind::Enricher] {
            let files = files("my-shop", kind, None).unwrap();
            for (path, text) in &files {
                for left in ["plugin-name", "plugin_name", "PluginName"] {
                    assert!(!text.contains(left), "{}: {left}", path.display());
                }
                let is_template = path.extension().is_some_and(|ending| ending == "template");
                assert!(!is_template, "{}", path.display());
            }
            assert!(text(&files, "src/lib.rs").contains("pub struct MyShop;"));
            assert!(text(&files, "Cargo.toml").contains("name = \"my-shop\""));
            assert!(text(&files, "vendor/jackfield-sdk/wit/worlds.wit").contains("world"));
            text(&files, "vendor/jackfield-sdk/src/lib.rs");
        }
    }

    #[test]
    fn the_copied_manifest_needs_no_workspace() {
        let manifest: Table = sdk_manifest().unwrap().parse().unwrap();
        assert!(!manifest.to_string().contains("workspace"), "{manifest}");
        assert_eq!(manifest["package"]["edition"].as_str(), Some("2024"));
        assert!(manifest["dependencies"]["serde"]["version"].is_str());
        let native = manifest["target"].as_table().unwrap().values().next().unwrap();
        assert!(native["dependencies"]["sha2"].is_str());
    }

    #[test]
    fn with_a_path_the_sdk_is_not_copied() {
        let files = files("my-shop", Kind::Bot, Some(Path::new("../sdk/rust"))).unwrap();
        assert!(text(&files, "Cargo.toml").contains("path = \"../sdk/rust\""));
        assert!(!files.iter().any(|(path, _)| path.starts_with("vendor")));
    }

    #[test]
    fn a_name_that_no_crate_can_have_is_refused() {
        for name in [
            "", "My-shop", "9lives", "a_b", "a--b", "a-", "-a", "core", "serde", "../a", "a/b",
        ] {
            assert!(files(name, Kind::Bot, None).is_err(), "{name}");
        }
    }
}
