//! From a plugin crate to a component: runs cargo for the WebAssembly target and encodes what it made.

pub mod target;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::cli::error::CliError;

/// The four bytes of every WebAssembly file, then version 1 and layer 0: a core module.
const CORE_HEADER: [u8; 8] = [0, b'a', b's', b'm', 1, 0, 0, 0];

/// Encodes a core module with the contract's embedded types as a component; a component is left as it is.
///
/// # Errors
///
/// [`CliError::Plugin`] when the bytes are no module of the contract.
pub fn componentize(wasm: &[u8]) -> Result<Vec<u8>, CliError> {
    if wasm.get(..4) == CORE_HEADER.get(..4) && wasm.get(..8) != Some(&CORE_HEADER) {
        return Ok(wasm.to_vec());
    }
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(wasm)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| {
            CliError::plugin(
                format!("no component could be made: {error:#}"),
                "give a wasm32-unknown-unknown module of a crate that exports a plugin through the SDK",
            )
        })
}

/// Builds the plugin crate in `folder`; gives the component and the file that it should have by default.
///
/// # Errors
///
/// [`CliError::Usage`] when the folder is no plugin crate or nothing here builds WebAssembly.
pub fn build(folder: &Path) -> Result<(Vec<u8>, PathBuf), CliError> {
    let target = target::find()?;
    let metadata = metadata(&target, folder)?;
    let workspace = PathBuf::from(text(&metadata, "workspace_root")?);
    let output = PathBuf::from(text(&metadata, "target_directory")?);
    let library = library(&metadata, folder)?;
    let manifest = std::fs::read_to_string(workspace.join("Cargo.toml")).unwrap_or_default();
    // An own profile keeps components small; crates outside the repository need not have it.
    let (profile, profile_folder) = if manifest.lines().any(|line| line.trim() == "[profile.plugin]") {
        ("--profile=plugin", "plugin")
    } else {
        ("--release", "release")
    };
    let arguments: Vec<OsString> = ["build", "--lib", profile, "--target", target::TARGET]
        .map(OsString::from)
        .into();
    let status = target
        .cargo()
        .args(arguments)
        .args(&target.arguments)
        .current_dir(folder)
        .status()
        .map_err(|error| {
            CliError::usage(
                format!("cargo could not be run: {error}"),
                "install Rust from https://rustup.rs",
            )
        })?;
    if !status.success() {
        return Err(CliError::usage(
            "cargo could not build the plugin",
            "its messages above say why",
        ));
    }
    let file = output
        .join(target::TARGET)
        .join(profile_folder)
        .join(format!("{library}.wasm"));
    let core = std::fs::read(&file).map_err(|error| {
        CliError::usage(
            format!("{}: {error}", file.display()),
            "the crate needs `crate-type = [\"cdylib\", \"rlib\"]` under [lib]",
        )
    })?;
    Ok((
        componentize(&core)?,
        folder.join(format!("{}.wasm", library.replace('_', "-"))),
    ))
}

fn metadata(target: &target::Target, folder: &Path) -> Result<Value, CliError> {
    let mut command: Command = target.cargo();
    let output = command
        .args(["metadata", "--format-version=1", "--no-deps"])
        .current_dir(folder)
        .output()
        .map_err(|error| {
            CliError::usage(
                format!("{}: {error}", folder.display()),
                "give the folder of a plugin crate",
            )
        })?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(CliError::usage(
            words,
            "give the folder of a plugin crate, one with a Cargo.toml",
        ));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| CliError::usage(format!("cargo metadata: {error}"), "use a current cargo"))
}

fn text<'a>(metadata: &'a Value, name: &str) -> Result<&'a str, CliError> {
    metadata
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| CliError::usage(format!("cargo metadata has no `{name}`"), "use a current cargo"))
}

/// The file name of the crate's cdylib, without its ending.
fn library(metadata: &Value, folder: &Path) -> Result<String, CliError> {
    let manifest = folder.join("Cargo.toml").canonicalize().map_err(|error| {
        CliError::usage(
            format!("{}: {error}", folder.display()),
            "give the folder of a plugin crate",
        )
    })?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    packages
        .filter(|package| {
            package.get("manifest_path").and_then(Value::as_str).map(Path::new) == Some(manifest.as_path())
        })
        .flat_map(|package| package.get("targets").and_then(Value::as_array).into_iter().flatten())
        .find(|target| {
            let kinds = target.get("crate_types").and_then(Value::as_array);
            kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"))
        })
        .and_then(|target| target.get("name").and_then(Value::as_str))
        .map(|name| name.replace('-', "_"))
        .ok_or_else(|| {
            CliError::usage(
                format!("{} makes no cdylib", manifest.display()),
                "put `crate-type = [\"cdylib\", \"rlib\"]` under [lib]",
            )
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn a_component_is_left_as_it_is() {
        let component = [0, b'a', b's', b'm', 0x0d, 0, 1, 0];
        assert_eq!(componentize(&component).unwrap(), component);
    }

    #[test]
    fn what_is_no_webassembly_is_refused() {
        assert_eq!(componentize(b"hello").unwrap_err().exit_code(), 2);
    }
}
