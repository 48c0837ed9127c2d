//! `plugin dev`: an author's edit is live in a running host when the file is saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jackfield_sandbox::{Sandbox, SandboxConfig};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use serde_json::json;
use ureq::http::Method;

use super::build::{Package, Speed};
use super::manage::upload;
use crate::api::types::{GrantDecision, Standing};
use crate::cli::client::{Client, Connection};
use crate::cli::error::Error;
use crate::cli::terminal::{Colour, Colours, line, safe};

/// Editors write a file in several steps; so long nothing more may come, milliseconds.
const CALM: Duration = Duration::from_millis(40);
/// Folders whose changes are none of the author's.
const NOT_WATCHED: [&str; 3] = ["target", ".git", "vendor"];

#[derive(clap::Args)]
pub struct Dev {
    /// The folder of the plugin's crate
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Put the component into this folder, which a host watches, instead of speaking to a host
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Speak to no host: build, and load by every rule here
    #[arg(long, conflicts_with = "into")]
    alone: bool,
    /// Build and swap once, then end
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Where a component goes.
enum Aim {
    Host(Client),
    Folder(PathBuf),
    Here(std::sync::Arc<Sandbox>),
}

impl Dev {
    pub fn run(self) -> Result<(), Error> {
        let package = Package::of(&self.folder)?;
        let aim = self.aim()?;
        let mut last = None;
        let first = swap(&package, &aim, &mut last);
        if self.once {
            return first;
        }
        tell(first)?;
        let (sender, edits) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(|error| unwatched(&package.folder, &error))?;
        watch(&mut watcher, &package.folder)?;
        line(&format!("watching {}; end with Ctrl-C", package.folder.display()))?;
        loop {
            let Ok(event) = edits.recv() else { return Ok(()) };
            let mut is_edit = matters(&event, &package.folder);
            while let Ok(event) = edits.recv_timeout(CALM) {
                is_edit |= matters(&event, &package.folder);
            }
            if is_edit {
                tell(swap(&package, &aim, &mut last))?;
            }
        }
    }

    fn aim(&self) -> Result<Aim, Error> {
        if let Some(folder) = &self.into {
            return Ok(Aim::Folder(folder.clone()));
        }
        if self.alone {
            let config = SandboxConfig {
                instances: 4,
                ..SandboxConfig::default()
            };
            return Ok(Aim::Here(Sandbox::new(config)?));
        }
        Ok(Aim::Host(self.connection.open()?))
    }
}

fn unwatched(folder: &Path, error: &notify::Error) -> Error {
    Error::Usage(format!("{} cannot be watched: {error}", folder.display()))
}

/// Watches what an author edits, and not what cargo writes: a watch on `target` would hear thousands of files.
fn watch(watcher: &mut RecommendedWatcher, folder: &Path) -> Result<(), Error> {
    watcher
        .watch(folder, RecursiveMode::NonRecursive)
        .map_err(|error| unwatched(folder, &error))?;
    let entries = std::fs::read_dir(folder).map_err(|error| Error::Usage(format!("{}: {error}", folder.display())))?;
    for entry in entries.flatten() {
        let is_watched = !NOT_WATCHED.iter().any(|name| entry.file_name() == *name);
        if is_watched && entry.path().is_dir() {
            watcher
                .watch(&entry.path(), RecursiveMode::Recursive)
                .map_err(|error| unwatched(folder, &error))?;
        }
    }
    Ok(())
}

/// Is this something that an author did? Reading a file is not, and neither is what a build leaves beside the sources.
fn matters(event: &notify::Result<notify::Event>, folder: &Path) -> bool {
    let Ok(event) = event else { return false };
    if !matches!(
        event.kind,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
    ) {
        return false;
    }
    event.paths.iter().any(|path| {
        let below = path.strip_prefix(folder).unwrap_or(path);
        let first = below.components().next().map(|part| part.as_os_str());
        let is_output = below == Path::new("Cargo.lock") || below.extension().is_some_and(|ending| ending == "wasm");
        !is_output && !first.is_some_and(|first| NOT_WATCHED.iter().any(|name| first == *name))
    })
}

/// What went wrong is said, and the next edit is waited for; only a terminal that is gone ends the loop.
fn tell(swapped: Result<(), Error>) -> Result<(), Error> {
    match swapped {
        Ok(()) => Ok(()),
        Err(error) => line(&Colours::of_stdout().paint(Colour::Red, &format!("{error}"))),
    }
}

/// Builds the component and makes it live; one that is the same as before stays as it is.
fn swap(package: &Package, aim: &Aim, last: &mut Option<Vec<u8>>) -> Result<(), Error> {
    let began = Instant::now();
    let component = package.build(Speed::Soon, true)?;
    let built = began.elapsed();
    if last.as_ref() == Some(&component) {
        return line("nothing changed in the component");
    }
    let said = match aim {
        Aim::Host(client) => into_host(client, &component)?,
        Aim::Folder(folder) => into_folder(folder, &package.name, &component)?,
        Aim::Here(sandbox) => {
            let file = package.name.clone();
            let plugin = sandbox
                .load(&component)
                .map_err(|source| Error::Load { file, source })?;
            format!("a {} fit to be loaded", plugin.kind())
        }
    };
    let all = began.elapsed();
    *last = Some(component);
    line(&format!(
        "{said} after {} ms, {} of them building",
        all.as_millis(),
        built.as_millis()
    ))
}

/// Loads, grants what is asked (this is the author's own machine, or an operator's token), and activates.
fn into_host(client: &Client, component: &[u8]) -> Result<String, Error> {
    let loaded = upload(client, component)?;
    if loaded.state == Standing::WaitingForGrant {
        let decision = json!({"decision": GrantDecision::Approve});
        client.send(Method::POST, &format!("/plugins/{}/grant", loaded.digest), &decision)?;
    }
    if loaded.state != Standing::Active {
        client.act(Method::POST, &format!("/plugins/{}/activate", loaded.digest))?;
    }
    Ok(format!("{} {} serves", safe(&loaded.name), safe(&loaded.version)))
}

/// Writes beside the place and moves it there, so that the host never reads half a component.
fn into_folder(folder: &Path, name: &str, component: &[u8]) -> Result<String, Error> {
    let (part, whole) = (
        folder.join(format!(".{name}.wasm.tmp")),
        folder.join(format!("{name}.wasm")),
    );
    std::fs::write(&part, component)
        .and_then(|()| std::fs::rename(&part, &whole))
        .map_err(|error| Error::Usage(format!("{} cannot be written: {error}", whole.display())))?;
    Ok(format!("{} is there", whole.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, ModifyKind};

    #[test]
    fn an_edit_matters_and_what_a_build_leaves_does_not() {
        let folder = Path::new("crate");
        let matter = |kind: EventKind, path: &str| {
            let event = notify::Event {
                kind,
                paths: vec![folder.join(path)],
                attrs: notify::event::EventAttributes::default(),
            };
            matters(&Ok(event), folder)
        };
        let modified = EventKind::Modify(ModifyKind::Any);
        assert!(matter(modified, "src/lib.rs") && matter(modified, "Cargo.toml"));
        assert!(!matter(EventKind::Access(AccessKind::Any), "src/lib.rs"));
        for output in [
            "target/release/x",
            "Cargo.lock",
            "my-shop.wasm",
            "vendor/jackfield-sdk/src/lib.rs",
            ".git/index",
        ] {
            assert!(!matter(modified, output), "{output}");
        }
    }
}
