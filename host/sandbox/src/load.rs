//! Loading: what a component is, what it imports and exports, and what it says of itself.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::{Component, InstancePre};

use crate::asked;
use crate::contract::v0_1::{PACKAGE, VERSION};
use crate::counters::Counters;
use crate::error::{CallError, LoadError};
use crate::exports::Exports;
use crate::grant::Grant;
use crate::instance::{CallContext, State, new_store, started};
use crate::limits::Limits;
use crate::link::{check_imports, link};
use crate::log::{LogLine, LogSink};
use crate::plugin::{Description, Kind, Plugin};
use crate::running::Running;
use crate::secrets::{SecretValue, Secrets};

/// Largest component, bytes: Python's are 19 MB.
pub(crate) const LARGEST_COMPONENT: usize = 64 << 20;

/// Loads a component that is compiled in this process, on a thread that may block.
pub(crate) async fn load(engine: &Engine, wasm: Vec<u8>) -> Result<Arc<Plugin>, LoadError> {
    refuse_what_is_no_component(&wasm)?;
    let for_compiler = engine.clone();
    let (component, digest) = off_the_runtime(move || {
        let component =
            Component::new(&for_compiler, &wasm).map_err(|error| LoadError::NotWasm(format!("{error:#}")))?;
        Ok((component, digest_of(&wasm)))
    })
    .await?;
    admit(engine, component, digest).await
}

/// SHA-256 in hex: the name of a component.
pub(crate) fn digest_of(wasm: &[u8]) -> String {
    hex::encode(Sha256::digest(wasm))
}

/// Everything that follows on compilation: what it imports and exports, whether it starts, and what it says of itself.
pub(crate) async fn admit(engine: &Engine, component: Component, digest: String) -> Result<Arc<Plugin>, LoadError> {
    let for_linker = engine.clone();
    let joined = off_the_runtime(move || join(&for_linker, component)).await?;

    let mut store = new_store(engine, nobody());
    let instance = started(&joined.pre, &mut store).await.map_err(at_start)?;
    let exports = Exports::find(
        &joined.component,
        &joined.version,
        &joined.interfaces,
        &instance,
        &mut store,
    )?;
    drop(store);

    let plugin = Arc::new(Plugin {
        engine: engine.clone(),
        pre: joined.pre,
        exports,
        counters: Counters::default(),
        digest,
        kind: joined.kind,
        contract_version: joined.version,
        interfaces: joined.interfaces,
        imports: joined.imports,
        description: Description::Bot(nothing_said()),
        running: Running::default(),
    });
    let description = described(&plugin).await?;
    let plugin = Arc::try_unwrap(plugin).map_err(|_| LoadError::Host("a call for its description goes on".into()))?;
    Ok(Arc::new(Plugin {
        description,
        counters: Counters::default(),
        ..plugin
    }))
}

/// A component with all its imports filled.
struct Joined {
    component: Component,
    pre: InstancePre<State>,
    kind: Kind,
    version: String,
    interfaces: Vec<String>,
    imports: Vec<String>,
}

fn join(engine: &Engine, component: Component) -> Result<Joined, LoadError> {
    let imports = check_imports(engine, &component)?;
    let (kind, version, interfaces) = check_exports(engine, &component)?;
    let linker = link(engine, &component).map_err(|error| LoadError::NotWasm(format!("{error:#}")))?;
    let pre = linker
        .instantiate_pre(&component)
        .map_err(|error| LoadError::Import(format!("{error:#}")))?;
    Ok(Joined {
        component,
        pre,
        kind,
        version,
        interfaces,
        imports,
    })
}

/// Runs what takes long and never waits on a thread that may block.
pub(crate) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LoadError> + Send + 'static,
) -> Result<T, LoadError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(LoadError::Host(format!("the thread that worked on it ended: {error}"))),
    }
}

fn at_start(error: CallError) -> LoadError {
    match error {
        CallError::Busy => LoadError::Host(error.to_string()),
        error => LoadError::Describe(Box::new(error)),
    }
}

pub(crate) fn refuse_what_is_no_component(wasm: &[u8]) -> Result<(), LoadError> {
    if wasm.len() > LARGEST_COMPONENT {
        return Err(LoadError::TooLarge {
            size: wasm.len(),
            most: LARGEST_COMPONENT,
        });
    }
    if Engine::detect_precompiled(wasm).is_some() {
        return Err(LoadError::Precompiled);
    }
    // The preamble: magic, version, layer; the layer tells a component (1) from a module (0).
    match wasm {
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => Ok(()),
        [0, b'a', b's', b'm', _, _, 0, 0, ..] => Err(LoadError::CoreModule),
        _ => Err(LoadError::NotWasm(
            "it does not begin with the preamble of WebAssembly".into(),
        )),
    }
}

/// `jackfield:plugin/types@0.1.0` -> (`types`, `0.1.0`).
pub(crate) fn ours(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(PACKAGE)?.strip_prefix('/')?.split_once('@')
}

