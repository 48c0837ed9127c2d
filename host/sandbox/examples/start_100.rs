//! How long a host takes to start with 100 plugins, and what an idle one weighs: out of the cache, against compiling each.
//!
//! `cargo run --release -p jackfield-sandbox --example start_100 -- [COMPONENT]`. Takes 100 components that differ in nothing but
//! their digest; without a component, those of a small guest. Compiles them all into a cache: that time is the baseline of the
//! start. Then starts itself afresh for each way of loading, so that neither sees what came before it in memory; what a compiled
//! plugin weighs is taken from ten. Prints a table to standard error and the figures as JSON to standard output.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/guest/mod.rs"]
mod guest;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Instant;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use guest::Guest;
use jackfield_sandbox::{Cache, Compiler, CompilerConfig, Registry, Sandbox, SandboxConfig};
use serde_json::{Value, json};

const PLUGINS: u32 = 100;
/// Compiled in one process, to see what is left of it in memory.
const COMPILED: u32 = 10;

fn main() -> ExitCode {
    if let Some(code) = jackfield_sandbox::compile::run_child_if_asked() {
        return code;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match arguments.as_slice() {
        [word, component, folder] if word == "--measure" => {
            let figures = runtime.block_on(measure(&std::fs::read(component).unwrap(), Path::new(folder)));
            println!("{figures}");
        }
        [word, component] if word == "--measure" => {
            let figures = runtime.block_on(measure_compiled(&std::fs::read(component).unwrap()));
            println!("{figures}");
        }
        _ => compare(&runtime, arguments.first().map(String::as_str)),
    }
    ExitCode::SUCCESS
}

fn compare(runtime: &tokio::runtime::Runtime, component: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("component.wasm");
    match component {
        Some(component) => drop(std::fs::copy(component, &file).unwrap()),
        None => std::fs::write(&file, Guest::new("idle", "1", 0.0).build()).unwrap(),
    }
    let wasm = std::fs::read(&file).unwrap();
    let cache = folder.path().join("compiled");
    std::fs::create_dir(&cache).unwrap();
    let started = Instant::now();
    runtime.block_on(load_all(&cached(&cache), &wasm, PLUGINS));
    let compiling = started.elapsed().as_secs_f64();

    let (file, cache) = (file.to_str().unwrap(), cache.to_str().unwrap());
    let (compiled, cached) = (itself(&["--measure", file]), itself(&["--measure", file, cache]));
    let of = |figures: &Value, member: &str| figures[member].as_f64().unwrap();
    let mib = f64::from(1 << 20);
    eprintln!("{PLUGINS} plugins of {} bytes", wasm.len());
    let figures: Vec<Value> = [
        ("start-100", "s", of(&cached, "s"), compiling),
        (
            "idle-plugin",
            "MiB",
            of(&cached, "bytes") / mib,
            of(&compiled, "bytes") / mib,
        ),
    ]
    .into_iter()
    .map(|(name, unit, value, baseline)| {
        eprintln!("{name:<12} {value:>9.2} {unit:<4} (compiled: {baseline:.2} {unit})");
        json!({"name": name, "value": value, "unit": unit, "baseline": baseline, "ratio": value / baseline})
    })
    .collect();
    println!("{}", json!(figures));
}

/// Runs this program anew and reads what it prints.
fn itself(arguments: &[&str]) -> Value {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sandbox() -> Arc<Sandbox> {
    Sandbox::new(SandboxConfig::default()).unwrap()
}

fn cached(folder: &Path) -> Arc<Registry> {
    let folder = Dir::open_ambient_dir(folder, ambient_authority()).unwrap();
    let cache = Cache::new(folder, [1; 32]).unwrap();
    let compiler = Compiler::in_child(CompilerConfig {
        at_once: std::thread::available_parallelism().map_or(1, usize::from),
        ..CompilerConfig::default()
    });
    Arc::new(Registry::new(sandbox(), compiler, Some(cache)))
}

async fn measure(wasm: &[u8], folder: &Path) -> Value {
    measure_loading(|| cached(folder), wasm, PLUGINS).await
}

async fn measure_compiled(wasm: &[u8]) -> Value {
    measure_loading(
        || Arc::new(Registry::new(sandbox(), Compiler::in_process(), None)),
        wasm,
        COMPILED,
    )
    .await
}

async fn measure_loading(registry: impl Fn() -> Arc<Registry>, wasm: &[u8], plugins: u32) -> Value {
    // One goes first on an engine of its own: what all plugins share is not counted for each.
    registry().load(&variant(wasm, PLUGINS)).await.unwrap();
    let before = resident();
    let started = Instant::now();
    let registry = registry();
    load_all(&registry, wasm, plugins).await;
    let seconds = started.elapsed().as_secs_f64();
    let bytes = resident().saturating_sub(before);
    assert_eq!(registry.versions().len(), plugins as usize);
    json!({"s": seconds, "bytes": bytes / u64::from(plugins)})
}

async fn load_all(registry: &Arc<Registry>, wasm: &[u8], plugins: u32) {
    let mut loads = tokio::task::JoinSet::new();
    for number in 0..plugins {
        let (registry, wasm) = (Arc::clone(registry), variant(wasm, number));
        loads.spawn(async move { registry.load(&wasm).await.map(drop) });
    }
    while let Some(loaded) = loads.join_next().await {
        loaded.unwrap().unwrap();
    }
}

/// The component with one more custom section: another digest, the same code.
fn variant(wasm: &[u8], number: u32) -> Vec<u8> {
    let name = b"number";
    let content = number.to_le_bytes();
    let size = u8::try_from(1 + name.len() + content.len()).unwrap();
    let section = [&[0, size, name.len() as u8], name.as_slice(), &content].concat();
    [wasm, &section].concat()
}

/// Resident memory of this process, bytes.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("a kernel that tells what a process takes");
    let pages: u64 = text.split(' ').nth(1).unwrap().parse().unwrap();
    pages * rustix::param::page_size() as u64
}
