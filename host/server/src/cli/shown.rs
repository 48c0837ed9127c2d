//! `plugin inspect`: what a plugin is, asks and can do.

use std::path::PathBuf;

use jackfield_model::capability::Level;
use jackfield_model::description::{Reach, SecretNeed};
use jackfield_sandbox::Description;
use serde_json::json;

use super::{Error, load};

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
            println!(
                "{:#}",
                json!({
                    "kind": plugin.kind().to_string(), "digest": plugin.digest(), "contract": plugin.contract_version(),
                    "interfaces": plugin.interfaces(), "imports": plugin.imports(), "description": described,
                })
            );
            return Ok(());
        }
        println!("{} {}", plugin.kind(), plugin.digest());
        println!("contract   jackfield:plugin@{}", plugin.contract_version());
        println!("exports    {}", plugin.interfaces().join(", "));
        println!("imports    {}", plugin.imports().join(", "));
        match plugin.description() {
            Description::Connector(description) => {
                println!(
                    "channel    {} ({}) {}",
                    description.channel, description.title, description.version
                );
                asks(&description.secrets, &description.reach);
                println!("\ncan do");
                for feature in &description.capabilities.features {
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
                    println!("  {:<24} {level:<9} {}", feature.name, limits.join(", "));
                }
            }
            Description::Bot(description) | Description::Enricher(description) => {
                println!(
                    "name       {} ({}) {}",
                    description.name, description.title, description.version
                );
                asks(&description.secrets, &description.reach);
            }
        }
        Ok(())
    }
}

fn asks(secrets: &[SecretNeed], reach: &[Reach]) {
    println!("\nasks");
    for secret in secrets {
        println!("  secret {:<22} {}", secret.name, secret.title);
    }
    for reach in reach {
        println!(
            "  reach  {} {}{}  {}",
            reach.methods.join(","),
            reach.host,
            reach.path,
            reach.why
        );
    }
}