pub(crate) fn check_version(name: &str, version: &str) -> Result<(), LoadError> {
    if speaks(VERSION, version) {
        return Ok(());
    }
    Err(LoadError::ContractVersion {
        found: name.to_owned(),
        spoken: format!("{PACKAGE}@{VERSION}"),
    })
}

/// Does a host of one version of the contract run what is built for another? Within a minor version all that was published
/// stays; what a later patch added, an earlier host does not have.
fn speaks(host: &str, plugin: &str) -> bool {
    let numbers = |version: &str| -> Option<[u32; 3]> {
        let parts: Vec<u32> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        parts.try_into().ok()
    };
    match (numbers(host), numbers(plugin)) {
        (Some([major, minor, patch]), Some(plugin)) => plugin[0] == major && plugin[1] == minor && plugin[2] <= patch,
        _ => false,
    }
}

fn check_exports(engine: &Engine, component: &Component) -> Result<(Kind, String, Vec<String>), LoadError> {
    let (mut kinds, mut version, mut interfaces) = (Vec::new(), String::new(), Vec::new());
    for (name, _) in component.component_type().exports(engine) {
        let Some((interface, found)) = ours(name) else { continue };
        check_version(name, found)?;
        found.clone_into(&mut version);
        match interface {
            "channel" => kinds.push(Kind::Connector),
            "turns" => kinds.push(Kind::Bot),
            "findings" => kinds.push(Kind::Enricher),
            _ => {}
        }
        interfaces.push(interface.to_owned());
    }
    match kinds.as_slice() {
        [kind] => Ok((*kind, version, interfaces)),
        [] => Err(LoadError::NoRole),
        several => Err(LoadError::SeveralRoles(
            several
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" and "),
        )),
    }
}

/// Asks twice in one instance and once in another, at another time and with another seed: what it says hangs on none of them.
async fn described(plugin: &Arc<Plugin>) -> Result<Description, LoadError> {
    let mut instance = plugin.instantiate(nobody()).await.map_err(at_start)?;
    let first = instance.describe().await.map_err(at_start)?;
    let again = instance.describe().await.map_err(at_start)?;
    drop(instance);
    let elsewhere = CallContext {
        now: 1,
        seed: [1; 32],
        ..nobody()
    };
    let mut instance = plugin.instantiate(elsewhere).await.map_err(at_start)?;
    let second = instance.describe().await.map_err(at_start)?;
    if first != again || first != second {
        return Err(LoadError::Fickle);
    }
    match &first {
        Description::Connector(asked) => asked::of_connector(asked),
        Description::Bot(asked) | Description::Enricher(asked) => asked::of_bot_or_enricher(asked),
    }
    .map_err(LoadError::Description)?;
    Ok(first)
}

/// Waits for a load without a runtime, or on a thread of a runtime that may be blocked.
pub(crate) fn block_on<T: Send>(load: impl Future<Output = Result<T, LoadError>> + Send) -> Result<T, LoadError> {
    let host = |error: std::io::Error| LoadError::Host(format!("no thread could be started: {error}"));
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new()
            .name("jackfield-load".into())
            .spawn_scoped(scope, || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
                runtime.map_err(host)?.block_on(load)
            })
            .map_err(host)?;
        worker
            .join()
            .unwrap_or_else(|_| Err(LoadError::Host("the thread that worked on it ended".into())))
    })
}

/// Stands where a description will stand once the plugin was asked.
fn nothing_said() -> jackfield_model::conversation_view::Description {
    jackfield_model::conversation_view::Description {
        name: String::new(),
        title: String::new(),
        version: String::new(),
        author: String::new(),
        settings_schema: "{}".into(),
        secrets: vec![],
        tokens: vec![],
        reach: vec![],
        reads: vec![],
        writes: vec![],
        takes: vec![],
        extra: vec![],
    }
}

struct Nobody;

impl Secrets for Nobody {
    fn values(&self, _: &str) -> Vec<SecretValue> {
        Vec::new()
    }
}

impl LogSink for Nobody {
    fn line(&self, line: LogLine) {
        tracing::debug!(text = %line.text, "said while it was loaded");
    }
}

/// The context of a call for no account.
fn nobody() -> CallContext {
    CallContext {
        account: String::new(),
        secrets: Arc::new(Nobody),
        grant: Arc::new(Grant::default()),
        limits: Limits::default(),
        now: 0,
        seed: [0; 32],
        logs: Arc::new(Nobody),
        conversation: None,
    }
}

#[cfg(test)]
mod tests {
    use super::speaks;

    #[test]
    fn a_host_runs_what_its_own_minor_version_published_so_far() {
        for (host, plugin, runs) in [
            ("0.1.0", "0.1.0", true),
            ("0.1.2", "0.1.0", true),
            ("0.1.2", "0.1.2", true),
            ("0.1.0", "0.1.1", false),
            ("0.1.9", "0.1.10", false),
            ("0.1.0", "0.2.0", false),
            ("0.2.0", "0.1.0", false),
            ("1.0.0", "0.1.0", false),
            ("0.1.0", "0.1.0-draft", false),
            ("0.1.0", "0.1", false),
        ] {
            assert_eq!(speaks(host, plugin), runs, "a host of {host}, a plugin of {plugin}");
        }
    }
}
