//! The benchmarks: a table for people, `bench.json` for programs. Nothing here passes or fails.

mod figures;
mod fresh_normalize;
mod webhook;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jackfield_sandbox::{Sandbox, SandboxConfig};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(plugins), Some(target)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: jackfield-bench PLUGIN_FOLDER TARGET.json [NAME...]");
        return ExitCode::from(1);
    };
    let wanted: Vec<String> = arguments.collect();
    match run(Path::new(&plugins), &PathBuf::from(target), &wanted).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jackfield-bench: {error}");
            ExitCode::from(1)
        }
    }
}

async fn run(plugins: &Path, target: &Path, wanted: &[String]) -> Result<(), String> {
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    let mut figures = Vec::new();
    if wants("fresh-normalize") {
        let sandbox = Sandbox::new(SandboxConfig::default()).map_err(|error| error.to_string())?;
        let file = plugins.join("whatsapp.wasm");
        let wasm = std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let plugin = sandbox.load(&wasm).map_err(|error| error.to_string())?;
        figures.extend(fresh_normalize::measure(&plugin).await?);
    }
    print!("{}", figures::table(&figures));
    let json = serde_json::to_vec_pretty(&figures).map_err(|error| error.to_string())?;
    std::fs::write(target, json).map_err(|error| format!("{}: {error}", target.display()))
}
