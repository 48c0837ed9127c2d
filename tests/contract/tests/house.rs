//! Holds the house: who may depend on whom, what stands nowhere, and how large and how begun a file is.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use jackfield_test_contract::{files_below, root, text};

/// What each crate of the host may depend on inside the house, by folder. Not named: nothing.
const DIRECTIONS: [(&str, &[&str]); 6] = [
    ("host/model", &[]),
    ("host/store", &["jackfield-model"]),
    ("host/sandbox", &["jackfield-model"]),
    ("host/hub", &["jackfield-model", "jackfield-sandbox", "jackfield-store"]),
    ("host/console", &["jackfield-model"]),
    (
        "host/server",
        &[
            "jackfield-model",
            "jackfield-sandbox",
            "jackfield-store",
            "jackfield-hub",
            "jackfield-console",
        ],
    ),
];

/// What the model may be built from: data and text, nothing that runs, waits, dials or stores.
const MODEL_PARTS: &[&str] = &[
    "base64",
    "hex",
    "icu_normalizer",
    "jiff",
    "serde",
    "serde_json",
    "thiserror",
    "unicode-segmentation",
    "url",
];

/// Networks, wherever they stand in a word. No English word holds one of these.
const NETWORKS: &[&str] = &[
    "whatsapp",
    "messenger",
    "telegram",
    "twilio",
    "viber",
    "rcsbusiness",
    "wechat",
    "facebook",
    "instagram",
    "kakao",
    "imessage",
    "fbcdn",
    "api.line",
    "x-line-",
    "linebot",
    "line-bot",
    "line messaging",
];

/// Networks whose names are short or English: only as whole words.
const NETWORK_WORDS: &[&str] = &["apple", "rcs", "discord", "waba", "zalo"];

/// Files whose bytes are no text, by ending.
const BINARY: &[&str] = &["png", "ico", "woff2", "wasm", "db", "sqlite"];

/// Files above the limit of lines, and why they stay whole.
const LARGE: [(&str, &str); 0] = [];

/// Above this, a file of Rust holds more than one idea.
const MOST_LINES: usize = 900;

/// Rust files that may begin without saying what they are for, and why.
const WITHOUT_A_WORD: [(&str, &str); 0] = [];

fn manifest(folder: &Path) -> toml::Table {
    let path = folder.join("Cargo.toml");
    text(&path)
        .unwrap()
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every folder with a manifest, by its path below the root.
fn crates() -> BTreeMap<String, toml::Table> {
    let mut found = BTreeMap::new();
    for top in ["host", "plugins", "sdk", "tests"] {
        for file in files_below(&root().join(top)).unwrap() {
            let folder = file.parent().unwrap();
            let table = if file.ends_with("Cargo.toml") {
                manifest(folder)
            } else {
                continue;
            };
            found.insert(
                folder.strip_prefix(root()).unwrap().to_string_lossy().into_owned(),
                table,
            );
        }
    }
    assert!(
        found.contains_key("host/model") && found.contains_key("sdk/rust"),
        "the house was read"
    );
    found
}

/// Names of all packages that a manifest asks for, in every section and for every target; `dev` with those of tests.
fn asked(manifest: &toml::Table, dev: bool) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let of_targets = targets
        .into_iter()
        .flat_map(|all| all.values())
        .filter_map(toml::Value::as_table);
    let mut names = BTreeSet::new();
    for table in of_targets.chain([manifest]) {
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            if section == "dev-dependencies" && !dev {
                continue;
            }
            for (key, value) in table.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                let renamed = value.get("package").and_then(toml::Value::as_str);
                names.insert(renamed.unwrap_or(key).to_owned());
            }
        }
    }
    names
}

fn of_the_house(manifest: &toml::Table) -> BTreeSet<String> {
    asked(manifest, true)
        .into_iter()
        .filter(|name| name.starts_with("jackfield"))
        .collect()
}

#[test]
fn the_host_depends_downwards_only_and_never_on_plugins_or_the_sdk() {
    for (folder, manifest) in crates().into_iter().filter(|(folder, _)| folder.starts_with("host/")) {
        let allowed = DIRECTIONS
            .iter()
            .find(|(name, _)| *name == folder)
            .map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("{folder}: say in DIRECTIONS what it may depend on"));
        for name in of_the_house(&manifest) {
            assert!(allowed.contains(&name.as_str()), "{folder} must not depend on {name}");
        }
    }
}

#[test]
fn a_plugin_depends_on_the_sdk_only_and_the_sdk_on_nobody() {
    for (folder, manifest) in crates() {
        let allowed: &[&str] = match folder.split('/').next() {
            Some("plugins") => &["jackfield-sdk"],
            Some("sdk") => &["jackfield-sdk-macros"],
            _ => continue,
        };
        for name in of_the_house(&manifest) {
            assert!(allowed.contains(&name.as_str()), "{folder} must not depend on {name}");
        }
    }
}

#[test]
fn the_model_is_built_from_data_and_text() {
    let manifest = manifest(&root().join("host/model"));
    for name in asked(&manifest, false) {
        assert!(
            MODEL_PARTS.contains(&name.as_str()),
            "host/model must not depend on {name}"
        );
    }
}

#[test]
fn every_crate_is_a_member_of_the_workspace() {
    let manifest = manifest(&root());
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members: BTreeSet<_> = members.iter().map(|member| member.as_str().unwrap()).collect();
    for folder in crates().keys() {
        assert!(
            members.contains(folder.as_str()),
            "{folder} is not a member, so nothing builds or checks it"
        );
    }
}

