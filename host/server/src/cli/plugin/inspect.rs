//! `plugin inspect`: what a plugin is, asks and can do.

use std::path::PathBuf;

use jackfield_model::capability::{Feature, Level};
use jackfield_model::description::{Reach, SecretNeed};
use jackfield_sandbox::Description;
use serde_json::json;

use super::load;
use crate::cli::error::Error;
use crate::cli::terminal::{line, safe};

#[derive(clap::Args)]
pub struct Inspect {
    /// The component
    plugin: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub fn run(self) -> Result<(), Error> {
        let plugin = load(&self.plugin)?;
        if self.json {
            let described = match plugin.description() {
                Description::Connector(description) => json!(description),
                Description::Bot(description) | Description::Enricher(description) => json!(description),
            };
            let whole = json!({
                "kind": plugin.kind().to_string(), "digest": plugin.digest(), "contract": plugin.contract_version(),
                "interfaces": plugin.interfaces(), "imports": plugin.imports(), "description": described,
            });
            return line(&format!("{whole:#}"));
        }
        let mut lines = vec![
            format!("{} {}", plugin.kind(), plugin.digest()),
            format!("contract   jackfield:plugin@{}", plugin.contract_version()),
            format!("exports    {}", plugin.interfaces().join(", ")),
            format!("imports    {}", plugin.imports().join(", ")),
        ];
        match plugin.description() {
            Description::Connector(asked) => {
                lines.push(format!(
                    "channel    {} ({}) {}",
                    asked.channel, asked.title, asked.version
                ));
                lines.extend(asks(&asked.secrets, &asked.reach));
                lines.extend(["".to_owned(), "can do".to_owned()]);
                lines.extend(asked.capabilities.features.iter().map(ability));
            }
            Description::Bot(asked) | Description::Enricher(asked) => {
                lines.push(format!("name       {} ({}) {}", asked.name, asked.title, asked.version));
                lines.extend(asks(&asked.secrets, &asked.reach));
            }
        }
        lines.iter().try_for_each(|text| line(&safe(text)))
    }
}

fn ability(feature: &Feature) -> String {
    let level = match feature.level {
        Level::None => "none",
        Level::Dropped => "dropped",
        Level::Fallback => "fallback",
        Level::Partial => "partial",
        Level::Native => "native",
    };
    let limits: Vec<String> = feature
        .limits
        .iter()
        .map(|limit| format!("{} {}", limit.name, limit.value))
        .collect();
    format!("  {:<24} {level:<9} {}", feature.name, limits.join(", "))
}

fn asks(secrets: &[SecretNeed], reach: &[Reach]) -> Vec<String> {
    let secrets = secrets
        .iter()
        .map(|secret| format!("  secret {:<22} {}", secret.name, secret.title));
    let reach = reach.iter().map(|reach| {
        format!(
            "  reach  {} {}{}  {}",
            reach.methods.join(","),
            reach.host,
            reach.path,
            reach.why
        )
    });
    ["".to_owned(), "asks".to_owned()]
        .into_iter()
        .chain(secrets)
        .chain(reach)
        .collect()
}
