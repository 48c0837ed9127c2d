//! Puts what `plugin new` writes into the binary: the templates, the SDK and the contract, as they are in this repository.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default())
        .join("../..")
        .canonicalize()?;
    let mut out = String::new();
    list(
        &mut out,
        "SDK_SOURCES",
        &[(&root.join("sdk/rust/src"), "src"), (&root.join("wit"), "wit")],
    )?;
    for kind in ["connector", "bot", "enricher"] {
        let folder = root.join("sdk/templates").join(kind);
        list(&mut out, &kind.to_uppercase(), &[(&folder, "")])?;
    }
    for (name, file) in [
        ("SDK_MANIFEST", "sdk/rust/Cargo.toml"),
        ("MANIFEST", "Cargo.toml"),
        ("LOCK", "Cargo.lock"),
    ] {
        let file = root.join(file);
        println!("cargo::rerun-if-changed={}", file.display());
        // Writing to a String does not fail.
        let _ = writeln!(out, "pub(super) const {name}: &str = include_str!({file:?});");
    }
    fs::write(
        PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("author_files.rs"),
        out,
    )
}

/// Writes a constant with every file of the folders: its path in the crate that is made, and its text.
fn list(out: &mut String, name: &str, folders: &[(&Path, &str)]) -> io::Result<()> {
    let _ = writeln!(out, "pub(super) const {name}: &[(&str, &str)] = &[");
    for (folder, place) in folders {
        // A folder counts as changed when any file in it is.
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in files(folder)? {
            let below = file.strip_prefix(folder).map_err(io::Error::other)?;
            let _ = writeln!(out, "    ({:?}, include_str!({file:?})),", Path::new(place).join(below));
        }
    }
    let _ = writeln!(out, "];");
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?)
        } else {
            found.push(path)
        }
    }
    found.sort();
    Ok(found)
}
