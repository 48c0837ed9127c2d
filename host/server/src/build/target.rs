//! Where the WebAssembly target of this machine is: the one place that knows, so that plugins' own build files look ordinary.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::error::CliError;

/// The target of every plugin: it imports nothing by itself.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A cargo that builds for [`TARGET`].
#[derive(Debug)]
pub struct Target {
    program: PathBuf,
    environment: Vec<(&'static str, &'static str)>,
    /// More arguments of `cargo build`.
    pub arguments: Vec<&'static str>,
}

impl Target {
    /// A command that runs this cargo.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.envs(self.environment.iter().copied());
        command
    }
}

/// Finds one: the active toolchain's own, else Debian's rustc-web, whose standard library is built from source.
///
/// # Errors
///
/// [`CliError::Usage`] with the remedy when there is neither.
pub fn find() -> Result<Target, CliError> {
    if toolchain_has_target() {
        return Ok(Target {
            program: "cargo".into(),
            environment: vec![],
            arguments: vec![],
        });
    }
    let debian = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/wasm-ld-22"]
        .iter()
        .all(|file| Path::new(file).exists());
    if debian {
        return Ok(Target {
            program: "/usr/bin/cargo".into(),
            environment: vec![
                ("RUSTC", "/usr/bin/rustc"),
                // Building the standard library is an unstable option of cargo.
                ("RUSTC_BOOTSTRAP", "1"),
                ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22"),
            ],
            arguments: vec!["-Zbuild-std=std,panic_abort"],
        });
    }
    Err(CliError::usage(
        format!("no way to build for {TARGET} was found"),
        format!("rustup target add {TARGET}, or on Debian: apt install rustc-web cargo-web rust-web-src lld-22"),
    ))
}

/// The folder alone does not say it: rustc names it for targets that are not installed too.
fn toolchain_has_target() -> bool {
    let Ok(output) = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
    else {
        return false;
    };
    let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let Ok(files) = std::fs::read_dir(folder) else {
        return false;
    };
    files
        .flatten()
        .any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}
