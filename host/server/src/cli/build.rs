//! `plugin build` and `plugin componentize`: from a crate to a component, with the target that this machine has.

use std::path::{Path, PathBuf};
use std::process::Command;

use wit_component::ComponentEncoder;

use super::{Error, read};

const TARGET: &str = "wasm32-unknown-unknown";

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
        let profile = if package.has_plugin_profile {
            "plugin"
        } else {
            "release"
        };
        let mut cargo = cargo_for_target()?;
        cargo.current_dir(&self.folder).args([
            "build",
            "--lib",
            "--profile",
            profile,
            "--target",
            TARGET,
            "--package",
            &package.name,
        ]);
        let status = cargo
            .status()
            .map_err(|error| Error::Usage(format!("cargo cannot be run: {error}")))?;
        if !status.success() {
            return Err(Error::Usage(
                "the crate does not build; see cargo's messages above".into(),
            ));
        }
        let module = package
            .target
            .join(TARGET)
            .join(profile)
            .join(format!("{}.wasm", package.library));
        let out = self
            .out
            .unwrap_or_else(|| self.folder.join(format!("{}.wasm", package.name)));
        componentize(&module, &out)
    }
}

/// Makes a component; what is one already is copied.
pub fn componentize(module: &Path, out: &Path) -> Result<(), Error> {
    let bytes = read(module)?;
    let component = if matches!(bytes.as_slice(), [0, b'a', b's', b'm', _, _, 1, 0, ..]) {
        bytes
    } else {
        ComponentEncoder::default()
            .validate(true)
            .module(&bytes)
            .and_then(|encoder| encoder.encode())
            .map_err(|error| Error::Usage(format!("{} cannot be made a component: {error:#}", module.display())))?
    };
    std::fs::write(out, &component)
        .map_err(|error| Error::Usage(format!("{} cannot be written: {error}", out.display())))?;
    println!("{}: {} bytes", out.display(), component.len());
    Ok(())
}

/// What cargo says of the crate.
struct Package {
    name: String,
    library: String,
    target: PathBuf,
    has_plugin_profile: bool,
}

impl Package {
    fn of(folder: &Path) -> Result<Self, Error> {
        let output = Command::new("cargo")
            .current_dir(folder)
            .args(["metadata", "--format-version", "1", "--no-deps"])
            .output()
            .map_err(|error| Error::Usage(format!("cargo cannot be run in {}: {error}", folder.display())))?;
        let wrong = |what: &str| Error::Usage(format!("{}: {what}", folder.display()));
        let metadata: serde_json::Value =
            serde_json::from_slice(&output.stdout).map_err(|_| wrong("no crate of cargo's is here"))?;
        let here = folder
            .join("Cargo.toml")
            .canonicalize()
            .map_err(|error| wrong(&format!("no Cargo.toml: {error}")))?;
        let package = metadata["packages"]
            .as_array()
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
        let manifest = std::fs::read_to_string(Path::new(root).join("Cargo.toml")).unwrap_or_default();
        Ok(Self {
            name: package["name"].as_str().unwrap_or_default().to_owned(),
            library: library.replace('-', "_"),
            target: PathBuf::from(metadata["target_directory"].as_str().unwrap_or("target")),
            has_plugin_profile: manifest.contains("[profile.plugin]"),
        })
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
        "no standard library for {TARGET} is here; install it with: rustup target add {TARGET}"
    )))
}
