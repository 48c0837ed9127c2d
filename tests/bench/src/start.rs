//! `start-100` and `idle-plugin`: how long a host takes to load 100 plugins, and what an idle one weighs: out of the cache,
//! against compiling each.
//!
//! The plugins are builds of one component that differ in nothing but their digest. Each way of loading has a process of its
//! own, so that neither sees what came before it in memory; what a compiled plugin weighs is taken from ten.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use jackfield_e2e::component::another_build;
use jackfield_sandbox::{Cache, Compiler, CompilerConfig, Registry, Sandbox, SandboxConfig};
use serde_json::{Value, json};

use crate::figures::Figure;

const PLUGINS: u32 = 100;
/// Compiled in one process, to see what is left of it in memory.
const COMPILED: u32 = 10;
/// Bytes of a page, as `statm` counts.
const PAGE: u64 = 4_096;

/// Measures with this component.
///
/// # Errors
///
/// When it does not load.
pub async fn measure(component: &Path) -> Result<Vec<Figure>, String> {
    let text = |error: std::io::Error| error.to_string();
    let wasm = std::fs::read(component).map_err(text)?;
    let folder = tempfile::tempdir().map_err(text)?;
    let started = Instant::now();
    load_all(&cached(folder.path())?, &wasm, PLUGINS).await?;
    let compiling = started.elapsed().as_secs_f64();
    let file = component.to_string_lossy().into_owned();
    let cache = folder.path().to_string_lossy().into_owned();
    let compiled = itself(&["--compiled", &file])?;
    let cached = itself(&["--cached", &file, &cache])?;
    let of = |figures: &Value, member: &str| figures[member].as_f64().unwrap_or_default();
    let mib = f64::from(1 << 20);
    Ok(vec![
        Figure::new("start-100 (compiling each)", of(&cached, "s"), "s", compiling),
        Figure::new(
            "idle-plugin (compiled here)",
            of(&cached, "bytes") / mib,
            "MiB",
            of(&compiled, "bytes") / mib,
        ),
    ])
}

/// Runs this program anew and reads what it prints.
fn itself(arguments: &[&str]) -> Result<Value, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

fn sandbox() -> Result<Arc<Sandbox>, String> {
    Sandbox::new(SandboxConfig::default()).map_err(|error| error.to_string())
}

fn cached(folder: &Path) -> Result<Arc<Registry>, String> {
    let folder = Dir::open_ambient_dir(folder, ambient_authority()).map_err(|error| error.to_string())?;
    let cache = Cache::new(folder, [1; 32]).map_err(|error| error.to_string())?;
    let compiler = Compiler::in_child(CompilerConfig {
        at_once: std::thread::available_parallelism().map_or(1, usize::from),
        ..CompilerConfig::default()
    });
    Ok(Arc::new(Registry::new(sandbox()?, compiler, Some(cache))))
}

/// Loads out of a cache, in a process of its own.
///
/// # Errors
///
/// When a plugin does not load.
pub async fn measure_cached(wasm: &[u8], folder: &Path) -> Result<Value, String> {
    let folder = folder.to_owned();
    measure_loading(|| cached(&folder), wasm, PLUGINS).await
}

/// Compiles, in a process of its own.
///
/// # Errors
///
/// When a plugin does not load.
pub async fn measure_compiled(wasm: &[u8]) -> Result<Value, String> {
    let registry = || Ok(Arc::new(Registry::new(sandbox()?, Compiler::in_process(), None)));
    measure_loading(registry, wasm, COMPILED).await
}

async fn measure_loading(
    registry: impl Fn() -> Result<Arc<Registry>, String>,
    wasm: &[u8],
    plugins: u32,
) -> Result<Value, String> {
    // One goes first on an engine of its own: what all plugins share is not counted for each.
    let first = registry()?;
    first
        .load(&another_build(wasm, "first"))
        .await
        .map_err(|error| error.to_string())?;
    let before = resident()?;
    let started = Instant::now();
    let registry = registry()?;
    load_all(&registry, wasm, plugins).await?;
    let seconds = started.elapsed().as_secs_f64();
    let bytes = resident()?.saturating_sub(before);
    Ok(json!({"s": seconds, "bytes": bytes / u64::from(plugins)}))
}

async fn load_all(registry: &Arc<Registry>, wasm: &[u8], plugins: u32) -> Result<(), String> {
    let mut loads = tokio::task::JoinSet::new();
    for number in 0..plugins {
        let (registry, wasm) = (Arc::clone(registry), another_build(wasm, &number.to_string()));
        loads.spawn(async move { registry.load(&wasm).await.map(drop) });
    }
    while let Some(loaded) = loads.join_next().await {
        loaded
            .map_err(|error| error.to_string())?
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Resident memory of this process, bytes.
fn resident() -> Result<u64, String> {
    let text = std::fs::read_to_string("/proc/self/statm").map_err(|error| error.to_string())?;
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    Ok(pages.ok_or_else(|| format!("`{text}` is not what a kernel says"))? * PAGE)
}
