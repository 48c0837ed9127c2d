//! The benchmarks: a table for people, `bench.json` for programs. Nothing here passes or fails.

mod figures;
mod fresh_normalize;
mod hosts;
mod ingest;
mod native;
mod start;
mod swap;
mod turn;
mod webhook;

use std::path::Path;
use std::process::ExitCode;

use jackfield_sandbox::{Sandbox, SandboxConfig};

use figures::Figure;

fn main() -> ExitCode {
    // `start-100` compiles in children of this program.
    if let Some(code) = jackfield_sandbox::compile::run_child_if_asked() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = tokio::runtime::Runtime::new()
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(run(&arguments)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jackfield-bench: {error}");
            ExitCode::from(1)
        }
    }
}

async fn run(arguments: &[String]) -> Result<(), String> {
    let read = |file: &str| std::fs::read(file).map_err(|error| format!("{file}: {error}"));
    match arguments {
        // The parts that run in processes of their own.
        [word, address, folder] if word == "--native" => {
            let address = address.parse().map_err(|_| format!("`{address}` is no address"))?;
            native::serve(address, Path::new(folder)).await
        }
        [word, component, cache] if word == "--cached" => {
            println!("{}", start::measure_cached(&read(component)?, Path::new(cache)).await?);
            Ok(())
        }
        [word, component] if word == "--compiled" => {
            println!("{}", start::measure_compiled(&read(component)?).await?);
            Ok(())
        }
        [plugins, target, wanted @ ..] => measure(Path::new(plugins), Path::new(target), wanted).await,
        _ => Err("usage: jackfield-bench PLUGIN_FOLDER TARGET.json [NAME...]".to_owned()),
    }
}

async fn measure(plugins: &Path, target: &Path, wanted: &[String]) -> Result<(), String> {
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    let component = plugins.join("whatsapp.wasm");
    let mut figures: Vec<Figure> = Vec::new();
    if wants("fresh-normalize") {
        let sandbox = Sandbox::new(SandboxConfig::default()).map_err(|error| error.to_string())?;
        let wasm = std::fs::read(&component).map_err(|error| format!("{}: {error}", component.display()))?;
        let plugin = sandbox.load(&wasm).map_err(|error| error.to_string())?;
        figures.extend(fresh_normalize::measure(&plugin).await?);
    }
    if wants("ingest") {
        figures.extend(ingest::measure().await?);
    }
    if wants("turn") {
        figures.extend(turn::measure().await?);
    }
    if wants("swap") {
        figures.extend(swap::measure().await?);
    }
    if wants("start-100") || wants("idle-plugin") {
        figures.extend(start::measure(&component).await?);
    }
    print!("{}", figures::table(&figures));
    let json = serde_json::to_vec_pretty(&figures).map_err(|error| error.to_string())?;
    std::fs::write(target, json).map_err(|error| format!("{}: {error}", target.display()))
}
