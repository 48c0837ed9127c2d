//! Loading: what a component is, what it imports and exports, and what it says of itself.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::contract::v0_1::{PACKAGE, VERSION};
use crate::counters::Counters;
use crate::error::{CallError, LoadError};
use crate::exports::Exports;
use crate::grant::Grant;
use crate::instance::{CallContext, fault, new_store};
use crate::limits::Limits;
use crate::link::{check_imports, link};
use crate::log::{LogLine, LogSink};
use crate::plugin::{Description, Kind, Plugin};
use crate::rules;
use crate::secrets::{SecretValue, Secrets};

/// Largest component, bytes: Python's are 19 MB.
const LARGEST_COMPONENT: usize = 64 << 20;

pub(crate) fn load(engine: &Engine, wasm: &[u8]) -> Result<Arc<Plugin>, LoadError> {
    refuse_what_is_no_component(wasm)?;
    let component = Component::new(engine, wasm).map_err(|error| LoadError::NotWasm(format!("{error:#}")))?;
    let imports = check_imports(engine, &component)?;
    let (kind, version, interfaces) = check_exports(engine, &component)?;
    let linker = link(engine, &component).map_err(|error| LoadError::NotWasm(format!("{error:#}")))?;
    let pre = linker
        .instantiate_pre(&component)
        .map_err(|error| LoadError::Import(format!("{error:#}")))?;

    let mut store = new_store(engine, nobody());
    let instance = block_on(pre.instantiate_async(&mut store))
        .map_err(|error| LoadError::Describe(Box::new(fault(&store, &error))))?;
    let exports = Exports::find(&component, &version, &interfaces, &instance, &mut store)?;
    drop(store);

    let empty = jackfield_model::conversation_view::Description {
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
    };
    let plugin = Arc::new(Plugin {
        engine: engine.clone(),
        pre,
        exports,
        counters: Counters::default(),
        digest: hex::encode(Sha256::digest(wasm)),
        kind,
        contract_version: version,
        interfaces,
        imports,
        description: Description::Bot(empty),
    });
    let description = described(&plugin)?;
    let plugin = Arc::try_unwrap(plugin).map_err(|_| LoadError::Fickle)?;
    Ok(Arc::new(Plugin {
        description,
        counters: Counters::default(),
        ..plugin
    }))
}

fn refuse_what_is_no_component(wasm: &[u8]) -> Result<(), LoadError> {
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
    let track = |version: &str| {
        version
            .split('.')
            .take(2)
            .map(|part| part.parse::<u32>().ok())
            .collect::<Vec<_>>()
    };
    if track(version) == track(VERSION) {
        return Ok(());
    }
    Err(LoadError::ContractVersion {
        found: name.to_owned(),
        spoken: format!("{PACKAGE}@{VERSION}"),
    })
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

/// Asks twice in one instance and once in another, at another time and with another seed: what it says must hang on none of them.
fn described(plugin: &Arc<Plugin>) -> Result<Description, LoadError> {
    let ask = |context: CallContext, times: usize| -> Result<Vec<Description>, LoadError> {
        block_on(async {
            let mut instance = plugin.instantiate(context).await?;
            let mut said = Vec::new();
            for _ in 0..times {
                said.push(instance.describe().await?);
            }
            Ok(said)
        })
        .map_err(|error: CallError| LoadError::Describe(Box::new(error)))
    };
    let elsewhere = CallContext {
        now: 1,
        seed: [1; 32],
        ..nobody()
    };
    let first = ask(nobody(), 2)?;
    let second = ask(elsewhere, 1)?;
    let mut all = first.into_iter().chain(second);
    let Some(first) = all.next() else {
        return Err(LoadError::Fickle);
    };
    if all.any(|said| said != first) {
        return Err(LoadError::Fickle);
    }
    match &first {
        Description::Connector(asked) => rules::description(asked),
        Description::Bot(asked) | Description::Enricher(asked) => rules::conversational(asked),
    }
    .map_err(LoadError::Description)?;
    Ok(first)
}

/// Loading is synchronous and rare; its few calls run on a thread of their own, so that it may be called from any runtime or none.
fn block_on<F>(future: F) -> F::Output
where
    F: Future + Send,
    F::Output: Send,
{
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            match runtime {
                Ok(runtime) => runtime.block_on(future),
                // Without a timer nothing on this machine works; there is no way on from here.
                Err(error) => panic!("no runtime could be started: {error}"),
            }
        });
        match worker.join() {
            Ok(output) => output,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
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
    }
}
