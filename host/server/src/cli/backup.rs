//! `backup`: a consistent copy while the host serves.

use serde_json::json;
use time::OffsetDateTime;
use ureq::http::Method;

use super::client::{Connection, read};
use super::error::Error;
use super::terminal::{line, spinner};
use crate::api::backups;

#[derive(clap::Args)]
pub struct Backup {
    /// The copy's name; without it, the time
    name: Option<String>,
    #[command(flatten)]
    connection: Connection,
}

impl Backup {
    pub fn run(self) -> Result<(), Error> {
        let client = self.connection.open()?;
        let now = OffsetDateTime::now_utc();
        let (date, clock) = (now.date(), now.time());
        let by_time = format!(
            "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            clock.hour(),
            clock.minute(),
            clock.second()
        );
        let waiting = spinner("copying");
        let made = client.send(Method::POST, "/backups", &json!({"name": self.name.unwrap_or(by_time)}));
        waiting.finish_and_clear();
        let made: backups::Backup = read(made?)?;
        if self.connection.json {
            return line(&json!(made).to_string());
        }
        line(&format!("{}   {} bytes, on the host's machine", made.path, made.bytes))?;
        line("The key of the secrets is not in it: keep a copy of the key file elsewhere.")
    }
}
