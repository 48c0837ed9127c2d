//! `init`: a configuration, a data folder, a key, and the first token.

use std::path::PathBuf;

use super::error::Error;
use super::terminal::line;
use crate::api::system_clock;

#[derive(clap::Args)]
pub struct Init {
    /// The folder to set up
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Do not keep the token in the data folder; then every command needs it in JACKFIELD_TOKEN
    #[arg(long)]
    no_token_file: bool,
}

impl Init {
    pub fn run(self) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(|error| Error::Usage(format!("no runtime: {error}")))?;
        let made = runtime
            .block_on(crate::init::init(&self.folder, !self.no_token_file, system_clock()()))
            .map_err(|error| Error::Usage(error.to_string()))?;
        line(&format!("configuration  {}", made.config.display()))?;
        line(&format!("data           {}", made.data.path().display()))?;
        line(&format!(
            "key            {}   keep a copy elsewhere",
            made.data.key_file().display()
        ))?;
        line(&format!("admin token    {}   shown this once", made.token.as_str()))?;
        line(&format!("\nnext: jackfield serve --config {}", made.config.display()))
    }
}
