//! What a component may import, and what stands behind each import.

use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, HasSelf, Linker};

use crate::contract::v0_1::wit;
use crate::error::LoadError;
use crate::instance::State;
use crate::load::{check_version, ours};
use crate::wasi;

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
        } else if !wasi::is_linked(name) {
            return Err(LoadError::Import(name.to_owned()));
        }
        imports.push(name.to_owned());
    }
    Ok(imports)
}

pub(crate) fn link(engine: &Engine, component: &Component) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wit::credentials::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    wit::log::add_to_linker::<_, HasSelf<_>>(&mut linker, |state: &mut State| state)?;
    let imports = component.component_type();
    if imports.imports(engine).any(|(name, _)| wasi::is_linked(name)) {
        wasi::link(&mut linker)?;
    }
    Ok(linker)
}
