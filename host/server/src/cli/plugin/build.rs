//! `plugin build` and `plugin componentize`: from a crate to a component, with the target that this machine has.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use wit_component::ComponentEncoder;

use super::read;
use crate::cli::error::Error;
use crate::cli::terminal::line;

const TARGET: &str = "wasm32-unknown-unknown";

/// How a component is built: the profile that the author's workspace may have for it, and cargo's own for where it has none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Speed {
    /// Small, for running: `[profile.plugin]`, or `release`.
    Small,
    /// Built soon, for an edit: `[profile.plugin-dev]`, or `dev`.
    Soon,
}

impl Speed {
    fn profiles(self) -> (&'static str, &'static str) {
        match self {
            Self::Small => ("plugin", "release"),
            Self::Soon => ("plugin-dev", "dev"),
        }
    }
}

#[derive(clap::Args)]
pub struct Build {
    /// The folder of the plugin's crate
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The component to write; without it `<crate>.wasm` in the folder
    #[arg(short, long)]
    out: Option<PathBuf>,
}

impl Build {
    pub fn run(self) -> Result<(), Error> {
        let package = Package::of(&self.folder)?;
        let component = package.build(Speed::Small, false)?;
        let out = self
            .out
            .unwrap_or_else(|| self.folder.join(format!("{}.wasm", package.name)));
        write(&out, &component)
    }
}

/// Makes a component; what is one already is copied.
pub fn componentize(module: &Path, out: &Path) -> Result<(), Error> {
    let component = component_of(&read(module)?, module)?;
    write(out, &component)
}

fn write(out: &Path, component: &[u8]) -> Result<(), Error> {
    std::fs::write(out, component)
        .map_err(|error| Error::Usage(format!("{} cannot be written: {error}", out.display())))?;
    line(&format!("{}: {} bytes", out.display(), component.len()))
}

/// The component that a core module describes. A module that describes none is the fault of what it was made from.
fn component_of(module: &[u8], file: &Path) -> Result<Vec<u8>, Error> {
    if matches!(module, [0, b'a', b's', b'm', _, _, 1, 0, ..]) {
        return Ok(module.to_vec());
    }
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|encoder| encoder.encode())
        .map_err(|error| Error::Plugin(format!("{} cannot be made a component: {error:#}", file.display())))
}

/// What cargo says of the crate.
pub(super) struct Package {
    pub(super) name: String,
    /// Where the crate is, as cargo names it.
    pub(super) folder: PathBuf,
    library: String,
    target: PathBuf,
    /// The manifest that holds the profiles.
    profiles: String,
}

impl Package {
    pub(super) fn of(folder: &Path) -> Result<Self, Error> {
        let wrong = |what: &str| Error::Usage(format!("{}: {what}", folder.display()));
        let here = folder.join("Cargo.toml").canonicalize().map_err(|error| {
            wrong(&format!(
                "there is no Cargo.toml ({error}); `jackfield plugin new NAME` makes a crate"
            ))
        })?;
        let output = Command::new("cargo")
            .current_dir(folder)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .output()
            .map_err(|error| wrong(&format!("cargo cannot be run: {error}; install Rust first")))?;
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .map_err(|_| wrong(String::from_utf8_lossy(&output.stderr).trim()))?;
        let packages = metadata["packages"].as_array();
        let package = packages
            .and_then(|packages| {
                packages.iter().find(|package| {
                    package["manifest_path"]
                        .as_str()
                        .is_some_and(|path| Path::new(path) == here)
                })
            })
            .ok_or_else(|| wrong("its Cargo.toml is no package"))?;
        let library = package["targets"]
            .as_array()
            .and_then(|targets| {
                targets
                    .iter()
                    .find(|target| target["crate_types"].to_string().contains("cdylib"))
            })
            .and_then(|target| target["name"].as_str())
            .ok_or_else(|| wrong("its library is no cdylib; add crate-type = [\"cdylib\"] under [lib]"))?;
        let root = metadata["workspace_root"].as_str().unwrap_or_default();
        Ok(Self {
            name: package["name"].as_str().unwrap_or_default().to_owned(),
            folder: here.parent().unwrap_or(Path::new(".")).to_owned(),
            library: library.replace('-', "_"),
            target: PathBuf::from(metadata["target_directory"].as_str().unwrap_or("target")),
            profiles: std::fs::read_to_string(Path::new(root).join("Cargo.toml")).unwrap_or_default(),
        })
    }

    /// Builds the component. `quiet`: cargo speaks only where the crate does not build.
    pub(super) fn build(&self, speed: Speed, quiet: bool) -> Result<Vec<u8>, Error> {
        let (wanted, usual) = speed.profiles();
        let profile = if self.profiles.contains(&format!("[profile.{wanted}]")) {
            wanted
        } else {
            usual
        };
        let mut cargo = cargo_for_target()?;
        cargo
            .current_dir(&self.folder)
            .args(["build", "--lib", "--profile", profile, "--target", TARGET]);
        cargo.args(["--package", &self.name]);
        if quiet {
            cargo.arg("--quiet");
        }
        let status = cargo
            .stdout(Stdio::inherit())
            .status()
            .map_err(|error| Error::Usage(format!("cargo cannot be run: {error}")))?;
        if !status.success() {
            return Err(Error::Usage(
                "the crate does not build; see cargo's messages above".into(),
            ));
        }
        // The folder of cargo's `dev` profile has another name.
        let folder = if profile == "dev" { "debug" } else { profile };
        let module = self
            .target
            .join(TARGET)
            .join(folder)
            .join(format!("{}.wasm", self.library));
        component_of(&read(&module)?, &module)
    }
}

/// cargo, told how this machine builds for WebAssembly.
///
/// First choice is the toolchain's own standard library for the target, as rustup installs it. Where there is none: Debian's
/// rustc-web, whose standard library is built from source along with the crate.
fn cargo_for_target() -> Result<Command, Error> {
    let libdir = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    if let Ok(output) = libdir {
        let libdir = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        let installed = libdir.read_dir().is_ok_and(|mut files| {
            files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libcore")))
        });
        if installed {
            return Ok(Command::new("cargo"));
        }
    }
    let (cargo, rustc) = (Path::new("/usr/bin/cargo"), Path::new("/usr/bin/rustc"));
    if cargo.exists() && rustc.exists() && Path::new("/usr/bin/wasm-ld-22").exists() {
        let mut command = Command::new(cargo);
        command
            .env("RUSTC", rustc)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22")
            .env_remove("RUSTUP_TOOLCHAIN")
            .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
        return Ok(command);
    }
    Err(Error::Usage(format!(
        "no standard library for {TARGET} is here; install it with `rustup target add {TARGET}`, or where rustup cannot fetch \
         it, on Debian: apt-get install rustc-web cargo-web rust-web-src lld-22"
    )))
}
