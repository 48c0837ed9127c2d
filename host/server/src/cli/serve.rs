//! `serve`: the host itself.

use std::path::PathBuf;

use super::error::Error;
use crate::config::{Config, FILE_NAME};

#[derive(clap::Args)]
pub struct Serve {
    /// The configuration
    #[arg(long, env = "JACKFIELD_CONFIG", default_value = FILE_NAME)]
    config: PathBuf,
}

impl Serve {
    pub fn run(self) -> Result<(), Error> {
        let config = Config::load(Some(&self.config), std::env::vars())?;
        crate::logging::start(&config.telemetry);
        crate::serve::run(config).map_err(|error| Error::Host(error.to_string()))
    }
}
