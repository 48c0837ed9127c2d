//! What a component may import, and what stands behind each import.

use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, HasSelf, Linker};

use crate::contract::v0_1::wit;
use crate::error::LoadError;
use crate::instance::State;
use crate::load::{check_version, ours};

/// Refuses a component that imports what no plugin is given; else the names of all that it imports.
pub(crate) fn check_imports(engine: &Engine, component: &Component) -> Result<Vec<String>, LoadError> {
    let mut imports = Vec::new();
    for (name, item) in component.component_type().imports(engine) {
        let ComponentItem::ComponentInstance(instance) = item.ty else {
            return Err(LoadError::Import(name.to_owned()));
        };
        let has_functions = instance
            .exports(engine)
            .any(|(_, item)| matches!(item.ty, ComponentItem::ComponentFunc(_)));
        if let Some((interface, version)) = ours(name) {
            check_version(name, version)?;
            // Interfaces of types ask for nothing.
            if has_functions && !matches!(interface, "credentials" | "log") {
                return Err(LoadError::Import(name.to_owned()));
            }
        } else if !is_wasi_held_shut(name) {
            return Err(LoadError::Import(name.to_owned()));
        }
        imports.push(name.to_owned());
    }
    Ok(imports)
}

/// What language runtimes import at start. Every function of it traps.
fn is_wasi_held_shut(name: &str) -> bool {
    [
        "wasi:cli/",
        "wasi:io/",
        "wasi:clocks/",
        "wasi:random/",
        "wasi:filesystem/",
    ]
    .iter()
    .any(|package| name.starts_with(package))
        && name
            .split_once('@')
            .is_some_and(|(_, version)| version.starts_with("0.2."))
}

pub(crate) fn link(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wit::credentials::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    wit::log::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    linker.define_unknown_imports_as_traps(component)?;
    Ok(linker)
}