/// Words as a reader sees them: cut at everything that is no letter or digit, and before a capital after a small letter.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric()).flat_map(|word| {
        let mut cuts = vec![0];
        let signs: Vec<_> = word.char_indices().collect();
        cuts.extend(
            signs
                .windows(2)
                .filter(|two| two[0].1.is_lowercase() && two[1].1.is_uppercase())
                .map(|two| two[1].0),
        );
        cuts.push(word.len());
        let parts: Vec<_> = cuts.windows(2).map(|cut| &word[cut[0]..cut[1]]).collect();
        parts
    })
}

/// The network that a text names, if it names one.
fn network_in(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if let Some(name) = NETWORKS.iter().find(|name| lower.contains(**name)) {
        return Some(name);
    }
    // The English word is written small, as `Line`, or within the name of a constant; only the network stands alone in
    // capitals or has a domain of its own (`line.message` is a field).
    let tokens = |sign: char| !(sign.is_alphanumeric() || sign == '_');
    if text.split(tokens).any(|word| word == "LINE") {
        return Some("LINE");
    }
    if lower
        .match_indices("line.me")
        .any(|(at, name)| !lower[at + name.len()..].starts_with(char::is_alphanumeric))
    {
        return Some("line.me");
    }
    NETWORK_WORDS
        .iter()
        .find(|name| words(text).any(|word| word.eq_ignore_ascii_case(name)))
        .copied()
}

#[test]
fn a_network_is_told_from_an_english_word() {
    assert_eq!(
        network_in("the last line, at line 4: `Line`, state.line.message, an outline"),
        None
    );
    assert_eq!(network_in("LINE's quote token"), Some("LINE"));
    assert_eq!(network_in("struct AppleWebhook"), Some("apple"));
    assert_eq!(network_in("a pineapple"), None);
    assert_eq!(network_in("send_whatsapp_text"), Some("whatsapp"));
    assert_eq!(network_in("see https://line.me"), Some("line.me"));
    assert_eq!(network_in("https://api.line.me/v2"), Some("api.line"));
}

#[test]
fn no_network_is_named_anywhere_in_the_host() {
    let mut named = Vec::new();
    for path in files_below(&root().join("host")).unwrap() {
        let place = below(&path);
        let is_binary = path
            .extension()
            .is_some_and(|ending| BINARY.iter().any(|binary| ending == *binary));
        let content = if is_binary { String::new() } else { text(&path).unwrap() };
        for (at, line) in std::iter::once(place.as_str()).chain(content.lines()).enumerate() {
            if let Some(network) = network_in(line) {
                named.push(format!("{place}:{at}: {network}"));
            }
        }
    }
    assert!(named.is_empty(), "{}", named.join("\n"));
}

fn below(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()
}

#[test]
fn no_tracked_file_names_a_path_of_the_machine_it_was_written_on() {
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).unwrap();
    let needles = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/tmp", "/t-"].concat(),
    ];
    let mut found = Vec::new();
    let mut read = 0;
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        let path = root().join(name);
        read += 1;
        // What a link points at is its content; the files behind it are listed themselves.
        let content = match path.read_link() {
            Ok(target) => target.to_string_lossy().into_owned(),
            Err(_) => text(&path).unwrap(),
        };
        found.extend(
            needles
                .iter()
                .filter(|needle| content.contains(*needle))
                .map(|needle| format!("{name}: {needle}")),
        );
    }
    assert!(read > 50, "the list of tracked files was read: {read}");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every file of Rust in the house.
fn rust_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for top in ["host", "plugins", "sdk", "tests", "tools"] {
        let all = files_below(&root().join(top)).unwrap();
        files.extend(
            all.into_iter()
                .filter(|path| path.extension().is_some_and(|ending| ending == "rs")),
        );
    }
    assert!(files.len() > 20, "the house was read");
    files
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<_> = rust_files()
        .iter()
        .filter(|path| !text(path).unwrap().starts_with("//! "))
        .map(|path| below(path))
        .filter(|place| !WITHOUT_A_WORD.iter().any(|(exception, _)| exception == place))
        .collect();
    assert!(silent.is_empty(), "begin with `//!`: {silent:?}");
}

#[test]
fn nothing_is_left_to_do_and_no_test_sleeps() {
    let needles = ["todo", "unimplemented"].map(|name| [name, "!("].concat());
    let asleep = ["#[", "ignore"].concat();
    let mut found = Vec::new();
    for path in rust_files() {
        for (at, line) in text(&path).unwrap().lines().enumerate() {
            if line.contains(&asleep) || needles.iter().any(|needle| line.contains(needle)) {
                found.push(format!("{}:{}: {}", below(&path), at + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_holds_more_than_a_reader_can() {
    for path in rust_files() {
        let (place, lines) = (below(&path), text(&path).unwrap().lines().count());
        let reason = LARGE.iter().find(|(name, _)| *name == place).map(|(_, reason)| *reason);
        match reason {
            None => assert!(lines <= MOST_LINES, "{place}: {lines} lines, at most {MOST_LINES}"),
            Some(reason) => assert!(
                lines > MOST_LINES,
                "{place} is no longer large; take it from the list ({reason})"
            ),
        }
    }
}
