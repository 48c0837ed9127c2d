//! `plugin new`: the crate of a new plugin, which builds, passes its tests and loads.

use std::path::PathBuf;

use crate::cli::error::Error;
use crate::cli::terminal::line;
use crate::scaffold::{self, Kind};

#[derive(clap::Args)]
pub struct New {
    /// The plugin's name: small letters, digits, hyphens
    name: String,
    /// What it is
    #[arg(long, value_enum)]
    kind: Kind,
    /// The folder to make; without it, one of the plugin's name here
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Use the SDK that lies here instead of a copy, as plugins of Jackfield's own repository do
    #[arg(long, value_name = "FOLDER")]
    sdk: Option<PathBuf>,
}

impl New {
    pub fn run(self) -> Result<(), Error> {
        let folder = self.folder.unwrap_or_else(|| PathBuf::from(&self.name));
        if folder.exists() {
            return Err(Error::Usage(format!(
                "{} is there already; take another name, or --folder",
                folder.display()
            )));
        }
        let sdk = match &self.sdk {
            None => None,
            Some(sdk) => Some(
                sdk.canonicalize()
                    .map_err(|error| Error::Usage(format!("--sdk {}: {error}", sdk.display())))?,
            ),
        };
        let files =
            scaffold::files(&self.name, self.kind, sdk.as_deref()).map_err(|error| Error::Usage(error.to_string()))?;
        for (path, text) in files {
            let file = folder.join(path);
            let made = file
                .parent()
                .map_or(Ok(()), std::fs::create_dir_all)
                .and_then(|()| std::fs::write(&file, text));
            made.map_err(|error| Error::Usage(format!("{} cannot be made: {error}", file.display())))?;
        }
        let folder = folder.display();
        line(&format!("{folder} is made; begin with its README.md"))?;
        line(&format!("next: cd {folder} && cargo test && jackfield plugin build"))
    }
}
